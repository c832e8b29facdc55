"""What the comparison of places shows, with every link made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from indexer.holdings import Holdings
from indexer.nouns.places import Agreement, Comparison, ComparisonRow, Place
from indexer.nouns.profiles import Status
from web.places.answers import AnswerView, answer_view, country_name
from web.places.parameters import FAMILY, address, pairs_of

_AGREEMENTS = {
    Agreement.DIFFERENT: "Answered differently",
    Agreement.PARTLY_STATED: "Answered by some",
    Agreement.SAME: "Answered alike",
    Agreement.SILENT: "Answered by none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A question of the matrix with one cell a place."""

    title: str
    agreement: str
    cells: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredView:
    """How much a place answers, as counts and as parts of a bar 100 wide."""

    name: str
    stated: int
    lost: int
    silent: int
    stated_width: float
    lost_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All that the comparison shows."""

    names: tuple[tuple[str, str, str], ...]
    rows: tuple[RowView, ...]
    hidden: int
    every: bool
    switch_url: str
    answered: tuple[AnsweredView, ...]
    others: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    json_url: str
    csv_url: str
    markdown_url: str


def compare_page(comparison: Comparison, parameters: BaseModel, library: Holdings) -> ComparePage:
    """A comparison with its links; rows that do not differ are left out unless asked for."""
    pairs = pairs_of(parameters)
    every = bool(getattr(parameters, "all", False))
    rows = [row for row in comparison.rows if every or row.agreement is Agreement.DIFFERENT]
    ids = tuple(place.id for place in comparison.places)
    switched = [("place", each) for each in ids] + ([] if every else [("all", "true")])
    return ComparePage(
        names=tuple(
            (
                place.name,
                country_name(place, library),
                address("/compare", [pair for pair in pairs if pair != ("place", place.id)]),
            )
            for place in comparison.places
        ),
        rows=tuple(_row(row) for row in rows if FAMILY.question(row.question)),
        hidden=len(comparison.rows) - len(rows),
        every=every,
        switch_url=address("/compare", switched),
        answered=tuple(_answered(place, comparison.rows, at) for at, place in enumerate(comparison.places)),
        others=tuple((place.id, place.name) for place in library.survey().coded().places if place.id not in ids)[:1000],
        ids=ids,
        json_url=address("/compare.json", pairs),
        csv_url=address("/compare.csv", pairs),
        markdown_url=address("/compare.md", pairs),
    )


def _row(row: ComparisonRow) -> RowView:
    question = FAMILY.question(row.question)
    assert question is not None  # noqa: S101 -- rows of other questions are left out before
    numbers = [cell.number for cell in row.cells if cell and cell.number]
    return RowView(
        title=question.label["en"],
        agreement=_AGREEMENTS[row.agreement],
        cells=tuple(answer_view(cell, question, max(numbers, default=0.0)) for cell in row.cells),
    )


def _answered(place: Place, rows: Sequence[ComparisonRow], at: int) -> AnsweredView:
    cells = [row.cells[at] for row in rows]
    stated = sum(1 for cell in cells if cell and cell.status is Status.STATED)
    lost = sum(1 for cell in cells if cell and cell.status is Status.NOT_RECOVERABLE)
    whole = max(len(cells), 1)
    return AnsweredView(
        name=place.name,
        stated=stated,
        lost=lost,
        silent=len(cells) - stated - lost,
        stated_width=round(100 * stated / whole, 1),
        lost_width=round(100 * lost / whole, 1),
    )

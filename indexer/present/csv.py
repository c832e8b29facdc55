"""Places, comparisons, benchmarks and peers as rows of CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from indexer.nouns.places import Benchmark, Comparison, Peer, Place, PlaceAnswer, ValueShare
from indexer.nouns.profiles import Status
from indexer.vocabulary.questionnaire import questionnaire

Rows = list[list[str | int | float | None]]

_FORMULA = re.compile(r"[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
"""What spreadsheets take for the beginning of a formula, after white space and in full width, too (OWASP)."""


def as_csv(rows: Rows) -> str:
    """Rows as CSV with a header first; texts that a spreadsheet would run as a formula are quoted by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row])
    return out.getvalue()


def place_rows(places: Sequence[Place]) -> Rows:
    """Places as CSV rows: one answer a row."""
    header: Rows = [["place", "name", "country", *_ANSWER_COLUMNS]]
    return header + [
        [place.id, place.name, place.country, *_answer_cells(answer)]
        for place in places
        for answer in place.answers.values()
        if answer.status is not Status.NOT_STATED
    ]


def comparison_rows(comparison: Comparison) -> Rows:
    """A comparison as CSV rows: one cell a row, so that each keeps its source."""
    header: Rows = [["agreement", "place", *_ANSWER_COLUMNS]]
    rows: Rows = []
    for row in comparison.rows:
        for place, cell in zip(comparison.places, row.cells, strict=True):
            silent: list[str | int | float | None] = [row.question, "not stated", *[None] * (len(_ANSWER_COLUMNS) - 2)]
            rows.append([row.agreement.value, place.id, *(_answer_cells(cell) if cell else silent)])
    return header + rows


def benchmark_rows(found: Benchmark) -> Rows:
    """A benchmark as CSV rows: one value of one question a row, the silent ones as values of their own."""
    header: Rows = [["question", "value", "label", "count", "places", "share", "share_of_answers", "low", "high"]]
    family = questionnaire(found.family)
    rows: Rows = []
    for each in found.questions:
        question = family.question(each.question)
        for value in each.values:
            label = value.own_words or (question.value_label(value.value) if question else value.value)
            rows.append([each.question, value.value, label, value.count, each.places, *_rounded(value)])
        for name, count in (("not stated", each.not_stated), ("not recoverable", each.not_recoverable)):
            share = round(count / each.places, 6) if each.places else None
            rows.append([each.question, name, name, count, each.places, share, None, None, None])
    return header + rows


def peer_rows(peers: Iterable[Peer]) -> Rows:
    """Peers as CSV rows."""
    header: Rows = [["place", "name", "country", "similarity", "compared", "alike", "unlike"]]
    return header + [
        [
            peer.place.id,
            peer.place.name,
            peer.place.country,
            round(peer.similarity, 6),
            peer.compared,
            " ".join(each.question for each in peer.alike),
            " ".join(each.question for each in peer.unlike),
        ]
        for peer in peers
    ]


_ANSWER_COLUMNS = (
    "question", "status", "values", "own_words", "number", "unit", "year", "printed", "document", "anchor", "edition",
)  # fmt: skip


def _answer_cells(answer: PlaceAnswer) -> list[str | int | float | None]:
    return [
        answer.question,
        answer.status.value,
        "; ".join(answer.values),
        "; ".join(answer.own_words),
        answer.number,
        answer.unit,
        answer.year,
        answer.printed,
        answer.document_id,
        answer.anchor,
        answer.edition,
    ]


def _rounded(value: ValueShare) -> list[float]:
    return [round(number, 6) for number in (value.share, value.share_of_answers, *value.interval)]

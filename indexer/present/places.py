"""Places, comparisons, benchmarks and peers as JSON and as rows of CSV; the only place that knows their shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from indexer.nouns.places import (
    Benchmark,
    CheckedClaim,
    Comparison,
    Difference,
    Peer,
    Place,
    PlaceAnswer,
    PlaceDetail,
    PlacePage,
    QuestionBenchmark,
    SharedAnswer,
    ValueShare,
)
from indexer.nouns.profiles import Answer, Claim, Loss, Status
from indexer.vocabulary.questionnaire import Question, questionnaire

Rows = list[list[str | int | float | None]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Rows) -> str:
    """Rows as CSV with a header first; texts that a spreadsheet would run as a formula are quoted by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def place_page_as_json(page: PlacePage) -> dict[str, Any]:
    """A page of places."""
    return {
        "total": page.total,
        "page": page.page,
        "per_page": page.per_page,
        "items": [place_as_json(place) for place in page.places],
    }


def place_as_json(place: Place) -> dict[str, Any]:
    """A place in short."""
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "regions": list(place.regions),
        "population": place.population,
        "family": place.records[0].profile.family,
        "editions": [
            {
                "document": record.document_id,
                "title": record.title,
                "edition": record.profile.edition,
                "published": record.published,
                "parse_score": round(record.profile.parse_score, 4),
            }
            for record in place.records
        ],
        "stated": sum(told.answer.status is Status.STATED for told in place.answers.values()),
    }


def detail_as_json(detail: PlaceDetail) -> dict[str, Any]:
    """A place with all that is known of it."""
    return {
        **place_as_json(detail.place),
        "answers": [place_answer_as_json(told) for told in detail.place.answers.values()],
        "claims": [checked_as_json(checked) for checked in detail.claims],
        "differences": [_difference(difference) for difference in detail.place.differences],
        "losses": [loss_as_json(loss, document) for document, loss in detail.losses],
        "peers": [peer_as_json(peer) for peer in detail.peers],
    }


def place_answer_as_json(told: PlaceAnswer) -> dict[str, Any]:
    """A place's answer, with the document and passage that give it."""
    return {**answer_as_json(told.answer), "document": told.document_id, "edition": told.year, "anchor": told.anchor}


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """What a profile says to one question, with the words as printed and their passage's number."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "values": list(answer.values),
        "own_words": list(answer.own_words),
        "number": answer.number,
        "unit": answer.unit,
        "year": answer.year,
        "printed": answer.printed,
        "passage": answer.passage,
    }


def claim_as_json(claim: Claim) -> dict[str, Any]:
    """A printed comparison."""
    return {
        "question": claim.question,
        "value": claim.value,
        "polarity": claim.polarity.value,
        "share": claim.share,
        "bound": claim.bound.value,
        "places": claim.places,
        "edition": claim.edition,
        "printed": claim.printed,
        "passage": claim.passage,
    }


def checked_as_json(checked: CheckedClaim) -> dict[str, Any]:
    """A printed claim beside what the library counts."""
    return {
        **claim_as_json(checked.claim),
        "place": checked.place_id,
        "document": checked.document_id,
        "anchor": checked.anchor,
        "printed_by": checked.printed_by,
        "recomputed": None
        if checked.recomputed is None
        else {
            "share": round(checked.recomputed, 6),
            "count": checked.count,
            "places": checked.places,
            "answered": checked.answered,
            "edition": checked.edition,
            "interval": [round(checked.low, 6), round(checked.high, 6)],
        },
        "agrees": checked.agrees,
    }


def loss_as_json(loss: Loss, document: str | None = None) -> dict[str, Any]:
    """Something that was not read."""
    told = {"reason": loss.reason, "question": loss.question, "passage": loss.passage}
    return told if document is None else {**told, "document": document}


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """The matrix: rows in the order shown, one cell a place, null where it says nothing."""
    return {
        "family": comparison.family,
        "places": [place_as_json(place) for place in comparison.places],
        "rows": [
            {
                "question": row.question,
                "agreement": row.agreement.value,
                "common": list(row.common),
                "cells": [place_answer_as_json(cell) if cell else None for cell in row.cells],
            }
            for row in comparison.rows
        ],
    }


def benchmark_as_json(found: Benchmark) -> dict[str, Any]:
    """Shares per answer with their denominators, and the claims printed."""
    return {
        "family": found.family,
        "places": found.places,
        "questions": [_question(each) for each in found.questions],
        "claims": [checked_as_json(checked) for checked in found.claims],
    }


def peer_as_json(peer: Peer) -> dict[str, Any]:
    """A peer with what is shared and what differs."""
    return {
        "place": place_as_json(peer.place),
        "similarity": round(peer.similarity, 6),
        "compared": peer.compared,
        "alike": [_shared(each) for each in peer.alike],
        "unlike": [_shared(each) for each in peer.unlike],
    }


def place_rows(places: Sequence[Place]) -> Rows:
    """Places as CSV rows: one answer a row."""
    header: Rows = [["place", "name", "country", *_ANSWER_COLUMNS]]
    return header + [
        [place.id, place.name, place.country, *_answer_cells(told)]
        for place in places
        for told in place.answers.values()
        if told.answer.status is not Status.NOT_STATED
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


def comparison_as_markdown(comparison: Comparison, *, every: bool = True) -> str:
    """A comparison as a Markdown table with a numbered list of sources."""
    family = questionnaire(comparison.family)
    names = [_cell(place.name) for place in comparison.places]
    lines = [f"| Question | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    sources: dict[tuple[str, str | None], int] = {}
    for row in comparison.rows:
        question = family.question(row.question)
        if question is None or not (every or row.agreement.value == "different"):
            continue
        cells = []
        for cell in row.cells:
            if cell is None:
                cells.append("*not stated*")
                continue
            number = sources.setdefault((cell.document_id, cell.anchor), len(sources) + 1)
            cells.append(f"{_cell(shown(cell.answer, question))} [{number}]")
        lines.append(f"| {_cell(question.label['en'])} | {' | '.join(cells)} |")
    lines += ["", "Sources:", ""]
    lines += [
        f"{number}. /documents/{document}{f'#{anchor}' if anchor else ''}"
        for (document, anchor), number in sources.items()
    ]
    return "\n".join(lines) + "\n"


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


def shown(answer: Answer, question: Question, language: str = "en") -> str:
    """An answer in words: labels of options, a number with its year, or the text as printed."""
    if answer.status is Status.NOT_RECOVERABLE:
        return "not recoverable"
    if answer.status is Status.NOT_STATED:
        return "not stated"
    if answer.number is not None:
        year = f" ({answer.year})" if answer.year else ""
        return f"{answer.number:,.0f}{year}"
    joint = "–" if question.type.value == "years" else "; "
    return joint.join(question.value_label(value, language, answer.own_words) for value in answer.values)


_ANSWER_COLUMNS = (
    "question", "status", "values", "own_words", "number", "unit", "year", "printed", "document", "anchor", "edition",
)  # fmt: skip


def _answer_cells(told: PlaceAnswer) -> list[str | int | float | None]:
    answer = told.answer
    return [
        answer.question,
        answer.status.value,
        "; ".join(answer.values),
        "; ".join(answer.own_words),
        answer.number,
        answer.unit,
        answer.year,
        answer.printed,
        told.document_id,
        told.anchor,
        told.year,
    ]


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "question": difference.question,
        "conflict": difference.conflict,
        "told": [place_answer_as_json(told) for told in difference.told],
    }


def _question(found: QuestionBenchmark) -> dict[str, Any]:
    numbers = found.numbers
    return {
        "question": found.question,
        "places": found.places,
        "stated": found.stated,
        "not_stated": found.not_stated,
        "not_recoverable": found.not_recoverable,
        "values": [_value(each) for each in found.values],
        "numbers": None
        if numbers is None
        else {
            "least": numbers.least,
            "lower_quartile": numbers.lower_quartile,
            "median": numbers.median,
            "upper_quartile": numbers.upper_quartile,
            "greatest": numbers.greatest,
        },
    }


def _value(each: ValueShare) -> dict[str, Any]:
    share, share_of_answers, low, high = _rounded(each)
    return {
        "value": each.value,
        "own_words": each.own_words,
        "count": each.count,
        "share": share,
        "share_of_answers": share_of_answers,
        "interval": [low, high],
    }


def _rounded(each: ValueShare) -> tuple[float, float, float, float]:
    return round(each.share, 6), round(each.share_of_answers, 6), round(each.low, 6), round(each.high, 6)


def _shared(each: SharedAnswer) -> dict[str, Any]:
    return {
        "question": each.question,
        "likeness": round(each.likeness, 6),
        "both": list(each.both),
        "only_this": list(each.only_this),
        "only_other": list(each.only_other),
    }


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())

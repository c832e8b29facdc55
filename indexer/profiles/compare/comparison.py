"""Places beside each other: a matrix of questions and answers, what differs first."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.nouns.places import Agreement, Comparison, ComparisonRow, Place, PlaceAnswer
from indexer.nouns.profiles import Status
from indexer.profiles.compare.places import same_answer
from indexer.vocabulary.questionnaire import Question, Questionnaire

_ORDER = (Agreement.DIFFERENT, Agreement.PARTLY_STATED, Agreement.SAME, Agreement.SILENT)


def compare(places: Sequence[Place], family: Questionnaire) -> Comparison:
    """The matrix of some places: rows that differ first, then those not all answer, the same, the silent.

    Within these the order is that of the questionnaire. A cell is None where a place says nothing; an
    answer that is *not recoverable* stays a cell, and neither agrees nor differs.
    """
    rows = [_row(question, places) for question in family.questions]
    return Comparison(
        family=family.id,
        places=tuple(places),
        rows=tuple(sorted(rows, key=lambda row: _ORDER.index(row.agreement))),
    )


def _row(question: Question, places: Sequence[Place]) -> ComparisonRow:
    told = [place.answers.get(question.id) for place in places]
    cells = tuple(each if each and each.status is not Status.NOT_STATED else None for each in told)
    stated = [cell for cell in cells if cell and cell.status is Status.STATED]
    return ComparisonRow(
        question=question.id,
        agreement=_agreement(stated, len(places), question),
        cells=cells,
        common=_common(stated, question),
    )


def _agreement(stated: Sequence[PlaceAnswer], size: int, question: Question) -> Agreement:
    if not stated:
        return Agreement.SILENT
    if any(not same_answer(stated[0], other, question.type) for other in stated[1:]):
        return Agreement.DIFFERENT
    return Agreement.SAME if len(stated) == size else Agreement.PARTLY_STATED


def _common(stated: Sequence[PlaceAnswer], question: Question) -> tuple[str, ...]:
    if len(stated) < 2 or not question.type.is_choice:
        return ()
    return tuple(value for value in stated[0].values if all(value in other.values for other in stated[1:]))

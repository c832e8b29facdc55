"""The answers of many places as arrays: what benchmarks and peers count on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.nouns.places import Place, ProfileRecord
from indexer.nouns.profiles import Claim, Status
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.questionnaire import IN_PREPARATION, NO, NONE, YES, Question, Questionnaire, Type

STATED, NOT_STATED, NOT_RECOVERABLE = 0, 1, 2
_STATUS = {Status.STATED: STATED, Status.NOT_STATED: NOT_STATED, Status.NOT_RECOVERABLE: NOT_RECOVERABLE}

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CodedQuestion:
    """One question over all places.

    `status` is int8 (places,): 0 stated, 1 not stated, 2 not recoverable. `chosen` is bool (places, values),
    True only where stated; `values` names its columns, `own_words` those that places wrote in. `number` is
    float64 (places,), NaN where there is none.
    """

    question: Question
    status: NDArray[np.int8]
    values: tuple[str, ...]
    chosen: Flags
    number: NDArray[np.float64]
    own_words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodedClaims:
    """Every claim printed: the place's row, which of the different `claims` it is, its record and number there."""

    rows: NDArray[np.int64]
    kinds: NDArray[np.int64]
    records: tuple[ProfileRecord, ...]
    numbers: tuple[int, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class CodedPlaces:
    """The places of one family and their answers, question by question."""

    family: Questionnaire
    places: tuple[Place, ...]
    questions: dict[str, CodedQuestion]
    claims: CodedClaims


def coded(places: Sequence[Place], family: Questionnaire) -> CodedPlaces:
    """The arrays of some places, all of one family."""
    return CodedPlaces(
        family=family,
        places=tuple(places),
        questions={question.id: _coded_question(question, places) for question in family.questions},
        claims=_coded_claims(places),
    )


def _coded_question(question: Question, places: Sequence[Place]) -> CodedQuestion:
    size = len(places)
    status = np.full(size, NOT_STATED, dtype=np.int8)
    number = np.full(size, np.nan)
    own: dict[str, str] = {}
    rows: list[int] = []
    columns: list[int] = []
    column_of = {value: at for at, value in enumerate(_known_values(question))}
    for row, place in enumerate(places):
        answer = place.answers.get(question.id)
        if answer is None:
            continue
        status[row] = _STATUS[answer.status]
        if answer.status is not Status.STATED:
            continue
        if answer.number is not None:
            number[row] = answer.number
        own.update((slug(words), words) for words in answer.own_words if slug(words) not in own)
        if question.type.is_choice:
            for value in answer.values:
                rows.append(row)
                columns.append(column_of.setdefault(value, len(column_of)))
    chosen = np.zeros((size, len(column_of)), dtype=bool)
    chosen[rows, columns] = True
    return CodedQuestion(question, status, tuple(column_of), chosen, number, own)


def _known_values(question: Question) -> tuple[str, ...]:
    """The values that are counted even where nobody gives them."""
    if question.type is Type.YES_OR_NO:
        return (YES, NO, IN_PREPARATION)
    options = tuple(option.id for option in question.options)
    return (*options, NONE) if question.denied_by else options


def _coded_claims(places: Sequence[Place]) -> CodedClaims:
    kind_of: dict[tuple[object, ...], int] = {}
    different: list[Claim] = []
    found: list[tuple[int, int, ProfileRecord, int]] = []
    for row, place in enumerate(places):
        for record in place.records:
            for number, claim in enumerate(record.profile.claims):
                kind = (claim.question, claim.value, claim.polarity, claim.share, claim.bound, claim.edition)
                if kind not in kind_of:
                    kind_of[kind] = len(different)
                    different.append(claim)
                found.append((row, kind_of[kind], record, number))
    return CodedClaims(
        rows=np.array([each[0] for each in found], dtype=np.int64),
        kinds=np.array([each[1] for each in found], dtype=np.int64),
        records=tuple(each[2] for each in found),
        numbers=tuple(each[3] for each in found),
        claims=tuple(different),
    )

"""Shares per answer over a set of places, and printed claims beside what the library itself counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.nouns.places import NumberSummary, QuestionBenchmark, ValueShare
from indexer.nouns.profiles import Bound, Claim, Polarity
from indexer.profiles.compare.coded import NOT_RECOVERABLE, NOT_STATED, STATED, CodedPlaces, CodedQuestion, Flags
from indexer.vocabulary.questionnaire import NO, Type

_Z = 1.959963984540054
_ROUNDING = 0.005
_ABOUT = 0.05


def benchmark(places: CodedPlaces, members: Flags, questions: Sequence[str] = ()) -> tuple[QuestionBenchmark, ...]:
    """What the places marked in `members` (bool, one a place) say to some questions, or to all that can be counted."""
    wanted = questions or tuple(places.questions)
    return tuple(
        _of_question(places.questions[name], members)
        for name in wanted
        if places.questions[name].question.type.is_choice or places.questions[name].question.type is Type.NUMBER
    )


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score (1927); (0, 1) where nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share, square = count / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return (0.0 if count == 0 else max(0.0, middle - half)), (1.0 if count == total else min(1.0, middle + half))


def agrees(claim: Claim, count: int, answered: int, places: int) -> bool | None:
    """Whether a claim is what is counted, as exactly as it is printed: `count` of `places`, of which `answered` answer.

    None where it cannot be told: the silent places could still make it true, or nothing is counted.
    """
    if places == 0:
        return None
    least, most = count / places, (count + places - answered) / places
    if claim.bound is Bound.MORE_THAN:
        return True if least > claim.share else None if most > claim.share else False
    if claim.bound is Bound.LESS_THAN:
        return True if most < claim.share else None if least < claim.share else False
    margin = (_ABOUT if claim.bound is Bound.ABOUT else _ROUNDING) + 1e-12
    if abs(least - claim.share) <= margin:
        return True
    return None if least - margin <= claim.share <= most + margin else False


def counted(claim: Claim, places: CodedPlaces, members: Flags) -> tuple[int, int]:
    """How many of the marked places give what a claim is about, and how many answer its question.

    For a negative claim those that say no to a yes-or-no question, or give other answers to another.
    """
    found = places.questions.get(claim.question)
    if found is None:
        return 0, 0
    stated = members & (found.status == STATED)
    answered = int(stated.sum())
    if claim.polarity is Polarity.NEGATIVE and found.question.type is Type.YES_OR_NO:
        return _giving(found, NO, stated), answered
    giving = _giving(found, claim.value, stated)
    return (giving if claim.polarity is Polarity.POSITIVE else answered - giving), answered


def _giving(found: CodedQuestion, value: str, members: Flags) -> int:
    if value not in found.values:
        return 0
    return int((found.chosen[:, found.values.index(value)] & members).sum())


def _of_question(found: CodedQuestion, members: Flags) -> QuestionBenchmark:
    status = found.status[members]
    total = int(status.size)
    stated = int((status == STATED).sum())
    values: tuple[ValueShare, ...] = ()
    if found.question.type.is_choice:
        counts = np.asarray(found.chosen[members].sum(axis=0), dtype=np.int64)
        options = {option.id for option in found.question.options}
        values = tuple(
            replace(_share(value, int(count), total, stated), own_words=found.own_words.get(value))
            for value, count in zip(found.values, counts, strict=True)
            if count or value in options or found.question.type is Type.YES_OR_NO
        )
    return QuestionBenchmark(
        question=found.question.id,
        places=total,
        stated=stated,
        not_stated=int((status == NOT_STATED).sum()),
        not_recoverable=int((status == NOT_RECOVERABLE).sum()),
        values=values,
        numbers=_summary(found, members),
    )


def _share(value: str, count: int, total: int, stated: int) -> ValueShare:
    return ValueShare(
        value=value,
        count=count,
        share=count / total if total else 0.0,
        share_of_answers=count / stated if stated else 0.0,
        interval=wilson(count, total),
    )


def _summary(found: CodedQuestion, members: Flags) -> NumberSummary | None:
    numbers = found.number[members]
    numbers = numbers[~np.isnan(numbers)]
    if not numbers.size:
        return None
    least, lower, median, upper, greatest = (float(each) for each in np.quantile(numbers, [0, 0.25, 0.5, 0.75, 1]))
    return NumberSummary(least=least, lower_quartile=lower, median=median, upper_quartile=upper, greatest=greatest)

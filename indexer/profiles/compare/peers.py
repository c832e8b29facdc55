"""The places most like one place, by what both of them answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.nouns.places import Peer, Place, SharedAnswer
from indexer.nouns.profiles import Status
from indexer.profiles.compare.coded import STATED, CodedPlaces, CodedQuestion, Flags
from indexer.vocabulary.questionnaire import Type

WEIGHTS = {Type.YES_OR_NO: 1.0, Type.ONE_OF: 1.0, Type.SOME_OF: 1.0, Type.NUMBER: 0.5}
LEAST_COMPARED = 3
"""Places with fewer answers in common are not ranked: alike in one thing is no likeness."""


def peers(places: CodedPlaces, of: int, members: Flags, limit: int) -> tuple[Peer, ...]:
    """The `limit` places among `members` (bool, one a place) most like place number `of`, itself left out.

    The similarity is Gower's (1971): the mean, over the questions *both* places answer, of a likeness from
    0 to 1, weighted 1 for a choice and 0.5 for a number.

    - yes or no, one of several: 1 where the answers are the same, else 0
    - some of several: the values both give over the values either gives (Jaccard)
    - a number: 1 - |log a - log b| / (log greatest - log least), over all places

    A question one of the two does not answer, or whose answer is not recoverable, counts neither way, so
    silence never makes places alike. Places that share fewer than three answered questions are left out.
    Most similar first, then most questions compared, then by id.
    """
    size = len(places.places)
    likeness, weight, compared = np.zeros(size), np.zeros(size), np.zeros(size, dtype=np.int64)
    for found in places.questions.values():
        if found.question.type not in WEIGHTS or found.status[of] != STATED:
            continue
        both, alike = _likeness(found, of)
        value = WEIGHTS[found.question.type]
        likeness += np.where(both, alike * value, 0.0)
        weight += both * value
        compared += both
    ranked = members & (compared >= LEAST_COMPARED)
    ranked[of] = False
    rows = np.flatnonzero(ranked)
    similarity = likeness[rows] / weight[rows]
    order = np.lexsort((-compared[rows], -similarity.round(9)))
    cut = _with_ties(similarity[order], compared[rows][order], limit)
    best = sorted(
        (-round(float(similarity[at]), 9), -int(compared[rows[at]]), places.places[rows[at]].id, int(rows[at]))
        for at in order[:cut]
    )
    return tuple(_explained(places, of, row, -near, -common) for near, common, _, row in best[:limit])


def _with_ties(similarity: NDArray[np.float64], compared: NDArray[np.int64], limit: int) -> int:
    """How many of the ranked to look at so that ties at the limit are settled by id."""
    if similarity.size <= limit:
        return int(similarity.size)
    same = (np.round(similarity, 9) == np.round(similarity[limit - 1], 9)) & (compared == compared[limit - 1])
    return int(np.flatnonzero(same)[-1]) + 1


def _likeness(found: CodedQuestion, of: int) -> tuple[Flags, NDArray[np.float64]]:
    """Which places answer the question too, and how alike each is."""
    if found.question.type is Type.NUMBER:
        both = ~np.isnan(found.number) & (found.number > 0)
        if not both[of]:
            return np.zeros_like(both), np.zeros(both.size)
        logs = np.log(np.where(both, found.number, 1.0))
        known = logs[both]
        spread = float(known.max() - known.min()) or 1.0
        return both, 1 - np.abs(logs - logs[of]) / spread
    both = found.status == STATED
    mine = found.chosen[of]
    shared = (found.chosen & mine).sum(axis=1)
    either = (found.chosen | mine).sum(axis=1)
    return both, np.where(either > 0, shared / np.maximum(either, 1), 1.0)


def _explained(places: CodedPlaces, of: int, other: int, similarity: float, compared: int) -> Peer:
    mine, theirs = places.places[of], places.places[other]
    answers = [
        shared
        for found in places.questions.values()
        if found.question.type in WEIGHTS and (shared := _shared(found, mine, theirs, of, other))
    ]
    return Peer(
        place=theirs,
        similarity=similarity,
        compared=compared,
        alike=tuple(shared for shared in answers if shared.likeness >= 0.5),
        unlike=tuple(shared for shared in answers if shared.likeness < 0.5),
    )


def _shared(found: CodedQuestion, mine: Place, theirs: Place, of: int, other: int) -> SharedAnswer | None:
    name = found.question.id
    first, second = mine.answers.get(name), theirs.answers.get(name)
    if first is None or second is None:
        return None
    if not first.status is second.status is Status.STATED:
        return None
    pair = replace(
        found,
        status=found.status[[of, other]],
        chosen=found.chosen[[of, other]],
        number=found.number[[of, other]],
    )
    if found.question.type is Type.NUMBER:
        both, alike = _likeness(found, of)
        if not both[other]:
            return None
        likeness = float(alike[other])
    else:
        likeness = float(_likeness(pair, 0)[1][1])
    values, others = first.values, second.values
    return SharedAnswer(
        question=name,
        likeness=likeness,
        both=tuple(value for value in values if value in others),
        only_this=tuple(value for value in values if value not in others),
        only_other=tuple(value for value in others if value not in values),
    )

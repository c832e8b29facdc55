"""The first documents of an order: relevance, newest, oldest or title, ties broken by document id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.columnar.matches import Matches
from indexer.columnar.segment import Segment
from indexer.language.bulk import Integers
from indexer.model import Sort

_UNDATED = 1 << 31


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document by its place in the order: compare `key`, then `tie` (title for title order), then `id`."""

    key: float
    tie: bytes
    id: str
    score: float
    segment: int
    document: int


def first(segment: Segment, number: int, found: Matches, sort: Sort, most: int) -> list[Ranked]:
    """The first `most` of the documents found in segment `number`, in no particular order."""
    keys = _keys(segment, found, sort)
    ties = segment.title_rank if sort is Sort.TITLE else segment.id_rank
    chosen = _smallest(keys, ties.take(found.documents), most)
    scored = sort is Sort.RELEVANCE
    return [
        Ranked(
            key=float(keys[index]),
            tie=segment.titles[int(found.documents[index])] if sort is Sort.TITLE else b"",
            id=segment.id(int(found.documents[index])),
            score=_score(found, index) if scored else 0.0,
            segment=number,
            document=int(found.documents[index]),
        )
        for index in chosen.tolist()
    ]


def ordered(candidates: list[Ranked]) -> list[Ranked]:
    """Candidates of all segments in order."""
    return sorted(candidates, key=lambda one: (one.key, one.tie, one.id))


def _score(found: Matches, index: int) -> float:
    return found.scores if isinstance(found.scores, float) else float(found.scores[index])


def _keys(segment: Segment, found: Matches, sort: Sort) -> NDArray[np.float32] | NDArray[np.int64]:
    if sort is Sort.RELEVANCE:
        if isinstance(found.scores, float):
            return np.full(len(found), -found.scores, np.float32)
        return -found.scores
    if sort is Sort.TITLE:
        return np.zeros(len(found), np.int64)
    published = segment.number("published").take(found.documents).astype(np.int64)
    if sort is Sort.NEWEST:
        return -published
    published[published == 0] = _UNDATED
    return published


def _smallest(keys: NDArray[np.float32] | NDArray[np.int64], ties: Integers, most: int) -> NDArray[np.int64]:
    """The indices of the `most` smallest by key, then tie."""
    if len(keys) <= most:
        return np.arange(len(keys))
    limit = np.partition(keys, most - 1)[most - 1]
    candidates = np.flatnonzero(keys <= limit)
    if len(candidates) > most:
        below = candidates[keys[candidates] < limit]
        equal = candidates[keys[candidates] == limit]
        room = most - len(below)
        candidates = np.concatenate((below, equal[np.argpartition(ties[equal], room - 1)[:room]]))
    return candidates

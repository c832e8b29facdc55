"""Sets of documents with scores, and what And, Or and Not do to them. All sorted, all whole arrays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

_DENSE_WHEN_ONE_IN = 24


@dataclass(frozen=True, slots=True)
class Matches:
    """`documents` uint32 or int64, ascending; `scores` float32 of the same length, or one for all."""

    documents: NDArray[np.uint32] | NDArray[np.int64]
    scores: Scores | float

    def __len__(self) -> int:
        return len(self.documents)

    def kept(self, keep: Mask) -> Matches:
        """Those under a mask of the same length."""
        scores = self.scores
        return Matches(self.documents[keep], scores if isinstance(scores, float) else scores[keep])

    def boosted(self, boost: float) -> Matches:
        """The same documents with scores times `boost`."""
        if boost == 1.0:
            return self
        return Matches(self.documents, self.scores * (boost if isinstance(self.scores, float) else np.float32(boost)))

    def constant(self, score: float) -> Matches:
        """The same documents, each with this score."""
        return Matches(self.documents, score)


NONE = Matches(np.zeros(0, np.uint32), 0.0)


class Scratch(threading.local):
    """Arrays over all documents of a segment, reused by the queries of one thread and left clean."""

    def __init__(self) -> None:
        self._size = 0
        self._reserve(1)

    def _reserve(self, size: int) -> None:
        self.scores = np.zeros(size, np.float32)
        self.marks = np.zeros(size, np.bool_)
        self.places = np.zeros(size, np.int32)
        self._size = size

    def of(self, size: int) -> Scratch:
        """Itself, with arrays of at least a size."""
        if self._size < size:
            self._reserve(size)
        return self


_scratch = Scratch()


def union(parts: Sequence[Matches], size: int) -> Matches:
    """Documents in any part, scores added; `size` is the number of documents of the segment."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return NONE
    if len(parts) == 1:
        return parts[0]
    total = sum(map(len, parts))
    scored = any(not isinstance(part.scores, float) or part.scores for part in parts)
    if total * _DENSE_WHEN_ONE_IN < size:
        return _union_sorted(parts, scored)
    scratch = _scratch.of(size)
    marks, scores = scratch.marks, scratch.scores
    for part in parts:
        marks[part.documents] = True
        if not isinstance(part.scores, float) or part.scores:
            scores[part.documents] += part.scores
    documents = np.flatnonzero(marks[:size])
    marks[documents] = False
    if not scored:
        return Matches(documents, 0.0)
    result = scores[documents]
    scores[documents] = 0
    return Matches(documents, result)


def _union_sorted(parts: Sequence[Matches], scored: bool) -> Matches:
    documents = np.concatenate([part.documents for part in parts]).astype(np.int64)
    if not scored:
        return Matches(np.unique(documents), 0.0)
    scores = np.concatenate([np.broadcast_to(np.float32(part.scores), len(part)) for part in parts])
    order = np.argsort(documents, kind="stable")
    documents, scores = documents[order], scores[order]
    starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), documents[1:] != documents[:-1])))
    return Matches(documents[starts], np.add.reduceat(scores, starts))


def places_in(
    documents: NDArray[np.uint32] | NDArray[np.int64], among: NDArray[np.uint32] | NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64] | NDArray[np.int32], Mask]:
    """Where each document stands in another ascending list, and whether it does."""
    if not len(among):
        return np.zeros(len(documents), np.int64), np.zeros(len(documents), np.bool_)
    if len(among) < 12 * len(documents):
        places = _scratch.of(size).places
        places[among] = np.arange(len(among), dtype=np.int32)
        place = places[documents]
        np.minimum(place, len(among) - 1, out=place)
        return place, among[place] == documents
    found = np.searchsorted(among, documents.astype(among.dtype, copy=False))
    np.minimum(found, len(among) - 1, out=found)
    return found, among[found] == documents


def within(matches: Matches, other: Matches, size: int) -> Mask:
    """Which of the matches are also in another."""
    return places_in(matches.documents, other.documents, size)[1]


def intersection(parts: Sequence[Matches], size: int) -> Matches:
    """Documents in every part, scores added in the given order."""
    if not parts or not all(map(len, parts)):
        return NONE
    documents = min(parts, key=len).documents
    for part in sorted(parts, key=len)[1:]:
        documents = documents[places_in(documents, part.documents, size)[1]]
    scores: Scores | float = 0.0
    for part in parts:
        if isinstance(part.scores, float):
            scores = scores + part.scores
        else:
            scores = scores + part.scores[places_in(documents, part.documents, size)[0]]
    return Matches(documents, scores if isinstance(scores, float) else scores.astype(np.float32, copy=False))


def without(matches: Matches, other: Matches, size: int) -> Matches:
    """The matches that are not in another."""
    return matches.kept(~within(matches, other, size)) if len(matches) and len(other) else matches


def added(matches: Matches, other: Matches, size: int) -> Matches:
    """The matches, with the scores of another added where both hold."""
    if not len(matches) or not len(other):
        return matches
    place, both = places_in(matches.documents, other.documents, size)
    scores = np.array(np.broadcast_to(np.float32(matches.scores), len(matches)))
    scores[both] += other.scores if isinstance(other.scores, float) else other.scores[place[both]]
    return Matches(matches.documents, scores)


def complement(matches: Matches, size: int) -> Matches:
    """The documents of the segment that are not matched."""
    marks = np.ones(size, np.bool_)
    marks[matches.documents] = False
    return Matches(np.flatnonzero(marks), 0.0)

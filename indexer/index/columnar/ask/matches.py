"""Sets of documents with scores, and what And, Or and Not do to them. All sorted, all whole arrays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.index.columnar.loops.choose import loops
from indexer.language.numbers import Booleans, Float32s, Int64s

_DENSE_WHEN_ONE_IN = 64


@dataclass(frozen=True, slots=True)
class Matches:
    """`documents` int64, ascending; `scores` float32 of the same length, or one number for all."""

    documents: Int64s
    scores: Float32s | float

    def __len__(self) -> int:
        return len(self.documents)

    def each_score(self) -> Float32s:
        """One score for each document."""
        scores = self.scores
        return np.full(len(self.documents), scores, np.float32) if isinstance(scores, float) else scores

    def kept(self, keep: Booleans) -> Matches:
        """Those under a mask of the same length."""
        scores = self.scores
        return Matches(self.documents[keep], scores if isinstance(scores, float) else scores[keep])

    def boosted(self, boost: float) -> Matches:
        """The same documents with scores times `boost`."""
        if boost == 1.0:
            return self
        if isinstance(self.scores, float):
            return Matches(self.documents, self.scores * boost)
        return Matches(self.documents, self.scores * np.float32(boost))

    def constant(self, score: float) -> Matches:
        """The same documents, each with this score."""
        return Matches(self.documents, score)


NONE = Matches(np.zeros(0, np.int64), 0.0)


class Sums(threading.local):
    """Marks and sums over the documents of a segment: reused by the searches of one thread, and left clean."""

    def __init__(self) -> None:
        self.marks = np.zeros(8, np.bool_)
        self.scores = np.zeros(8, np.float32)

    def of(self, size: int) -> Sums:
        """Itself, with room for a number of documents."""
        if len(self.marks) < size:
            self.__init__()  # type: ignore[misc]
            self.marks = np.zeros(-(-size // 8) * 8, np.bool_)
            self.scores = np.zeros(-(-size // 8) * 8, np.float32)
        return self


sums = Sums()


def dense(total: int, size: int) -> bool:
    """Whether so many postings are better added up in an array over all documents."""
    return total * _DENSE_WHEN_ONE_IN >= size


def union(parts: Sequence[Matches], size: int) -> Matches:
    """Documents in any part, scores added in order; `size` is the number of documents of the segment."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NONE
    if all(isinstance(part.scores, float) and not part.scores for part in parts):
        return Matches(_union_of_sets([part.documents for part in parts], size), 0.0)
    total = sum(map(len, parts))
    if not dense(total, size):
        return _union_sorted(parts)
    room = sums.of(size)
    for part in parts:
        loops.asking.add(part.documents, part.each_score(), room.marks, room.scores)
    return Matches(*loops.asking.collected(room.marks, room.scores, size, total))


def _union_of_sets(sets: Sequence[Int64s], size: int) -> Int64s:
    if not dense(sum(map(len, sets)), size):
        return np.unique(np.concatenate(sets))
    marks = np.zeros(size, np.bool_)
    for documents in sets:
        marks[documents] = True
    return np.flatnonzero(marks)


def _union_sorted(parts: Sequence[Matches]) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    scores = np.concatenate([part.each_score() for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    first = np.ones(len(documents), np.bool_)
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    total = np.zeros(int(np.count_nonzero(first)), np.float32)
    np.add.at(total, np.cumsum(first) - 1, scores[order])
    return Matches(documents[first], total)


def within(matches: Matches, other: Matches) -> Booleans:
    """Which of the matches are also in another."""
    return loops.asking.within(matches.documents, other.documents)


def both(one: Matches, other: Matches) -> Matches:
    """The documents in both, scores added."""
    if isinstance(other.scores, float):
        kept = one.kept(within(one, other))
        if isinstance(kept.scores, float):
            return Matches(kept.documents, kept.scores + other.scores)
        return Matches(kept.documents, (kept.scores + np.float32(other.scores)).astype(np.float32, copy=False))
    return Matches(*loops.asking.common(one.documents, one.each_score(), other.documents, other.scores))


def without(matches: Matches, other: Matches) -> Matches:
    """The matches that are not in another."""
    return matches.kept(~within(matches, other)) if len(matches) and len(other) else matches


def added(matches: Matches, other: Matches, size: int) -> Matches:
    """The matches, with the scores of another added where both hold."""
    held = other.kept(within(other, matches))
    return union([matches, held], size) if len(held) else matches


def complement(matches: Matches, size: int) -> Matches:
    """The documents of the segment that are not matched."""
    marks = np.ones(size, np.bool_)
    marks[matches.documents] = False
    return Matches(np.flatnonzero(marks), 0.0)

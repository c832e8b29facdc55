"""The inner loops of a search in numpy alone: their definition, and what runs while nothing is compiled."""

from __future__ import annotations

import numpy as np

from indexer.index.columnar.loops.counts import counts_of, weights_of
from indexer.index.columnar.loops.kinds import Keys
from indexer.language.numbers import Booleans, Float32s, Int32s, Int64s, Unsigned


def scored(gaps: Unsigned, packed: Unsigned, norms: Float32s, factor: np.float32) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    documents = np.cumsum(gaps, dtype=np.int64)
    scores = weights_of(packed)
    bottom = norms.take(documents)
    bottom += scores
    scores /= bottom
    scores *= factor
    return documents, scores


def met(
    documents: Int64s,
    scores: Float32s,
    gaps: Unsigned,
    packed: Unsigned,
    skips: Unsigned,
    first: int,
    norms: Float32s,
    factor: np.float32,
) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    others = np.cumsum(gaps, dtype=np.int64)
    place = np.minimum(np.searchsorted(others, documents), max(len(others) - 1, 0))
    both = others[place] == documents if len(others) else np.zeros(len(documents), np.bool_)
    documents, place = documents[both], place[both]
    weights = weights_of(packed[place])
    return documents, scores[both] + weights / (weights + norms.take(documents)) * factor


def common(documents: Int64s, scores: Float32s, others: Int64s, more: Float32s) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    place = np.minimum(np.searchsorted(others, documents), max(len(others) - 1, 0))
    both = others[place] == documents if len(others) else np.zeros(len(documents), np.bool_)
    return documents[both], scores[both] + more[place[both]]


def within(documents: Int64s, others: Int64s) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    place = np.searchsorted(others, documents)
    np.minimum(place, len(others) - 1, out=place)
    return others[place] == documents  # type: ignore[no-any-return]


def add(documents: Int64s, scores: Float32s, marks: Booleans, sums: Float32s) -> None:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    marks[documents] = True
    sums[documents] += scores


def add_term(
    gaps: Unsigned, packed: Unsigned, norms: Float32s, factor: np.float32, marks: Booleans, sums: Float32s
) -> None:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    add(*scored(gaps, packed, norms, factor), marks, sums)


def collected(marks: Booleans, sums: Float32s, size: int, most: int) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    documents = np.flatnonzero(marks[:size])
    scores = sums[documents]
    marks[documents] = False
    sums[documents] = 0
    return documents, scores


def counted(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, size: int) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    chosen = rows.reshape(-1, stride)[documents, begin : begin + width]
    return np.bincount(chosen.ravel(), minlength=size)


def having(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, wanted: Booleans) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    held = wanted.take(rows.reshape(-1, stride)[documents, begin : begin + width])
    return np.asarray(held.any(axis=1), np.bool_)


def best(keys: Keys, descending: bool, documents: Int64s, ranks: Int32s, most: int) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    keys = -keys if descending else keys
    ties = ranks.take(documents)
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


def token_ranges(
    documents: Int64s,
    gaps: Unsigned,
    packed: Unsigned,
    skips: Unsigned,
    first: int,
    skip_tokens: Unsigned,
    token: int,
) -> tuple[Int64s, Int64s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    counts = counts_of(packed)
    place = np.searchsorted(np.cumsum(gaps, dtype=np.int64), documents)
    chosen = counts[place].astype(np.int64)
    return np.cumsum(counts, dtype=np.int64)[place] - chosen, chosen


def spans(documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    index = np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    return np.repeat(documents << 32, counts) + positions[index]


def followed(
    heads: Int64s, ends: Int64s, documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned, slop: int
) -> tuple[Int64s, Int64s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    following = spans(documents, begins, counts, positions)
    last = np.searchsorted(ends, following, "left") - 1
    near = last >= 0
    following, last = following[near], last[near]
    near = following - ends[last] <= slop
    return heads[last[near]], following[near]


def holding_span(documents: Int64s, heads: Int64s, ends: Int64s, upto: Int64s, starts: Unsigned) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    instances = spans(documents, upto[documents], upto[documents + 1] - upto[documents], starts)
    together = np.searchsorted(instances, heads, "right") == np.searchsorted(instances, ends, "right")
    found = np.zeros(len(documents), np.bool_)
    found[np.searchsorted(documents, ends[together] >> 32)] = True
    return found

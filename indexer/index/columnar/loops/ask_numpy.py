"""The inner loops of a search, in numpy alone; `indexer.index.columnar.loops.ask_numba` holds the same, compiled.

Both give the same numbers to the last bit: single precision, added in the order of the parts.
"""

from __future__ import annotations

import numpy as np

from indexer.index.columnar.loops.counts import counts_of, weights_of
from indexer.language.numbers import Booleans, Float32s, Int32s, Int64s, Unsigned

Keys = Float32s | Int64s

SKIP = 128
"""Every how many postings there is an entry that lets compiled loops skip what lies before it."""


def scored(gaps: Unsigned, packed: Unsigned, saturation: Float32s, factor: np.float32) -> tuple[Int64s, Float32s]:
    """The documents of a term and their BM25F scores; `factor` is idf · (k1 + 1) · boost."""
    documents = np.cumsum(gaps, dtype=np.int64)
    scores = weights_of(packed)
    bottom = saturation.take(documents)
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
    saturation: Float32s,
    factor: np.float32,
) -> tuple[Int64s, Float32s]:
    """The documents (ascending) that also hold a term, its score added to theirs.

    `skips` are the documents before postings `first`, `first` + 128, … of the term.
    """
    others = np.cumsum(gaps, dtype=np.int64)
    place = np.minimum(np.searchsorted(others, documents), max(len(others) - 1, 0))
    both = others[place] == documents if len(others) else np.zeros(len(documents), np.bool_)
    documents, place = documents[both], place[both]
    weights = weights_of(packed[place])
    return documents, scores[both] + weights / (weights + saturation.take(documents)) * factor


def common(documents: Int64s, scores: Float32s, others: Int64s, more: Float32s) -> tuple[Int64s, Float32s]:
    """The documents in two ascending lists, scores added."""
    place = np.minimum(np.searchsorted(others, documents), max(len(others) - 1, 0))
    both = others[place] == documents if len(others) else np.zeros(len(documents), np.bool_)
    return documents[both], scores[both] + more[place[both]]


def within(documents: Int64s, others: Int64s) -> Booleans:
    """Which of the documents (ascending) are in another ascending list."""
    if not len(others):
        return np.zeros(len(documents), np.bool_)
    place = np.searchsorted(others, documents)
    np.minimum(place, len(others) - 1, out=place)
    return others[place] == documents  # type: ignore[no-any-return]


def add(documents: Int64s, scores: Float32s, marks: Booleans, sums: Float32s) -> None:
    """Mark documents and add their scores to the sums."""
    marks[documents] = True
    sums[documents] += scores


def add_term(
    gaps: Unsigned, packed: Unsigned, saturation: Float32s, factor: np.float32, marks: Booleans, sums: Float32s
) -> None:
    """`scored` and `add` in one."""
    add(*scored(gaps, packed, saturation, factor), marks, sums)


def collected(marks: Booleans, sums: Float32s, size: int, most: int) -> tuple[Int64s, Float32s]:
    """The marked documents, at most so many, and their sums; both arrays are clean afterwards."""
    documents = np.flatnonzero(marks[:size])
    scores = sums[documents]
    marks[documents] = False
    sums[documents] = 0
    return documents, scores


def counted(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, size: int) -> Int64s:
    """How often each number below `size` stands in some columns of the rows of documents."""
    chosen = rows.reshape(-1, stride)[documents, begin : begin + width]
    return np.bincount(chosen.ravel(), minlength=size)


def having(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, wanted: Booleans) -> Booleans:
    """Which of the documents have a wanted number in some columns of their rows."""
    held = wanted.take(rows.reshape(-1, stride)[documents, begin : begin + width])
    return np.asarray(held.any(axis=1), np.bool_)


def best(keys: Keys, descending: bool, documents: Int64s, ranks: Int32s, most: int) -> Int64s:
    """The indices of the `most` first documents by key, then rank, in no particular order.

    `ranks` are of all documents; the others have one entry for each document in question.
    """
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
    """Where the tokens of a term begin and how many there are, in documents (ascending) that all hold it.

    `skips` as in `met`; `skip_tokens` are the tokens of all terms before the same postings, `token`
    those before the term.
    """
    counts = counts_of(packed)
    place = np.searchsorted(np.cumsum(gaps, dtype=np.int64), documents)
    chosen = counts[place].astype(np.int64)
    return np.cumsum(counts, dtype=np.int64)[place] - chosen, chosen


def spans(documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned) -> Int64s:
    """document * 2**32 + position of each token in the ranges of `token_ranges`, ascending."""
    index = np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    return np.repeat(documents << 32, counts) + positions[index]


def followed(
    heads: Int64s, ends: Int64s, documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned, slop: int
) -> tuple[Int64s, Int64s]:
    """Spans (head, end), ascending by end, that go on with a token 1 to `slop` after their end.

    Of the spans with one end only the latest head is given: whatever holds for another holds for it.
    """
    following = spans(documents, begins, counts, positions)
    last = np.searchsorted(ends, following, "left") - 1
    near = last >= 0
    following, last = following[near], last[near]
    near = following - ends[last] <= slop
    return heads[last[near]], following[near]


def holding_span(documents: Int64s, heads: Int64s, ends: Int64s, upto: Int64s, starts: Unsigned) -> Booleans:
    """Which of the documents (ascending) hold one of the spans of `followed` within one unit of text.

    `starts` are the first words of all units, those of document d from `upto[d]` to `upto[d + 1]`.
    """
    units = spans(documents, upto[documents], upto[documents + 1] - upto[documents], starts)
    together = np.searchsorted(units, heads, "right") == np.searchsorted(units, ends, "right")
    found = np.zeros(len(documents), np.bool_)
    found[np.searchsorted(documents, ends[together] >> 32)] = True
    return found

"""The loops of `ask_numpy`, compiled by numba: the same numbers, several times faster.

Signatures are given, so nothing is compiled while a query waits.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numba import types

from indexer.index.columnar.loops.kinds import SKIP, Keys
from indexer.index.columnar.loops.prefetch import prefetch
from indexer.language.compiling import compiled, inlined, read_only, written
from indexer.language.numbers import Booleans, Float32s, Int32s, Int64s, UInt64s, Unsigned

_SMALL = 15
_WIDE = 1 << 31
_COUNT = (1 << 24) - 1
_SURPLUS = 127
_AHEAD = 12
"""How many documents ahead their rows are asked of memory: waiting for them costs more than counting."""


_GAPS = tuple(map(read_only, (types.uint8, types.uint16, types.uint32)))
_PACKED = tuple(map(read_only, (types.uint8, types.uint32)))
_FLOAT32S, _INT64S, _INT32S, _BOOLEANS = map(read_only, (types.float32, types.int64, types.int32, types.boolean))
_SKIPS = read_only(types.uint32)
_SUMS, _MARKS = written(types.float32), written(types.boolean)


_POSTINGS = tuple(product(_GAPS, _PACKED))


@inlined
def _weight(packed: Any) -> Any:
    if packed & _WIDE:
        return np.float32(packed & _COUNT) + np.float32((packed >> 24) & _SURPLUS)
    return np.float32((packed & _SMALL) + (packed >> 4))


@inlined
def _count(packed: Any) -> Any:
    return packed & _COUNT if packed & _WIDE else packed & _SMALL


@compiled(*[(*kinds, _FLOAT32S, types.float32) for kinds in _POSTINGS])
def scored(gaps: Unsigned, packed: Unsigned, norms: Float32s, factor: np.float32) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    documents = np.empty(len(gaps), np.int64)
    scores = np.empty(len(gaps), np.float32)
    document = 0
    for index in range(len(gaps)):
        document += gaps[index]
        weight = _weight(packed[index])
        documents[index] = document
        scores[index] = weight / (norms[document] + weight) * factor
    return documents, scores


@compiled(*[(_INT64S, _FLOAT32S, *kinds, _SKIPS, types.int64, _FLOAT32S, types.float32) for kinds in _POSTINGS])
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
    kept = np.empty(len(documents), np.int64)
    sums = np.empty(len(documents), np.float32)
    size = 0
    index = 0
    document = np.int64(-1)
    block = 0
    for at in range(len(documents)):
        wanted = documents[at]
        while block < len(skips) and skips[block] < wanted:
            if first + block * SKIP > index:
                index = first + block * SKIP
                document = np.int64(skips[block])
            block += 1
        while document < wanted and index < len(gaps):
            document = document + gaps[index] if index else np.int64(gaps[0])
            index += 1
        if document == wanted:
            weight = _weight(packed[index - 1])
            kept[size] = document
            sums[size] = scores[at] + weight / (weight + norms[document]) * factor
            size += 1
        elif document < wanted:
            break
    return kept[:size], sums[:size]


@compiled((_INT64S, _FLOAT32S, _INT64S, _FLOAT32S))
def common(documents: Int64s, scores: Float32s, others: Int64s, more: Float32s) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    kept = np.empty(min(len(documents), len(others)), np.int64)
    sums = np.empty(len(kept), np.float32)
    size = 0
    at = 0
    for index in range(len(documents)):
        while at < len(others) and others[at] < documents[index]:
            at += 1
        if at == len(others):
            break
        if others[at] == documents[index]:
            kept[size] = documents[index]
            sums[size] = scores[index] + more[at]
            size += 1
    return kept[:size], sums[:size]


@compiled((_INT64S, _INT64S))
def within(documents: Int64s, others: Int64s) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    found = np.zeros(len(documents), np.bool_)
    at = 0
    for index in range(len(documents)):
        while at < len(others) and others[at] < documents[index]:
            at += 1
        if at == len(others):
            break
        found[index] = others[at] == documents[index]
    return found


@compiled((_INT64S, _FLOAT32S, _MARKS, _SUMS))
def add(documents: Int64s, scores: Float32s, marks: Booleans, sums: Float32s) -> None:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    for index in range(len(documents)):
        document = documents[index]
        marks[document] = True
        sums[document] += scores[index]


@compiled(*[(*kinds, _FLOAT32S, types.float32, _MARKS, _SUMS) for kinds in _POSTINGS])
def add_term(
    gaps: Unsigned, packed: Unsigned, norms: Float32s, factor: np.float32, marks: Booleans, sums: Float32s
) -> None:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    document = 0
    for index in range(len(gaps)):
        document += gaps[index]
        weight = _weight(packed[index])
        marks[document] = True
        sums[document] += weight / (norms[document] + weight) * factor


@compiled((written(types.uint64), _MARKS, _SUMS, types.int64, types.int64))
def _collected(eights: UInt64s, marks: Booleans, sums: Float32s, size: int, most: int) -> tuple[Int64s, Float32s]:
    documents = np.empty(most + 8, np.int64)
    scores = np.empty(most + 8, np.float32)
    at = 0
    for eight in range((size + 7) >> 3):
        if eights[eight]:
            # written first and counted after, since a branch on each mark costs more than the write
            for document in range(eight << 3, (eight << 3) + 8):
                documents[at] = document
                scores[at] = sums[document]
                sums[document] = 0
                at += marks[document]
            eights[eight] = 0
    return documents[:at], scores[:at]


def collected(marks: Booleans, sums: Float32s, size: int, most: int) -> tuple[Int64s, Float32s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    return _collected(marks.view(np.uint64), marks, sums, size, most)


_ROWS = tuple(read_only(kind) for kind in (types.uint16, types.uint32))


@compiled(*[(kind, types.int64, types.int64, types.int64, _INT64S, types.int64) for kind in _ROWS])
def counted(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, size: int) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    counts = np.zeros(size, np.int64)
    for index in range(len(documents)):
        if index + _AHEAD < len(documents):
            prefetch(rows, documents[index + _AHEAD] * stride + begin)
        start = np.uint64(documents[index] * stride + begin)
        for column in range(np.uint64(width)):
            counts[rows[start + column]] += 1
    return counts


@compiled(*[(kind, types.int64, types.int64, types.int64, _INT64S, _BOOLEANS) for kind in _ROWS])
def having(rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, wanted: Booleans) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    found = np.zeros(len(documents), np.bool_)
    for index in range(len(documents)):
        start = documents[index] * stride + begin
        for place in range(start, start + width):
            if wanted[rows[place]]:
                found[index] = True
                break
    return found


@inlined
def _before(
    one: int | np.int64, other: int | np.int64, keys: Keys, sign: Any, documents: Int64s, ranks: Int32s
) -> bool:
    if keys[one] == keys[other]:
        return ranks[documents[one]] < ranks[documents[other]]  # type: ignore[no-any-return]
    return sign * keys[one] < sign * keys[other]  # type: ignore[no-any-return]


@compiled(
    *[
        (keys, sign, _INT64S, _INT32S, types.int64)
        for keys, sign in ((_FLOAT32S, types.float32), (_INT64S, types.int64))
    ]
)
def _best(keys: Keys, sign: Any, documents: Int64s, ranks: Int32s, most: int) -> Int64s:
    heap = np.empty(most, np.int64)
    size = 0
    for index in range(len(keys)):
        if size < most:
            at = size
            size += 1
            while at > 0:
                above = (at - 1) >> 1
                other = heap[above]
                if _before(other, index, keys, sign, documents, ranks):
                    heap[at] = other
                    at = above
                else:
                    break
            heap[at] = index
            continue
        worst = heap[0]
        if sign * keys[index] > sign * keys[worst] or not _before(index, worst, keys, sign, documents, ranks):
            continue
        at = 0
        while True:
            below = 2 * at + 1
            if below >= most:
                break
            if below + 1 < most:
                left, right = heap[below], heap[below + 1]
                if _before(left, right, keys, sign, documents, ranks):
                    below += 1
            other = heap[below]
            if _before(index, other, keys, sign, documents, ranks):
                heap[at] = other
                at = below
            else:
                break
        heap[at] = index
    return heap[:size]


def best(keys: Keys, descending: bool, documents: Int64s, ranks: Int32s, most: int) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    return _best(keys, keys.dtype.type(-1 if descending else 1), documents, ranks, min(most, len(keys)))


@compiled(*[(_INT64S, *kinds, _SKIPS, types.int64, _SKIPS, types.int64) for kinds in _POSTINGS])
def token_ranges(
    documents: Int64s, gaps: Unsigned, packed: Unsigned, skips: Unsigned, first: int, skip_tokens: Unsigned, token: int
) -> tuple[Int64s, Int64s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    begins = np.empty(len(documents), np.int64)
    counts = np.empty(len(documents), np.int64)
    index = 0
    document = np.int64(-1)
    block = 0
    before = np.int64(0)
    count = np.int64(0)
    for at in range(len(documents)):
        wanted = documents[at]
        while block < len(skips) and skips[block] < wanted:
            if first + block * SKIP > index:
                index = first + block * SKIP
                document = np.int64(skips[block])
                before = np.int64(skip_tokens[block]) - token
                count = np.int64(0)
            block += 1
        while document < wanted:
            document = document + gaps[index] if index else np.int64(gaps[0])
            before += count
            count = np.int64(_count(packed[index]))
            index += 1
        begins[at] = before
        counts[at] = count
    return begins, counts


@compiled(*[(_INT64S, _INT64S, _INT64S, kind) for kind in _GAPS])
def spans(documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned) -> Int64s:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    found = np.empty(counts.sum(), np.int64)
    at = 0
    for index in range(len(documents)):
        for token in range(begins[index], begins[index] + counts[index]):
            found[at] = (documents[index] << 32) + positions[token]
            at += 1
    return found


@compiled(*[(_INT64S, _INT64S, _INT64S, _INT64S, _INT64S, kind, types.int64) for kind in _GAPS])
def followed(
    heads: Int64s, ends: Int64s, documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned, slop: int
) -> tuple[Int64s, Int64s]:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    room = counts.sum()
    new_heads = np.empty(room, np.int64)
    new_ends = np.empty(room, np.int64)
    size = 0
    at = 0
    for index in range(len(documents)):
        key = documents[index] << 32
        for token in range(begins[index], begins[index] + counts[index]):
            position = key + positions[token]
            while at < len(ends) and ends[at] < position:
                at += 1
            if at > 0 and position - ends[at - 1] <= slop:
                new_heads[size] = heads[at - 1]
                new_ends[size] = position
                size += 1
    return new_heads[:size], new_ends[:size]


@compiled(*[(_INT64S, _INT64S, _INT64S, _INT64S, kind) for kind in _GAPS])
def holding_span(documents: Int64s, heads: Int64s, ends: Int64s, upto: Int64s, starts: Unsigned) -> Booleans:
    """See `indexer.index.columnar.loops.kinds.Asking`."""
    found = np.zeros(len(documents), np.bool_)
    at = 0
    for index in range(len(ends)):
        document = ends[index] >> 32
        while documents[at] < document:
            at += 1
        if not found[at]:
            instance, last = upto[document], upto[document + 1]
            while instance < last and np.int64(starts[instance]) <= heads[index] - (document << 32):
                instance += 1
            found[at] = instance == last or np.int64(starts[instance]) > ends[index] - (document << 32)
    return found

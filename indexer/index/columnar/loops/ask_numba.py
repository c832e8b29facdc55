"""The inner loops of `ask_numpy`, compiled by numba: the same numbers, several times faster.

Signatures are given, so nothing is compiled while a query waits; numba keeps the machine code on disk.
Loops release the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from numba import njit, types

from indexer.index.columnar.loops.ask_numpy import SKIP, Keys
from indexer.index.columnar.loops.prefetch import prefetch
from indexer.language.numbers import Booleans, Float32s, Int32s, Int64s

_SMALL = 15
_WIDE = 1 << 31
_COUNT = (1 << 24) - 1
_SURPLUS = 127
_AHEAD = 12
"""How many documents ahead their rows are asked of memory: waiting for them costs more than counting."""


def _array(kind: Any) -> Any:
    return types.Array(kind, 1, "C", readonly=True)


_GAPS = tuple(map(_array, (types.uint8, types.uint16, types.uint32)))
_PACKED = tuple(map(_array, (types.uint8, types.uint32)))
_FLOATS, _LONGS, _INTEGERS, _MASK = map(_array, (types.float32, types.int64, types.int32, types.boolean))
_SKIPS = _array(types.uint32)
_SUMS, _MARKS = types.Array(types.float32, 1, "C"), types.Array(types.boolean, 1, "C")


def _compiled(*signatures: tuple[Any, ...]) -> Callable[[Any], Any]:
    return njit([tuple(signature) for signature in signatures], nogil=True, cache=True)


_POSTINGS = tuple(product(_GAPS, _PACKED))


@njit(inline="always")
def _weight(packed: Any) -> Any:
    if packed & _WIDE:
        return np.float32(packed & _COUNT) + np.float32((packed >> 24) & _SURPLUS)
    return np.float32((packed & _SMALL) + (packed >> 4))


@njit(inline="always")
def _count(packed: Any) -> Any:
    return packed & _COUNT if packed & _WIDE else packed & _SMALL


@_compiled(*[(*kinds, _FLOATS, types.float32) for kinds in _POSTINGS])
def scored(gaps: Any, packed: Any, saturation: Any, factor: Any) -> Any:
    documents = np.empty(len(gaps), np.int64)
    scores = np.empty(len(gaps), np.float32)
    document = 0
    for index in range(len(gaps)):
        document += gaps[index]
        weight = _weight(packed[index])
        documents[index] = document
        scores[index] = weight / (saturation[document] + weight) * factor
    return documents, scores


@_compiled(*[(_LONGS, _FLOATS, *kinds, _SKIPS, types.int64, _FLOATS, types.float32) for kinds in _POSTINGS])
def met(
    documents: Any, scores: Any, gaps: Any, packed: Any, skips: Any, first: Any, saturation: Any, factor: Any
) -> Any:
    kept = np.empty(len(documents), np.int64)
    sums = np.empty(len(documents), np.float32)
    size = 0
    index = 0
    document: Any = -1
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
            sums[size] = scores[at] + weight / (weight + saturation[document]) * factor
            size += 1
        elif document < wanted:
            break
    return kept[:size], sums[:size]


@_compiled((_LONGS, _FLOATS, _LONGS, _FLOATS))
def common(documents: Any, scores: Any, others: Any, more: Any) -> Any:
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


@_compiled((_LONGS, _LONGS))
def within(documents: Any, others: Any) -> Any:
    found = np.zeros(len(documents), np.bool_)
    at = 0
    for index in range(len(documents)):
        while at < len(others) and others[at] < documents[index]:
            at += 1
        if at == len(others):
            break
        found[index] = others[at] == documents[index]
    return found


@_compiled((_LONGS, _FLOATS, _MARKS, _SUMS))
def add(documents: Any, scores: Any, marks: Any, sums: Any) -> None:
    for index in range(len(documents)):
        document = documents[index]
        marks[document] = True
        sums[document] += scores[index]


@_compiled(*[(*kinds, _FLOATS, types.float32, _MARKS, _SUMS) for kinds in _POSTINGS])
def add_term(gaps: Any, packed: Any, saturation: Any, factor: Any, marks: Any, sums: Any) -> None:
    document = 0
    for index in range(len(gaps)):
        document += gaps[index]
        weight = _weight(packed[index])
        marks[document] = True
        sums[document] += weight / (saturation[document] + weight) * factor


@_compiled((types.Array(types.uint64, 1, "C"), _MARKS, _SUMS, types.int64, types.int64))
def _collected(eights: Any, marks: Any, sums: Any, size: Any, most: Any) -> Any:
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
    return _collected(marks.view(np.uint64), marks, sums, size, most)  # type: ignore[no-any-return]


_ROWS = tuple(_array(kind) for kind in (types.uint16, types.uint32))


@_compiled(*[(kind, types.int64, types.int64, types.int64, _LONGS, types.int64) for kind in _ROWS])
def counted(rows: Any, stride: Any, begin: Any, width: Any, documents: Any, size: Any) -> Any:
    counts = np.zeros(size, np.int64)
    for index in range(len(documents)):
        if index + _AHEAD < len(documents):
            prefetch(rows, documents[index + _AHEAD] * stride + begin)
        start = np.uint64(documents[index] * stride + begin)
        for column in range(np.uint64(width)):
            counts[rows[start + column]] += 1
    return counts


@_compiled(*[(kind, types.int64, types.int64, types.int64, _LONGS, _MASK) for kind in _ROWS])
def having(rows: Any, stride: Any, begin: Any, width: Any, documents: Any, wanted: Any) -> Any:
    found = np.zeros(len(documents), np.bool_)
    for index in range(len(documents)):
        start = documents[index] * stride + begin
        for place in range(start, start + width):
            if wanted[rows[place]]:
                found[index] = True
                break
    return found


@njit(inline="always")
def _before(one: Any, other: Any, keys: Any, sign: Any, documents: Any, ranks: Any) -> Any:
    if keys[one] == keys[other]:
        return ranks[documents[one]] < ranks[documents[other]]
    return sign * keys[one] < sign * keys[other]


@_compiled(
    *[(keys, sign, _LONGS, _INTEGERS, types.int64) for keys, sign in ((_FLOATS, types.float32), (_LONGS, types.int64))]
)
def _best(keys: Any, sign: Any, documents: Any, ranks: Any, most: Any) -> Any:
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
    return _best(keys, keys.dtype.type(-1 if descending else 1), documents, ranks, min(most, len(keys)))  # type: ignore[no-any-return]


@_compiled(*[(_LONGS, *kinds, _SKIPS, types.int64, _SKIPS, types.int64) for kinds in _POSTINGS])
def token_ranges(documents: Any, gaps: Any, packed: Any, skips: Any, first: Any, skip_tokens: Any, token: Any) -> Any:
    begins = np.empty(len(documents), np.int64)
    counts = np.empty(len(documents), np.int64)
    index = 0
    document: Any = -1
    block = 0
    before: Any = 0
    count: Any = 0
    for at in range(len(documents)):
        wanted = documents[at]
        while block < len(skips) and skips[block] < wanted:
            if first + block * SKIP > index:
                index = first + block * SKIP
                document = np.int64(skips[block])
                before = np.int64(skip_tokens[block]) - token
                count = 0
            block += 1
        while document < wanted:
            document = document + gaps[index] if index else np.int64(gaps[0])
            before += count
            count = np.int64(_count(packed[index]))
            index += 1
        begins[at] = before
        counts[at] = count
    return begins, counts


@_compiled(*[(_LONGS, _LONGS, _LONGS, kind) for kind in _GAPS])
def spans(documents: Any, begins: Any, counts: Any, positions: Any) -> Any:
    found = np.empty(counts.sum(), np.int64)
    at = 0
    for index in range(len(documents)):
        for token in range(begins[index], begins[index] + counts[index]):
            found[at] = (documents[index] << 32) + positions[token]
            at += 1
    return found


@_compiled(*[(_LONGS, _LONGS, _LONGS, _LONGS, _LONGS, kind, types.int64) for kind in _GAPS])
def followed(heads: Any, ends: Any, documents: Any, begins: Any, counts: Any, positions: Any, slop: Any) -> Any:
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


@_compiled(*[(_LONGS, _LONGS, _LONGS, _LONGS, kind) for kind in _GAPS])
def holding_span(documents: Any, heads: Any, ends: Any, upto: Any, starts: Any) -> Any:
    found = np.zeros(len(documents), np.bool_)
    at = 0
    for index in range(len(ends)):
        document = ends[index] >> 32
        while documents[at] < document:
            at += 1
        if not found[at]:
            unit, last = upto[document], upto[document + 1]
            while unit < last and np.int64(starts[unit]) <= heads[index] - (document << 32):
                unit += 1
            found[at] = unit == last or np.int64(starts[unit]) > ends[index] - (document << 32)
    return found

"""The inner loops of `build_numpy`, compiled by numba: the same numbers, in a fraction of the time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from indexer.index.columnar.loops.build_numpy import Units
from indexer.index.columnar.loops.postings import NOTHING, Run, smallest
from indexer.language.numbers import Booleans, Int32s, Int64s, Unsigned


def _array(kind: Any, readonly: bool = True) -> Any:
    return types.Array(kind, 1, "C", readonly=readonly)


_INTEGERS, _LONGS, _BYTES, _MASK = map(_array, (types.int32, types.int64, types.uint8, types.boolean))
_PLACES = _array(types.uint32, False)
_NOTHING = np.zeros(0, np.int32)
_LAST, _POSTINGS, _TOKENS = range(3)
_COUNT, _SURPLUS = 1, 2


@njit([(_INTEGERS, _INTEGERS, _INTEGERS, _MASK, types.int64)], nogil=True, cache=True)
def _sizes(terms: Any, tokens: Any, documents: Any, taken: Any, size: Any) -> Any:
    """The last document of each term, how many documents and how many tokens it has: in one row, read at once."""
    rows = np.zeros((size, 4), np.int32)
    rows[:, _LAST] = -1
    begin = 0
    for unit in range(len(tokens)):
        end = begin + tokens[unit]
        if taken[unit]:
            for index in range(begin, end):
                term = terms[index]
                rows[term, _TOKENS] += 1
                if rows[term, _LAST] != documents[unit]:
                    rows[term, _LAST] = documents[unit]
                    rows[term, _POSTINGS] += 1
        begin = end
    return rows


@njit(
    [(*(_INTEGERS,) * 5, _BYTES, _MASK, types.Array(types.int32, 2, "C"), types.Array(types.uint32, 2, "C"), _PLACES)],
    nogil=True,
    cache=True,
)
def _posted(
    terms: Any,
    tokens: Any,
    words: Any,
    unit_words: Any,
    unit_documents: Any,
    unit_surplus: Any,
    taken: Any,
    rows: Any,
    held: Any,
    places: Any,
) -> None:
    """Fill in document, count and surplus of each posting, and the position of each token.

    `rows` are of the last document, and where the last posting and the next token of each term come to lie.
    """
    counted = held.shape[1] > 1
    begin = word = first = 0
    for unit in range(len(tokens)):
        document = unit_documents[unit]
        if unit == 0 or document != unit_documents[unit - 1]:
            first = word
        end = begin + tokens[unit]
        if taken[unit]:
            for index in range(begin, end):
                term = terms[index]
                if rows[term, _LAST] != document:
                    rows[term, _LAST] = document
                    rows[term, _POSTINGS] += 1
                    posting = rows[term, _POSTINGS]
                    held[posting, 0] = document
                    if counted:
                        held[posting, _COUNT] = 0
                        held[posting, _SURPLUS] = 0
                if counted:
                    held[rows[term, _POSTINGS], _COUNT] += 1
                    held[rows[term, _POSTINGS], _SURPLUS] += unit_surplus[unit]
                    places[rows[term, _TOKENS]] = words[index] - first
                    rows[term, _TOKENS] += 1
        begin = end
        word += unit_words[unit]


def post(terms: Int32s, tokens: Int32s, words: Int32s | None, units: Units, taken: Booleans, size: int) -> Run:
    """As in `indexer.index.columnar.loops.build_numpy`."""
    rows = _sizes(terms, tokens, units.documents, taken, size)
    postings, occurrences = rows[:, _POSTINGS].astype(np.int64), rows[:, _TOKENS].astype(np.int64)
    if words is None:
        occurrences[:] = 0
    rows[:, _LAST] = -1
    rows[:, _POSTINGS] = np.cumsum(postings) - postings - 1
    rows[:, _TOKENS] = np.cumsum(occurrences) - occurrences
    held = np.empty((int(postings.sum()), 1 if words is None else 3), np.uint32)
    positions = np.empty(int(occurrences.sum()), np.uint32)
    _posted(
        terms,
        tokens,
        _NOTHING if words is None else words,
        units.words,
        units.documents,
        units.surplus,
        taken,
        rows,
        held,
        positions,
    )
    numbers, documents = np.arange(size, dtype=np.int32), held[:, 0].astype(np.int32)
    if words is None:
        return Run(numbers, postings, occurrences, documents, NOTHING, NOTHING, NOTHING)
    others = map(smallest, (held[:, _COUNT], held[:, _SURPLUS], positions))
    return Run(numbers, postings, occurrences, documents, *others)


_WIDTHS = {1: np.uint8, 2: np.uint16, 4: np.uint32}


@njit(
    [(_array(kind), _LONGS, _array(kind, False), _LONGS) for kind in (types.uint8, types.uint16, types.uint32)],
    nogil=True,
    cache=True,
)
def _move(source: Any, lengths: Any, target: Any, begins: Any) -> None:
    at = 0
    for part in range(len(lengths)):
        begin = begins[part]
        for place in range(lengths[part]):
            target[begin + place] = source[at + place]
        at += lengths[part]


def move(source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
    """As in `indexer.index.columnar.loops.build_numpy`."""
    kind = _WIDTHS[target.dtype.itemsize]
    _move(np.ascontiguousarray(source, target.dtype).view(kind), lengths, target.view(kind), begins)

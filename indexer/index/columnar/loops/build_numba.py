"""The inner loops of `build_numpy`, compiled by numba: the same numbers, in a fraction of the time."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.index.columnar.loops.kinds import FieldInstances
from indexer.index.columnar.loops.postings import NOTHING, Run, smallest
from indexer.language.compiling import compiled, read_only, written
from indexer.language.numbers import Booleans, Bytes, Int32s, Int64s, UInt32s, Unsigned

_INT32S, _INT64S, _BYTES, _BOOLEANS = map(read_only, (types.int32, types.int64, types.uint8, types.boolean))
_PLACES = written(types.uint32)
_NOTHING = np.zeros(0, np.int32)
_LAST, _POSTINGS, _TOKENS = range(3)
_COUNT, _SURPLUS = 1, 2


@compiled((_INT32S, _INT32S, _INT32S, _BOOLEANS, types.int64))
def _sizes(terms: Int32s, tokens: Int32s, documents: Int32s, taken: Booleans, size: int) -> NDArray[np.int32]:
    """The last document of each term, how many documents and how many tokens it has: in one row, read at once."""
    rows = np.zeros((size, 4), np.int32)
    rows[:, _LAST] = -1
    begin = 0
    for instance in range(len(tokens)):
        end = begin + tokens[instance]
        if taken[instance]:
            for index in range(begin, end):
                term = terms[index]
                rows[term, _TOKENS] += 1
                if rows[term, _LAST] != documents[instance]:
                    rows[term, _LAST] = documents[instance]
                    rows[term, _POSTINGS] += 1
        begin = end
    return rows


@compiled((*(_INT32S,) * 5, _BYTES, _BOOLEANS, written(types.int32, 2), written(types.uint32, 2), _PLACES))
def _posted(
    terms: Int32s,
    tokens: Int32s,
    words: Int32s,
    instance_words: Int32s,
    instance_documents: Int32s,
    instance_surplus: Bytes,
    taken: Booleans,
    rows: NDArray[np.int32],
    held: NDArray[np.uint32],
    places: UInt32s,
) -> None:
    """Fill in document, count and surplus of each posting, and the position of each token.

    `rows` are of the last document, and where the last posting and the next token of each term come to lie.
    """
    counted = held.shape[1] > 1
    begin = word = first = 0
    for instance in range(len(tokens)):
        document = instance_documents[instance]
        if instance == 0 or document != instance_documents[instance - 1]:
            first = word
        end = begin + tokens[instance]
        if taken[instance]:
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
                    held[rows[term, _POSTINGS], _SURPLUS] += instance_surplus[instance]
                    places[rows[term, _TOKENS]] = words[index] - first
                    rows[term, _TOKENS] += 1
        begin = end
        word += instance_words[instance]


def post(
    terms: Int32s, tokens: Int32s, words: Int32s | None, instances: FieldInstances, taken: Booleans, size: int
) -> Run:
    """See `indexer.index.columnar.loops.kinds.Building`."""
    rows = _sizes(terms, tokens, instances.documents, taken, size)
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
        instances.words,
        instances.documents,
        instances.surplus,
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


@compiled(*[(read_only(kind), _INT64S, written(kind), _INT64S) for kind in (types.uint8, types.uint16, types.uint32)])
def _move(source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
    at = 0
    for part in range(len(lengths)):
        begin = begins[part]
        for place in range(lengths[part]):
            target[begin + place] = source[at + place]
        at += lengths[part]


def move(source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
    """See `indexer.index.columnar.loops.kinds.Building`."""
    kind = _WIDTHS[target.dtype.itemsize]
    _move(np.ascontiguousarray(source, target.dtype).view(kind), lengths, target.view(kind), begins)

"""Sorted runs of postings and their union: what a batch of texts becomes, and how segments are merged.

A run lists the postings of ascending terms; the runs of one union hold ascending documents, so the
postings of a term are those of each run in turn. Everything moves by whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language.scanning import Integers, Longs

Numbers = NDArray[Any]
"""Whole numbers of whatever unsigned type is wide enough."""

_PORTION = 1 << 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Postings by term.

    `terms` int32 ascending; `postings` and `tokens` int64: how many of each a term has.
    `documents` int32, `counts` and `surplus` unsigned [postings]: times in the document, and the
    weight they have beyond that; `positions` unsigned [tokens]. Runs of plain sets leave `counts`,
    `surplus`, `positions` empty and `tokens` zero.
    """

    terms: Integers
    postings: Longs
    tokens: Longs
    documents: Integers
    counts: Numbers
    surplus: Numbers
    positions: Numbers


NOTHING = np.zeros(0, np.uint8)


def smallest(numbers: Numbers) -> Numbers:
    """The same numbers in the narrowest unsigned type that holds them."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)


def sorted_order(numbers: Integers) -> tuple[Integers, Integers, Longs]:
    """Distinct numbers ascending, which of them each entry is, and the stable order that sorts entries.

    Uses numpy's radix sort for 16 bits, 4 times faster than its sort of 64, whenever there are few enough.
    """
    most = int(numbers.max()) + 1 if len(numbers) else 0
    present = np.zeros(most, np.bool_)
    present[numbers] = True
    distinct = np.flatnonzero(present).astype(np.int32)
    place = np.zeros(most, np.int32)
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    local = place[numbers]
    keys = local.astype(np.uint16) if len(distinct) <= 1 << 16 else local
    order = np.argsort(keys, kind="stable")
    return distinct, local[order], order


def token_run(numbers: Integers, documents: Integers, positions: Integers, surplus: NDArray[np.uint8] | None) -> Run:
    """The run of occurrences given in order of document and position."""
    terms, local, order = sorted_order(numbers)
    token_documents = documents[order]
    starts = _changes(local, token_documents)
    counts = np.diff(starts, append=len(local))
    more = np.add.reduceat(surplus[order], starts, dtype=np.uint32) if surplus is not None and len(starts) else None
    return Run(
        terms=terms,
        postings=np.bincount(local[starts], minlength=len(terms)),
        tokens=np.bincount(local, minlength=len(terms)),
        documents=token_documents[starts],
        counts=smallest(counts),
        surplus=np.zeros(len(starts), np.uint8) if more is None else smallest(more),
        positions=smallest(positions[order]),
    )


def set_run(numbers: Integers, documents: Integers) -> Run:
    """The run of (number, document) pairs given in order of document, each counted once."""
    terms, local, order = sorted_order(numbers)
    token_documents = documents[order]
    starts = _changes(local, token_documents)
    return Run(
        terms=terms,
        postings=np.bincount(local[starts], minlength=len(terms)),
        tokens=np.zeros(len(terms), np.int64),
        documents=token_documents[starts],
        counts=NOTHING,
        surplus=NOTHING,
        positions=NOTHING,
    )


def _changes(first: Integers, second: Integers) -> Longs:
    different = np.ones(len(first), np.bool_)
    np.not_equal(first[1:], first[:-1], out=different[1:])
    different[1:] |= second[1:] != second[:-1]
    return np.flatnonzero(different)


def unite(runs: Sequence[Run], ranks: Sequence[Integers], terms: int) -> Run:
    """One run over `terms` terms; `ranks[i]` are the places among them of the terms of run i, distinct."""
    postings = np.zeros(terms, np.int64)
    tokens = np.zeros(terms, np.int64)
    for run, rank in zip(runs, ranks, strict=True):
        postings[rank] += run.postings
        tokens[rank] += run.tokens
    next_posting = np.cumsum(postings) - postings
    next_token = np.cumsum(tokens) - tokens
    total = int(postings.sum())
    counted = total if any(len(run.counts) for run in runs) else 0
    documents = np.empty(total, np.int32)
    counts = np.empty(counted, _widest([run.counts for run in runs]))
    surplus = np.empty(counted, _widest([run.surplus for run in runs]))
    positions = np.empty(int(tokens.sum()), _widest([run.positions for run in runs]))
    for run, rank in zip(runs, ranks, strict=True):
        for part, places in _portions(run, rank):
            target = _targets(next_posting[places], part.postings)
            documents[target] = part.documents
            if counted:
                counts[target] = part.counts
                surplus[target] = part.surplus
                positions[_targets(next_token[places], part.tokens)] = part.positions
        next_posting[rank] += run.postings
        next_token[rank] += run.tokens
    return Run(
        terms=np.arange(terms, dtype=np.int32),
        postings=postings,
        tokens=tokens,
        documents=documents,
        counts=counts,
        surplus=surplus,
        positions=positions,
    )


def _widest(arrays: list[Numbers]) -> np.dtype[Any]:
    return np.result_type(np.uint8, *(array.dtype for array in arrays))


def _portions(run: Run, rank: Integers) -> Iterator[tuple[Run, Integers]]:
    """A run in parts of few enough postings and tokens that moving them takes little memory."""
    postings = np.concatenate((np.zeros(1, np.int64), np.cumsum(run.postings)))
    tokens = np.concatenate((np.zeros(1, np.int64), np.cumsum(run.tokens)))
    size = postings + tokens
    if size[-1] <= _PORTION:
        yield run, rank
        return
    cuts = np.unique(np.searchsorted(size, np.arange(0, int(size[-1]), _PORTION)))
    for first, last in zip(cuts.tolist(), [*cuts[1:].tolist(), len(run.terms)], strict=True):
        chosen = slice(int(postings[first]), int(postings[last]))
        yield (
            Run(
                terms=run.terms[first:last],
                postings=run.postings[first:last],
                tokens=run.tokens[first:last],
                documents=run.documents[chosen],
                counts=run.counts[chosen],
                surplus=run.surplus[chosen],
                positions=run.positions[int(tokens[first]) : int(tokens[last])],
            ),
            rank[first:last],
        )


def _targets(begins: Longs, lengths: Longs) -> Longs:
    """begin, begin + 1, … for each begin, as many as its length."""
    target = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    target += np.arange(len(target))
    return target

"""Sorted runs of postings and their union: what a batch of texts becomes, and how segments are merged.

A run lists the postings of ascending terms; the runs of one union hold ascending documents, so the
postings of a term are those of each run in turn. Everything moves by whole arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language.bulk import Integers, Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Postings by term.

    `terms` int32 ascending; `postings` and `tokens` int64: how many of each a term has.
    `documents` int32, `counts` and `weights` uint32 [postings]; `positions` uint32 [tokens]. Runs of
    plain sets leave `counts`, `weights`, `positions` empty and `tokens` zero.
    """

    terms: Integers
    postings: Longs
    tokens: Longs
    documents: Integers
    counts: NDArray[np.uint32]
    weights: NDArray[np.uint32]
    positions: NDArray[np.uint32]


NOTHING = np.zeros(0, np.uint32)


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


def token_run(numbers: Integers, documents: Integers, positions: Integers, weights: NDArray[np.uint8] | None) -> Run:
    """The run of occurrences given in order of document and position."""
    terms, local, order = sorted_order(numbers)
    token_documents = documents[order]
    starts = _changes(local, token_documents)
    posting_terms = local[starts]
    counts = np.diff(starts, append=len(local)).astype(np.uint32)
    return Run(
        terms=terms,
        postings=np.bincount(posting_terms, minlength=len(terms)),
        tokens=np.bincount(local, minlength=len(terms)),
        documents=token_documents[starts],
        counts=counts,
        weights=counts
        if weights is None
        else np.add.reduceat(weights[order], starts, dtype=np.uint32)
        if len(starts)
        else NOTHING,
        positions=positions[order].astype(np.uint32),
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
        weights=NOTHING,
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
    counts, weights = np.empty(counted, np.uint32), np.empty(counted, np.uint32)
    positions = np.empty(int(tokens.sum()), np.uint32)
    for run, rank in zip(runs, ranks, strict=True):
        target = _targets(next_posting[rank], run.postings)
        documents[target] = run.documents
        if counted:
            counts[target] = run.counts
            weights[target] = run.weights
            positions[_targets(next_token[rank], run.tokens)] = run.positions
        next_posting[rank] += run.postings
        next_token[rank] += run.tokens
    return Run(
        terms=np.arange(terms, dtype=np.int32),
        postings=postings,
        tokens=tokens,
        documents=documents,
        counts=counts,
        weights=weights,
        positions=positions,
    )


def _targets(begins: Longs, lengths: Longs) -> Longs:
    """begin, begin + 1, … for each begin, as many as its length."""
    shift = begins - (np.cumsum(lengths) - lengths)
    return np.repeat(shift, lengths) + np.arange(int(lengths.sum()))

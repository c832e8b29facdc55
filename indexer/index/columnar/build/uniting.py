"""Runs of postings into one, moved by whole arrays.

The runs hold ascending documents, so the postings of a term are those of each run in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from indexer.language.numbers import Int32s, Unsigned

from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.loops.postings import Run

_PORTION = 1 << 21


def unite(runs: Sequence[Run], ranks: Sequence[Int32s], terms: int) -> Run:
    """One run over `terms` terms; `ranks[i]` are the places among them of the terms of run i, distinct."""
    postings = np.zeros(terms, np.int64)
    tokens = np.zeros(terms, np.int64)
    for run, rank in zip(runs, ranks, strict=True):
        postings[rank] += run.postings
        tokens[rank] += run.tokens
    move = loops.building.move
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
            move(part.documents, part.postings, documents, next_posting[places])
            if counted:
                move(part.counts, part.postings, counts, next_posting[places])
                move(part.surplus, part.postings, surplus, next_posting[places])
                move(part.positions, part.tokens, positions, next_token[places])
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


def _widest(arrays: list[Unsigned]) -> np.dtype[Any]:
    return np.result_type(np.uint8, *(array.dtype for array in arrays))


def _portions(run: Run, rank: Int32s) -> Iterator[tuple[Run, Int32s]]:
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

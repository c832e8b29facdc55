"""Sorted runs of postings: what a batch of texts becomes, and how segments are merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Int32s, Int64s, Unsigned


@dataclass(frozen=True, slots=True)
class Run:
    """Postings by term.

    `terms` int32 ascending; `postings` and `tokens` int64: how many of each a term has.
    `documents` int32, `counts` and `surplus` unsigned [postings]: times in the document, and the
    weight they have beyond that; `positions` unsigned [tokens]. Runs of plain sets leave `counts`,
    `surplus`, `positions` empty and `tokens` zero.
    """

    terms: Int32s
    postings: Int64s
    tokens: Int64s
    documents: Int32s
    counts: Unsigned
    surplus: Unsigned
    positions: Unsigned


NOTHING = np.zeros(0, np.uint8)


def smallest(numbers: Unsigned) -> Unsigned:
    """The same numbers in the narrowest unsigned type that holds them."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)


def sorted_order(numbers: Int32s) -> tuple[Int32s, Int32s, Int64s]:
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


def set_run(numbers: Int32s, documents: Int32s) -> Run:
    """The run of (number, document) pairs given in order of document, each counted once."""
    terms, local, order = sorted_order(numbers)
    token_documents = documents[order]
    starts = changes(local, token_documents)
    return Run(
        terms=terms,
        postings=np.bincount(local[starts], minlength=len(terms)),
        tokens=np.zeros(len(terms), np.int64),
        documents=token_documents[starts],
        counts=NOTHING,
        surplus=NOTHING,
        positions=NOTHING,
    )


def changes(first: Int32s, second: Int32s) -> Int64s:
    """Where either of two columns [n], sorted together, differs from the row before; the first row is one."""
    different = np.ones(len(first), np.bool_)
    np.not_equal(first[1:], first[:-1], out=different[1:])
    different[1:] |= second[1:] != second[:-1]
    return np.flatnonzero(different)

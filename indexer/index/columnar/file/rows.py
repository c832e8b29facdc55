"""The facet values of each document in one row, so that a document is touched once to count all facets.

    rows           uint16/uint32 [N * stride] numbers of values; each facet has its own columns
    rows.layout    int64 [facets * 4] by sorted name: first column, columns, first number, values
    rows.more_of   uint32 [M] documents with values that did not fit, ascending by facet; rows.more: the values,
    rows.more_upto int64 [facets + 1] those of each facet

Unsigned run through all facets: their values, then for each facet one that says "none stated", then for
each column one that fills empty places (one for all would be counted over and over, each time waiting for
the last). A facet has columns for 98 % of the documents, or for all where that is little more.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer.index.columnar.file.arrays import Array, Column
from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.loops.postings import Run
from indexer.language.numbers import Booleans, Int32s, Int64s, UInt32s

_FITTING = 0.98
_WIDER = 1.3


def encode_rows(runs: Mapping[str, Run], documents: int) -> dict[str, Array]:
    """The arrays for facets given as set runs whose terms are their values."""
    names = sorted(runs)
    total = sum(len(runs[name].postings) for name in names)
    parts: list[Array] = []
    layout: list[int] = []
    more_of: list[Array] = [np.zeros(0, np.uint32)]
    more: list[Array] = [np.zeros(0, np.uint32)]
    first = column = 0
    for place, name in enumerate(names):
        values = len(runs[name].postings)
        rows, left_owners, left = _columns(runs[name], documents)
        rows[rows >= 0] += first
        rows[rows[:, 0] < 0, 0] = total + place
        empty, columns = np.nonzero(rows < 0)
        rows[empty, columns] = total + len(names) + column + columns
        parts.append(rows)
        layout += [column, rows.shape[1], first, values]
        more_of.append(left_owners.astype(np.uint32))
        more.append((left + first).astype(np.uint32))
        first += values
        column += rows.shape[1]
    size = total + len(names) + column
    rows = np.concatenate([np.zeros((documents, 0), np.int64), *parts], axis=1)
    return {
        "rows": rows.astype(np.uint16 if size < 1 << 16 else np.uint32).ravel(),
        "rows.layout": np.array(layout, np.int64),
        "rows.more_of": np.concatenate(more_of),
        "rows.more": np.concatenate(more),
        "rows.more_upto": np.cumsum([0, *map(len, more[1:])]),
    }


def _columns(run: Run, documents: int) -> tuple[Int64s, Int32s, Int64s]:
    """Rows of one facet [N, width], -1 where empty, and the owners and values that did not fit."""
    order = np.argsort(run.documents, kind="stable")
    numbers = np.repeat(np.arange(len(run.postings)), run.postings)[order]
    owners = run.documents[order]
    counts = np.bincount(owners, minlength=documents) if documents else np.zeros(0, np.int64)
    width = max(int(np.quantile(counts, _FITTING, method="higher")), 1) if documents else 1
    most = int(counts.max(initial=1))
    width = most if most <= _WIDER * width else width
    column = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    fits = column < width
    rows = np.full((documents, width), -1, np.int64)
    rows[owners[fits], column[fits]] = numbers[fits]
    return rows, owners[~fits], numbers[~fits]


class Rows:
    """Reads what `encode_rows` wrote; facets are counted by their place among the sorted names."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._rows = columns["rows"]
        self._more_of = columns["rows.more_of"]
        self._more = columns["rows.more"]
        self._more_upto = columns["rows.more_upto"].all().tolist()
        self._layout = columns["rows.layout"].all().reshape(-1, 4).tolist()
        self._stride = sum(width for _, width, _, _ in self._layout)
        self._total = sum(values for _, _, _, values in self._layout)
        self._size = self._total + len(self._layout) + self._stride

    def width(self, facet: int) -> int:
        """How many values of a facet a row holds."""
        return int(self._layout[facet][1])

    def count(self, documents: Int64s, facet: int | None) -> Int64s:
        """How many of the documents (ascending) have each number of a facet, or of all facets with None."""
        begin, width = (0, self._stride) if facet is None else self._layout[facet][:2]
        counts = loops.asking.counted(self._rows.all(), self._stride, begin, width, documents, self._size)
        start, stop = (0, len(self._more)) if facet is None else self._more_upto[facet : facet + 2]
        if start < stop:
            chosen = _among(self._more_of.read(start, stop), documents)
            counts += np.bincount(self._more.read(start, stop)[chosen], minlength=self._size)
        return counts

    def of_facet(self, counts: Int64s, facet: int) -> tuple[Int64s, int]:
        """The part of `count` for a facet: of each of its values, and of stating none."""
        _, _, first, values = self._layout[facet]
        return counts[first : first + values], int(counts[self._total + facet])

    def having(self, documents: Int64s, facet: int, values: list[int], none: bool) -> Booleans:
        """Which of the documents (ascending) have any of the values of a facet, or state none if that is asked."""
        begin, width, first, _ = self._layout[facet]
        wanted = np.zeros(self._size, np.bool_)
        wanted[[first + value for value in values]] = True
        wanted[self._total + facet] = none
        found = loops.asking.having(self._rows.all(), self._stride, begin, width, documents, wanted)
        start, stop = self._more_upto[facet : facet + 2]
        if start < stop:
            of, more = self._more_of.read(start, stop), self._more.read(start, stop)
            found |= np.isin(documents, of[wanted[more]])
        return found


def _among(owners: UInt32s, documents: Int64s) -> Booleans:
    if not len(documents):
        return np.zeros(len(owners), np.bool_)
    place = np.searchsorted(documents, owners.astype(np.int64))
    place[place == len(documents)] = 0
    return np.equal(documents[place], owners)

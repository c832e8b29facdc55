"""Sparse rows in three arrays, as much of them as tagging needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Float32s, Float64s, Int32s, Int64s


@dataclass(frozen=True, slots=True)
class Sparse:
    """Row `r` has `values[starts[r]:starts[r + 1]]` (float32) in the columns of the same places (int32).

    `starts` is int64 with one element more than there are rows; `width` is the number of columns.
    """

    starts: Int64s
    columns: Int32s
    values: Float32s
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def counts(self) -> Int64s:
        """How many values each row has."""
        return np.diff(self.starts)

    def row(self, number: int) -> tuple[Int32s, Float32s]:
        """The columns and values of one row."""
        begin, end = self.starts[number], self.starts[number + 1]
        return self.columns[begin:end], self.values[begin:end]

    def places(self, rows: Int64s) -> tuple[Int64s, Int64s]:
        """Where the values of some rows lie, and for each which of `rows` (by position) it belongs to."""
        counts = self.starts[rows + 1] - self.starts[rows]
        owner = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.starts[rows][owner] + within, owner

    def select(self, rows: Int64s) -> Sparse:
        """Some of the rows, in the order asked for."""
        places, _ = self.places(rows)
        starts = np.concatenate(([0], np.cumsum(self.starts[rows + 1] - self.starts[rows])))
        return Sparse(starts, self.columns[places], self.values[places], self.width)

    def transposed(self) -> Sparse:
        """Columns as rows; within each the old row numbers ascend."""
        order = np.argsort(self.columns, kind="stable")
        owner = np.repeat(np.arange(len(self), dtype=np.int32), self.counts())
        counts = np.bincount(self.columns, minlength=self.width)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return Sparse(starts, owner[order], self.values[order], len(self))

    def weighted_sum(self, rows: Int32s, weights: Float32s) -> Float64s:
        """The sum of some rows, each times its weight, as a dense vector (float64, `width`)."""
        places, owner = self.places(rows.astype(np.int64))
        products = self.values[places] * weights[owner]
        return np.bincount(self.columns[places], products, minlength=self.width).astype(np.float64)

    def normalised(self) -> Sparse:
        """The same with every row of length one."""
        owner = np.repeat(np.arange(len(self)), self.counts())
        squares = np.bincount(owner, self.values.astype(np.float64) ** 2, minlength=len(self))
        lengths = np.sqrt(np.maximum(squares, 1e-12))
        return Sparse(self.starts, self.columns, (self.values / lengths[owner]).astype(np.float32), self.width)

    def strongest(self, count: int) -> Sparse:
        """The same with at most `count` values a row, the largest; equal ones by column."""
        owner = np.repeat(np.arange(len(self)), self.counts())
        order = np.lexsort((self.columns, -self.values, owner))
        rank = np.arange(len(order)) - self.starts[owner[order]]
        kept = np.sort(order[rank < count])
        counts = np.bincount(owner[kept], minlength=len(self))
        starts = np.concatenate(([0], np.cumsum(counts)))
        return Sparse(starts, self.columns[kept], self.values[kept], self.width)


def from_rows(rows: Sequence[tuple[Int32s, Float32s]], width: int) -> Sparse:
    """A sparse table of (columns, values) pairs."""
    counts = np.array([len(columns) for columns, _ in rows], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    columns = np.concatenate([columns for columns, _ in rows]) if rows else np.zeros(0)
    values = np.concatenate([values for _, values in rows]) if rows else np.zeros(0)
    return Sparse(starts, columns.astype(np.int32), values.astype(np.float32), width)


def from_triples(rows: Int64s, columns: Int64s, values: Float64s, shape: tuple[int, int]) -> Sparse:
    """A sparse table of (row, column, value) triples; values at the same place are added up."""
    keys, inverse = np.unique(rows * shape[1] + columns, return_inverse=True)
    summed = np.bincount(inverse, values, minlength=len(keys))
    counts = np.bincount(keys // shape[1], minlength=shape[0])
    starts = np.concatenate(([0], np.cumsum(counts)))
    return Sparse(starts, (keys % shape[1]).astype(np.int32), summed.astype(np.float32), shape[1])

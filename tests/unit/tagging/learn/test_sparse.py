"""Sparse tables against dense ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indexer.tagging.learn.sparse import Sparse, from_triples

TABLES = arrays.arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 3))


def sparse(dense: np.ndarray) -> Sparse:
    rows, columns = np.nonzero(dense)
    return from_triples(rows, columns, dense[rows, columns].astype(np.float64), dense.shape)


def full(table: Sparse) -> np.ndarray:
    dense = np.zeros((len(table), table.width), dtype=np.float32)
    owner = np.repeat(np.arange(len(table)), table.counts())
    np.add.at(dense, (owner, table.columns), table.values)
    return dense


@given(TABLES)
def test_the_same_as_dense(dense: np.ndarray) -> None:
    table = sparse(dense)
    assert np.array_equal(full(table), dense)
    assert np.array_equal(full(table.transposed()), dense.T)
    rows = np.arange(len(dense))[::-2]
    assert np.array_equal(full(table.select(rows)), dense[rows])
    weights = np.arange(1, len(dense) + 1, dtype=np.float32)
    assert np.allclose(table.weighted_sum(np.arange(len(dense), dtype=np.int32), weights), weights @ dense)
    lengths = np.linalg.norm(full(table.normalised()), axis=1)
    assert np.allclose(lengths[dense.any(axis=1)], 1)


@given(TABLES, st.integers(1, 3))
def test_the_strongest_of_a_row_are_kept(dense: np.ndarray, count: int) -> None:
    kept = full(sparse(dense).strongest(count))
    assert np.array_equal(np.sort(kept, axis=1)[:, -count:], np.sort(dense, axis=1)[:, -count:])
    assert ((kept > 0).sum(axis=1) <= count).all()

"""The compiled inner loops give the numbers of the plain ones, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.columnar.loops import ask_numpy
from indexer.index.columnar.loops.counts import counts_of, pack
from indexer.index.columnar.loops.kinds import SKIP

compiled = pytest.importorskip("indexer.index.columnar.loops.ask_numba")

SIZE = 3_000


@st.composite
def postings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Documents, gaps, packed counts and positions of one term."""
    chooser = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    count = draw(st.integers(0, 1500))
    documents = np.sort(chooser.choice(SIZE, count, replace=False)).astype(np.int64)
    gaps = np.diff(documents, prepend=0).astype(draw(st.sampled_from([np.uint16, np.uint32])))
    counts = chooser.integers(1, draw(st.sampled_from([3, 40])), count).astype(np.uint32)
    packed = pack(counts, chooser.integers(0, 4, count).astype(np.uint32))
    width = int(counts.max(initial=1))
    at = [np.sort(chooser.choice(5 * width, int(each), replace=False)) for each in counts]
    positions = np.concatenate([np.zeros(0, np.int64), *at]).astype(draw(st.sampled_from([np.uint16, np.uint32])))
    return documents, gaps, packed, positions


def skips(term: tuple) -> tuple:
    """The skips of a term that begins at posting 100 of all, where 7 tokens come before it."""
    documents, _, packed, _ = term
    first = SKIP - 100 % SKIP
    tokens = 7 + np.cumsum(counts_of(packed), dtype=np.int64)
    return documents[first - 1 :: 128].astype(np.uint32), first, tokens[first - 1 :: 128].astype(np.uint32), 7


def same(one: object, other: object) -> None:
    if isinstance(one, tuple):
        for left, right in zip(one, other, strict=True):  # type: ignore[call-overload]
            same(left, right)
    else:
        assert np.array_equal(one, other)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(postings(), postings(), st.integers(0, 1 << 30))
def test_scores(first: tuple, second: tuple, seed: int) -> None:
    chooser = np.random.default_rng(seed)
    norms = chooser.random(SIZE).astype(np.float32) + np.float32(0.1)
    factor = np.float32(2.5)
    documents, gaps, packed, _ = first
    results = [module.scored(gaps, packed, norms, factor) for module in (ask_numpy, compiled)]
    same(*results)
    assert np.array_equal(results[0][0], documents)
    others = ask_numpy.scored(*second[1:3], norms, factor)
    for name, arguments in {
        "met": (*results[0], *second[1:3], *skips(second)[:2], norms, factor),
        "common": (*results[0], *others),
        "within": (results[0][0], others[0]),
    }.items():
        same(getattr(ask_numpy, name)(*arguments), getattr(compiled, name)(*arguments))
    for module in (ask_numpy, compiled):
        marks, sums = np.zeros(SIZE, np.bool_), np.zeros(SIZE, np.float32)
        module.add(*others, marks, sums)
        module.add_term(gaps, packed, norms, factor, marks, sums)
        results.append(module.collected(marks, sums, SIZE, len(documents) + len(others[0])))
        assert not marks.any()
        assert not sums.any()
    same(results[2], results[3])


@settings(max_examples=150, deadline=None)
@given(postings(), postings(), st.integers(1, 4))
def test_phrases(first: tuple, second: tuple, slop: int) -> None:
    both = np.intersect1d(first[0], second[0])
    ranges = [
        [module.token_ranges(both, *term[1:3], *skips(term)) for term in (first, second)]
        for module in (ask_numpy, compiled)
    ]
    same(tuple(ranges[0]), tuple(ranges[1]))
    spans = [module.spans(both, *ranges[0][0], first[3]) for module in (ask_numpy, compiled)]
    same(*spans)
    found = [
        module.followed(spans[0], spans[0], both, *ranges[0][1], second[3], slop) for module in (ask_numpy, compiled)
    ]
    same(*found)
    starts = np.sort(np.random.default_rng(len(both)).choice(200, (SIZE, 3)), axis=1)
    starts = (starts - starts[:, :1]).ravel().astype(np.uint8)
    held = [module.holding_span(both, *found[0], np.arange(SIZE + 1) * 3, starts) for module in (ask_numpy, compiled)]
    same(*held)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 6), st.integers(0, 300), st.integers(1, 40))
def test_counts_and_orders(seed: int, width: int, count: int, most: int) -> None:
    chooser = np.random.default_rng(seed)
    size = 22
    rows = np.full((SIZE, width + 2), size - 1, np.uint16)
    for row in rows:
        held = chooser.choice(size - 1, chooser.integers(0, width + 1), replace=False)
        row[1 : 1 + len(held)] = held
    documents = np.sort(chooser.choice(SIZE, count, replace=False)).astype(np.int64)
    wanted = chooser.random(size) < 0.2
    for name, last in (("counted", size), ("having", wanted)):
        arguments = (rows.ravel(), width + 2, 1, width, documents, last)
        same(getattr(ask_numpy, name)(*arguments), getattr(compiled, name)(*arguments))
    keys = chooser.integers(0, 10, count).astype(np.float32)
    ranks = chooser.permutation(SIZE).astype(np.int32)
    for sign, values in ((1, keys), (-1, keys), (1, keys.astype(np.int64)), (-1, keys.astype(np.int64))):
        best = [np.sort(module.best(values, sign < 0, documents, ranks, most)) for module in (ask_numpy, compiled)]
        same(*best)
        assert np.array_equal(best[0], np.sort(np.lexsort((ranks[documents], sign * values))[:most]))

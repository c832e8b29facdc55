"""The compiled loops of building give the numbers of the plain ones, and both those of plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.columnar.loops import build_numpy
from indexer.index.columnar.loops.kinds import FieldInstances

compiled = pytest.importorskip("indexer.index.columnar.loops.build_numba")

_FIELDS = ("terms", "postings", "tokens", "documents", "counts", "surplus", "positions")

# of each unit: whether it begins a document, what its words weigh more, and the terms of each of its words
units = st.tuples(
    st.booleans(), st.integers(0, 2), st.lists(st.lists(st.integers(0, 5), max_size=2, unique=True), max_size=6)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(units, max_size=12), st.booleans(), st.booleans())
def test_postings(given_units: list[tuple[bool, int, list[list[int]]]], titles: bool, places: bool) -> None:
    occurrences: list[tuple[int, int, int, int, bool]] = []  # term, document, position, surplus, in a title
    words, documents = [], []
    word = first = 0
    for begins, surplus, held in given_units:
        documents.append(documents[-1] + begins if documents else 0)
        if len(documents) == 1 or begins:
            first = word
        title = len(documents) == 1 or begins
        occurrences += [
            (term, documents[-1], word + at - first, surplus, title) for at, ts in enumerate(held) for term in ts
        ]
        words += [word + at for at, ts in enumerate(held) for _ in ts]
        word += len(held)
    made = FieldInstances(
        np.array([len(held) for *_, held in given_units], np.int32),
        np.array(documents, np.int32),
        np.array([surplus for _, surplus, _ in given_units], np.uint8),
    )
    taken = made.titles if titles else np.ones(len(documents), np.bool_)
    terms = np.array([one[0] for one in occurrences], np.int32)
    tokens = np.array([sum(map(len, held)) for *_, held in given_units], np.int32)
    at = np.array(words, np.int32) if places else None
    plain, fast = (loops.post(terms, tokens, at, made, taken, 7) for loops in (build_numpy, compiled))
    for name in _FIELDS:
        one, other = getattr(plain, name), getattr(fast, name)
        assert one.dtype == other.dtype, name
        assert np.array_equal(one, other), name
    wanted = sorted((one[:4] for one in occurrences if one[4] or not titles), key=lambda one: one[:2])
    pairs = list(dict.fromkeys(one[:2] for one in wanted))
    assert plain.documents.tolist() == [document for _, document in pairs]
    assert plain.postings.tolist() == [sum(term == each for term, _ in pairs) for each in range(7)]
    if places:
        assert plain.positions.tolist() == [one[2] for one in wanted]
        assert plain.counts.tolist() == [sum(one[:2] == pair for one in wanted) for pair in pairs]
        assert plain.surplus.tolist() == [sum(one[3] for one in wanted if one[:2] == pair) for pair in pairs]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32, np.int32])
def test_moving(kind: type) -> None:
    chooser = np.random.default_rng(3)
    lengths = chooser.integers(0, 5, 100)
    source = chooser.integers(0, 200, int(lengths.sum())).astype(kind)
    begins = chooser.permutation(100).astype(np.int64) * 5
    moved = [np.zeros(500, kind) for _ in range(2)]
    for loops, target in zip((build_numpy, compiled), moved, strict=True):
        loops.move(source, lengths, target, begins)
    assert np.array_equal(*moved)
    assert int(moved[0].sum()) == int(source.sum())

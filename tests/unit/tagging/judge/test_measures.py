"""Measures against values worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from indexer.tagging.judge.measures import Judged, count_by_concept, f1_at, ndcg, precision_at

ONE = Judged(given=frozenset("abc"), ranked=("a", "x", "b", "y"), chosen=frozenset("ax"))
TWO = Judged(given=frozenset("c"), ranked=(), chosen=frozenset())
NONE = Judged(given=frozenset(), ranked=("a",), chosen=frozenset("a"))


def test_of_one_document() -> None:
    assert ndcg(ONE, 3) == pytest.approx((1 + 1 / 2) / (1 + 1 / log2(3) + 1 / 2))
    assert precision_at(ONE, 5) == pytest.approx(2 / 5)
    assert f1_at(ONE, 5) == pytest.approx(2 * 2 / (4 + 3))
    assert ndcg(TWO, 5) == f1_at(TWO, 5) == 0.0
    assert ndcg(NONE, 5) == 0.0


def test_a_perfect_order_is_worth_one_however_few_topics_were_given() -> None:
    """The promise of normalising: what is given first, all of it, cannot be bettered at any depth."""
    for depth in (1, 2, 10):
        assert ndcg(Judged(given=frozenset("ab"), ranked=("b", "a", "x"), chosen=frozenset()), depth) == 1.0


def test_over_documents() -> None:
    counts = count_by_concept([ONE, TWO, NONE])
    assert counts.micro() == pytest.approx((1 / 3, 1 / 4, 2 * 1 / 7))
    assert counts.f1("a") == pytest.approx(2 / 3)
    assert counts.macro_f1({"a", "b", "c", "x"}) == pytest.approx(2 / 3 / 4)

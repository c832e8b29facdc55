"""The measures against figures worked out by hand, and against their definitions in another form."""

from __future__ import annotations

from math import isclose, log

from hypothesis import given
from hypothesis import strategies as st

from tests.relevance.measures import average_precision, ndcg, recall

GRADES = {"a": 3.0, "b": 1.0, "c": 0.0, "d": 2.0}
DOCUMENTS = [f"d{number}" for number in range(30)]


def test_ndcg_has_linear_gain() -> None:
    ideal = 3 / 1 + 2 / (log(3) / log(2)) + 1 / 2
    assert isclose(ndcg(["x", "a", "c", "b"], GRADES), (3 / (log(3) / log(2)) + 1 / (log(5) / log(2))) / ideal)


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["x"] * 10 + ["a"], GRADES) == 0.0
    assert ndcg(["x", "a"], GRADES, depth=1) == 0.0


def test_average_precision_counts_what_was_not_found() -> None:
    assert isclose(average_precision(["a", "x", "b"], GRADES), (1 / 1 + 2 / 3) / 3)


def test_recall_is_of_the_relevant() -> None:
    assert isclose(recall(["x", "a", "c", "b"], GRADES), 2 / 3)
    assert isclose(recall(["x", "a", "c", "b"], GRADES, depth=2), 1 / 3)


@given(
    st.permutations(DOCUMENTS),
    st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(0, 4).map(float), min_size=1).filter(
        lambda grades: max(grades.values()) > 0
    ),
)
def test_measures_are_shares_and_best_for_the_ideal_order(ranking: list[str], grades: dict[str, float]) -> None:
    ideal = sorted(ranking, key=lambda document: -grades.get(document, 0.0))
    for measure in (ndcg, average_precision, recall):
        assert 0.0 <= measure(ranking, grades) <= measure(ideal, grades) + 1e-12
        assert isclose(measure(ideal, grades), 1.0)

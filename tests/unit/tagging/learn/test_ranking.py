"""The parts of the ranker against what they are defined to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.tagging.learn.boosting import fit_trees
from indexer.tagging.learn.calibration import fit_calibration
from indexer.tagging.learn.logistic import fit_logistic
from indexer.tagging.learn.ranking import Examples, Policy, fit_ranker


def table(rows: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Five features, of which the truth is an exclusive or of two: nothing linear finds it."""
    chooser = np.random.default_rng(seed)
    features = chooser.normal(size=(rows, 5)).astype(np.float32)
    return features, (features[:, 0] > 0) ^ (features[:, 3] > 0.5)


def test_trees_learn_what_no_line_parts() -> None:
    features, wanted = table(4_000)
    linear = fit_logistic(features, wanted)
    trees = fit_trees(features, wanted, linear.scores(features))
    unseen, truth = table(2_000, seed=4)
    assert ((linear.scores(unseen) > 0) == truth).mean() < 0.7
    assert ((linear.scores(unseen) + trees.scores(unseen) > 0) == truth).mean() > 0.95
    parts = trees.contributions(unseen)
    constant = trees.scores(unseen) - parts.sum(axis=1)
    assert np.allclose(constant, constant[0])
    assert np.abs(parts[:, [0, 3]]).sum() > 5 * np.abs(parts[:, [1, 2, 4]]).sum()


def test_logistic_regression_stands_where_its_slope_is_level() -> None:
    chooser = np.random.default_rng(1)
    features = chooser.normal(size=(30_000, 3)).astype(np.float32)
    odds = 2.0 * features[:, 0] - features[:, 1] + 0.5
    wanted = chooser.random(30_000) < 1 / (1 + np.exp(-odds))
    fitted = fit_logistic(features, wanted)
    slopes = fitted.weights / fitted.deviation
    assert slopes == pytest.approx([2.0, -1.0, 0.0], abs=0.1)
    assert 1 / (1 + np.exp(-fitted.scores(features))) @ np.ones(30_000) == pytest.approx(wanted.sum(), abs=0.01)


def test_constant_and_perfect_features_do_no_harm() -> None:
    features = np.zeros((200, 2), dtype=np.float32)
    features[:100, 1] = 1.0
    wanted = features[:, 1] > 0
    scores = fit_logistic(features, wanted).scores(features)
    assert np.isfinite(scores).all()
    assert scores[:100].min() > scores[100:].max()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=1, max_size=60))
def test_confidence_rises_and_is_a_probability(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    right = np.array([outcome for _, outcome in pairs])
    calibration = fit_calibration(scores, right)
    confidence = calibration.confidence(np.linspace(-30, 30, 100))
    assert ((confidence >= 0) & (confidence <= 1)).all()
    assert (np.diff(confidence) >= -1e-12).all()


def test_confidence_is_the_share_that_is_right() -> None:
    chooser = np.random.default_rng(2)
    scores = chooser.uniform(0, 1, 20_000)
    calibration = fit_calibration(scores, chooser.random(20_000) < scores**2)
    near = calibration.confidence(np.array([0.2, 0.5, 0.9]))
    assert near == pytest.approx([0.04, 0.25, 0.81], abs=0.05)


def test_the_policy_is_the_best_of_all_thresholds() -> None:
    features, right = table(600)
    documents = np.repeat(np.arange(60), 10)
    given_topics = np.bincount(documents, right) + 1
    examples = Examples(
        features, right, np.ones(len(right)), documents, given_topics.astype(np.int64), np.arange(60) % 5
    )
    ranker = fit_ranker(examples)
    assert 0.0 <= ranker.policy.threshold <= 1.0
    again = fit_ranker(examples)
    assert np.array_equal(ranker.scores(features), again.scores(features))


def test_a_policy_chooses_by_threshold_or_the_best() -> None:
    confidence = np.array([0.4, 0.2, 0.1])
    assert Policy(0.2, False).choose(confidence).tolist() == [True, True, False]
    assert Policy(0.5, False).choose(confidence).tolist() == [False, False, False]
    assert Policy(0.5, True).choose(confidence).tolist() == [True, False, False]
    assert Policy(0.5, True).choose(np.zeros(0)).tolist() == []


def test_trees_do_not_follow_a_handful_of_rows() -> None:
    """The promise of leaves of a least weight: five rows that stand apart teach nothing, sixty do."""
    constant = np.zeros(2_000, dtype=np.float32)

    def moved_by(rows: int) -> float:
        marked = constant.copy()
        marked[:rows] = 1.0
        features = np.column_stack((constant, marked))
        wanted = np.arange(2_000) % 2 == 0
        wanted[:rows] = True
        return float(np.abs(fit_trees(features, wanted, np.zeros(2_000)).contributions(features)[:, 1]).max())

    assert moved_by(5) == 0.0
    assert moved_by(60) > 0.05


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=1, max_size=60))
def test_nothing_is_certain(pairs: list[tuple[int, bool]]) -> None:
    """The promise of the smoothing: whatever the cases were, no confidence is 0 or 1."""
    scores = np.array([float(score) for score, _ in pairs])
    calibration = fit_calibration(scores, np.array([outcome for _, outcome in pairs]))
    confidence = calibration.confidence(np.linspace(-30, 30, 100))
    assert ((confidence > 0) & (confidence < 1)).all()


def test_confidence_rises_by_pooling_neighbours_that_fall() -> None:
    """Isotonic regression by hand: 1 of 2 right and then 0 of 2 are one step of 1 of 4."""
    calibration = fit_calibration(np.arange(6.0), np.array([True, False, False, False, True, True]))
    assert calibration.points == pytest.approx([1.5, 4.5])
    assert calibration.probability == pytest.approx([1.01 / 4.02, 2.01 / 2.02])

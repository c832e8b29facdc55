"""Logistic regression on standardised features, the steady part of the ranker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Booleans, Float32s, Float64s

_STEPS = 25
_ENOUGH = 1e-8
_MAX_DEVIATIONS = 5.0
_MAX_ODDS = 30.0
_PENALTY = 30.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """Log odds = `base` + weights · clip((x - mean) / deviation, ±5); one number per feature, all float64."""

    base: float
    weights: Float64s
    mean: Float64s
    deviation: Float64s

    def contributions(self, features: Float32s) -> Float64s:
        """What each feature adds to the log odds of each row (rows × features)."""
        return self.weights * standardised(features, self.mean, self.deviation)

    def scores(self, features: Float32s) -> Float64s:
        """The log odds of each row."""
        total: Float64s = self.base + standardised(features, self.mean, self.deviation) @ self.weights
        return total


def standardised(features: Float32s, mean: Float64s, deviation: Float64s) -> Float64s:
    """Features in deviations from their mean, cut at `_MAX_DEVIATIONS`."""
    moved: Float64s = np.clip((features - mean) / deviation, -_MAX_DEVIATIONS, _MAX_DEVIATIONS)
    return moved


def fit_logistic(features: Float32s, wanted: Booleans, importance: Float64s | None = None) -> Logistic:
    """The weights of largest likelihood under a ridge penalty, by iteratively reweighted least squares (Newton).

    `features` has a row per case and a column per feature, `wanted` and `importance` a value per case: how often it
    counts, once where None is given. There must be a case; constant features and cases that a line parts do no harm.
    """
    times = np.ones(len(features)) if importance is None else importance
    mean = features.mean(axis=0, dtype=np.float64)
    deviation = features.std(axis=0, dtype=np.float64)
    deviation[deviation < 1e-6] = 1.0
    table = np.column_stack((np.ones(len(features)), standardised(features, mean, deviation)))
    ridge = np.full(table.shape[1], _PENALTY)
    ridge[0] = 1e-6
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        probability = 1.0 / (1.0 + np.exp(-np.clip(table @ weights, -_MAX_ODDS, _MAX_ODDS)))
        slope = table.T @ (times * (wanted - probability)) - ridge * weights
        curve = (table * (times * probability * (1.0 - probability))[:, None]).T @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return Logistic(float(weights[0]), weights[1:], mean, deviation)

"""Scores to probabilities: isotonic regression by pooling adjacent violators (Ayer et al. 1955)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Booleans, Float64s

_MAX_POINTS = 200


@dataclass(frozen=True, slots=True)
class Calibration:
    """Rising `points` (score, float64) and the `probability` at each; between them it is interpolated."""

    points: Float64s
    probability: Float64s

    def confidence(self, scores: Float64s) -> Float64s:
        """The probability that a candidate with a score is right, in [0, 1]."""
        found: Float64s = np.interp(scores, self.points, self.probability)
        return found


def fit_calibration(scores: Float64s, right: Booleans) -> Calibration:
    """The rising step function nearest to what was right, as a broken line through the middles of its steps.

    `scores` and `right` have a value per case, in any order; there must be one. Each step's place is the mean score of
    its cases, its height the share of them that was right. A hundredth of one right and one wrong case is added to each
    step, so that no confidence is 0 or 1.
    """
    order = np.argsort(scores, kind="stable")
    ordered, outcome = scores[order], right[order].astype(np.float64)
    groups = np.array_split(np.arange(len(ordered)), min(len(ordered), 10 * _MAX_POINTS))
    stack: list[tuple[float, float, float]] = []
    for group in groups:
        weight, total, place = float(len(group)), float(outcome[group].sum()), float(ordered[group].sum())
        while stack and stack[-1][1] / stack[-1][0] >= total / weight:
            earlier = stack.pop()
            weight, total, place = weight + earlier[0], total + earlier[1], place + earlier[2]
        stack.append((weight, total, place))
    table = np.array(stack)
    return Calibration(table[:, 2] / table[:, 0], (table[:, 1] + 0.01) / (table[:, 0] + 0.02))

"""Gradient boosted trees on binned features, in arrays.

The trees are symmetric (every node of a level asks the same question; Prokhorenkova et al. 2018, "CatBoost", section
on oblivious trees), so a tree is a few numbers, its leaf is found without branching and its answer can be taken apart
into what each question added. Loss, leaf values and gain follow Chen and Guestrin 2016, "XGBoost", equations 5 to 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Booleans, Bytes, Float32s, Float64s, Int64s

_BINS = 64
_TREES = 150
_DEPTH = 5
_RATE = 0.1
_RIDGE = 2.0
_MIN_WEIGHT = 3.0
_ROWS_PER_TREE = 60_000
_BLOCK = 4_000


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """`feature` (int64) and `border` (float32), one row per tree and a column per level; `leaf` (float64) has
    2 ** depth values per tree. A level adds its bit where the feature is above the border, the first level the highest.
    """

    feature: Int64s
    border: Float32s
    leaf: Float64s

    def scores(self, features: Float32s) -> Float64s:
        """What the trees add to the log odds of each row of a feature matrix (float64)."""
        total = np.empty(len(features))
        for begin in range(0, len(features), _BLOCK):
            rows = features[begin : begin + _BLOCK]
            place = np.zeros((len(rows), len(self.leaf)), dtype=np.int64)
            for feature, border in zip(self.feature.T, self.border.T, strict=True):
                place = 2 * place + (rows[:, feature] > border)
            total[begin : begin + _BLOCK] = self.leaf[np.arange(len(self.leaf)), place].sum(axis=1)
        return total

    def contributions(self, features: Float32s) -> Float64s:
        """What each feature adds to the log odds of each row (rows × features); the constant part is left out.

        A question's part is the change of the mean leaf value below it (Saabas' decomposition).
        """
        added = np.zeros(features.shape)
        rows = np.arange(len(features))[:, None]
        trees = np.arange(len(self.leaf))
        place = np.zeros((len(features), len(self.leaf)), dtype=np.int64)
        mean = np.broadcast_to(self.leaf.mean(axis=1), place.shape)
        for level, (feature, border) in enumerate(zip(self.feature.T, self.border.T, strict=True), 1):
            place = 2 * place + (features[:, feature] > border)
            below = self.leaf.reshape(len(self.leaf), 2**level, -1).mean(axis=2)[trees, place]
            np.add.at(added, (rows, feature), below - mean)
            mean = below
        return added


def fit_trees(
    features: Float32s, wanted: Booleans, start: Float64s, importance: Float64s | None = None
) -> BoostedTrees:
    """Trees that improve on the log odds `start` of rows being wanted, a row counting `importance` times.

    `features` is rows × features; `wanted`, `start` and `importance` have a value per row (None: each counts once). A
    border is drawn only where both sides of it weigh `_MIN_WEIGHT`, so that no tree follows a handful of rows. The same
    input gives the same trees.
    """
    times = np.ones(len(features)) if importance is None else importance
    borders = [_borders(features[:, column]) for column in range(features.shape[1])]
    binned = np.column_stack(
        [np.searchsorted(border, features[:, column]) for column, border in enumerate(borders)]
    ).astype(np.uint8)
    chooser = np.random.default_rng(0)
    odds = start.copy()
    chosen_features: list[list[int]] = []
    chosen_bins: list[list[int]] = []
    leaves: list[Float64s] = []
    for _ in range(_TREES):
        probability = 1.0 / (1.0 + np.exp(-odds))
        gradient = times * (wanted - probability)
        weight = times * probability * (1.0 - probability)
        rows = _rows_for_a_tree(chooser, len(odds))
        questions, place = _grow(binned[rows], gradient[rows], weight[rows], borders)
        sums = np.bincount(place, gradient[rows], minlength=2 ** len(questions))
        weights = np.bincount(place, weight[rows], minlength=2 ** len(questions))
        leaf = _RATE * sums / (weights + _RIDGE)
        odds += leaf[_places(binned, questions)]
        chosen_features.append([column for column, _ in questions])
        chosen_bins.append([bin_ for _, bin_ in questions])
        leaves.append(leaf)
    border = [
        [borders[c][b] for c, b in zip(cs, bs, strict=True)]
        for cs, bs in zip(chosen_features, chosen_bins, strict=True)
    ]
    return BoostedTrees(np.array(chosen_features), np.array(border, dtype=np.float32), np.array(leaves))


def _borders(values: Float32s) -> Float32s:
    """At most `_BINS` - 1 values that part a feature into bins of like size; x is in bin i where border[i-1] < x."""
    distinct = np.unique(values)
    if len(distinct) <= _BINS:
        return distinct[:-1] if len(distinct) > 1 else distinct
    quantiles = np.quantile(values, np.linspace(0, 1, _BINS + 1)[1:-1], method="lower")
    spread = np.quantile(distinct, np.linspace(0, 1, _BINS // 2 + 1)[1:-1], method="lower")
    borders = np.unique(np.concatenate((quantiles, spread)))
    return borders[np.linspace(0, len(borders) - 1, min(len(borders), _BINS - 1)).astype(np.int64)]


def _rows_for_a_tree(chooser: np.random.Generator, count: int) -> Int64s:
    if count <= _ROWS_PER_TREE:
        return np.arange(count)
    return np.sort(chooser.choice(count, _ROWS_PER_TREE, replace=False))


def _grow(
    binned: Bytes, gradient: Float64s, weight: Float64s, borders: list[Float32s]
) -> tuple[list[tuple[int, int]], Int64s]:
    """The questions (feature, bin) of one tree, and the leaf of each row."""
    place = np.zeros(len(binned), dtype=np.int64)
    questions: list[tuple[int, int]] = []
    for level in range(_DEPTH):
        best = (-np.inf, 0, 0)
        for column, border in enumerate(borders):
            cell = place * _BINS + binned[:, column]
            size = 2**level * _BINS
            sums = np.bincount(cell, gradient, minlength=size).reshape(-1, _BINS).cumsum(axis=1)
            weights = np.bincount(cell, weight, minlength=size).reshape(-1, _BINS).cumsum(axis=1)
            gain = _gain(sums, weights)[: len(border)]
            bin_ = int(np.argmax(gain))
            if gain[bin_] > best[0]:
                best = (float(gain[bin_]), column, bin_)
        questions.append((best[1], best[2]))
        place = 2 * place + (binned[:, best[1]] > best[2])
    return questions, place


def _gain(sums: Float64s, weights: Float64s) -> Float64s:
    """The gain of parting every node at each bin, summed over nodes; nodes that would be too light do not gain."""
    total, total_weight = sums[:, -1:], weights[:, -1:]
    right, right_weight = total - sums, total_weight - weights
    gain = sums**2 / (weights + _RIDGE) + right**2 / (right_weight + _RIDGE) - total**2 / (total_weight + _RIDGE)
    allowed = (weights >= _MIN_WEIGHT) & (right_weight >= _MIN_WEIGHT)
    found: Float64s = np.where(allowed, gain, 0.0).sum(axis=0)
    return found


def _places(binned: Bytes, questions: list[tuple[int, int]]) -> Int64s:
    place = np.zeros(len(binned), dtype=np.int64)
    for column, bin_ in questions:
        place = 2 * place + (binned[:, column] > bin_)
    return place

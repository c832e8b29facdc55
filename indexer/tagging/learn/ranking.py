"""The ranker: from a candidate's features to its confidence, and from confidences to the topics that are suggested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Booleans, Float32s, Float64s, Int64s
from indexer.tagging.learn.boosting import BoostedTrees, fit_trees
from indexer.tagging.learn.calibration import Calibration, fit_calibration
from indexer.tagging.learn.logistic import Logistic, fit_logistic

MIN_DOCUMENTS_FOR_TREES = 400
"""Below so many tagged documents trees follow accidents; logistic regression alone is better."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Which candidates are topics: those of at least `threshold` confidence, and with `at_least_one` the best one
    where none has it."""

    threshold: float
    at_least_one: bool

    def choose(self, confidence: Float64s) -> Booleans:
        """Which of one document's candidates are its topics."""
        chosen = confidence >= self.threshold
        if self.at_least_one and len(confidence) and not chosen.any():
            chosen[int(np.argmax(confidence))] = True
        return chosen


@dataclass(frozen=True, slots=True)
class Ranker:
    """Logistic regression, and where there were enough documents trees that improve on it."""

    logistic: Logistic
    trees: BoostedTrees | None
    calibration: Calibration
    policy: Policy

    def scores(self, features: Float32s) -> Float64s:
        """The log odds of each candidate, before calibration; candidates are ranked by them."""
        scores = self.logistic.scores(features)
        return scores + self.trees.scores(features) if self.trees else scores

    def contributions(self, features: Float32s) -> Float64s:
        """What each feature adds to the log odds (rows × features)."""
        parts = self.logistic.contributions(features)
        return parts + self.trees.contributions(features) if self.trees else parts


@dataclass(frozen=True, slots=True)
class Examples:
    """Ranked pairs for training: `features` per candidate, whether it was `right`, its `weight`, its `document`.

    Candidates of a document are adjacent; `given` counts each document's true topics, found among candidates or not,
    and `fold` its fold.
    """

    features: Float32s
    right: Booleans
    weight: Float64s
    document: Int64s
    given: Int64s
    fold: Int64s


def fit_ranker(examples: Examples) -> Ranker:
    """A ranker fitted on all examples, calibrated on scores of rankers that did not see them."""
    with_trees = len(examples.given) >= MIN_DOCUMENTS_FOR_TREES
    folds = np.unique(examples.fold)
    unseen = np.full(len(examples.right), np.nan)
    for fold in folds[:1] if with_trees else folds:
        held = examples.fold[examples.document] == fold
        part = _fit(examples.features[~held], examples.right[~held], examples.weight[~held], with_trees)
        unseen[held] = part.scores(examples.features[held])
    scored = np.flatnonzero(~np.isnan(unseen))
    calibration = fit_calibration(unseen[scored], examples.right[scored])
    policy = _best_policy(calibration.confidence(unseen[scored]), scored, examples)
    fitted = _fit(examples.features, examples.right, examples.weight, with_trees)
    return Ranker(fitted.logistic, fitted.trees, calibration, policy)


def _fit(features: Float32s, right: Booleans, weight: Float64s, with_trees: bool) -> Ranker:
    logistic = fit_logistic(features, right, weight)
    trees = fit_trees(features, right, logistic.scores(features), weight) if with_trees else None
    nothing = np.zeros(0)
    return Ranker(logistic, trees, Calibration(nothing, nothing), Policy(0.5, False))


def _best_policy(confidence: Float64s, scored: Int64s, examples: Examples) -> Policy:
    """The policy of largest micro-averaged F1 on the scored examples."""
    document, right = examples.document[scored], examples.right[scored]
    given = int(examples.given[np.unique(document)].sum())
    order = np.lexsort((np.arange(len(document)), -confidence, document))
    best_of_document = np.zeros(len(document), dtype=bool)
    best_of_document[order[np.concatenate(([True], np.diff(document[order]) != 0))]] = True
    found = Policy(0.5, False)
    best = -1.0
    for at_least_one in (False, True):
        always = best_of_document if at_least_one else np.zeros(len(document), dtype=bool)
        # a document's best candidate is chosen whatever the threshold
        rank = np.where(always, np.inf, confidence)
        falling = np.argsort(-rank, kind="stable")
        hits = np.cumsum(right[falling])
        f1 = 2.0 * hits / (np.arange(1, len(falling) + 1) + max(given, 1))
        last_of_equals = np.concatenate((rank[falling][1:] != rank[falling][:-1], [True]))
        f1[~last_of_equals] = -1.0
        place = int(np.argmax(f1))
        if f1[place] > best + 1e-9:
            best = float(f1[place])
            threshold = float(confidence[falling[place]])
            found = Policy(threshold, at_least_one)
    return found

"""Measures of suggested topics against given ones, as the literature on subject indexing defines them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One document: what was `given`, all that was `ranked` (best first) and what was `chosen` as its topics."""

    given: frozenset[str]
    ranked: tuple[str, ...]
    chosen: frozenset[str]


def ndcg(judged: Judged, depth: int) -> float:
    """Discounted cumulative gain over the first `depth` (Järvelin and Kekäläinen 2002), gains 0 or 1."""
    gained = sum(1.0 / np.log2(place + 2) for place, name in enumerate(judged.ranked[:depth]) if name in judged.given)
    ideal = sum(1.0 / np.log2(place + 2) for place in range(min(depth, len(judged.given))))
    return float(gained / ideal) if ideal else 0.0


def precision_at(judged: Judged, depth: int) -> float:
    """The part of the first `depth` places that holds a given topic."""
    return sum(name in judged.given for name in judged.ranked[:depth]) / depth


def f1_at(judged: Judged, depth: int) -> float:
    """Harmonic mean of precision and recall of the first `depth` suggestions of one document."""
    first = judged.ranked[:depth]
    hits = sum(name in judged.given for name in first)
    return 2.0 * hits / (len(first) + len(judged.given)) if hits else 0.0


def mean_over_documents(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return float(np.mean(values)) if values else 0.0


@dataclass(frozen=True, slots=True)
class ConceptCounts:
    """Right suggestions, wrong ones and missed topics, by concept."""

    right: Counter[str]
    wrong: Counter[str]
    missed: Counter[str]

    def f1(self, name: str) -> float:
        """F1 of one concept, 0 where it was neither given nor chosen."""
        right = self.right[name]
        return 2.0 * right / (2.0 * right + self.wrong[name] + self.missed[name]) if right else 0.0

    def micro(self) -> tuple[float, float, float]:
        """Precision, recall and F1 over all suggestions together."""
        right, wrong, missed = self.right.total(), self.wrong.total(), self.missed.total()
        precision = right / (right + wrong) if right + wrong else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        return precision, recall, 2.0 * right / (2.0 * right + wrong + missed) if right else 0.0

    def macro_f1(self, names: Collection[str]) -> float:
        """The mean F1 of some concepts."""
        return mean_over_documents([self.f1(name) for name in sorted(names)])


def count_by_concept(judged: Sequence[Judged]) -> ConceptCounts:
    """The counts over all documents."""
    counts = ConceptCounts(Counter(), Counter(), Counter())
    for document in judged:
        counts.right.update(document.given & document.chosen)
        counts.wrong.update(document.chosen - document.given)
        counts.missed.update(document.given - document.chosen)
    return counts

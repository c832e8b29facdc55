"""Measures of a ranking against grades: a grade above 0 is relevant, an unjudged document is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with linear gain (Järvelin & Kekäläinen 2002), 0 to 1."""
    best = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth])
    return _discounted(max(grades.get(document, 0.0), 0.0) for document in ranking[:depth]) / best


def average_precision(ranking: Sequence[str], grades: Mapping[str, float]) -> float:
    """The mean, over relevant documents, of the precision at their ranks; 0 for those not found."""
    found, total = 0, 0.0
    for rank, document in enumerate(ranking, 1):
        if grades.get(document, 0.0) > 0:
            found += 1
            total += found / rank
    return total / _relevant(grades)


def recall(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 100) -> float:
    """The share of the relevant documents among the first `depth`."""
    return sum(grades.get(document, 0.0) > 0 for document in ranking[:depth]) / _relevant(grades)


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _relevant(grades: Mapping[str, float]) -> int:
    return sum(grade > 0 for grade in grades.values())

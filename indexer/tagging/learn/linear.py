"""One linear model per frequent concept, all fitted at once: ridge regression on the weightiest words.

The sums that the solution needs are additive over documents, so the models without some documents are found by taking
those documents' sums away instead of adding all others up again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Float32s, Float64s, Int32s, Int64s
from indexer.tagging.learn.sparse import Sparse

_MAX_WORDS = 4_000
_MIN_DOCUMENTS = 3
_MAX_CONCEPTS = 4_000
_PENALTY = 0.5
_REJECTED = np.float32(0.5)
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class LinearModel:
    """`weights` (float32) has a row per chosen word and a column per modelled concept.

    `word_row` maps a term number to its row or -1 (int32), `concepts` (int64) names the columns among `size`
    concepts, `base` (float64) is added to each.
    """

    weights: Float32s
    word_row: Int32s
    concepts: Int64s
    base: Float64s
    size: int

    def scores(self, terms: Int32s, weights: Float32s) -> Float64s:
        """The models' answers for a text given as weighted words; 0 for concepts without a model."""
        found = np.zeros(self.size)
        if len(self.concepts):
            rows = self.word_row[terms]
            known = rows >= 0
            found[self.concepts] = self.base + weights[known] @ self.weights[rows[known]]
        return found


@dataclass(frozen=True, slots=True)
class LinearSums:
    """Sums over documents: word × word products, word × concept products, word sums, concept counts (float32)."""

    gram: Float32s
    target: Float32s
    words: Float32s
    assigned: Float32s
    documents: int

    def without(self, other: LinearSums) -> LinearSums:
        """The sums over the documents that are not among those of `other`."""
        return LinearSums(
            self.gram - other.gram,
            self.target - other.target,
            self.words - other.words,
            self.assigned - other.assigned,
            self.documents - other.documents,
        )


class LinearProblem:
    """The words and concepts that are modelled, chosen once for a set of tagged documents.

    Of `vectors` (document → weighted words) the `_MAX_WORDS` words of most weight are used; concepts of fewer than
    `_MIN_DOCUMENTS` documents get no model. `rejected` holds document → concepts that it was judged not to have; their
    wanted value is below that of a concept nobody spoke of.
    """

    def __init__(self, vectors: Sparse, labels: Sparse, rejected: Sparse | None = None) -> None:
        self._vectors, self._labels, self._rejected = vectors, labels, rejected
        assigned = np.bincount(labels.columns, minlength=labels.width)
        order = np.lexsort((np.arange(labels.width), -assigned))[:_MAX_CONCEPTS]
        self._concepts = np.sort(order[assigned[order] >= _MIN_DOCUMENTS])
        total = np.bincount(vectors.columns, vectors.values, minlength=vectors.width)
        chosen = np.sort(np.lexsort((np.arange(vectors.width), -total))[:_MAX_WORDS])
        chosen = chosen[total[chosen] > 0]
        self._word_row = np.full(vectors.width, -1, dtype=np.int32)
        self._word_row[chosen] = np.arange(len(chosen))
        self._words = len(chosen)
        self._column_of = np.full(labels.width, -1, dtype=np.int32)
        self._column_of[self._concepts] = np.arange(len(self._concepts))

    def sums(self, rows: Int64s) -> LinearSums:
        """The sums over some documents."""
        gram = np.zeros((self._words, self._words), dtype=np.float32)
        target = np.zeros((self._words, len(self._concepts)), dtype=np.float32)
        words = np.zeros(self._words, dtype=np.float32)
        assigned = np.zeros(len(self._concepts), dtype=np.float32)
        for begin in range(0, len(rows), _BLOCK):
            block = rows[begin : begin + _BLOCK]
            dense = _dense(self._vectors.select(block), self._word_row, self._words)
            wanted = _dense(self._labels.select(block), self._column_of, len(self._concepts))
            if self._rejected is not None:
                refused = _dense(self._rejected.select(block), self._column_of, len(self._concepts))
                wanted -= _REJECTED * refused
            gram += dense.T @ dense
            target += dense.T @ wanted
            words += dense.sum(axis=0)
            assigned += wanted.sum(axis=0)
        return LinearSums(gram, target, words, assigned, len(rows))

    def solve(self, sums: LinearSums) -> LinearModel:
        """The models that the sums determine."""
        size = self._labels.width
        if not len(self._concepts) or not self._words or not sums.documents:
            empty = np.zeros((self._words, 0), dtype=np.float32)
            return LinearModel(empty, self._word_row, self._concepts[:0], np.zeros(0), size)
        base = sums.assigned / sums.documents
        gram = sums.gram.copy()
        gram[np.diag_indices_from(gram)] += _PENALTY
        weights = np.linalg.solve(gram, sums.target - np.outer(sums.words, base))
        return LinearModel(weights.astype(np.float32), self._word_row, self._concepts, base.astype(np.float64), size)


def _dense(rows: Sparse, column_of: Int32s, width: int) -> Float32s:
    dense = np.zeros((len(rows), width), dtype=np.float32)
    owner = np.repeat(np.arange(len(rows)), rows.counts())
    column = column_of[rows.columns]
    kept = column >= 0
    dense[owner[kept], column[kept]] = rows.values[kept]
    return dense

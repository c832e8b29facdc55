"""What tagged documents teach: neighbours, centroids, linear weights, habits of tagging. Made once, then only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Float32s, Float64s, Int32s, Int64s
from indexer.tagging.learn.linear import LinearModel
from indexer.tagging.learn.sparse import Sparse, from_triples
from indexer.tagging.mentions import ReadText

NEIGHBOURS = 40
_QUERY_WORDS = 300
_CENTROID_WORDS = 400
_SMOOTHING = 2.0


def weigh(reading: ReadText, inverse_frequency: Float32s) -> tuple[Int32s, Float32s]:
    """A text as its strongest words, log tf × idf, of length one."""
    weights = (1.0 + np.log(np.maximum(reading.counts, 1e-6))) * inverse_frequency[reading.terms]
    terms = reading.terms
    if len(terms) > _QUERY_WORDS:
        kept = np.sort(np.argsort(-weights, kind="stable")[:_QUERY_WORDS])
        terms, weights = terms[kept], weights[kept]
    length = float(np.sqrt((weights.astype(np.float64) ** 2).sum()))
    return terms, (weights / (length or 1.0)).astype(np.float32)


def inverse_frequencies(readings: Sequence[ReadText], width: int) -> Float32s:
    """log(documents / documents with the term), smoothed, for each term."""
    counts = np.zeros(width)
    for reading in readings:
        counts[reading.terms] += 1
    return np.log((len(readings) + 1.0) / (counts + 0.5)).clip(min=0.0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Learned:
    """What experience says of one text, for every concept (float64, one value per concept).

    `neighbours` are training document numbers, most similar first, with their `similarity`.
    """

    share: Float64s
    nearest: Float64s
    centroid: Float64s
    linear: Float64s
    together: Float64s
    neighbours: Int64s
    similarity: Float64s


@dataclass(frozen=True, slots=True)
class Experience:
    """The learned side of the tagger.

    `postings` holds term → training documents, `labels` document → concepts, `rejected` document → concepts that it was
    judged not to have, `centroids` term → concepts;
    `assigned`, `matched` and `both` count for each concept the documents tagged with it, holding a label of it, both.
    """

    postings: Sparse
    labels: Sparse
    rejected: Sparse
    centroids: Sparse
    together: Sparse
    linear: LinearModel
    assigned: Float64s
    matched: Float64s
    both: Float64s

    def consult(
        self,
        terms: Int32s,
        weights: Float32s,
        itself: int | None = None,
    ) -> Learned:
        """What the training documents say of a text given as weighted words.

        `itself` is the number of the training document that the text is: it is no neighbour of its own.
        """
        similarity = self.postings.weighted_sum(terms, weights)
        if itself is not None:
            similarity[itself] = 0.0
        count = min(NEIGHBOURS, len(similarity))
        nearest = np.argpartition(-similarity, count - 1)[:count] if count else np.zeros(0, dtype=np.int64)
        nearest = nearest[np.lexsort((nearest, -similarity[nearest]))]
        nearest = nearest[similarity[nearest] > 0]
        close = similarity[nearest]
        places, owner = self.labels.places(nearest)
        concept = self.labels.columns[places]
        size = self.labels.width
        share = np.bincount(concept, close[owner] ** 2, minlength=size) / max(float((close**2).sum()), 1e-9)
        share = np.maximum(share - self._against(nearest, close), 0.0)
        best = np.zeros(size)
        np.maximum.at(best, concept, close[owner])
        centroid = self.centroids.weighted_sum(terms, weights)
        linear = self.linear.scores(terms, weights)
        guessed = np.argsort(-(share + centroid), kind="stable")[:8]
        guess = (share[guessed]).astype(np.float32)
        together = self.together.weighted_sum(guessed.astype(np.int32), guess)
        return Learned(share, best, centroid, linear, together, nearest, close)

    def _against(self, nearest: Int64s, close: Float64s) -> Float64s:
        """The share of likeness that is to neighbours for which a concept was rejected, for every concept."""
        places, owner = self.rejected.places(nearest)
        concept = self.rejected.columns[places]
        total = max(float((close**2).sum()), 1e-9)
        return np.bincount(concept, close[owner] ** 2, minlength=self.rejected.width) / total


def gather_experience(
    readings: Sequence[ReadText], vectors: Sparse, labels: Sparse, rejected: Sparse, linear: LinearModel
) -> Experience:
    """Learn from tagged documents.

    `vectors` holds document → weighted words, `labels` and `rejected` document → concepts, `linear` models fitted on
    the same.
    """
    concepts = labels.width
    assigned = np.bincount(labels.columns, minlength=concepts).astype(np.float64)
    matched = np.zeros(concepts)
    both = np.zeros(concepts)
    for number, reading in enumerate(readings):
        matched[reading.concepts] += 1
        given, _ = labels.row(number)
        both[np.intersect1d(given, reading.concepts)] += 1
    return Experience(
        postings=vectors.transposed(),
        labels=labels,
        rejected=rejected,
        centroids=_centroids(vectors, labels).transposed(),
        together=_together(labels, assigned),
        linear=linear,
        assigned=assigned,
        matched=matched,
        both=both,
    )


def _centroids(vectors: Sparse, labels: Sparse) -> Sparse:
    """The mean direction of the documents of each concept: concept → words."""
    members = labels.transposed()
    places, owner = vectors.places(members.columns.astype(np.int64))
    concept = np.repeat(np.arange(len(members)), members.counts())[owner]
    sums = from_triples(
        concept,
        vectors.columns[places].astype(np.int64),
        vectors.values[places].astype(np.float64),
        (labels.width, vectors.width),
    )
    return sums.strongest(_CENTROID_WORDS).normalised()


def _together(labels: Sparse, assigned: Float64s) -> Sparse:
    """How often the documents of one concept also have another: P(column | row), smoothed."""
    places, owner = labels.places(np.repeat(np.arange(len(labels)), labels.counts()))
    first = labels.columns[owner].astype(np.int64)
    second = labels.columns[places].astype(np.int64)
    apart = first != second
    pairs = from_triples(first[apart], second[apart], np.ones(int(apart.sum())), (labels.width, labels.width))
    rows = np.repeat(np.arange(len(pairs)), pairs.counts())
    share = pairs.values / (assigned[rows] + _SMOOTHING)
    return Sparse(pairs.starts, pairs.columns, share.astype(np.float32), pairs.width)

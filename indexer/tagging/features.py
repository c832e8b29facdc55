"""The candidates of one text and the features by which they are ranked; no feature knows a concept by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language.numbers import Float32s, Float64s, Int32s, Int64s
from indexer.tagging.learn.experience import Experience, Learned
from indexer.tagging.learn.sparse import Sparse
from indexer.tagging.mentions import MENTION_FEATURES, ReadText
from indexer.tagging.vocabulary_index import VocabularyIndex

LEXICAL_FEATURES = (
    *MENTION_FEATURES,
    "mentioned",
    "scattered",
    "rarity",
    "weight",
    "label_similarity",
    "label_coverage",
    "relatives",
    "broader_found",
    "narrower_found",
    "text_words",
)
LEARNED_FEATURES = (
    "known",
    "prior",
    "keyphraseness",
    "label_documents",
    "share",
    "nearest",
    "centroid",
    "linear",
    "together",
    "share_rank",
    "centroid_rank",
    "linear_rank",
    "similarity_rank",
    "best_similarity",
)
FEATURES = (*LEXICAL_FEATURES, *LEARNED_FEATURES)

_TOP_SHARE, _TOP_CENTROID, _TOP_LINEAR, _TOP_LABEL, _TOP_TOGETHER = 40, 25, 20, 12, 8
_MAX_LEXICAL = 150


@dataclass(frozen=True, slots=True)
class Candidates:
    """Concepts that may be topics of one text: rows (int64, ascending) and a matrix of `FEATURES` (float32)."""

    concepts: Int64s
    features: Float32s


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare words are (float32 per term), and from that the length of each label as a vector of its words and the
    summed rarity of each concept's rarest label (float64)."""

    of_word: Float32s
    label_length: Float64s
    of_concept: Float64s


def rarity_of(index: VocabularyIndex, of_word: Float32s) -> Rarity:
    """What word rarities make of a vocabulary's labels."""
    labels = index.label_words
    owner = np.repeat(np.arange(len(labels)), labels.counts())
    rare = of_word[labels.columns].astype(np.float64)
    summed = np.bincount(owner, rare, minlength=len(labels)).astype(np.float64)
    squares = np.bincount(owner, rare**2, minlength=len(labels))
    return Rarity(of_word, np.sqrt(squares), index.best_over_labels(summed))


def candidates_of(
    reading: ReadText,
    weights: tuple[Int32s, Float32s],
    learned: Learned | None,
    index: VocabularyIndex,
    experience: Experience | None,
    rarity: Rarity,
) -> Candidates:
    """Candidates with features; without experience the learned ones are zero."""
    similarity, coverage = _label_similarity(weights, index, rarity)
    concepts = _chosen(reading, learned, similarity)
    table = _lexical(reading, index, concepts, similarity, coverage, rarity)
    table |= _learned(concepts, learned, experience, similarity)
    return Candidates(concepts, np.column_stack([table[name] for name in FEATURES]).astype(np.float32))


def _label_similarity(
    weights: tuple[Int32s, Float32s],
    index: VocabularyIndex,
    rarity: Rarity,
) -> tuple[Float64s, Float64s]:
    """For each concept the best cosine of a label with the text, and the largest part of a label's weight found."""
    terms, weight = weights
    of_word = rarity.of_word[terms]
    lengths = np.maximum(rarity.label_length, 1e-6)
    cosine = index.labels_of_word.weighted_sum(terms, (weight * of_word).astype(np.float32)) / lengths
    found = index.labels_of_word.weighted_sum(terms, (of_word**2).astype(np.float32)) / lengths**2
    return index.best_over_labels(cosine), index.best_over_labels(found)


def _top(values: Float64s, count: int) -> Int64s:
    """The places of the largest positive values; equal ones by place."""
    places = np.flatnonzero(values > 0)
    if len(places) > count:
        border = np.partition(values[places], len(places) - count)[len(places) - count]
        places = places[values[places] >= border]
    return places[np.lexsort((places, -values[places]))][:count]


def _chosen(reading: ReadText, learned: Learned | None, similarity: Float64s) -> Int64s:
    lexical = reading.concepts
    if len(lexical) > _MAX_LEXICAL:
        strength = similarity[lexical] + reading.mentions[:, MENTION_FEATURES.index("density")]
        lexical = lexical[np.argsort(-strength, kind="stable")[:_MAX_LEXICAL]]
    groups = [lexical, np.unique(reading.scattered[:, 0]), _top(similarity, _TOP_LABEL)]
    if learned is not None:
        groups += [
            _top(learned.share, _TOP_SHARE),
            _top(learned.centroid, _TOP_CENTROID),
            _top(learned.linear, _TOP_LINEAR),
            _top(learned.together, _TOP_TOGETHER),
        ]
    return np.unique(np.concatenate(groups)).astype(np.int64)


def _lexical(
    reading: ReadText,
    index: VocabularyIndex,
    concepts: Int64s,
    similarity: Float64s,
    coverage: Float64s,
    rarity: Rarity,
) -> dict[str, NDArray[np.generic]]:
    size = len(concepts)
    row = np.searchsorted(reading.concepts, concepts).clip(max=max(len(reading.concepts) - 1, 0))
    mentioned = reading.concepts[row] == concepts if len(reading.concepts) else np.zeros(size, dtype=bool)
    table: dict[str, NDArray[np.generic]] = {}
    absent = {"first": 1.0, "first_word": np.log1p(float(reading.words)), "label_kind": 3.0, "qualifier": 1.0}
    for column, name in enumerate(MENTION_FEATURES):
        values = np.full(size, absent.get(name, 0.0))
        values[mentioned] = reading.mentions[row[mentioned], column]
        table[name] = values
    here = np.zeros(len(index))
    here[reading.concepts] = 1.0
    table["mentioned"] = mentioned.astype(np.float64)
    table["scattered"] = np.isin(concepts, reading.scattered[:, 0]).astype(np.float64)
    table["rarity"] = rarity.of_concept[concepts]
    table["weight"] = np.log1p(table["mentions"].astype(np.float64)) * rarity.of_concept[concepts]
    table["label_similarity"] = similarity[concepts]
    table["label_coverage"] = coverage[concepts]
    table["broader_found"] = _neighbours_here(index.relations.broader, concepts, here)
    table["narrower_found"] = _neighbours_here(index.relations.narrower, concepts, here)
    table["relatives"] = _neighbours_here(index.relations.related, concepts, here)
    table["text_words"] = np.full(size, np.log1p(float(reading.words)))
    return table


def _neighbours_here(relation: Sparse, concepts: Int64s, here: Float64s) -> Float64s:
    places, owner = relation.places(concepts)
    return np.bincount(owner, here[relation.columns[places]], minlength=len(concepts)).astype(np.float64)


def _learned(
    concepts: Int64s, learned: Learned | None, experience: Experience | None, similarity: Float64s
) -> dict[str, NDArray[np.generic]]:
    size = len(concepts)
    if learned is None or experience is None:
        table: dict[str, NDArray[np.generic]] = {name: np.zeros(size) for name in LEARNED_FEATURES}
    else:
        assigned, matched = experience.assigned[concepts], experience.matched[concepts]
        documents = max(len(experience.labels), 1)
        # keyphraseness: Mihalcea and Csomai 2007, "Wikify!", drawn towards the mean over all concepts where little is
        # known
        average = (experience.both.sum() + 0.5) / (experience.matched.sum() + 5.0)
        table = {
            "known": (assigned > 0).astype(np.float64),
            "prior": np.log1p(assigned),
            "keyphraseness": (experience.both[concepts] + 3.0 * average) / (matched + 3.0),
            "label_documents": np.log((documents + 1.0) / (matched + 0.5)),
            "share": learned.share[concepts],
            "nearest": learned.nearest[concepts],
            "centroid": learned.centroid[concepts],
            "linear": learned.linear[concepts],
            "together": learned.together[concepts],
            "share_rank": _rank(learned.share[concepts]),
            "centroid_rank": _rank(learned.centroid[concepts]),
            "linear_rank": _rank(learned.linear[concepts]),
            "best_similarity": np.full(size, learned.similarity[0] if len(learned.similarity) else 0.0),
        }
    table["similarity_rank"] = _rank(similarity[concepts])
    return table


def _rank(values: Float64s) -> Float64s:
    """1 for the largest of the candidates' values, falling as 1 / (1 + log2 rank); 0 where the value is not above 0."""
    order = np.argsort(-values, kind="stable")
    rank = np.empty(len(values))
    rank[order] = np.arange(1, len(values) + 1)
    return np.where(values > 0, 1.0 / (1.0 + np.log2(rank)), 0.0)

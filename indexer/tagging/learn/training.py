"""Making a tagger from a vocabulary and tagged documents.

The ranker is trained out of fold: the features of a document come from experience that does not hold it, so that the
ranker learns how far neighbours, centroids and linear models can be trusted on a document never seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.language.lexicon import Lexicon
from indexer.language.numbers import Booleans, Float32s, Float64s, Int32s, Int64s
from indexer.language.tokens import tokens_of
from indexer.nouns.vocabularies import Concept
from indexer.tagging.features import Rarity, candidates_of, rarity_of
from indexer.tagging.learn.cold import cold_tagger, label_rarities
from indexer.tagging.learn.experience import Experience, gather_experience, inverse_frequencies, weigh
from indexer.tagging.learn.linear import LinearModel, LinearProblem, LinearSums
from indexer.tagging.learn.ranking import Examples, fit_ranker
from indexer.tagging.learn.sparse import Sparse, from_rows
from indexer.tagging.mentions import ReadText, read
from indexer.tagging.tagger import Tagger
from indexer.tagging.text import TaggedText
from indexer.tagging.vocabulary_index import VocabularyIndex

MIN_DOCUMENTS = 20
"""Fewer tagged documents say nothing reliable: the tagger starts cold."""

MAX_RANKED_DOCUMENTS = 4_000
"""The ranker learns a few dozen numbers: more documents than these only cost time."""

_FOLDS = 5
_REJECTED_WEIGHT = 3.0
"""What a person has looked at and rejected counts for more than what merely nobody has given."""

_DOCUMENTS_FOR_HALF_TRUST = 100
"""With so many documents, how rare a word is among them counts as much as how rare it is among labels."""


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """A document for training: its id, its text, the URIs of its concepts and of those that a person rejected.

    A rejected concept is none of the document's, also where it is among `concepts`.
    """

    id: str
    text: TaggedText
    concepts: tuple[str, ...]
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Material:
    """Training documents made into numbers, row by row."""

    index: VocabularyIndex
    rarity: Rarity
    readings: list[ReadText]
    words: list[tuple[Int32s, Float32s]]
    vectors: Sparse
    labels: Sparse
    rejected: Sparse


def train(documents: Sequence[TaggedDocument], concepts: Sequence[Concept], language: str) -> Tagger:
    """A tagger for texts in a language. The same documents in the same order give the same tagger, to the digit."""
    if len(documents) < MIN_DOCUMENTS:
        return cold_tagger(concepts, language)
    material = _read_all(documents, concepts, language)
    problem = LinearProblem(material.vectors, material.labels, material.rejected)
    sums = problem.sums(np.arange(len(documents)))
    ranker = fit_ranker(_examples(material, problem, sums))
    experience = gather_experience(
        material.readings, material.vectors, material.labels, material.rejected, problem.solve(sums)
    )
    ids = tuple(document.id for document in documents)
    return Tagger(material.index, material.rarity, experience, ranker, ids)


def _read_all(documents: Sequence[TaggedDocument], concepts: Sequence[Concept], language: str) -> _Material:
    lexicon = Lexicon(language)
    for document in documents:
        lexicon.learn(tokens_of(document.text.text).raw)
    index = VocabularyIndex(concepts, lexicon)
    readings = [read(document.text, index)[0] for document in documents]
    trust = len(readings) / (len(readings) + _DOCUMENTS_FOR_HALF_TRUST)
    in_documents = inverse_frequencies(readings, len(lexicon))
    rarity = rarity_of(index, (trust * in_documents + (1.0 - trust) * label_rarities(index)).astype(np.float32))
    words = [weigh(reading, rarity.of_word) for reading in readings]
    labels = _table([set(document.concepts) - set(document.rejected) for document in documents], index)
    rejected = _table([set(document.rejected) for document in documents], index)
    return _Material(index, rarity, readings, words, from_rows(words, len(lexicon)), labels, rejected)


def _table(uris: Sequence[set[str]], index: VocabularyIndex) -> Sparse:
    """Document → concepts, those that the vocabulary has."""
    rows = [np.array(sorted(index.row_of[uri] for uri in one if uri in index.row_of), dtype=np.int32) for one in uris]
    return from_rows([(row, np.ones(len(row), dtype=np.float32)) for row in rows], len(index))


def _examples(material: _Material, problem: LinearProblem, sums: LinearSums) -> Examples:
    """The candidates of up to `MAX_RANKED_DOCUMENTS` documents, each judged by experience without its fold."""
    count = len(material.readings)
    drawn = np.random.default_rng(0).permutation(count)[:MAX_RANKED_DOCUMENTS]
    features: list[Float32s] = []
    right: list[Booleans] = []
    weight: list[Float64s] = []
    fold_of: list[int] = []
    given: list[int] = []
    for fold in range(min(_FOLDS, count)):
        held = np.sort(drawn[fold::_FOLDS])
        linear = problem.solve(sums.without(problem.sums(held)))
        experience = _experience_without(material, held, linear)
        for row in held.tolist():
            words, reading = material.words[row], material.readings[row]
            learned = experience.consult(*words)
            found = candidates_of(reading, words, learned, material.index, experience, material.rarity)
            truth, _ = material.labels.row(row)
            refused, _ = material.rejected.row(row)
            features.append(found.features)
            right.append(np.isin(found.concepts, truth))
            weight.append(np.where(np.isin(found.concepts, refused), _REJECTED_WEIGHT, 1.0))
            given.append(len(truth))
            fold_of.append(fold)
    sizes = [len(rows) for rows in features]
    return Examples(
        np.concatenate(features),
        np.concatenate(right),
        np.concatenate(weight),
        np.repeat(np.arange(len(sizes)), sizes),
        np.array(given, dtype=np.int64),
        np.array(fold_of, dtype=np.int64),
    )


def _experience_without(material: _Material, held: Int64s, linear: LinearModel) -> Experience:
    kept = np.setdiff1d(np.arange(len(material.readings)), held)
    readings = [material.readings[row] for row in kept]
    vectors, labels, rejected = (table.select(kept) for table in (material.vectors, material.labels, material.rejected))
    return gather_experience(readings, vectors, labels, rejected, linear)

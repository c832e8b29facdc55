"""A vocabulary prepared for tagging: its matcher, its label words as a table, its relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.labels.labels import LabelKind
from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.language.numbers import Float64s, Int32s, Int64s
from indexer.nouns.vocabularies import Concept
from indexer.tagging.learn.sparse import Sparse, from_rows, from_triples


@dataclass(frozen=True, slots=True)
class Relations:
    """Which concepts are broader, narrower and related to which: concept → concepts, values 1."""

    broader: Sparse
    narrower: Sparse
    related: Sparse


class VocabularyIndex:
    """The concepts of a vocabulary by row, with everything about their labels that tagging looks up.

    `label_words` has a row per label (distinct content words, value 1), `labels_of_word` is its transpose;
    `qualifier_words` likewise for words in brackets. `first_label[c]:first_label[c + 1]` are the rows of concept c in
    `by_concept`. `shared` counts the concepts that have a label of the same words.
    """

    def __init__(self, concepts: Sequence[Concept], lexicon: Lexicon) -> None:
        self.concepts = tuple(concepts)
        self.lexicon = lexicon
        self.row_of = {concept.uri: row for row, concept in enumerate(self.concepts)}
        self.matcher = LabelMatcher(self.concepts, lexicon)
        positive = self.matcher.kind != LabelKind.NEGATIVE
        words = [
            _distinct(terms) if keep else _distinct(terms[:0])
            for terms, keep in zip(self.matcher.terms, positive, strict=True)
        ]
        qualifiers = [
            _distinct(lexicon.learn(label.qualifier.split()) if label.qualifier else terms[:0])
            for label, terms in zip(self.matcher.labels, self.matcher.terms, strict=True)
        ]
        width = len(lexicon)
        self.label_words = from_rows([(row, np.ones(len(row), dtype=np.float32)) for row in words], width)
        self.qualifier_words = from_rows([(row, np.ones(len(row), dtype=np.float32)) for row in qualifiers], width)
        self.labels_of_word = self.label_words.transposed()
        self.by_concept = np.argsort(self.matcher.concept, kind="stable")
        self.first_label = np.searchsorted(self.matcher.concept[self.by_concept], np.arange(len(self.concepts) + 1))
        self.words_in_label = self.label_words.counts()
        self.shared = self._shared()
        self.relations = self._relations()

    def __len__(self) -> int:
        return len(self.concepts)

    def best_over_labels(self, of_label: Float64s) -> Float64s:
        """The largest of a value of labels for each concept, 0 for a concept without labels."""
        best = np.zeros(len(self.concepts))
        having = np.flatnonzero(np.diff(self.first_label) > 0)
        best[having] = np.maximum.reduceat(of_label[self.by_concept], self.first_label[having])
        return best

    def _shared(self) -> Int64s:
        having: dict[tuple[int, ...], set[int]] = {}
        keys = [tuple(terms.tolist()) for terms in self.matcher.terms]
        for key, label in zip(keys, self.matcher.labels, strict=True):
            having.setdefault(key, set()).add(label.concept)
        return np.array([len(having[key]) for key in keys], dtype=np.int64)

    def _relations(self) -> Relations:
        row_of_id = {concept.id: row for row, concept in enumerate(self.concepts)}

        def links(name: str) -> Sparse:
            pairs = [
                (row, row_of_id[other])
                for row, concept in enumerate(self.concepts)
                for other in getattr(concept, name)
                if other in row_of_id
            ]
            table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
            size = len(self.concepts)
            return from_triples(table[:, 0], table[:, 1], np.ones(len(table)), (size, size))

        broader = links("broader")
        return Relations(broader, broader.transposed(), links("related"))


def _distinct(terms: Int32s) -> Int32s:
    return np.unique(terms[terms >= 0])

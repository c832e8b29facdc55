"""The knowledge type of a document: ranked types with confidence and reasons, from cues alone or from typed documents.

Where documents carry types, one ridge regression per type (`linear.py`) over the signs of title, beginning, headings,
words and shape (`signs.py`) learns them; a type of fewer than three documents, or a new one, is told by its cues.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Booleans, Float32s, Float64s, Int32s
from indexer.nouns.vocabularies import Concept
from indexer.tagging.learn.calibration import Calibration, fit_calibration
from indexer.tagging.learn.linear import LinearModel, LinearProblem
from indexer.tagging.learn.sparse import from_rows
from indexer.tagging.suggestion import Reason
from indexer.tagging.text import TaggedText
from indexer.tagging.types.signs import Signs, in_words, signs_of
from indexer.tagging.types.type_cues import Cues, cues_of, tell_by_cues

MIN_DOCUMENTS = 20
"""With fewer typed documents the types are told by cues alone."""

_FOLDS = 5
_MIN_DOCUMENTS_OF_SIGN = 2
_MAX_REASONS = 5
_LEAST_WEIGHT = 0.005


@dataclass(frozen=True, slots=True)
class TypedDocument:
    """A document for training: its text and the URI of its type."""

    text: TaggedText
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSuggestion:
    """A type a document may be of. `confidence` is a probability; `reasons` are what spoke for it, strongest first.

    `learned` tells whether typed documents taught it, or its cues alone.
    """

    concept: Concept
    confidence: float
    learned: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LearnedTypes:
    """What typed documents taught: `signs` number the rows that `linear` knows."""

    signs: tuple[tuple[str, str], ...]
    linear: LinearModel
    calibration: Calibration


class TypeClassifier:
    """Tells the type of texts. Made by `train_types`; never changes."""

    def __init__(self, types: Sequence[Concept], learned: LearnedTypes | None = None) -> None:
        self.types = tuple(types)
        self.learned = learned
        self._cues: list[Cues] = [cues_of(concept) for concept in self.types]
        self._row_of = {sign: row for row, sign in enumerate(learned.signs)} if learned else {}

    def rank(self, text: TaggedText) -> tuple[TypeSuggestion, ...]:
        """The types that something speaks for, likeliest first; equal ones in the order of the vocabulary."""
        told = tell_by_cues(text, self._cues)
        found = [
            TypeSuggestion(concept=concept, confidence=confidence, learned=False, reasons=reasons[:_MAX_REASONS])
            for concept, (confidence, reasons) in zip(self.types, told, strict=True)
        ]
        score = np.zeros(len(self.types))
        if self.learned:
            terms, weights = _numbered(signs_of(text), self._row_of)
            score = self.learned.linear.scores(terms, weights)
            confidence = self.learned.calibration.confidence(score)
            for row in self.learned.linear.concepts.tolist():
                found[row] = TypeSuggestion(
                    concept=self.types[row],
                    confidence=float(confidence[row]),
                    learned=True,
                    reasons=_reasons(self.learned, row, terms, weights),
                )
        # calibration makes steps: types on the same step are parted by their score
        order = sorted(range(len(found)), key=lambda row: (-found[row].confidence, -score[row]))
        return tuple(found[row] for row in order if found[row].reasons)


def train_types(documents: Sequence[TypedDocument], types: Sequence[Concept]) -> TypeClassifier:
    """A classifier over some types; documents of a type not among them are ignored. The same input, the same one."""
    row_of_type = {concept.uri: row for row, concept in enumerate(types)}
    known = [document for document in documents if document.type in row_of_type]
    if len(known) < MIN_DOCUMENTS or len({document.type for document in known}) < 2:
        return TypeClassifier(types)
    signs = [signs_of(document.text) for document in known]
    held_by = Counter(sign for one in signs for sign in one)
    kept = tuple(sorted(sign for sign, count in held_by.items() if count >= _MIN_DOCUMENTS_OF_SIGN))
    row_of = {sign: row for row, sign in enumerate(kept)}
    vectors = from_rows([_numbered(one, row_of) for one in signs], len(kept))
    one = np.ones(1, dtype=np.float32)
    given = [row_of_type[document.type] for document in known]
    problem = LinearProblem(vectors, from_rows([(np.array([row], dtype=np.int32), one) for row in given], len(types)))
    sums = problem.sums(np.arange(len(known)))
    drawn = np.random.default_rng(0).permutation(len(known))
    scores: list[Float64s] = []
    right: list[Booleans] = []
    for fold in range(_FOLDS):
        held = np.sort(drawn[fold::_FOLDS])
        model = problem.solve(sums.without(problem.sums(held)))
        for row in held.tolist():
            scores.append(model.scores(*vectors.row(row))[model.concepts])
            right.append(model.concepts == given[row])
    calibration = fit_calibration(np.concatenate(scores), np.concatenate(right))
    return TypeClassifier(types, LearnedTypes(kept, problem.solve(sums), calibration))


def _numbered(signs: Signs, row_of: dict[tuple[str, str], int]) -> tuple[Int32s, Float32s]:
    pairs = sorted((row_of[sign], weight) for sign, weight in signs.items() if sign in row_of)
    rows = np.array([row for row, _ in pairs], dtype=np.int32)
    return rows, np.array([weight for _, weight in pairs], dtype=np.float32)


def _reasons(learned: LearnedTypes, row: int, terms: Int32s, weights: Float32s) -> tuple[Reason, ...]:
    """The signs that spoke most for a type or against it; `weight` is their part of the linear score."""
    column = int(np.searchsorted(learned.linear.concepts, row))
    place = learned.linear.word_row[terms]
    used = place >= 0
    parts = weights[used] * learned.linear.weights[place[used], column]
    order = np.argsort(-np.abs(parts), kind="stable")[:_MAX_REASONS]
    found = [(learned.signs[int(terms[used][number])], float(parts[number])) for number in order.tolist()]
    shown = [Reason(text=in_words(sign), weight=part) for sign, part in found if abs(part) >= _LEAST_WEIGHT]
    base = Reason(text="how common the type is", weight=float(learned.linear.base[column]))
    return tuple(shown) or (base,)

"""What tagged documents say of a text, on documents small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.tagging.learn.experience import Experience, Learned, gather_experience
from indexer.tagging.learn.linear import LinearProblem
from indexer.tagging.learn.sparse import Sparse, from_rows
from indexer.tagging.mentions import MENTION_FEATURES, ReadText

WORDS, CONCEPTS = 4, 3


def table(rows: list[list[int]], width: int, value: float = 1.0) -> Sparse:
    return from_rows(
        [(np.array(row, dtype=np.int32), np.full(len(row), value, dtype=np.float32)) for row in rows], width
    )


def read_text(terms: list[int]) -> ReadText:
    return ReadText(
        words=len(terms),
        terms=np.array(terms, dtype=np.int32),
        counts=np.ones(len(terms), dtype=np.float32),
        concepts=np.zeros(0, dtype=np.int64),
        mentions=np.zeros((0, len(MENTION_FEATURES)), dtype=np.float32),
        scattered=np.zeros((0, 2), dtype=np.int64),
    )


def experience(words: list[list[int]], given: list[list[int]], rejected: list[list[int]]) -> Experience:
    vectors, labels, refused = table(words, WORDS), table(given, CONCEPTS), table(rejected, CONCEPTS)
    problem = LinearProblem(vectors, labels, refused)
    linear = problem.solve(problem.sums(np.arange(len(words))))
    return gather_experience([read_text(row) for row in words], vectors, labels, refused, linear)


def said_of(taught: Experience, itself: int | None = None) -> Learned:
    """What is said of a text that is word 0 alone."""
    return taught.consult(np.array([0], dtype=np.int32), np.ones(1, dtype=np.float32), itself)


def test_a_rejection_takes_the_likeness_of_its_document_away() -> None:
    """The promise of the README: what a person rejected takes its document's likeness from the concept."""
    words, given = [[0], [0], [0], [1]], [[0], [0], [1], [2]]
    without = said_of(experience(words, given, [[], [], [], []]))
    refused = said_of(experience(words, given, [[], [], [0], []]))
    assert without.share == pytest.approx([2 / 3, 1 / 3, 0])
    assert refused.share == pytest.approx([1 / 3, 1 / 3, 0])
    rejected_most = said_of(experience(words, [[0], [], [], []], [[], [0], [0], []]))
    assert rejected_most.share == pytest.approx([0, 0, 0]), "never below nothing"


def test_a_document_is_no_neighbour_of_its_own() -> None:
    """The promise of `itself`: what a document was given does not come back as likeness to itself."""
    taught = experience([[0], [0], [1]], [[0], [1], [2]], [[], [], []])
    assert said_of(taught).neighbours.tolist() == [0, 1]
    assert said_of(taught, itself=0).neighbours.tolist() == [1]
    assert said_of(taught, itself=0).share == pytest.approx([0, 1, 0])

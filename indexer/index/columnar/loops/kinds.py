"""What the loops of searching and building must do: each in numpy, and the same compiled, to the last bit.

Scores are single precision, added in the order of the parts. A *field instance* is a title, a label or a
passage. The postings of a term are `gaps`, the differences of its documents, the first from 0, and
`packed`, its counts as in `indexer.index.columnar.loops.counts`; both unsigned [postings].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indexer.index.columnar.loops.postings import Run
from indexer.language.numbers import Booleans, Bytes, Float32s, Int32s, Int64s, Unsigned

Keys = Float32s | Int64s

SKIP = 128
"""Every how many postings there is an entry that lets compiled loops skip what lies before it."""


class Asking(Protocol):
    """The inner loops of a search over one segment of N documents. Documents are int64 and ascend."""

    def scored(self, gaps: Unsigned, packed: Unsigned, norms: Float32s, factor: np.float32) -> tuple[Int64s, Float32s]:
        """The documents of a term and their BM25F scores.

        `norms` [N] are the length norms k1 · (1 − b + b · length / average), `factor` is idf · (k1 + 1) · boost.
        """
        ...

    def met(
        self,
        documents: Int64s,
        scores: Float32s,
        gaps: Unsigned,
        packed: Unsigned,
        skips: Unsigned,
        first: int,
        norms: Float32s,
        factor: np.float32,
    ) -> tuple[Int64s, Float32s]:
        """The documents that also hold a term, its score added to theirs.

        `skips` are the documents before postings `first`, `first` + 128, … of the term.
        """
        ...

    def common(self, documents: Int64s, scores: Float32s, others: Int64s, more: Float32s) -> tuple[Int64s, Float32s]:
        """The documents in two lists, scores added."""
        ...

    def within(self, documents: Int64s, others: Int64s) -> Booleans:
        """Which of the documents are in another list."""
        ...

    def add(self, documents: Int64s, scores: Float32s, marks: Booleans, sums: Float32s) -> None:
        """Mark documents and add their scores to the sums; `marks` and `sums` [N rounded up to eight]."""
        ...

    def add_term(
        self,
        gaps: Unsigned,
        packed: Unsigned,
        norms: Float32s,
        factor: np.float32,
        marks: Booleans,
        sums: Float32s,
    ) -> None:
        """`scored` and `add` in one."""
        ...

    def collected(self, marks: Booleans, sums: Float32s, size: int, most: int) -> tuple[Int64s, Float32s]:
        """The marked of `size` documents, at most `most`, and their sums; both arrays are clean afterwards."""
        ...

    def counted(self, rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, size: int) -> Int64s:
        """How often each number below `size` stands in some columns of the rows of documents.

        `rows` [N · stride] lie end to end; the columns are `begin` and the next ones, `width` in all.
        """
        ...

    def having(
        self, rows: Unsigned, stride: int, begin: int, width: int, documents: Int64s, wanted: Booleans
    ) -> Booleans:
        """Which of the documents have a number that is `wanted` [numbers] in some columns of their rows."""
        ...

    def best(self, keys: Keys, descending: bool, documents: Int64s, ranks: Int32s, most: int) -> Int64s:
        """The indices of the `most` first documents by key, then rank, in no particular order.

        `ranks` [N] are of all documents; the others have one entry for each document in question.
        """
        ...

    def token_ranges(
        self,
        documents: Int64s,
        gaps: Unsigned,
        packed: Unsigned,
        skips: Unsigned,
        first: int,
        skip_tokens: Unsigned,
        token: int,
    ) -> tuple[Int64s, Int64s]:
        """Where the tokens of a term begin and how many there are, in documents that all hold it.

        `skips` as in `met`; `skip_tokens` are the tokens of all terms before the same postings, `token`
        those before the term.
        """
        ...

    def spans(self, documents: Int64s, begins: Int64s, counts: Int64s, positions: Unsigned) -> Int64s:
        """document * 2**32 + position of each token in the ranges of `token_ranges`, ascending."""
        ...

    def followed(
        self,
        heads: Int64s,
        ends: Int64s,
        documents: Int64s,
        begins: Int64s,
        counts: Int64s,
        positions: Unsigned,
        slop: int,
    ) -> tuple[Int64s, Int64s]:
        """Spans (head, end), ascending by end, that go on with a token 1 to `slop` after their end.

        Of the spans with one end only the latest head is given: whatever holds for another holds for it.
        """
        ...

    def holding_span(self, documents: Int64s, heads: Int64s, ends: Int64s, upto: Int64s, starts: Unsigned) -> Booleans:
        """Which of the documents hold one of the spans of `followed` within one field instance.

        `starts` are the first words of all field instances, those of document d from `upto[d]` to `upto[d + 1]`.
        """
        ...


@dataclass(frozen=True, slots=True)
class FieldInstances:
    """The field instances of a batch in order: titles, labels and passages, document after document.

    `words` int32: how many words each has; `documents` int32: whose it is; `surplus` uint8: what a word
    in it weighs beyond 1.
    """

    words: Int32s
    documents: Int32s
    surplus: Bytes

    @property
    def titles(self) -> Booleans:
        """Which field instances are the first of their document."""
        titles = np.ones(len(self.documents), np.bool_)
        np.not_equal(self.documents[1:], self.documents[:-1], out=titles[1:])
        return titles


class Building(Protocol):
    """The inner loops of building an index."""

    def post(
        self,
        terms: Int32s,
        tokens: Int32s,
        words: Int32s | None,
        instances: FieldInstances,
        taken: Booleans,
        size: int,
    ) -> Run:
        """The postings of the terms numbered below `size`: all of them, those without any included.

        `terms` are occurrences in order, `tokens` how many each field instance has; only the instances
        `taken` count. `words` are the words of the occurrences, counted through all instances; without
        them there are documents alone, no counts and no positions.
        """
        ...

    def move(self, source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
        """Copy the parts of `source` that follow each other to where each begins in `target`."""
        ...

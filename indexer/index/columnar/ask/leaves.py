"""The leaves of a query tree over one segment: terms, phrases, patterns and numbers.

Ranked fields (`text`, `title`) score by BM25F. Every other leaf gives its boost as a constant, so that
filters and patterns cannot outweigh words by how few documents hold a spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

import numpy as np
from whoosh import query

from indexer.errors import WrongUsage
from indexer.index.columnar.ask.facets import having
from indexer.index.columnar.ask.matches import NONE, Matches, union
from indexer.index.columnar.ask.patterns import expand
from indexer.index.columnar.ask.phrases import holding_phrase
from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.file.snapshot import K1, Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.columnar.loops.choose import loops
from indexer.language.numbers import Float32s, Unsigned

NUMBERS = ("year", "published")
RANKED = ("text", "title")
MOST_SLOP = 50


class Leaves:
    """Evaluates leaves on the segments of a snapshot; `check` is called between the steps of a long one.

    A segment is given with its number in the snapshot. `notes` collects what an answer must say of them.
    """

    def __init__(self, snapshot: Snapshot, *, most_expansions: int, check: Callable[[], None]) -> None:
        self._snapshot = snapshot
        self._most = most_expansions
        self._check = check
        self.notes: dict[str, None] = {}

    def term(self, node: query.Term, segment: Segment, number: int) -> Matches:
        """The documents of a `Term`."""
        return self.of_term(node.fieldname, node.text, node.boost, segment, number)

    def of_term(self, name: str, text: Any, boost: float, segment: Segment, number: int) -> Matches:
        """The documents of a term of field `name`; of a number, where the field is one."""
        if name in NUMBERS:
            return Matches(np.flatnonzero(segment.number(name) == int(text)), float(boost)) if int(text) else NONE
        field = segment.field(name)
        term = as_bytes(text)
        place = field.terms.find(term) if field is not None else -1
        if field is None or place < 0:
            return NONE
        if not isinstance(field, RankedField):
            return Matches(field.documents(place), float(boost))
        return Matches(*loops.asking.scored(*self.scoring(field, name, term, place, boost, number)))

    def all_of(self, terms: Sequence[query.Term], segment: Segment, number: int) -> Matches:
        """The documents that hold all of at least one term of ranked fields, the rarest asked first, scores added."""
        first, *others = sorted(terms, key=lambda term: self._snapshot.frequency(term.fieldname, as_bytes(term.text)))
        matches = self.term(first, segment, number)
        for term in others:
            if not len(matches):
                return NONE
            matches = self.met(matches, term, segment, number)
        return matches

    def met(self, found: Matches, node: query.Term, segment: Segment, number: int) -> Matches:
        """The matches that hold a term of a ranked field, its score added."""
        field: RankedField = getattr(segment, node.fieldname)
        term = as_bytes(node.text)
        place = field.terms.find(term)
        if place < 0:
            return NONE
        gaps, packed, norms, factor = self.scoring(field, node.fieldname, term, place, node.boost, number)
        skips = field.skips(place)
        return Matches(*loops.asking.met(found.documents, found.each_score(), gaps, packed, *skips, norms, factor))

    def scoring(
        self, field: RankedField, name: str, term: bytes, place: int, boost: float, number: int
    ) -> tuple[Unsigned, Unsigned, Float32s, np.float32]:
        """What a loop needs to score a term: gaps, packed counts, length norms and the factor."""
        gaps, packed = field.postings(place)
        factor = np.float32(self._snapshot.idf(name, term) * (K1 + 1) * boost)
        return gaps, packed, self._snapshot.length_norms[name][number], factor

    def every(self, node: query.Every, segment: Segment, number: int) -> Matches:
        """The documents that have anything in a field, or all."""
        if node.fieldname is None:
            return Matches(np.arange(segment.size), float(node.boost))
        return self._stating(node.fieldname, segment).constant(float(node.boost))

    def _stating(self, name: str, segment: Segment) -> Matches:
        """The documents that have anything in a field."""
        if name in NUMBERS:
            return Matches(np.flatnonzero(segment.number(name)), 0.0)
        if name in RANKED:
            return Matches(np.flatnonzero(segment.length(name)), 0.0)
        field = segment.field(name)
        if field is None:
            return NONE
        _, documents = field.all_documents()
        marks = np.zeros(segment.size, np.bool_)
        marks[documents] = True
        return Matches(np.flatnonzero(marks), 0.0)

    def phrase(self, node: query.Phrase, segment: Segment, number: int) -> Matches:
        """The documents of a `Phrase`; raises `WrongUsage` for a field without positions or an impossible slop."""
        field = segment.field(node.fieldname)
        if not node.words or field is None:
            return NONE
        if not isinstance(field, RankedField):
            raise WrongUsage(f"{node.fieldname} holds no positions; look for phrases in text or title")
        if not 1 <= node.slop <= MOST_SLOP:
            raise WrongUsage(f"slop is {node.slop}; it must be between 1 and {MOST_SLOP}")
        words = [as_bytes(word) for word in node.words]
        places = [field.terms.find(word) for word in words]
        if min(places) < 0:
            return NONE
        terms = [
            query.Term(node.fieldname, word, boost=float(node.words.count(word))) for word in dict.fromkeys(node.words)
        ]
        every = self.all_of(terms, segment, number)
        if len(places) == 1 or not len(every):
            return every.boosted(node.boost)
        return every.kept(holding_phrase(segment, field, places, every.documents, node.slop)).boosted(node.boost)

    def pattern(self, node: Any, segment: Segment, number: int) -> Matches:
        """The documents of any term that a `Prefix`, `Wildcard`, `FuzzyTerm` or `TermRange` stands for."""
        field = segment.field(node.fieldname)
        if (type(node), getattr(node, "text", None)) in _ANYTHING:
            return self._stating(node.fieldname, segment).constant(float(node.boost))
        if field is None:
            return NONE
        expansion = expand(node, field.terms, self._most)
        if expansion.capped:
            self.notes[f"{node} stands for more than {self._most} terms; the first {self._most} were used"] = None
        parts = [Matches(field.documents(term), 0.0) for term in expansion.terms]
        self._check()
        return union(parts, segment.size).constant(float(node.boost))

    def number_range(self, node: query.NumericRange, segment: Segment, number: int) -> Matches:
        """The documents of a range of numbers or dates; raises `WrongUsage` for a field that is no number."""
        if node.fieldname not in NUMBERS:
            raise WrongUsage(f"{node.fieldname} is no number; ranges are of {' and '.join(NUMBERS)}")
        column = segment.number(node.fieldname)
        keep = column != 0
        start, end = _ends(node)
        if start is not None:
            keep &= column > start if node.startexcl else column >= start
        if end is not None:
            keep &= column < end if node.endexcl else column <= end
        return Matches(np.flatnonzero(keep), float(node.boost))


def with_value(matches: Matches, node: query.Term, segment: Segment) -> Matches:
    """The matches that have a facet value, the boost of the node added: asked of them, not of the index."""
    name = node.fieldname
    kept = matches.kept(having(segment, segment.facets[name], matches.documents, (str(node.text),)))
    if isinstance(kept.scores, float):
        return kept.constant(kept.scores + float(node.boost))
    return Matches(kept.documents, kept.scores + np.float32(node.boost))


_ANYTHING = ((query.Prefix, ""), (query.Wildcard, "*"))


def is_ranked_term(node: query.Query) -> TypeGuard[query.Term]:
    """Whether a node is a term of a ranked field."""
    return type(node) is query.Term and node.fieldname in RANKED


def _ends(node: query.NumericRange) -> tuple[float | None, float | None]:
    if isinstance(node, query.DateRange):
        return tuple(  # type: ignore[return-value]
            None if day is None else day.year * 10_000 + day.month * 100 + day.day
            for day in (node.startdate, node.enddate)
        )
    return node.start, node.end


LEAVES: dict[type, Callable[[Leaves, Any, Segment, int], Matches]] = {
    query.Term: Leaves.term,
    query.Every: Leaves.every,
    query.Phrase: Leaves.phrase,
    query.Prefix: Leaves.pattern,
    query.Wildcard: Leaves.pattern,
    query.FuzzyTerm: Leaves.pattern,
    query.TermRange: Leaves.pattern,
    query.NumericRange: Leaves.number_range,
    query.DateRange: Leaves.number_range,
    type(query.NullQuery): lambda *_: NONE,
}
"""How each kind of leaf is evaluated."""

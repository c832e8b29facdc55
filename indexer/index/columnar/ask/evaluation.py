"""A Whoosh query tree over one segment, evaluated by whole arrays.

Ranked fields (`text`, `title`) score by BM25F. Every other leaf gives its boost as a constant, so that
filters and patterns cannot outweigh words by the rarity of a spelling. Kinds of query not named in
`Evaluator` run through Whoosh's own matchers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

import numpy as np
from whoosh import query

from indexer.errors import WrongUsage
from indexer.index.columnar.ask import whoosh_matchers
from indexer.index.columnar.ask.facets import having
from indexer.index.columnar.ask.matches import (
    NONE,
    Matches,
    added,
    both,
    complement,
    dense,
    sums,
    union,
    within,
    without,
)
from indexer.index.columnar.ask.patterns import expand
from indexer.index.columnar.ask.phrases import holding_phrase
from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.file.snapshot import Snapshot
from indexer.index.columnar.loops.ask_numpy import Scores
from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.loops.postings import Numbers
from indexer.index.deadline import Deadline

NUMBERS = ("year", "published")
RANKED = ("text", "title")
MOST_SLOP = 50


class Evaluator:
    """Evaluates trees on the segments of a snapshot until a deadline."""

    def __init__(self, snapshot: Snapshot, *, most_expansions: int, deadline: Deadline) -> None:
        self._snapshot = snapshot
        self._most = most_expansions
        self._deadline = deadline
        self.notes: dict[str, None] = {}

    def check(self) -> None:
        """Raise `OutOfTime` after the deadline."""
        whoosh_matchers.check(self._deadline)

    def matches(self, tree: query.Query | None, number: int) -> Matches:
        """The live documents of segment `number` that match; None matches all."""
        segment = self._snapshot.segments[number]
        found = Matches(np.arange(segment.size), 0.0) if tree is None else self.node(tree, segment, number)
        return found if segment.live is None else found.kept(segment.live[found.documents])

    def node(self, node: query.Query, segment: Segment, number: int) -> Matches:
        self.check()
        evaluate = _KINDS.get(type(node))
        if evaluate is None:
            return whoosh_matchers.matches(node, self._snapshot, number, self, self._deadline, NUMBERS)
        return evaluate(self, node, segment, number)

    def _term(self, node: query.Term, segment: Segment, number: int) -> Matches:
        return self.leaf(node.fieldname, node.text, node.boost, segment, number)

    def leaf(self, name: str, text: Any, boost: float, segment: Segment, number: int) -> Matches:
        if name in NUMBERS:
            return Matches(np.flatnonzero(segment.number(name) == int(text)), float(boost)) if int(text) else NONE
        field = segment.field(name)
        term = _bytes(text)
        place = field.terms.find(term) if field is not None else -1
        if field is None or place < 0:
            return NONE
        if not isinstance(field, RankedField):
            return Matches(field.documents(place), float(boost))
        return Matches(*loops.module.scored(*self._scoring(field, name, term, place, boost, number)))

    def _scoring(
        self, field: RankedField, name: str, term: bytes, place: int, boost: float, number: int
    ) -> tuple[Numbers, Numbers, Scores, np.float32]:
        """What a loop needs to score a term: gaps, packed counts, saturations and the factor."""
        gaps, packed = field.postings(place)
        factor = np.float32(self._snapshot.rarity(name, term) * boost)
        return gaps, packed, self._snapshot.saturation[name][number], factor

    def _and(self, node: query.And, segment: Segment, number: int) -> Matches:
        if not node.subqueries:
            return NONE
        wanted = [child for child in node.subqueries if not isinstance(child, query.Not)]
        terms = [child for child in wanted if _is_ranked_term(child)]
        terms.sort(key=lambda term: self._snapshot.frequency(term.fieldname, _bytes(term.text)))
        found: Matches | None = None
        for term in terms:
            found = self._term(term, segment, number) if found is None else self._met(found, term, segment, number)
            if not len(found):
                return NONE
        stated = [child for child in wanted if type(child) is query.Term and child.fieldname in segment.facets]
        for child in wanted:
            if child not in terms and child not in stated:
                part = self.node(child, segment, number)
                found = part if found is None else both(found, part)
                if not len(found):
                    return NONE
        for term in stated:
            found = self._term(term, segment, number) if found is None else _stating(found, term, segment)
        found = found if found is not None else Matches(np.arange(segment.size), 0.0)
        for child in node.subqueries:
            if isinstance(child, query.Not):
                found = without(found, self.node(child.query, segment, number))
        return found.boosted(_boost_of_many(node))

    def _met(self, found: Matches, node: query.Term, segment: Segment, number: int) -> Matches:
        """The matches that hold a term of a ranked field, its score added."""
        field: RankedField = getattr(segment, node.fieldname)
        term = _bytes(node.text)
        place = field.terms.find(term)
        if place < 0:
            return NONE
        gaps, packed, saturation, factor = self._scoring(field, node.fieldname, term, place, node.boost, number)
        skips = field.skips(place)
        return Matches(*loops.module.met(found.documents, found.each_score(), gaps, packed, *skips, saturation, factor))

    def _or(self, node: query.Or, segment: Segment, number: int) -> Matches:
        terms = [child for child in node.subqueries if _is_ranked_term(child)]
        boost = _boost_of_many(node)
        if len(terms) < 2 or len(terms) < len(node.subqueries):
            parts = [self.node(child, segment, number) for child in node.subqueries]
            return union(parts, segment.size).boosted(boost)
        scorings = []
        for child in terms:
            field: RankedField = getattr(segment, child.fieldname)
            term = _bytes(child.text)
            place = field.terms.find(term)
            if place >= 0:
                scorings.append(self._scoring(field, child.fieldname, term, place, child.boost, number))
        total = sum(len(scoring[0]) for scoring in scorings)
        if not dense(total, segment.size):
            return union([Matches(*loops.module.scored(*one)) for one in scorings], segment.size).boosted(boost)
        room = sums.of(segment.size)
        for one in scorings:
            loops.module.add_term(*one, room.marks, room.scores)
        return Matches(*loops.module.collected(room.marks, room.scores, segment.size, total)).boosted(boost)

    def _disjunction(self, node: query.DisjunctionMax, segment: Segment, number: int) -> Matches:
        parts = [self.node(child, segment, number) for child in node.subqueries]
        documents = union([part.constant(0.0) for part in parts], segment.size)
        best = np.zeros(segment.size, np.float32)
        for part in parts:
            best[part.documents] = np.maximum(best[part.documents], part.each_score())
        return Matches(documents.documents, best[documents.documents]).boosted(_boost_of_many(node))

    def _not(self, node: query.Not, segment: Segment, number: int) -> Matches:
        return complement(self.node(node.query, segment, number), segment.size)

    def _and_not(self, node: query.AndNot, segment: Segment, number: int) -> Matches:
        found = self.node(node.a, segment, number)
        return without(found, self.node(node.b, segment, number)) if len(found) else found

    def _and_maybe(self, node: query.AndMaybe, segment: Segment, number: int) -> Matches:
        found = self.node(node.a, segment, number)
        return added(found, self.node(node.b, segment, number), segment.size) if len(found) else found

    def _require(self, node: query.Require, segment: Segment, number: int) -> Matches:
        found = self.node(node.a, segment, number)
        if not len(found):
            return found
        return found.kept(within(found, self.node(node.b, segment, number)))

    def _constant(self, node: query.ConstantScoreQuery, segment: Segment, number: int) -> Matches:
        return self.node(node.child, segment, number).constant(float(node.score))

    def _every(self, node: query.Every, segment: Segment, number: int) -> Matches:
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

    def _phrase(self, node: query.Phrase, segment: Segment, number: int) -> Matches:
        field = segment.field(node.fieldname)
        if not node.words or field is None:
            return NONE
        if not isinstance(field, RankedField):
            raise WrongUsage(f"{node.fieldname} holds no positions; look for phrases in text or title")
        if not 1 <= node.slop <= MOST_SLOP:
            raise WrongUsage(f"slop is {node.slop}; it must be between 1 and {MOST_SLOP}")
        words = [_bytes(word) for word in node.words]
        places = [field.terms.find(word) for word in words]
        if min(places) < 0:
            return NONE
        terms = [
            query.Term(node.fieldname, word, boost=float(node.words.count(word))) for word in dict.fromkeys(node.words)
        ]
        every = self._and(query.And(terms), segment, number)
        if len(places) == 1 or not len(every):
            return every.boosted(node.boost)
        return every.kept(holding_phrase(segment, field, places, every.documents, node.slop)).boosted(node.boost)

    def _pattern(self, node: Any, segment: Segment, number: int) -> Matches:
        field = segment.field(node.fieldname)
        if (type(node), getattr(node, "text", None)) in _ANYTHING:
            return self._stating(node.fieldname, segment).constant(float(node.boost))
        if field is None:
            return NONE
        expansion = expand(node, field.terms, self._most)
        if expansion.capped:
            self.notes[f"{node} stands for more than {self._most} terms; the first {self._most} were used"] = None
        parts = [Matches(field.documents(term), 0.0) for term in expansion.terms]
        self.check()
        return union(parts, segment.size).constant(float(node.boost))

    def _numbers(self, node: query.NumericRange, segment: Segment, number: int) -> Matches:
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


def _stating(found: Matches, node: query.Term, segment: Segment) -> Matches:
    """The matches that state a facet value, the boost of the node added: asked of them, not of the index."""
    name = node.fieldname
    kept = found.kept(having(segment, segment.facets[name], found.documents, (str(node.text),)))
    if isinstance(kept.scores, float):
        return kept.constant(kept.scores + float(node.boost))
    return Matches(kept.documents, kept.scores + np.float32(node.boost))


_ANYTHING = ((query.Prefix, ""), (query.Wildcard, "*"))


def _is_ranked_term(node: query.Query) -> TypeGuard[query.Term]:
    return type(node) is query.Term and node.fieldname in RANKED


def _ends(node: query.NumericRange) -> tuple[float | None, float | None]:
    if isinstance(node, query.DateRange):
        return tuple(  # type: ignore[return-value]
            None if day is None else day.year * 10_000 + day.month * 100 + day.day
            for day in (node.startdate, node.enddate)
        )
    return node.start, node.end


def _boost_of_many(node: Any) -> float:
    """Whoosh passes over the boost of a compound with a single part."""
    return float(node.boost) if len(node.subqueries) > 1 else 1.0


def _bytes(text: Any) -> bytes:
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    return text if isinstance(text, bytes) else str(text).encode()


_KINDS: dict[type, Callable[[Evaluator, Any, Segment, int], Matches]] = {
    query.Term: Evaluator._term,
    query.And: Evaluator._and,
    query.Or: Evaluator._or,
    query.DisjunctionMax: Evaluator._disjunction,
    query.Not: Evaluator._not,
    query.AndNot: Evaluator._and_not,
    query.AndMaybe: Evaluator._and_maybe,
    query.Require: Evaluator._require,
    query.ConstantScoreQuery: Evaluator._constant,
    query.Every: Evaluator._every,
    query.Phrase: Evaluator._phrase,
    query.Prefix: Evaluator._pattern,
    query.Wildcard: Evaluator._pattern,
    query.FuzzyTerm: Evaluator._pattern,
    query.TermRange: Evaluator._pattern,
    query.NumericRange: Evaluator._numbers,
    query.DateRange: Evaluator._numbers,
    type(query.NullQuery): lambda *_: NONE,
}

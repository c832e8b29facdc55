"""A Whoosh query tree over one segment, evaluated by whole arrays: its compounds here, its leaves in `leaves`.

Kinds of query named in neither run through Whoosh's own matchers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh import query

from indexer.index.columnar.ask import whoosh_matchers
from indexer.index.columnar.ask.leaves import LEAVES, NUMBERS, Leaves, is_ranked_term, with_value
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
from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.file.snapshot import Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.columnar.loops.choose import loops
from indexer.index.deadline import Deadline


class Evaluator:
    """Evaluates trees on the segments of a snapshot until a deadline of `time.monotonic`.

    `notes` are what an answer must say of it, in order.
    """

    def __init__(self, snapshot: Snapshot, *, most_expansions: int, deadline: Deadline) -> None:
        self._snapshot = snapshot
        self._deadline = deadline
        self._leaves = Leaves(snapshot, most_expansions=most_expansions, check=self.check)
        self.notes = self._leaves.notes

    def check(self) -> None:
        """Raise `OutOfTime` after the deadline."""
        whoosh_matchers.check(self._deadline)

    def matches(self, tree: query.Query | None, number: int) -> Matches:
        """The live documents of segment `number` that match; None matches all."""
        segment = self._snapshot.segments[number]
        found = Matches(np.arange(segment.size), 0.0) if tree is None else self.node(tree, segment, number)
        return found if segment.live is None else found.kept(segment.live[found.documents])

    def node(self, node: query.Query, segment: Segment, number: int) -> Matches:
        """The documents of a segment, deleted ones included, that match a node."""
        self.check()
        if compound := _COMPOUNDS.get(type(node)):
            return compound(self, node, segment, number)
        if leaf := LEAVES.get(type(node)):
            return leaf(self._leaves, node, segment, number)
        return whoosh_matchers.matches(node, self._snapshot, number, self, self._deadline, NUMBERS)

    def term(self, name: str, text: bytes, segment: Segment, number: int) -> Matches:
        """The documents of a term of field `name`, for Whoosh's own matchers."""
        return self._leaves.of_term(name, text, 1.0, segment, number)

    def _and(self, node: query.And, segment: Segment, number: int) -> Matches:
        if not node.subqueries:
            return NONE
        wanted = [child for child in node.subqueries if not isinstance(child, query.Not)]
        terms = [child for child in wanted if is_ranked_term(child)]
        found = self._leaves.all_of(terms, segment, number) if terms else None
        if found is not None and not len(found):
            return NONE
        stated = [child for child in wanted if type(child) is query.Term and child.fieldname in segment.facets]
        for child in wanted:
            if child not in terms and child not in stated:
                part = self.node(child, segment, number)
                found = part if found is None else both(found, part)
                if not len(found):
                    return NONE
        for term in stated:
            found = self._leaves.term(term, segment, number) if found is None else with_value(found, term, segment)
        found = found if found is not None else Matches(np.arange(segment.size), 0.0)
        for child in node.subqueries:
            if isinstance(child, query.Not):
                found = without(found, self.node(child.query, segment, number))
        return found.boosted(_boost_of_many(node))

    def _or(self, node: query.Or, segment: Segment, number: int) -> Matches:
        terms = [child for child in node.subqueries if is_ranked_term(child)]
        boost = _boost_of_many(node)
        if len(terms) < 2 or len(terms) < len(node.subqueries):
            parts = [self.node(child, segment, number) for child in node.subqueries]
            return union(parts, segment.size).boosted(boost)
        scorings = []
        for child in terms:
            field: RankedField = getattr(segment, child.fieldname)
            term = as_bytes(child.text)
            place = field.terms.find(term)
            if place >= 0:
                scorings.append(self._leaves.scoring(field, child.fieldname, term, place, child.boost, number))
        total = sum(len(scoring[0]) for scoring in scorings)
        if not dense(total, segment.size):
            return union([Matches(*loops.asking.scored(*one)) for one in scorings], segment.size).boosted(boost)
        room = sums.of(segment.size)
        for one in scorings:
            loops.asking.add_term(*one, room.marks, room.scores)
        return Matches(*loops.asking.collected(room.marks, room.scores, segment.size, total)).boosted(boost)

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


def _boost_of_many(node: Any) -> float:
    """Whoosh passes over the boost of a compound with a single part."""
    return float(node.boost) if len(node.subqueries) > 1 else 1.0


_COMPOUNDS: dict[type, Callable[[Evaluator, Any, Segment, int], Matches]] = {
    query.And: Evaluator._and,
    query.Or: Evaluator._or,
    query.DisjunctionMax: Evaluator._disjunction,
    query.Not: Evaluator._not,
    query.AndNot: Evaluator._and_not,
    query.AndMaybe: Evaluator._and_maybe,
    query.Require: Evaluator._require,
    query.ConstantScoreQuery: Evaluator._constant,
}

"""How near the words of a query stand to each other in a document: a bonus for the most promising ones.

    bonus(d) = 0.15 · Σ over pairs of terms (a, b) of  min(weight(a), weight(b)) / distance(a, b, d)

where weight is idf · (k1 + 1), and distance is the least number of words from one to the next occurrence
of any term, if that is of the other one, in one field instance and at most 8. After Rasolofo and Savoy
(2003), "Term proximity scoring for keyword-based retrieval systems", with 1/distance for their 1/distance².
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from whoosh import query

from indexer.index.columnar.file.segment import Segment
from indexer.index.columnar.file.snapshot import K1, Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.columnar.loops.choose import loops
from indexer.language.numbers import Float64s, Int64s

_WEIGHT = 0.15
_FARTHEST = 8
_MOST_TERMS = 12


def asked_terms(tree: query.Query | None) -> list[bytes]:
    """The distinct terms of `text` that a tree asks for, at most 12, in order."""
    return list(dict.fromkeys(as_bytes(term) for term in _terms(tree)))[:_MOST_TERMS]


def _terms(node: query.Query | None) -> Iterator[str]:
    if isinstance(node, query.Term) and node.fieldname == "text":
        yield str(node.text)
    elif isinstance(node, query.Phrase) and node.fieldname == "text":
        yield from map(str, node.words)
    elif isinstance(node, query.And | query.Or | query.DisjunctionMax):
        for child in node.subqueries:
            yield from _terms(child)
    elif isinstance(node, query.AndMaybe):
        yield from _terms(node.a)
        yield from _terms(node.b)
    elif isinstance(node, query.Require | query.AndNot):
        yield from _terms(node.a)


def proximity_bonus(snapshot: Snapshot, number: int, documents: Int64s, terms: list[bytes]) -> Float64s:
    """The bonus of each of some documents (ascending) of segment `number`."""
    segment = snapshot.segments[number]
    spans, owners = _spans(segment, documents, terms)
    bonus = np.zeros(len(documents), np.float64)
    if len(spans) < 2:
        return bonus
    upto = segment.instance_upto
    begins, ends = upto[documents], upto[documents + 1]
    starts = loops.asking.spans(documents, begins, ends - begins, segment.instance_starts)
    instances = np.searchsorted(starts, spans, "right")
    distance = spans[1:] - spans[:-1]
    near = (instances[1:] == instances[:-1]) & (owners[1:] != owners[:-1]) & (distance <= _FARTHEST) & (distance > 0)
    near = near.nonzero()[0]
    place = np.searchsorted(documents, spans[near] >> 32)
    one, other = np.minimum(owners[near], owners[near + 1]), np.maximum(owners[near], owners[near + 1])
    pair = (place * len(terms) + one) * len(terms) + other
    order = np.lexsort((distance[near], pair))
    least = order[np.diff(pair[order], prepend=-1) != 0]
    weight = np.array([snapshot.idf("text", term) * (K1 + 1) for term in terms])
    worth = np.minimum(weight[one[least]], weight[other[least]]) / distance[near][least]
    np.add.at(bonus, place[least], _WEIGHT * worth)
    return bonus


def _spans(segment: Segment, documents: Int64s, terms: list[bytes]) -> tuple[Int64s, Int64s]:
    """document * 2**32 + position of all occurrences of the terms, ascending, and which term each is."""
    field = segment.text
    spans: list[Int64s] = [np.zeros(0, np.int64)]
    owners: list[Int64s] = [np.zeros(0, np.int64)]
    for owner, term in enumerate(terms):
        place = field.terms.find(term)
        if place < 0:
            continue
        held = documents[loops.asking.within(documents, field.documents(place))]
        ranges = loops.asking.token_ranges(held, *field.postings(place), *field.skips(place), *field.token_skips(place))
        spans.append(loops.asking.spans(held, *ranges, field.positions(place)))
        owners.append(np.full(len(spans[-1]), owner))
    joined = np.concatenate(spans)
    order = np.argsort(joined, kind="stable")
    return joined[order], np.concatenate(owners)[order]

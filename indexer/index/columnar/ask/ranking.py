"""The first documents of an order: relevance, newest, oldest or title, ties broken by document id."""

from __future__ import annotations

from itertools import repeat
from typing import NamedTuple

import numpy as np

from indexer.index.columnar.ask.matches import Matches
from indexer.index.columnar.ask.proximity import proximity_bonus
from indexer.index.columnar.file.segment import Segment
from indexer.index.columnar.file.snapshot import Snapshot
from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.loops.kinds import Keys
from indexer.index.engine import PROMISING
from indexer.nouns.search import Sort

_UNDATED = 1 << 31


class Ranked(NamedTuple):
    """A document by its place in the order: by `key`, then `tie` (its title in title order), then `id`."""

    key: float
    tie: bytes
    id: str
    score: float
    segment: int
    document: int


def first(segment: Segment, number: int, found: Matches, sort: Sort, most: int) -> list[Ranked]:
    """The first `most` of the documents found in segment `number`, in no particular order."""
    keys = _keys(segment, found, sort)
    ranks = segment.title_rank if sort is Sort.TITLE else segment.id_rank
    descending = sort in (Sort.RELEVANCE, Sort.NEWEST)
    chosen = loops.asking.best(keys, descending, found.documents, ranks, most)
    documents = found.documents[chosen].tolist()
    first_keys = (-keys[chosen] if descending else keys[chosen]).tolist()
    scores = keys[chosen].tolist() if sort is Sort.RELEVANCE else [0.0] * len(documents)
    titles = [segment.titles[document] if sort is Sort.TITLE else b"" for document in documents]
    ids = segment.ids_of(documents)
    return list(map(Ranked, first_keys, titles, ids, scores, repeat(number), documents))


def ordered(candidates: list[Ranked]) -> list[Ranked]:
    """Candidates of all segments in order."""
    return sorted(candidates)


def nearer(snapshot: Snapshot, candidates: list[Ranked], terms: list[bytes]) -> list[Ranked]:
    """Candidates in order of relevance, the first of them with the bonus of `indexer.index.columnar.ask.proximity`."""
    promising, others = candidates[:PROMISING], candidates[PROMISING:]
    changed = []
    for number in {one.segment for one in promising}:
        chosen = sorted((one for one in promising if one.segment == number), key=lambda one: one.document)
        bonus = proximity_bonus(snapshot, number, np.array([one.document for one in chosen], np.int64), terms)
        for one, more in zip(chosen, bonus.tolist(), strict=True):
            changed.append(one._replace(key=one.key - more, score=one.score + more))
    return sorted(changed) + others


def _keys(segment: Segment, found: Matches, sort: Sort) -> Keys:
    if sort is Sort.RELEVANCE:
        return found.each_score()
    if sort is Sort.TITLE:
        return np.zeros(len(found), np.int64)
    published = segment.number("published").take(found.documents).astype(np.int64)
    if sort is Sort.NEWEST:
        return published
    published[published == 0] = _UNDATED
    return published

"""Words in order: which documents hold the terms of a phrase within the slop, in one unit of text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.columnar.matches import places_in
from indexer.columnar.segment import RankedField, Segment
from indexer.language.bulk import Longs

Mask = NDArray[np.bool_]


def phrase_documents(
    segment: Segment, field: RankedField, terms: Sequence[int], slop: int
) -> tuple[Longs, list[Longs]]:
    """The documents with the phrase, and for each term where they stand in its postings.

    As in Whoosh, each next word lies at most `slop` after the one before, at least 1.
    """
    documents, places = _all_of(segment, field, terms)
    if not len(documents):
        return documents, places
    at = [_keys(field, term, place) for term, place in zip(terms, places, strict=True)]
    begins, ends = at[0], at[0]
    for following in at[1:]:
        begins, ends = _followed(begins, ends, following, slop)
    units = segment.unit_keys
    if len(begins):
        begin_key = _absolute(begins, documents)
        end_key = _absolute(ends, documents)
        together = np.searchsorted(units, begin_key, "right") == np.searchsorted(units, end_key, "right")
        begins = begins[together]
    found = np.unique(begins >> 32)
    return documents[found], [place[found] for place in places]


def _all_of(segment: Segment, field: RankedField, terms: Sequence[int]) -> tuple[Longs, list[Longs]]:
    lists = [field.documents(term) for term in terms]
    documents = min(lists, key=len)
    for other in sorted(lists, key=len)[1:]:
        documents = documents[places_in(documents, other, segment.size)[1]]
    return documents.astype(np.int64), [
        places_in(documents, other, segment.size)[0].astype(np.int64) for other in lists
    ]


def _keys(field: RankedField, term: int, place: Longs) -> Longs:
    """index among the documents * 2**32 + position, for each occurrence of a term in them."""
    counts = field.counts(term)
    upto = np.cumsum(counts, dtype=np.int64)
    chosen = counts[place].astype(np.int64)
    starts = upto[place] - chosen
    owner = np.repeat(np.arange(len(place)), chosen)
    index = np.arange(len(owner)) + (starts - (np.cumsum(chosen) - chosen))[owner]
    return (owner << 32) + field.positions(term)[index]


def _followed(begins: Longs, ends: Longs, following: Longs, slop: int) -> tuple[Longs, Longs]:
    """The pairs (begin, new end) with an occurrence of the next word 1 to `slop` after the end."""
    if slop == 1:
        place, hit = places_by_search(ends + 1, following)
        return begins[hit], following[place[hit]]
    first = np.searchsorted(following, ends, "right")
    last = np.searchsorted(following, ends + slop, "right")
    counts = last - first
    owner = np.repeat(np.arange(len(ends)), counts)
    index = np.arange(len(owner)) + (first - (np.cumsum(counts) - counts))[owner]
    pairs = np.stack((begins[owner], following[index]))
    order = np.lexsort((pairs[0], pairs[1]))
    pairs = pairs[:, order]
    # of spans with one end only the latest begin matters: what follows, and the unit, are the same or better
    last_of_end = np.append(pairs[1, 1:] != pairs[1, :-1], True) if pairs.shape[1] else np.zeros(0, np.bool_)
    return pairs[0, last_of_end], pairs[1, last_of_end]


def places_by_search(wanted: Longs, among: Longs) -> tuple[Longs, Mask]:
    """Where each number stands in an ascending list, and whether it does."""
    if not len(among):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return place, among[place] == wanted


def _absolute(keys: Longs, documents: Longs) -> Longs:
    return (documents[keys >> 32] << 32) + (keys & 0xFFFFFFFF)

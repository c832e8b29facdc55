"""Filters and exact counts over the matches of one segment.

A filter is asked of the documents found, not of the index: the cheaper of reading the rows of the
documents found and marking the documents of the values wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress

import numpy as np

from indexer.index.columnar.file.segment import FacetField, Segment
from indexer.index.columnar.file.strings import as_bytes
from indexer.language.numbers import Booleans, Int64s
from indexer.nouns.search import NOT_STATED, FacetFilter

Found = Int64s


def passing(segment: Segment, documents: Found, name: str, wanted: FacetFilter) -> Booleans:
    """Which of the documents (ascending) a filter lets through."""
    facet = segment.facets.get(name)
    keep = np.ones(len(documents), np.bool_)
    if wanted.values:
        if wanted.match_all:
            for value in wanted.values:
                keep &= having(segment, facet, documents, (value,))
        else:
            keep &= having(segment, facet, documents, wanted.values)
    if wanted.excluded:
        keep &= ~having(segment, facet, documents, wanted.excluded)
    return keep


def having(segment: Segment, facet: FacetField | None, documents: Found, values: Sequence[str]) -> Booleans:
    """Which of the documents state any of the values, or none where `NOT_STATED` is among them."""
    if facet is None:
        return np.full(len(documents), NOT_STATED in values)
    places = [facet.terms.find(as_bytes(value)) for value in values]
    known = [place for place in places if place >= 0]
    postings = sum(facet.frequency(place) for place in known)
    if NOT_STATED in values or len(documents) * facet.rows.width(facet.place) * 2 < postings:
        return facet.rows.having(documents, facet.place, known, NOT_STATED in values)
    marks = np.zeros(segment.size, np.bool_)
    for place in known:
        marks[facet.documents(place)] = True
    return marks[documents]


class Tally:
    """Counts of facets, added up over segments."""

    def __init__(self, names: Sequence[str]) -> None:
        self.counts: dict[str, dict[str, int]] = {name: {} for name in names}
        self.missing = dict.fromkeys(names, 0)

    def add(self, segment: Segment, documents: Found, names: Sequence[str]) -> None:
        """Count facets of the documents (ascending) of a segment."""
        together = None
        if segment.facets and len(documents) == segment.size:
            together = segment.all_counts
        elif segment.facets and len(names) > 1:
            together = segment.rows.count(documents, None)
        for name in names:
            facet = segment.facets.get(name)
            if facet is None:
                self.missing[name] += len(documents)
                continue
            numbers = together if together is not None else facet.rows.count(documents, facet.place)
            found, missing = facet.rows.of_facet(numbers, facet.place)
            self.missing[name] += missing
            few = len(documents) * facet.rows.width(facet.place) * 4 < len(found)
            _add(self.counts[name], facet.names, found, few)


def _add(counts: dict[str, int], names: list[str], found: Int64s, few: bool) -> None:
    if few:
        held = found.nonzero()[0]
        values = dict(zip(map(names.__getitem__, held.tolist()), found[held].tolist(), strict=True))
    else:
        numbers = found.tolist()
        values = dict(zip(compress(names, numbers), filter(None, numbers), strict=True))
    if counts:
        for value, more in values.items():
            counts[value] = counts.get(value, 0) + more
    else:
        counts |= values


def apart(masks: Mapping[str, Booleans], without: str | None) -> Booleans | None:
    """The documents that pass all filters but one; None where that is all of them."""
    chosen = [mask for name, mask in masks.items() if name != without]
    if not chosen:
        return None
    keep = chosen[0]
    for mask in chosen[1:]:
        keep = keep & mask
    return keep

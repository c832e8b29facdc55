"""Filters and exact counts over the matches of one segment.

A filter is asked of the documents found, not of the index: the cheaper of reading the rows of the
documents found and marking the documents of the values wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress

import numpy as np

from indexer.columnar.plain import Mask
from indexer.columnar.segment import FacetField, Segment
from indexer.language.bulk import Longs
from indexer.model import NOT_STATED, FacetFilter

Found = Longs


def passing(segment: Segment, documents: Found, name: str, wanted: FacetFilter) -> Mask:
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


def having(segment: Segment, facet: FacetField | None, documents: Found, values: Sequence[str]) -> Mask:
    """Which of the documents state any of the values, or none where `NOT_STATED` is among them."""
    if facet is None:
        return np.full(len(documents), NOT_STATED in values)
    places = [facet.terms.find(value.encode("utf-8", "surrogatepass")) for value in values]
    known = [place for place in places if place >= 0]
    postings = sum(facet.frequency(place) for place in known)
    if NOT_STATED in values or len(documents) * facet.rows.width * 2 < postings:
        wanted = np.zeros(facet.rows.values + 1, np.bool_)
        wanted[known] = True
        wanted[-1] = NOT_STATED in values
        return facet.rows.having(documents, wanted)
    marks = np.zeros(segment.size, np.bool_)
    for place in known:
        marks[facet.documents(place)] = True
    return marks[documents]


def count(segment: Segment, documents: Found, name: str, counts: dict[str, int]) -> int:
    """Add to `counts` how many of the documents (ascending) state each value; gives how many state none."""
    facet = segment.facets.get(name)
    if facet is None:
        return len(documents)
    found, missing = facet.everything() if len(documents) == segment.size else facet.rows.count(documents)
    if len(documents) * facet.rows.width < len(facet.names):
        held = found.nonzero()[0]
        values = dict(zip(map(facet.names.__getitem__, held.tolist()), found[held].tolist(), strict=True))
    else:
        numbers = found.tolist()
        values = dict(zip(compress(facet.names, numbers), compress(numbers, numbers), strict=True))
    if counts:
        for value, more in values.items():
            counts[value] = counts.get(value, 0) + more
    else:
        counts |= values
    return missing


def apart(masks: Mapping[str, Mask], without: str | None) -> Mask | None:
    """The documents that pass all filters but one; None where that is all of them."""
    chosen = [mask for name, mask in masks.items() if name != without]
    if not chosen:
        return None
    keep = chosen[0]
    for mask in chosen[1:]:
        keep = keep & mask
    return keep

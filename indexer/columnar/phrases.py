"""Words in order: which documents hold the terms of a phrase within the slop, in one unit of text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.columnar.loops import loops
from indexer.columnar.segment import RankedField, Segment
from indexer.language.bulk import Longs


def phrase_documents(segment: Segment, field: RankedField, terms: Sequence[int], slop: int) -> Longs:
    """The documents with the phrase. As in Whoosh, each next word lies 1 to `slop` after the one before."""
    ends = loops.module.spans_of(*field.postings(terms[0]), field.positions(terms[0]))
    begins = ends
    for term in terms[1:]:
        begins, ends = loops.module.followed(begins, ends, *field.postings(term), field.positions(term), slop)
    if not len(ends):
        return ends
    units = segment.unit_keys
    together = np.searchsorted(units, begins, "right") == np.searchsorted(units, ends, "right")
    return np.unique(ends[together] >> 32)

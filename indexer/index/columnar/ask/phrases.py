"""Words in order: which documents hold the terms of a phrase within the slop, in one field instance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.loops.choose import loops
from indexer.language.numbers import Booleans, Int64s


def holding_phrase(
    segment: Segment, field: RankedField, terms: Sequence[int], documents: Int64s, slop: int
) -> Booleans:
    """Which of the documents, that hold all the terms, hold the phrase.

    As in Whoosh, each next word lies 1 to `slop` after the one before.
    """
    heads: Int64s = np.zeros(0, np.int64)
    ends: Int64s = heads
    for place, term in enumerate(terms):
        begins, counts = loops.asking.token_ranges(
            documents, *field.postings(term), *field.skips(term), *field.token_skips(term)
        )
        positions = field.positions(term)
        if place == 0:
            heads = ends = loops.asking.spans(documents, begins, counts, positions)
        else:
            heads, ends = loops.asking.followed(heads, ends, documents, begins, counts, positions, slop)
        if not len(ends):
            return np.zeros(len(documents), np.bool_)
    found = loops.asking.holding_span(documents, heads, ends, segment.instance_upto, segment.instance_starts)
    return found

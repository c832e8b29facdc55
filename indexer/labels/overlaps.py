"""Which of overlapping spans stand: the longest, and of equally long ones the first."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import numpy as np

from indexer.language.numbers import Booleans, Int64s


def covered_spans(first: Int64s, last: Int64s) -> Booleans:
    """Which spans yield to a longer one (or an earlier one as long) that they overlap.

    `first` ascending, for equal `first` `last` descending; equal spans stand or yield together.
    """
    covered = np.zeros(len(first), dtype=bool)
    if not len(first):
        return covered
    new = np.concatenate(([True], (np.diff(first) != 0) | (np.diff(last) != 0)))
    number = np.cumsum(new) - 1
    starts, ends = first[new], last[new]
    yielding = np.zeros(len(starts), dtype=bool)
    reach = np.maximum.accumulate(ends)
    touching = np.zeros(len(starts), dtype=bool)
    touching[1:] = starts[1:] <= reach[:-1]
    group = np.cumsum(~touching) - 1
    crowded = np.flatnonzero(np.bincount(group)[group] > 1)
    # longest first within each group of spans that hang together
    ranked = crowded[np.lexsort((starts[crowded], (starts - ends)[crowded], group[crowded]))]
    borders = np.flatnonzero(np.diff(group[ranked])) + 1
    begins = [0, *borders.tolist(), len(ranked)]
    spans = list(zip(starts[ranked].tolist(), ends[ranked].tolist(), strict=True))
    kept = [_clear(spans[begin:end]) for begin, end in pairwise(begins)]
    yielding[ranked] = ~np.array([clear for some in kept for clear in some], dtype=bool)
    spread: Booleans = yielding[number]
    return spread


def _clear(spans: list[tuple[int, int]]) -> list[bool]:
    """Which of some spans stand, where each yields to those before it that it overlaps and that stand."""
    standing_starts: list[int] = []
    standing_ends: list[int] = []
    found = []
    for start, end in spans:
        after = bisect_left(standing_starts, start)
        clear = (after == 0 or standing_ends[after - 1] < start) and (
            after == len(standing_starts) or standing_starts[after] > end
        )
        if clear:
            standing_starts.insert(after, start)
            standing_ends.insert(after, end)
        found.append(clear)
    return found

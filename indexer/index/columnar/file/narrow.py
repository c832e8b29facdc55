"""Whole numbers in one or two bytes each, with the few that do not fit kept apart.

NAME            uint8 or uint16, the number, or the largest value where it does not fit
NAME.large_at   uint32/64, ascending: where it does not fit
NAME.large      uint32: the numbers there
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import numpy as np

from indexer.index.columnar.file.arrays import Array, Column
from indexer.language.numbers import Unsigned

_MOST_EXCEPTIONS = 0.06


def narrow(name: str, numbers: Unsigned) -> dict[str, Array]:
    """The arrays that hold `numbers`: in one byte where few do not fit, else in two."""
    large = int(np.count_nonzero(numbers >= 255))
    dtype = np.uint8 if large <= _MOST_EXCEPTIONS * len(numbers) else np.uint16
    largest = np.iinfo(dtype).max
    at = np.flatnonzero(numbers >= largest)
    return {
        name: np.minimum(numbers, largest).astype(dtype),
        f"{name}.large_at": at.astype(np.uint32 if len(numbers) < 1 << 32 else np.uint64),
        f"{name}.large": numbers[at].astype(np.uint32),
    }


class NarrowColumn:
    """Reads what `narrow` wrote."""

    __slots__ = ("_large", "_large_at", "_places", "_small")

    def __init__(self, name: str, columns: Mapping[str, Column]) -> None:
        self._small = columns[name]
        self._large_at = columns[f"{name}.large_at"]
        self._large = columns[f"{name}.large"]
        self._places: Any = None

    def __len__(self) -> int:
        return len(self._small)

    def read(self, start: int, stop: int) -> Array:
        """The numbers [start, stop): a view of the narrow type where all fit, else uint32."""
        small = self._small.read(start, stop)
        if not len(self._large_at):
            return small
        if self._places is None:
            self._places = self._large_at.all().data
        first = bisect_left(self._places, start)
        if first == len(self._places) or self._places[first] >= stop:
            return small
        last = bisect_left(self._places, stop, first)
        wide = small.astype(np.uint32)
        wide[self._large_at.all()[first:last].astype(np.int64) - start] = self._large.read(first, last)
        return wide

    def all(self) -> Array:
        """All the numbers."""
        return self.read(0, len(self._small))

"""Whole numbers in one or two bytes each, with the few that do not fit kept apart.

NAME            uint8 or uint16, the number, or the largest value where it does not fit
NAME.large_at   uint32/64, ascending: where it does not fit
NAME.large      uint32: the numbers there
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from indexer.columnar.arrays import Array, Column


def narrow(name: str, numbers: NDArray[np.uint32], dtype: DTypeLike) -> dict[str, Array]:
    """The arrays that hold `numbers` in `dtype`."""
    largest = np.iinfo(dtype).max
    large = np.flatnonzero(numbers >= largest)
    return {
        name: np.minimum(numbers, largest).astype(dtype),
        f"{name}.large_at": large.astype(np.uint64),
        f"{name}.large": numbers[large].astype(np.uint32),
    }


class NarrowColumn:
    """Reads what `narrow` wrote."""

    __slots__ = ("_large", "_large_at", "_small")

    def __init__(self, name: str, columns: Mapping[str, Column]) -> None:
        self._small = columns[name]
        self._large_at = columns[f"{name}.large_at"]
        self._large = columns[f"{name}.large"]

    def __len__(self) -> int:
        return len(self._small)

    def read(self, start: int, stop: int) -> Array:
        """The numbers [start, stop): a view of the narrow type where all fit, else uint32."""
        small = self._small.read(start, stop)
        if not len(self._large_at):
            return small
        at = self._large_at.all()
        first, last = np.searchsorted(at, np.array([start, stop], at.dtype))
        if first == last:
            return small
        wide = small.astype(np.uint32)
        wide[(at[first:last] - np.uint64(start)).astype(np.int64)] = self._large.read(int(first), int(last))
        return wide

    def all(self) -> Array:
        """All the numbers."""
        return self.read(0, len(self._small))

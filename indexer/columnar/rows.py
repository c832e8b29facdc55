"""The values of each document as rows of one width, so that a result is counted by one gather and one bincount.

NAME.rows      uint16/uint32 [N * width], padded with the number of values
NAME.width     int32 [1]; wide enough for 98 % of the documents, or for all where that is little more
NAME.more_of   uint32 [M] documents whose values did not fit, ascending, NAME.more: those values
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.columnar.arrays import Array, Column
from indexer.columnar.loops import loops
from indexer.columnar.plain import Mask
from indexer.columnar.runs import Run
from indexer.language.bulk import Longs

_FITTING = 0.98
_WIDER = 1.3


def encode_rows(name: str, run: Run, documents: int) -> dict[str, Array]:
    """The arrays for a facet given as a set run whose terms are its values."""
    values = len(run.postings)
    owners = run.documents
    order = np.argsort(owners, kind="stable")
    number = np.repeat(np.arange(values), run.postings)[order]
    owners = owners[order]
    counts = np.bincount(owners, minlength=documents) if documents else np.zeros(0, np.int64)
    width = max(int(np.quantile(counts, _FITTING, method="higher")), 1) if documents else 1
    most = int(counts.max(initial=1))
    width = most if most <= _WIDER * width else width
    column = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    fits = column < width
    rows = np.full((documents, width), values, np.uint16 if values < 1 << 16 else np.uint32)
    rows[owners[fits], column[fits]] = number[fits]
    return {
        f"{name}.rows": rows.ravel(),
        f"{name}.width": np.array([width], np.int32),
        f"{name}.more_of": owners[~fits].astype(np.uint32),
        f"{name}.more": number[~fits].astype(np.uint32),
    }


class Rows:
    """Reads what `encode_rows` wrote."""

    def __init__(self, name: str, columns: Mapping[str, Column], values: int) -> None:
        self._rows = columns[f"{name}.rows"]
        self._width = int(columns[f"{name}.width"].all()[0])
        self._more_of = columns[f"{name}.more_of"]
        self._more = columns[f"{name}.more"]
        self.values = values

    def __len__(self) -> int:
        return len(self._rows) // self._width

    @property
    def width(self) -> int:
        """How many values a row holds."""
        return self._width

    def count(self, documents: Longs) -> tuple[Longs, int]:
        """How many of the documents (ascending) have each value, and how many have none."""
        counts, missing = loops.module.counted(self._rows.all(), self._width, documents, self.values)
        if len(self._more_of):
            more = self._more.all()[_among(self._more_of.all(), documents)]
            counts += np.bincount(more, minlength=self.values)
        return counts, missing

    def having(self, documents: Longs, wanted: Mask) -> Mask:
        """Which of the documents (ascending) have a wanted value; `wanted[values]` is for having none."""
        found: Mask = loops.module.having(self._rows.all(), self._width, documents, wanted)
        if len(self._more_of):
            of, more = self._more_of.all(), self._more.all()
            found[np.isin(documents, of[wanted[more]])] = True
        return found


def _among(owners: NDArray[np.uint32], documents: Longs) -> Mask:
    if not len(documents):
        return np.zeros(len(owners), np.bool_)
    place = np.searchsorted(documents, owners.astype(np.int64))
    place[place == len(documents)] = 0
    return documents[place] == owners  # type: ignore[no-any-return]

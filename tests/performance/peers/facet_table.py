"""Facet counting with numpy, for engines that have none that could compete: they give documents, this counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.performance.corpus import FACETS, CorpusDocument

_FILE = "facets.npz"


class FacetTable:
    """The values of each document, by its number from 0 in the order of the corpus."""

    def __init__(self, columns: Mapping[str, NDArray[np.generic]]) -> None:
        self._ids = columns["ids"]
        self._starts = {name: columns[f"{name}-starts"].astype(np.int64) for name in FACETS}
        self._held = {name: columns[f"{name}-held"].astype(np.int32) for name in FACETS}
        self._values = {name: columns[f"{name}-values"].tolist() for name in FACETS}

    @classmethod
    def open(cls, folder: Path) -> FacetTable:
        """The table written beside an index."""
        with np.load(folder / _FILE) as columns:
            return cls(dict(columns))

    def id(self, document: int) -> str:
        """The id of a document."""
        return str(self._ids[document])

    def holding(self, documents: NDArray[np.int64], name: str, value: str) -> NDArray[np.bool_]:
        """Which of the documents hold a value of a facet."""
        if value not in self._values[name]:
            return np.zeros(len(documents), np.bool_)
        held = self._held[name] == self._values[name].index(value)
        sums = np.concatenate(([0], np.cumsum(held)))
        starts = self._starts[name]
        return np.asarray(sums[starts[documents + 1]] > sums[starts[documents]])

    def counts(self, documents: NDArray[np.int64]) -> dict[str, dict[str, int]]:
        """How many of the documents hold each value of each facet."""
        return {name: self._count(documents, name) for name in FACETS}

    def _count(self, documents: NDArray[np.int64], name: str) -> dict[str, int]:
        starts, values = self._starts[name], self._values[name]
        lengths = starts[documents + 1] - starts[documents]
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(starts[documents] - offsets, lengths)
        counts = np.bincount(self._held[name][places], minlength=len(values))
        return {values[place]: int(counts[place]) for place in np.flatnonzero(counts).tolist()}


def tabled(folder: Path, documents: Iterable[CorpusDocument]) -> Iterator[CorpusDocument]:
    """Pass documents on and, after the last, write their table into a folder."""
    ids: list[str] = []
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
    for document in documents:
        ids.append(document.id)
        for name in FACETS:
            rows[name].append(document.facets.get(name, ()))
        yield document
    columns: dict[str, NDArray[np.generic]] = {"ids": np.array(ids)}
    for name, held in rows.items():
        values = sorted({value for row in held for value in row})
        numbers = {value: number for number, value in enumerate(values)}
        columns[f"{name}-starts"] = np.cumsum([0, *map(len, held)])
        columns[f"{name}-held"] = np.array([numbers[value] for row in held for value in row], np.int32)
        columns[f"{name}-values"] = np.array(values)
    np.savez(folder / _FILE, allow_pickle=False, **columns)

"""One generation opened for reading: its segments and the statistics over all of them."""

from __future__ import annotations

import math
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np

from indexer.errors import LibraryDamaged
from indexer.index.columnar.file.arrays import ArrayFile
from indexer.index.columnar.file.content import LAYOUT
from indexer.index.columnar.file.segment import Segment
from indexer.index.generations import Generation
from indexer.language import analysis
from indexer.language.numbers import Float32s

B = 0.75
K1 = 1.2
DELETED_FILE = "deleted.arrays"
_MOST_REMEMBERED = 100_000


def made_by() -> dict[str, str]:
    """What decides the terms of a text and how they are written; an index made by anything else must be rebuilt."""
    return {"analyser": analysis.NAME, "layout": str(LAYOUT), "nltk": version("nltk")}


class Snapshot:
    """Segments that never change, and BM25F over them.

    The score of a term t in a document d (Robertson and Zaragoza 2009, "The Probabilistic Relevance
    Framework: BM25 and Beyond", sections 3.5 and 3.6, the simple extension to weighted streams):

        idf(t) · (k1 + 1) · tf / (tf + k1 · (1 − b + b · length(d) / average length))
        idf(t) = ln(1 + (N − n(t) + 0.5) / (n(t) + 0.5))

    tf and length sum the occurrences in title, labels and passages, each times its weight; N and n(t)
    count live documents over all segments.
    """

    def __init__(self, generation: Generation | None) -> None:
        self.name = generation.name if generation else ""
        self.segments: list[Segment] = []
        self.facts: dict[str, Any] = dict(generation.facts) if generation else {}
        self._frequencies: dict[tuple[str, bytes], int] = {}
        self._idfs: dict[tuple[str, bytes], float] = {}
        if generation is None:
            return
        if self.facts.get("made_by") != made_by():
            raise LibraryDamaged(
                f"{generation.folder} was made by {self.facts.get('made_by')} and this program has {made_by()}; "
                "rebuild the index"
            )
        deleted = ArrayFile(generation.folder / DELETED_FILE).columns if DELETED_FILE in generation.files else {}
        for file in self.facts["segments"]:
            gone = deleted[file].all() if file in deleted else np.zeros(0, np.int32)
            self.segments.append(Segment(ArrayFile(generation.folder / file), gone))

    @property
    def revision(self) -> int:
        """The catalogue's revision that is held."""
        return int(self.facts.get("revision", 0))

    @property
    def documents(self) -> int:
        """How many live documents there are."""
        return int(self.facts.get("documents", 0))

    def frequency(self, field: str, term: bytes) -> int:
        """How many live documents hold a term."""
        key = (field, term)
        known = self._frequencies.get(key)
        if known is None:
            known = sum(self._frequency(segment, field, term) for segment in self.segments)
            if len(self._frequencies) >= _MOST_REMEMBERED:
                self._frequencies.clear()
            self._frequencies[key] = known
        return known

    def _frequency(self, segment: Segment, field: str, term: bytes) -> int:
        terms = segment.field(field)
        number = terms.terms.find(term) if terms is not None else -1
        if terms is None or number < 0:
            return 0
        if segment.live is None:
            return terms.frequency(number)
        return int(np.count_nonzero(segment.live[terms.documents(number)]))

    def find(self, document_id: str) -> tuple[int, int] | None:
        """The segment and number of the live document with an id."""
        for number, segment in enumerate(self.segments):
            if (document := segment.find(document_id)) is not None:
                return number, document
        return None

    def idf(self, field: str, term: bytes) -> float:
        """The inverse document frequency of a term over all segments."""
        key = (field, term)
        known = self._idfs.get(key)
        if known is None:
            n = self.frequency(field, term)
            known = math.log(1 + (self.documents - n + 0.5) / (n + 0.5))
            if len(self._idfs) >= _MOST_REMEMBERED:
                self._idfs.clear()
            self._idfs[key] = known
        return known

    @cached_property
    def length_norms(self) -> dict[str, list[Float32s]]:
        """k1 · (1 − b + b · length / average) of each document, by field and segment."""
        return {field: [self._length_norms(segment, field) for segment in self.segments] for field in ("text", "title")}

    def _length_norms(self, segment: Segment, field: str) -> Float32s:
        average = self.facts[f"{field}_length"] / max(self.documents, 1) or 1.0
        return (K1 * (1 - B + B * segment.length(field) / average)).astype(np.float32)

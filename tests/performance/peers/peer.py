"""What an engine has to do to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from tests.performance.corpus import CorpusDocument
from tests.performance.queries import CorpusQuery, Mode


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """The ids of the best ten, how many documents there are, and the documents of each facet's values."""

    total: int
    best: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]]


class Peer(Protocol):
    """An opened index of an engine."""

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """Index all documents into an empty folder with one thread; durable on return."""
        ...

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in a folder."""
        ...

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """Answer a query, all of it, from its words."""
        ...

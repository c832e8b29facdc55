"""A library as a whole: what it holds and what a run over its folders did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

Progress = Callable[[str, int, int], None]
"""Told the stage's name, how many of its files are done, and how many there are."""


class Health(StrEnum):
    """Whether a library can be trusted."""

    OK = "ok"
    DAMAGED = "damaged"


def silently(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState:
    """What is held: the catalogue's last change, the one the index was brought up to, and any damage.

    An `index_revision` below `revision` means that the index lags.
    """

    status: Health = field(init=False, default=Health.OK)
    documents: int
    generation: str
    revision: int
    index_revision: int
    damage: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", Health.DAMAGED if self.damage else Health.OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A file that did not become a document, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run over a folder did, in numbers of files."""

    documents: int
    read: int
    unchanged: int
    removed: int
    seconds: float
    duplicates: tuple[FileProblem, ...]
    refused: tuple[FileProblem, ...]
    warnings: tuple[FileProblem, ...]

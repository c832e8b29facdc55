"""The port between search and whatever index answers it: ids, counts and numbers, no text comes back.

A query is a tree of `whoosh.query` nodes over these fields:

    text       all searchable text, ranked (title, labels and body, weighted)
    title      the words of the title
    word       the forms of words as written (lower case, with and without accents), not ranked
    year       the year of publication, a number
    and every facet by its name (topic, country, …), holding values exactly as given

Terms of `text` and `title` are those of `indexer.language`; a tree of None matches every document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from whoosh.query import Query

from indexer.index.deadline import Deadline
from indexer.nouns.search import Explanation, FacetFilter, Sort

PROMISING = 50
"""How many documents are looked at again for words that stand near each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineDocument:
    """What an engine indexes of a document. `published` is a day number yyyymmdd, 0 where unknown parts."""

    id: str
    language: str
    title: str
    labels: tuple[str, ...]
    passages: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    year: int | None
    published: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to publish: documents to put (replacing any with the same id) and ids to remove.

    `revision` is the catalogue's revision that the index holds afterwards. With `whole`, the index
    starts from nothing.
    """

    revision: int
    put: Iterable[EngineDocument]
    remove: Collection[str] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineQuery:
    """A query tree with filters, what to count, and which slice of the order to give.

    `tree` None asks for all documents; years are inclusive. With `proximity` the first `PROMISING` documents by
    relevance get a bonus for words that stand near each other. Without a `deadline` the engine's own limit for one
    search holds.
    """

    tree: Query | None = None
    filters: Mapping[str, FacetFilter] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 10
    deadline: Deadline | None = None
    proximity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """Exact document counts per value, with the facet's own filter left out; `missing` states none."""

    counts: Mapping[str, int]
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document found and its score (0 where the order is not by relevance)."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineAnswer:
    """What an engine says: `partial` is set when the time ran out before all was counted."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, FacetCounts]
    generation: str
    partial: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """What an engine holds. `damage` says what is wrong, empty when all is well."""

    generation: str
    revision: int
    documents: int
    damage: tuple[str, ...] = ()


class Engine(Protocol):
    """Finds documents. Holds no truth: anything it knows can be rebuilt from the catalogue.

    Every verb but `state`, `verify` and `close` raises `LibraryDamaged` where no generation of the index can be
    trusted, or where what it reads is not what was written.
    """

    def publish(self, changes: Changes) -> str:
        """Apply changes, all or nothing, durable on return; gives the new generation's name.

        Raises `LibraryBusy` where another writer does not end in time, `WrongUsage` where a document is none
        (a text that is no string, an empty id, a year that is no number), and `OSError` where the disk
        refuses; the index is then as it was.
        """
        ...

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query; the order is total: score or sort key, then document id.

        Raises `WrongUsage` where the tree asks a field for what it has not: a phrase of one without
        positions, a range of one that is no number, a slop beyond the limit. Out of time is no error: the
        answer is `partial` and says so.
        """
        ...

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        """The `word` forms that begin with a prefix, sorted by their UTF-8 bytes, with their document frequencies."""
        ...

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold a term in a field; 0 where there is no such field."""
        ...

    def similar(self, document: EngineDocument, limit: int) -> tuple[Hit, ...]:
        """The documents that share the most telling terms with a document, which need not be held, itself left out."""
        ...

    def explain(
        self, tree: Query, document_id: str, proximity: bool = False, deadline: Deadline | None = None
    ) -> Explanation | None:
        """Why a document has its score under a tree, None where it does not match, is not held or time ran out.

        With `proximity`, as if it were among the first `PROMISING`. Raises `WrongUsage` as `search` does.
        """
        ...

    def document_ids(self) -> Collection[str]:
        """The ids of all documents held, for checking against the catalogue."""
        ...

    def state(self) -> EngineState:
        """What is held and whether it can be trusted; never raises."""
        ...

    def verify(self) -> Collection[str]:
        """What reading all that is held finds wrong, one sentence each; empty when all is well. Never raises."""
        ...

    def close(self) -> None:
        """Release files and memory."""
        ...

"""The index brought up to date with the catalogue, one writer at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from indexer.catalogue.store import Catalogue
from indexer.errors import LibraryBusy, LibraryUnavailable
from indexer.index.engine import Changes, Engine, EngineDocument
from indexer.index.lock import writing
from indexer.ingest.entry import engine_document
from indexer.nouns.library import Progress
from indexer.vocabulary.concepts import TOPIC

_BATCH = 200
_WAIT_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Publisher:
    """Whoever changed the catalogue lets the index follow. Safe to share between threads.

    Locks are taken in this order, each only after those before it: the library's (`writing`, one for all processes), a
    transaction of the catalogue, the index's own. What is only read waits for none of them.
    """

    def __init__(self, catalogue: Catalogue, engine: Engine, library: Path) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._library = library

    def writing(self) -> AbstractContextManager[None]:
        """Hold the library's lock; raises `LibraryBusy` where another process or thread has it."""
        return writing(self._library)

    def follow(self, progress: Progress) -> None:
        """Publish what was changed without the library's lock; where it cannot be now, the next to write does it."""
        try:
            with writing(self._library, _WAIT_SECONDS):
                self.publish(progress)
        except (LibraryBusy, LibraryUnavailable, OSError) as error:
            logger.warning("the index follows later: %s", error)

    def publish(self, progress: Progress, *, full: bool = False) -> None:
        """Give the index what changed in the catalogue since it was last brought up to date, everything where `full` or
        where what it holds is damaged. The caller holds the library's lock."""
        revision, held = self._catalogue.revision(), self._engine.state()
        if revision == held.revision and not full and not held.damage:
            return
        whole = full or bool(held.damage) or held.revision > revision
        put, remove = self._catalogue.changed_since(0 if whole else held.revision)
        documents = self._documents(sorted(put), progress)
        self._engine.publish(Changes(revision=revision, put=documents, remove=remove, whole=whole))

    def _documents(self, ids: list[str], progress: Progress) -> Iterator[EngineDocument]:
        vocabularies = self._catalogue.vocabulary_tables.vocabularies()
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            suggested = self._catalogue.suggestions.chosen(batch, TOPIC)
            entries = sorted(self._catalogue.entries(batch).items())
            for done, (document_id, entry) in enumerate(entries, start=start + 1):
                tags = entry.tagging.counting()
                yield engine_document(entry.document, tags, vocabularies, suggested[document_id])
                progress("Indexing", done, len(ids))

"""The embedded engine: the port of `indexer.engine` on columnar segments."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from indexer.columnar import facets
from indexer.columnar.evaluation import Evaluator
from indexer.columnar.loops import loops
from indexer.columnar.matchers import OutOfTime
from indexer.columnar.matches import Matches
from indexer.columnar.ranking import Ranked, first, ordered
from indexer.columnar.snapshot import Snapshot
from indexer.columnar.writer import Writer
from indexer.engine import Changes, EngineAnswer, EngineQuery, EngineState, FacetCounts, Hit
from indexer.errors import LibraryDamaged
from indexer.generations import Generations
from indexer.settings import Settings

_LOCK_SECONDS = 30.0


class ColumnarEngine:
    """Searches and publishes the generations in a folder; safe for many threads and processes."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._generations = Generations(folder)
        self._settings = settings
        self._guard = threading.Lock()
        self._fingerprint: object = ()
        self._opened = Snapshot(None)
        self._damage: tuple[str, ...] = ()

    def _snapshot(self) -> Snapshot:
        """The newest generation; a change is seen by the next request."""
        fingerprint = self._generations.fingerprint()
        if fingerprint != self._fingerprint:
            with self._guard:
                if fingerprint != self._fingerprint:
                    self._open()
                    self._fingerprint = fingerprint
        return self._opened

    def _open(self) -> None:
        for attempt in range(3):
            try:
                generation, damage = self._generations.current()
                self._opened, self._damage = Snapshot(generation), damage
                return
            except (FileNotFoundError, LibraryDamaged):
                # a writer may have swept what was pointed to a moment ago
                if attempt == 2:
                    raise

    def publish(self, changes: Changes) -> str:
        """Apply changes; see `indexer.engine.Engine`."""
        with self._generations.publishing(_LOCK_SECONDS):
            before = Snapshot(None) if changes.whole else self._snapshot()
            name = Writer(self._generations, before, self._settings.index_memory_bytes).publish(changes)
        self._snapshot()
        return name

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query; see `indexer.engine.Engine`."""
        loops.searched()
        snapshot = self._snapshot()
        evaluator = Evaluator(
            snapshot,
            most_expansions=self._settings.max_expansions,
            deadline=time.monotonic() + query.seconds,
        )
        tally = _Tally(query)
        try:
            for number in range(len(snapshot.segments)):
                evaluator.check()
                tally.add(snapshot, number, evaluator.matches(query.tree, number))
        except OutOfTime:
            tally.partial = True
            evaluator.notes[f"the search was stopped after {query.seconds:g} seconds; the answer is incomplete"] = None
        hits = ordered(tally.candidates)[query.offset : query.offset + query.limit]
        return EngineAnswer(
            total=tally.total,
            hits=tuple(Hit(id=hit.id, score=hit.score) for hit in hits),
            facets={
                name: FacetCounts(counts=counts, missing=tally.missing[name]) for name, counts in tally.counts.items()
            },
            generation=snapshot.name,
            partial=tally.partial,
            notes=tuple(evaluator.notes),
        )

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Word forms by prefix; see `indexer.engine.Engine`."""
        snapshot = self._snapshot()
        start = prefix.encode("utf-8", "surrogatepass")
        found: set[bytes] = set()
        for segment in snapshot.segments:
            found.update(segment.word.terms.between(*segment.word.terms.with_prefix(start)))
        for word in sorted(found):
            if count := snapshot.frequency("word", word):
                yield word.decode("utf-8", "surrogatepass"), count

    def frequency(self, field: str, term: str) -> int:
        """Document frequency; see `indexer.engine.Engine`."""
        return self._snapshot().frequency(field, term.encode("utf-8", "surrogatepass"))

    def document_ids(self) -> Collection[str]:
        """The ids held; see `indexer.engine.Engine`."""
        ids: set[str] = set()
        for segment in self._snapshot().segments:
            names = [name.decode() for name in segment.ids]
            gone = set(segment.deleted.tolist())
            ids.update(name for number, name in enumerate(names) if number not in gone)
        return ids

    def state(self) -> EngineState:
        """What is held; see `indexer.engine.Engine`."""
        try:
            snapshot = self._snapshot()
        except Exception as error:
            return EngineState(generation="", revision=0, documents=0, damage=(str(error),))
        return EngineState(
            generation=snapshot.name, revision=snapshot.revision, documents=snapshot.documents, damage=self._damage
        )

    def verify(self) -> Collection[str]:
        """What is wrong with any byte held; see `indexer.engine.Engine`."""
        return tuple(self._generations.verify())

    def close(self) -> None:
        """Let go of the files; the next request opens them again."""
        with self._guard:
            self._opened, self._fingerprint = Snapshot(None), ()


@dataclass(slots=True)
class _Tally:
    """What is known of an answer so far."""

    query: EngineQuery
    total: int = 0
    partial: bool = False
    candidates: list[Ranked] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(init=False)
    missing: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = {name: Counter() for name in self.query.facets}
        self.missing = dict.fromkeys(self.query.facets, 0)

    def add(self, snapshot: Snapshot, number: int, found: Matches) -> None:
        """Take in the matches of one segment."""
        segment = snapshot.segments[number]
        query = self.query
        if query.year_from is not None or query.year_to is not None:
            year = segment.number("year").take(found.documents)
            low = max(query.year_from or 1, 1)
            found = found.kept((year >= low) & (year <= (9999 if query.year_to is None else query.year_to)))
        masks = {name: facets.passing(segment, found.documents, name, wanted) for name, wanted in query.filters.items()}
        keep = facets.apart(masks, None)
        result = found if keep is None else found.kept(keep)
        for name in query.facets:
            documents = result.documents
            if name in masks:
                others = facets.apart(masks, name)
                documents = found.documents if others is None else found.documents[others]
            self.missing[name] += facets.count(segment, documents, name, self.counts[name])
        self.total += len(result)
        if query.limit > 0 and len(result):
            self.candidates += first(segment, result, query.sort, query.offset + query.limit)

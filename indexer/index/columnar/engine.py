"""The embedded engine: the port of `indexer.index.engine` on columnar segments."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from whoosh.query import Query

from indexer.errors import LibraryDamaged
from indexer.index.columnar.ask import facets
from indexer.index.columnar.ask.evaluation import Evaluator
from indexer.index.columnar.ask.explaining import Explainer, with_proximity
from indexer.index.columnar.ask.matches import Matches
from indexer.index.columnar.ask.more_like_this import likeness
from indexer.index.columnar.ask.proximity import asked_terms
from indexer.index.columnar.ask.ranking import Ranked, first, nearer, ordered
from indexer.index.columnar.ask.whoosh_matchers import OutOfTime
from indexer.index.columnar.build.writer import Writer
from indexer.index.columnar.file.segment import Segment
from indexer.index.columnar.file.snapshot import Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.columnar.loops.choose import loops
from indexer.index.deadline import Deadline
from indexer.index.engine import (
    PROMISING,
    Changes,
    EngineAnswer,
    EngineDocument,
    EngineQuery,
    EngineState,
    FacetCounts,
    Hit,
)
from indexer.index.generations import Generations
from indexer.nouns.search import Explanation, Sort
from indexer.settings import Settings

_LOCK_SECONDS = 30.0
_LOOK_EVERY = 0.02


class ColumnarEngine:
    """Searches and publishes the generations in a folder; safe for many threads and processes."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._generations = Generations(folder)
        self._settings = settings
        self._guard = threading.Lock()
        self._fingerprint: object = ()
        self._looked = 0.0
        self._opened = Snapshot(None)
        self._damage: tuple[str, ...] = ()

    def _snapshot(self) -> Snapshot:
        """The newest generation; a change is seen by the next request."""
        if time.monotonic() >= self._looked + _LOOK_EVERY:
            self._look()
        return self._opened

    def _look(self) -> None:
        """Open the generation in use where it is another one."""
        now = time.monotonic()
        fingerprint = self._generations.fingerprint()
        if fingerprint != self._fingerprint:
            with self._guard:
                if fingerprint != self._fingerprint:
                    self._open()
        self._looked = now

    def _open(self) -> None:
        """Open the newest generation that can be trusted; raises `LibraryDamaged` where there is none."""
        (snapshot, damage), fingerprint = self._generations.steady(self._newest_whole)
        if snapshot is None and damage:
            raise LibraryDamaged("; ".join(damage))
        self._opened, self._damage, self._fingerprint = snapshot or Snapshot(None), damage, fingerprint

    def _newest_whole(self) -> tuple[Snapshot | None, tuple[str, ...]]:
        """The newest generation that opens, None where none does, and what is wrong with newer ones."""
        damage: list[str] = []
        for generation in self._generations.newest():
            if isinstance(generation, LibraryDamaged):
                damage.append(str(generation))
                continue
            try:
                return Snapshot(generation), tuple(damage)
            except (LibraryDamaged, FileNotFoundError) as error:
                damage.append(str(error))
        return None, tuple(damage)

    def publish(self, changes: Changes) -> str:
        """Apply changes; see `indexer.engine.Engine`."""
        with self._generations.publishing(_LOCK_SECONDS):
            if not changes.whole:
                self._look()
            before = Snapshot(None) if changes.whole else self._opened
            try:
                name = Writer(self._generations, before, self._settings.index_memory_bytes).publish(changes)
            except BaseException:
                self._looked = 0.0  # what failed after the pointer moved is published all the same
                raise
        self._look()
        return name

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query; see `indexer.engine.Engine`."""
        loops.searched()
        snapshot = self._snapshot()
        deadline = query.deadline or Deadline.after(self._settings.search_seconds)
        evaluator = Evaluator(snapshot, most_expansions=self._settings.max_expansions, deadline=deadline)
        gathering = _Gathering(query)
        try:
            for number in range(len(snapshot.segments)):
                evaluator.check()
                gathering.add(snapshot.segments[number], number, evaluator.matches(query.tree, number))
        except OutOfTime:
            gathering.partial = True
            evaluator.notes[deadline.note] = None
        candidates = ordered(gathering.candidates)
        terms = asked_terms(query.tree) if query.proximity and query.sort is Sort.RELEVANCE else []
        if len(terms) > 1 and candidates:
            candidates = nearer(snapshot, candidates, terms)
        hits = candidates[query.offset : query.offset + query.limit]
        return EngineAnswer(
            total=gathering.total,
            hits=tuple(Hit(id=hit.id, score=hit.score) for hit in hits),
            facets={
                name: FacetCounts(counts=counts, missing=gathering.tally.missing[name])
                for name, counts in gathering.tally.counts.items()
            },
            generation=snapshot.name,
            partial=gathering.partial,
            notes=tuple(evaluator.notes),
        )

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Word forms by prefix; see `indexer.engine.Engine`."""
        snapshot = self._snapshot()
        start = as_bytes(prefix)
        found: set[bytes] = set()
        for segment in snapshot.segments:
            found.update(segment.word.terms.between(*segment.word.terms.with_prefix(start)))
        for word in sorted(found):
            if count := snapshot.frequency("word", word):
                yield word.decode("utf-8", "surrogatepass"), count

    def frequency(self, field: str, term: str) -> int:
        """Document frequency; see `indexer.engine.Engine`."""
        return self._snapshot().frequency(field, as_bytes(term))

    def similar(self, document: EngineDocument, limit: int) -> tuple[Hit, ...]:
        """Documents like another; see `indexer.engine.Engine`."""
        tree = likeness(document, self._snapshot())
        if tree is None:
            return ()
        hits = self.search(EngineQuery(tree=tree, limit=limit + 1)).hits
        return tuple(hit for hit in hits if hit.id != document.id)[:limit]

    def explain(
        self, tree: Query, document_id: str, proximity: bool = False, deadline: Deadline | None = None
    ) -> Explanation | None:
        """Why a document has its score; see `indexer.engine.Engine`."""
        snapshot = self._snapshot()
        held = snapshot.find(document_id)
        if held is None:
            return None
        deadline = deadline or Deadline.after(self._settings.search_seconds)
        evaluator = Evaluator(snapshot, most_expansions=self._settings.max_expansions, deadline=deadline)
        try:
            explanation = Explainer(snapshot, evaluator, *held).explain(tree)
        except OutOfTime:
            return None
        return with_proximity(explanation, snapshot, *held, tree) if proximity and explanation else explanation

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
        return self._generations.verify()

    def close(self) -> None:
        """Let go of the files; the next request opens them again."""
        with self._guard:
            self._opened, self._fingerprint, self._looked = Snapshot(None), (), 0.0


class _Gathering:
    """What is known of an answer so far."""

    def __init__(self, query: EngineQuery) -> None:
        self._query = query
        self.total = 0
        self.partial = False
        self.candidates: list[Ranked] = []
        self.tally = facets.Tally(query.facets)

    def add(self, segment: Segment, number: int, found: Matches) -> None:
        """Take in the matches of segment `number`."""
        query = self._query
        if query.year_from is not None or query.year_to is not None:
            year = segment.number("year").take(found.documents)
            low = max(query.year_from or 1, 1)
            found = found.kept((year >= low) & (year <= (9999 if query.year_to is None else query.year_to)))
        masks = {name: facets.passing(segment, found.documents, name, wanted) for name, wanted in query.filters.items()}
        keep = facets.apart(masks, None)
        result = found if keep is None else found.kept(keep)
        self.tally.add(segment, result.documents, [name for name in query.facets if name not in masks])
        for name in query.facets:
            if name in masks:
                others = facets.apart(masks, name)
                documents = found.documents if others is None else found.documents[others]
                self.tally.add(segment, documents, [name])
        self.total += len(result)
        if query.limit > 0 and len(result):
            most = query.offset + query.limit
            most = max(most, PROMISING) if query.proximity else most
            self.candidates += first(segment, number, result, query.sort, most)

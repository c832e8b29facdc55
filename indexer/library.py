"""The front door: a library is a catalogue (the truth) and an index made from it."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType

from indexer.catalogue.faults import ADVICE
from indexer.catalogue.store import Catalogue, Revisions
from indexer.curation.curation import Curation
from indexer.curation.taggers import Taggers
from indexer.curation.vocabularies import VocabularyShelf
from indexer.errors import LibraryBusy, LibraryDamaged, LibraryUnavailable, WrongUsage
from indexer.holdings import Holdings
from indexer.index.columnar import ColumnarEngine
from indexer.index.engine import EngineState
from indexer.ingest.folder import READ, FolderOutcome, ingest_folder, require_folder
from indexer.ingest.gone import folder_is_gone, forget_emptied_folders, forget_folder, missing_folders
from indexer.ingest.publishing import Publisher
from indexer.nouns.library import FileProblem, IngestReport, LibraryState, Progress, silently
from indexer.nouns.places import Benchmark, Comparison, Peer, PlaceDetail, PlaceFilter, PlacePage
from indexer.nouns.search import (
    Completion,
    DocumentDetail,
    Facet,
    Overview,
    SearchRequest,
    SearchResult,
)
from indexer.phrases.candidates import CandidateCounter
from indexer.profiles.compare.survey import Survey
from indexer.search.searching import INDEX_IS_EMPTY, Searcher
from indexer.settings import Settings


class Library:
    """A folder's documents. Ask `current()` once a request and pass on what it gives: nothing there changes under it.

    Safe to share between threads; use as a context manager.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._catalogue = Catalogue(settings.catalogue_file)
        self._engine = ColumnarEngine(settings.index_folder, settings)
        self._publisher = Publisher(self._catalogue, self._engine, settings.library)
        self._taggers = Taggers(self._catalogue)
        self._counter = CandidateCounter(self._catalogue)
        self._making = Lock()
        self._holdings: Holdings | None = None

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the catalogue and the index."""
        self._engine.close()
        self._catalogue.close()

    def current(self) -> Holdings:
        """What is held now: the same object until something changes, also by another process."""
        revisions = self._catalogue.revisions()
        with self._making:
            if self._holdings is None or self._holdings.revisions != revisions:
                self._holdings = self._made(revisions)
            return self._holdings

    def _made(self, revisions: Revisions) -> Holdings:
        """The holdings of some revisions; what they hold is read after these, so it is at least as new."""
        vocabularies = self._catalogue.vocabulary_tables.vocabularies()
        return Holdings(
            revisions=revisions,
            settings=self.settings,
            catalogue=self._catalogue,
            engine=self._engine,
            searcher=Searcher(
                engine=self._engine,
                catalogue=self._catalogue,
                vocabularies=vocabularies,
                languages=self._catalogue.languages(),
                settings=self.settings,
            ),
            curation=Curation(self._catalogue, self._publisher, self._taggers, vocabularies),
            vocabularies=VocabularyShelf(
                self._catalogue,
                self._engine,
                self._publisher,
                self._counter,
                vocabularies=vocabularies,
                revisions=revisions,
            ),
        )

    # What is asked outside a request: each of these asks what is held now.

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to a request; raises `WrongUsage` where it asks for what does not exist."""
        return self.current().search(request)

    def matching(self, request: SearchRequest) -> frozenset[str]:
        """See `Holdings.matching`."""
        return self.current().matching(request)

    def document(self, document_id: str) -> DocumentDetail:
        """See `Holdings.document`."""
        return self.current().document(document_id)

    def titles(self, document_ids: Collection[str]) -> dict[str, str]:
        """See `Holdings.titles`."""
        return self.current().titles(document_ids)

    def facet(self, name: str, request: SearchRequest, contains: str = "") -> Facet:
        """See `Holdings.facet`."""
        return self.current().facet(name, request, contains)

    def facet_label(self, facet: str, value: str) -> str | None:
        """See `Holdings.facet_label`."""
        return self.current().facet_label(facet, value)

    def complete(self, typed: str, limit: int = 10) -> tuple[Completion, ...]:
        """See `Holdings.complete`."""
        return self.current().complete(typed, limit)

    def overview(self) -> Overview:
        """See `Holdings.overview`."""
        return self.current().overview()

    def survey(self) -> Survey:
        """See `Holdings.survey`."""
        return self.current().survey()

    def places(self, chosen: PlaceFilter, page: int = 1, per_page: int = 20) -> PlacePage:
        """See `Holdings.places`."""
        return self.current().places(chosen, page, per_page)

    def place(self, place_id: str) -> PlaceDetail:
        """See `Holdings.place`."""
        return self.current().place(place_id)

    def compare(self, place_ids: Sequence[str]) -> Comparison:
        """See `Holdings.compare`."""
        return self.current().compare(place_ids)

    def benchmark(self, chosen: PlaceFilter, questions: Sequence[str] = ()) -> Benchmark:
        """See `Holdings.benchmark`."""
        return self.current().benchmark(chosen, questions)

    def peers(self, place_id: str, chosen: PlaceFilter, limit: int = 10) -> tuple[Peer, ...]:
        """See `Holdings.peers`."""
        return self.current().peers(place_id, chosen, limit)

    @property
    def curation(self) -> Curation:
        """Suggestions and decisions over what is held now."""
        return self.current().curation

    @property
    def vocabularies(self) -> VocabularyShelf:
        """The vocabularies as they are now."""
        return self.current().vocabularies

    def ingest(self, folders: Sequence[Path], *, full: bool, progress: Progress) -> IngestReport:
        """Read what is new or changed in folders, forget what is gone, and bring the index up to date.

        Each document is kept for good as soon as its batch is stored, so a run that is stopped goes on
        where it was. Raises `LibraryBusy` where another process is writing, `WrongUsage` where a
        folder does not exist: then nothing is read.
        """
        began = time.monotonic()
        for folder in folders:
            gone = self.missing_folders().get(str(folder.resolve())) if not folder.exists() else None
            if gone is not None:
                raise WrongUsage(folder_is_gone(str(folder.resolve()), gone), parameter="folder")
            require_folder(folder)
        with self._publisher.writing():
            outcomes = [ingest_folder(self._catalogue, folder, self.settings, full, progress) for folder in folders]
            forget_emptied_folders(self._catalogue)
            self._publisher.publish(progress, full=full)
        return self._report(outcomes, time.monotonic() - began)

    def forget(self, folder: Path) -> tuple[int, int]:
        """Remove what a folder gave, whether it is there or not; gives how many documents, and how many decisions wait.

        Raises `WrongUsage` where nothing was indexed from it.
        """
        with self._publisher.writing():
            forgotten = forget_folder(self._catalogue, folder)
            self._publisher.publish(silently)
        return forgotten

    def missing_folders(self) -> dict[str, int]:
        """The folders that were indexed and are not there, each with how many documents it gave."""
        return missing_folders(self._catalogue)

    def _report(self, outcomes: Sequence[FolderOutcome], seconds: float) -> IngestReport:
        return IngestReport(
            read=sum(outcome.read for outcome in outcomes),
            unchanged=sum(outcome.unchanged for outcome in outcomes),
            removed=sum(outcome.removed for outcome in outcomes),
            duplicates=tuple(problem for outcome in outcomes for problem in outcome.duplicates),
            refused=tuple(problem for outcome in outcomes for problem in outcome.refused),
            warnings=tuple(problem for outcome in outcomes for problem in outcome.warnings),
            documents=len(self._catalogue.ids()),
            seconds=round(seconds, 2),
        )

    def state(self) -> LibraryState:
        """How many documents are held and whether the index is up to date; never raises."""
        held = self._engine.state()
        damage, revision = held.damage, 0
        try:
            revision = self._catalogue.revision()
        except (LibraryBusy, LibraryUnavailable, LibraryDamaged) as error:
            damage = (*damage, str(error))
        return LibraryState(
            documents=held.documents,
            generation=held.generation,
            revision=revision,
            index_revision=held.revision,
            damage=tuple(dict.fromkeys((*damage, *self._emptiness(held, revision), *self._catalogue.damage()))),
        )

    @staticmethod
    def _emptiness(held: EngineState, revision: int) -> tuple[str, ...]:
        """What to say of an index that holds nothing of a catalogue that holds something."""
        return (INDEX_IS_EMPTY,) if not held.damage and held.revision == 0 and revision > 0 else ()

    def check(self) -> tuple[str, ...]:
        """What is wrong with the library, each with what to do; empty when all is well."""
        try:
            damaged = self._catalogue.integrity_problems()
            findings = [f"the catalogue is damaged ({problem}); {ADVICE}" for problem in damaged]
            return (*findings, *self._findings())
        except (LibraryDamaged, LibraryUnavailable) as error:
            return (str(error),)

    def _findings(self) -> list[str]:
        """What is wrong with taggers, folders and index, each with what to do."""
        findings = [folder_is_gone(folder, documents) for folder, documents in self.missing_folders().items()]
        findings.extend(self.curation.problems())
        state = self.state()
        rebuild = "run `policyscope index --full` with your folders"
        findings.extend(f"the index is damaged ({damage}); {rebuild}" for damage in self._engine.verify())
        if state.revision < state.index_revision:
            findings.append(
                f"the catalogue is older than its index (at change {state.revision}, the index at "
                f"{state.index_revision}): what was stored last is missing; {ADVICE}"
            )
        elif state.revision != state.index_revision:
            findings.append(
                f"the index lags behind the catalogue (at change {state.index_revision} of {state.revision}); "
                "run `policyscope index` with your folders"
            )
        else:
            kept, indexed = self._catalogue.ids(), set(self._engine.document_ids())
            findings.extend(f"document {each} is not in the index; {rebuild}" for each in sorted(kept - indexed))
            findings.extend(f"the index holds {each}, which is gone; {rebuild}" for each in sorted(indexed - kept))
        return findings

    def problems(self) -> tuple[FileProblem, ...]:
        """Every file that gave no document, with the reason."""
        return tuple(
            FileProblem(path=f"{record.folder}/{record.path}", reason=record.reason or "")
            for record in self._catalogue.files()
            if record.status != READ
        )

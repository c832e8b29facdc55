"""The front door: a library is a catalogue (the truth) and an index made from it."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from types import TracebackType

from indexer.catalogue.store import Catalogue
from indexer.curation.curation import Curation
from indexer.curation.vocabularies import VocabularyShelf
from indexer.errors import NotFound
from indexer.index.columnar import ColumnarEngine
from indexer.index.engine import Changes, EngineDocument, EngineQuery
from indexer.index.lock import writing
from indexer.ingest.entry import engine_document
from indexer.ingest.folder import READ, FolderOutcome, ingest_folder, require_folder
from indexer.nouns.documents import Document
from indexer.nouns.library import FileProblem, IngestReport, LibraryState, Progress
from indexer.nouns.places import Benchmark, Comparison, Peer, PlaceDetail, PlaceFilter, PlacePage
from indexer.nouns.search import (
    NOT_STATED,
    Completion,
    DocumentDetail,
    Facet,
    Overview,
    OverviewMeta,
    ResultItem,
    SearchRequest,
    SearchResult,
    Sort,
)
from indexer.profiles.compare.survey import Survey
from indexer.search.completion import complete
from indexer.search.searching import Searcher
from indexer.settings import Settings
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, REGION, TOPIC, label_key
from indexer.vocabulary.countries import region_ids
from indexer.vocabulary.facets import EVERY_FACET, FACETS

_NEWEST = 6
_RELATED = 5
_OVERVIEW_VALUES = 12
_PEERS = 5
_BATCH = 200


class Library:
    """A folder's documents, ready to be asked. Safe to share between threads; use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._catalogue = Catalogue(settings.catalogue_file)
        self._engine = ColumnarEngine(settings.index_folder, settings)
        self._refreshing = Lock()
        self.vocabularies = VocabularyShelf(
            self._catalogue, settings.library, counts=self._counts, publish=partial(self._publish, False)
        )
        self.curation = Curation(
            self._catalogue,
            settings.library,
            vocabulary=self.vocabularies.get,
            publish=partial(self._publish, False),
        )
        self._searcher: tuple[tuple[int, int], Searcher] | None = None
        self._survey: tuple[int, Survey] | None = None

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

    def ingest(self, folders: Sequence[Path], *, full: bool, progress: Progress) -> IngestReport:
        """Read what is new or changed in folders, forget what is gone, and bring the index up to date.

        Each document is kept for good as soon as its batch is stored, so a run that is stopped goes on
        where it was. Raises `LibraryBusy` where another process is writing, `WrongUsage` where a
        folder does not exist: then nothing is read.
        """
        began = time.monotonic()
        for folder in folders:
            require_folder(folder)
        with writing(self.settings.library):
            outcomes = [ingest_folder(self._catalogue, folder, self.settings, full, progress) for folder in folders]
            self._publish(full, progress)
        return self._report(outcomes, time.monotonic() - began)

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

    def _publish(self, full: bool, progress: Progress) -> None:
        revision, held = self._catalogue.revision(), self._engine.state()
        if revision == held.revision and not full and not held.damage:
            return
        whole = full or bool(held.damage) or held.revision > revision
        put, remove = self._catalogue.changed_since(0 if whole else held.revision)
        vocabularies = self._catalogue.vocabulary_tables.vocabularies()

        def documents() -> Iterator[EngineDocument]:
            ids = sorted(put)
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                tags = self._catalogue.tags(batch)
                suggested = self._catalogue.suggestions.chosen(batch, TOPIC)
                for done, document in enumerate(self._catalogue.each(batch), start=start + 1):
                    yield engine_document(document, tags[document.id], vocabularies, suggested[document.id])
                    progress("Indexing", done, len(ids))

        self._engine.publish(Changes(revision=revision, put=documents(), remove=remove, whole=whole))

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to a request; raises `WrongUsage` where it asks for what does not exist."""
        return self._current().search(request)

    def _current(self) -> Searcher:
        """The searcher over the catalogue as it is now; vocabularies are read anew when it has changed."""
        revision = (self._catalogue.revision(), self._catalogue.vocabulary_tables.revision())
        with self._refreshing:
            if self._searcher is None or self._searcher[0] != revision:
                searcher = Searcher(
                    engine=self._engine,
                    catalogue=self._catalogue,
                    vocabularies=self._catalogue.vocabulary_tables.vocabularies(),
                    languages=self._catalogue.languages(),
                    settings=self.settings,
                )
                self._searcher = (revision, searcher)
            return self._searcher[1]

    def _counts(self, facet: str) -> dict[str, int]:
        """How many documents a search for each value of a facet finds."""
        counts = self._engine.search(EngineQuery(facets=(facet,), limit=0)).facets[facet].counts
        return {value: int(count) for value, count in counts.items()}

    def facet(self, name: str, request: SearchRequest, contains: str = "") -> Facet:
        """The values of a facet under a search, or those one of whose labels contains some words.

        Not more than `max_facet_values`; a value beyond them is found by its words. Raises `NotFound`
        where there is no such facet.
        """
        if name not in EVERY_FACET:
            raise NotFound(f"there is no facet {name!r}", parameter="name", allowed=tuple(EVERY_FACET))
        limit = self.settings.max_facet_values
        wanted = sys.maxsize if contains.strip() else limit
        whole = self.search(replace(request, page=1, per_page=1, facets={name: wanted})).facets[name]
        if not contains.strip():
            return whole
        called = (value for value in whole.values if self._is_called(name, value.value, contains))
        return replace(whole, values=tuple(islice(called, limit)))

    def _is_called(self, facet: str, value: str, contains: str) -> bool:
        wanted = label_key(contains)
        return any(wanted in label_key(label) for label in self._current().vocabularies.labels(facet, value))

    def complete(self, typed: str, limit: int = 10) -> tuple[Completion, ...]:
        """What something typed in the search box may become; nothing that finds no document."""
        searcher = self._current()
        answer = self._engine.search(EngineQuery(facets=tuple(FACETS), limit=0))
        return complete(
            typed,
            engine=self._engine,
            vocabularies=searcher.vocabularies,
            counts={name: facet.counts for name, facet in answer.facets.items()},
            titles=self._catalogue.titles(typed),
            limit=limit,
        )

    def document(self, document_id: str) -> DocumentDetail:
        """A document with its labels and the documents most like it; raises `NotFound`."""
        document = self._catalogue.get(document_id)
        if document is None:
            raise NotFound(f"there is no document {document_id!r} in this library", parameter="id")
        searcher = self._current()
        values = self._values([document_id])[document_id]
        types = searcher.labels(KNOWLEDGE_TYPE, values)
        regions = [(REGION, region) for name, code in values if name == COUNTRY for region in region_ids(code)]
        return DocumentDetail(
            id=document.id,
            title=document.title,
            abstract=document.abstract,
            language=document.language,
            published=document.published,
            knowledge_type=types[0] if types else None,
            countries=searcher.labels(COUNTRY, values),
            regions=searcher.labels(REGION, list(dict.fromkeys(regions))),
            topics=searcher.labels(TOPIC, values),
            tags_as_given=document.topics,
            knowledge_type_as_given=document.knowledge_type,
            source_url=document.source_url,
            content_url=document.content_url,
            content_doi=document.content_doi,
            parent=document.parent,
            profile=document.profile,
            passages=document.passages,
            origin=document.origin,
            related=self._related(document),
        )

    def titles(self, document_ids: Collection[str]) -> dict[str, str]:
        """The titles of documents by id; those that are gone are left out."""
        return self._catalogue.titles_of(document_ids)

    def _values(self, document_ids: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        tags = self._catalogue.tags(document_ids)
        return {document_id: [(tag.vocabulary, tag.concept_id) for tag in given] for document_id, given in tags.items()}

    def _related(self, document: Document) -> tuple[ResultItem, ...]:
        """Documents that share most of what is telling in a document: its words and the labels of its tags."""
        tags = self._catalogue.tags([document.id])[document.id]
        hits = self._engine.similar(engine_document(document, tags, self._current().vocabularies), _RELATED)
        return self._items([hit.id for hit in hits], {hit.id: hit.score for hit in hits})

    def _items(self, document_ids: Sequence[str], scores: Mapping[str, float]) -> tuple[ResultItem, ...]:
        documents = self._catalogue.get_many(document_ids, passages=False)
        values = self._values(document_ids)
        searcher = self._current()
        return tuple(
            searcher.item(documents[each], values[each], scores.get(each, 0.0))
            for each in document_ids
            if each in documents
        )

    def survey(self) -> Survey:
        """The places that the library's profiles are of, as they are now."""
        revision = self._catalogue.revision()
        with self._refreshing:
            if self._survey is None or self._survey[0] != revision:
                self._survey = (revision, Survey(self._catalogue.profiles()))
            return self._survey[1]

    def places(self, chosen: PlaceFilter, page: int = 1, per_page: int = 20) -> PlacePage:
        """A page of places, in order of name."""
        return self.survey().page(self._resolved(chosen), page, per_page)

    def place(self, place_id: str) -> PlaceDetail:
        """A place with its answers, claims and peers; raises `NotFound`."""
        return self.survey().detail(place_id, _PEERS)

    def compare(self, place_ids: Sequence[str]) -> Comparison:
        """Places side by side; raises `NotFound`, or `WrongUsage` where there are more than 12."""
        return self.survey().compare(place_ids)

    def benchmark(self, chosen: PlaceFilter, questions: Sequence[str] = ()) -> Benchmark:
        """Shares per answer over a set of places, and the claims printed beside what is counted."""
        return self.survey().benchmark(self._resolved(chosen), questions)

    def peers(self, place_id: str, chosen: PlaceFilter, limit: int = 10) -> tuple[Peer, ...]:
        """The places most like one place, among those a filter lets through; raises `NotFound`."""
        return self.survey().peers(place_id, self._resolved(chosen), limit)

    def matching(self, request: SearchRequest) -> frozenset[str]:
        """The ids of the documents a search finds, as many as can be paged through."""
        return self._current().matching(request)

    def _resolved(self, chosen: PlaceFilter) -> PlaceFilter:
        """A filter with countries, regions and answers given by label turned into ids."""
        vocabularies = self._current().vocabularies
        family = self.survey().family

        def value(question_id: str, typed: str) -> str:
            question = family.question(question_id)
            return question.value_called(typed) if question and typed != NOT_STATED else typed

        return replace(
            chosen,
            countries=tuple(vocabularies.resolve(COUNTRY, each) or each for each in chosen.countries),
            regions=tuple(vocabularies.resolve(REGION, each) or each for each in chosen.regions),
            answers={
                name: replace(
                    wanted,
                    values=tuple(value(name, each) for each in wanted.values),
                    excluded=tuple(value(name, each) for each in wanted.excluded),
                )
                for name, wanted in chosen.answers.items()
            },
        )

    def overview(self) -> Overview:
        """What the library holds: counts per facet and the newest documents."""
        request = SearchRequest(sort=Sort.NEWEST, per_page=_NEWEST, facets=dict.fromkeys(FACETS, _OVERVIEW_VALUES))
        result = self.search(request)
        facets = {name: result.facets[name] for name in FACETS}
        meta = OverviewMeta(generation=result.meta.generation)
        return Overview(documents=result.total, facets=facets, newest=result.items, meta=meta)

    def facet_label(self, facet: str, value: str) -> str | None:
        """What a facet's value is called, or None where neither a concept nor a document has it."""
        vocabularies = self._current().vocabularies
        resolved = vocabularies.resolve(facet, value)
        return vocabularies.label(facet, resolved) if resolved is not None else None

    def state(self) -> LibraryState:
        """How many documents are held and whether the index is up to date; never raises."""
        held = self._engine.state()
        return LibraryState(
            documents=held.documents,
            generation=held.generation,
            revision=self._catalogue.revision(),
            index_revision=held.revision,
            damage=held.damage,
        )

    def check(self) -> tuple[str, ...]:
        """What is wrong with the library, each with what to do; empty when all is well."""
        findings = [
            f"the catalogue is damaged ({problem}); move {self.settings.catalogue_file} away and index anew"
            for problem in self._catalogue.integrity_problems()
        ]
        findings.extend(self.curation.problems())
        state = self.state()
        rebuild = "run `policyscope index --full` with your folders"
        findings.extend(f"the index is damaged ({damage}); {rebuild}" for damage in self._engine.verify())
        if state.revision != state.index_revision:
            findings.append(
                f"the index lags behind the catalogue (at change {state.index_revision} of {state.revision}); "
                "run `policyscope index` with your folders"
            )
        else:
            kept, indexed = self._catalogue.ids(), set(self._engine.document_ids())
            findings.extend(f"document {each} is not in the index; {rebuild}" for each in sorted(kept - indexed))
            findings.extend(f"the index holds {each}, which is gone; {rebuild}" for each in sorted(indexed - kept))
        return tuple(findings)

    def problems(self) -> tuple[FileProblem, ...]:
        """Every file that gave no document, with the reason."""
        return tuple(
            FileProblem(path=f"{record.folder}/{record.path}", reason=record.reason or "")
            for record in self._catalogue.files()
            if record.status != READ
        )

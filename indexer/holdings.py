"""What a library holds at one revision, ready to be asked: made once a revision, then passed down with each request."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock

from indexer.catalogue.store import Catalogue, CatalogueEntry, Revisions
from indexer.curation.curation import Curation
from indexer.curation.vocabularies import VocabularyShelf
from indexer.errors import NotFound
from indexer.index.engine import Engine, EngineQuery
from indexer.ingest.entry import engine_document
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


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """One state of a library, from the first question of a request to the last. Safe to share between threads.

    `searcher`, `curation` and `vocabularies` (the shelf) all stand on the same vocabularies. Documents are read when
    asked for; one that has changed since is given as it is, and the next request sees the rest of that change.
    """

    revisions: Revisions
    settings: Settings
    catalogue: Catalogue
    engine: Engine
    searcher: Searcher
    curation: Curation
    vocabularies: VocabularyShelf
    _surveying: Lock = field(default_factory=Lock)
    _survey: list[Survey] = field(default_factory=list)

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to a request; raises `WrongUsage` where it asks for what does not exist."""
        return self.searcher.search(request)

    def matching(self, request: SearchRequest) -> frozenset[str]:
        """The ids of the documents a search finds, as many as can be paged through."""
        return self.searcher.matching(request)

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
        words = label_key(contains)
        called = (value for value in whole.values if self._is_called(name, value.value, words))
        return replace(whole, values=tuple(islice(called, limit)))

    def _is_called(self, facet: str, value: str, words: str) -> bool:
        return any(words in label_key(label) for label in self.vocabularies.all.labels(facet, value))

    def facet_label(self, facet: str, value: str) -> str | None:
        """What a facet's value is called, or None where neither a concept nor a document has it."""
        resolved = self.vocabularies.all.resolve(facet, value)
        return self.vocabularies.all.label(facet, resolved) if resolved is not None else None

    def complete(self, typed: str, limit: int = 10) -> tuple[Completion, ...]:
        """What something typed in the search box may become; nothing that finds no document."""
        answer = self.engine.search(EngineQuery(facets=tuple(FACETS), limit=0))
        return complete(
            typed,
            engine=self.engine,
            vocabularies=self.vocabularies.all,
            counts={name: facet.counts for name, facet in answer.facets.items()},
            titles=self.catalogue.titles(typed),
            limit=limit,
        )

    def overview(self) -> Overview:
        """What the library holds: counts per facet and the newest documents."""
        newest = self.settings.page_size(_NEWEST)
        request = SearchRequest(sort=Sort.NEWEST, per_page=newest, facets=dict.fromkeys(FACETS, _OVERVIEW_VALUES))
        result = self.search(request)
        facets = {name: result.facets[name] for name in FACETS}
        meta = OverviewMeta(generation=result.meta.generation)
        return Overview(documents=result.total, facets=facets, newest=result.items, meta=meta)

    def entry(self, document_id: str) -> CatalogueEntry:
        """A document with the tags it has; raises `NotFound`."""
        entry = self.catalogue.entry(document_id)
        if entry is None:
            raise NotFound(f"there is no document {document_id!r} in this library", parameter="id")
        return entry

    def document(self, document_id: str) -> DocumentDetail:
        """A document with its labels and the documents most like it; raises `NotFound`."""
        return self.detail(self.entry(document_id))

    def detail(self, entry: CatalogueEntry) -> DocumentDetail:
        """The same for a document that was read already."""
        values = [(tag.vocabulary, tag.concept_id) for tag in entry.tagging.counting()]
        types = self.searcher.labels(KNOWLEDGE_TYPE, values)
        regions = [(REGION, region) for name, code in values if name == COUNTRY for region in region_ids(code)]
        document = entry.document
        return DocumentDetail(
            id=document.id,
            title=document.title,
            abstract=document.abstract,
            language=document.language,
            published=document.published,
            knowledge_type=types[0] if types else None,
            countries=self.searcher.labels(COUNTRY, values),
            regions=self.searcher.labels(REGION, list(dict.fromkeys(regions))),
            topics=self.searcher.labels(TOPIC, values),
            tags_as_given=document.topics,
            knowledge_type_as_given=document.knowledge_type,
            source_url=document.source_url,
            content_url=document.content_url,
            content_doi=document.content_doi,
            parent=document.parent,
            profile=document.profile,
            passages=document.passages,
            origin=document.origin,
            related=self._related(entry),
        )

    def _related(self, entry: CatalogueEntry) -> tuple[ResultItem, ...]:
        """Documents that share most of what is telling in a document: its words and the labels of its tags."""
        indexed = engine_document(entry.document, entry.tagging.counting(), self.vocabularies.all)
        hits = self.engine.similar(indexed, _RELATED)
        return self._items([hit.id for hit in hits], {hit.id: hit.score for hit in hits})

    def _items(self, document_ids: Sequence[str], scores: Mapping[str, float]) -> tuple[ResultItem, ...]:
        documents = self.catalogue.texts(document_ids, passages=False)
        tags = self.catalogue.tags(document_ids)
        return tuple(
            self.searcher.item(documents[each], [(tag.vocabulary, tag.concept_id) for tag in tags[each]], scores[each])
            for each in document_ids
            if each in documents
        )

    def titles(self, document_ids: Collection[str]) -> dict[str, str]:
        """The titles of documents by id; those that are gone are left out."""
        return self.catalogue.titles_of(document_ids)

    def survey(self) -> Survey:
        """The places that the library's profiles are of; read when first asked for."""
        with self._surveying:
            if not self._survey:
                self._survey.append(Survey(self.catalogue.profiles()))
            return self._survey[0]

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

    def _resolved(self, chosen: PlaceFilter) -> PlaceFilter:
        """A filter with countries, regions and answers given by label turned into ids."""
        resolve = self.vocabularies.all.resolve
        family = self.survey().family

        def value(question_id: str, typed: str) -> str:
            question = family.question(question_id)
            return question.value_called(typed) if question and typed != NOT_STATED else typed

        return replace(
            chosen,
            countries=tuple(resolve(COUNTRY, each) or each for each in chosen.countries),
            regions=tuple(resolve(REGION, each) or each for each in chosen.regions),
            answers={
                name: replace(
                    wanted,
                    values=tuple(value(name, each) for each in wanted.values),
                    excluded=tuple(value(name, each) for each in wanted.excluded),
                )
                for name, wanted in chosen.answers.items()
            },
        )

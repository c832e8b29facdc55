"""From a request to a result: read the words, ask the engine, fetch the texts, choose the passages."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from whoosh.query import Query

from indexer.catalogue.store import Catalogue
from indexer.index.deadline import Deadline
from indexer.index.engine import Engine, EngineAnswer
from indexer.nouns.documents import Document
from indexer.nouns.search import Label, Repair, ResultItem, SearchMeta, SearchRequest, SearchResult, Snippet
from indexer.search.asking import Asking
from indexer.search.checking import checked
from indexer.search.explaining import explained
from indexer.search.facets import counted_facets, facets_of, with_suggested
from indexer.search.grammar import Parsed, parse
from indexer.search.passages import PassageFinder, lead_snippet
from indexer.search.relaxing import did_you_mean, repairs, with_fewer_words
from indexer.search.tree import TreeBuilder, unknown_values, unknown_values_as_words, wanted_words
from indexer.search.weights import Weights
from indexer.settings import Settings
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC
from indexer.vocabulary.facets import EVERY_FACET, Vocabularies

INDEX_IS_EMPTY = (
    "the index holds nothing of what the catalogue holds; "
    "wait for `policyscope index` to end, or run it with your folders"
)
"""What is told where a search finds nothing because there is nothing to search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searcher:
    """Answers requests over one state of a library; `languages` are those of its documents."""

    engine: Engine
    catalogue: Catalogue
    vocabularies: Vocabularies
    languages: tuple[str, ...]
    settings: Settings

    def search(self, request: SearchRequest, deadline: Deadline | None = None) -> SearchResult:
        """The result of a request, `search_seconds` from now at the latest, or by a `deadline`.

        Where the time runs out, what is known by then is the result, and it is partial. Raises
        `WrongUsage` where the request is over a limit or names no facet of ours.
        """
        began = time.perf_counter()
        asking = Asking(self.engine, deadline or Deadline.after(self.settings.search_seconds))
        request = with_suggested(checked(request, self.settings, self.vocabularies))
        parsed = self._with_unknown_values_as_words(self._parsed(request))
        tree = self._tree(parsed)
        answer = asking.answer(tree, request, facets=counted_facets(request))
        relaxed = None
        if parsed.node and answer.total == 0:
            relaxed = with_fewer_words(asking, self._builder(), parsed.node, request)
        if relaxed:
            tree, answer = relaxed.tree, relaxed.answer
        notes = (*parsed.notes, *([relaxed.note] if relaxed else []))
        ways_out: tuple[Repair, ...] = ()
        if answer.total == 0:
            ways_out = repairs(asking, tree, request)
        meant = did_you_mean(asking, self._builder(), parsed.node, request) if answer.total == 0 or notes else None
        items = explained(asking, self._items(asking, answer, parsed), tree, request)
        stopped = [asking.deadline.note] if asking.partial else []
        unindexed = answer.total == 0 and self._index_is_empty()
        if unindexed:
            stopped.append(INDEX_IS_EMPTY)
        return SearchResult(
            query=parsed.text,
            total=answer.total,
            items=items,
            facets=facets_of(answer, request, self.vocabularies),
            notes=tuple(dict.fromkeys((*notes, *answer.notes, *stopped))),
            repairs=ways_out,
            did_you_mean=meant,
            page=request.page,
            per_page=request.per_page,
            meta=SearchMeta(
                took_ms=round((time.perf_counter() - began) * 1000, 2),
                generation=answer.generation,
                partial=asking.partial or unindexed,
            ),
            request=request,
        )

    def _index_is_empty(self) -> bool:
        """Whether the index holds nothing of a catalogue that holds something."""
        return self.engine.state().revision == 0 and self.catalogue.revision() > 0

    def matching(self, request: SearchRequest) -> frozenset[str]:
        """The ids of the documents a request finds, up to the number that can be paged through.

        Raises `WrongUsage` as `search` does.
        """
        asking = Asking(self.engine, Deadline.after(self.settings.search_seconds))
        request = checked(replace(request, facets={}, page=1, per_page=1), self.settings, self.vocabularies)
        answer = asking.answer(self._tree(self._parsed(request)), request, limit=self.settings.max_results)
        return frozenset(hit.id for hit in answer.hits)

    def _parsed(self, request: SearchRequest) -> Parsed:
        return parse(request.text, max_terms=self.settings.max_query_terms, max_nesting=self.settings.max_query_nesting)

    def _with_unknown_values_as_words(self, parsed: Parsed) -> Parsed:
        """The query with the facet values that nothing is called as words, and a note for each."""
        resolve = self.vocabularies.resolve
        unknown = unknown_values(parsed.node, resolve)
        if not parsed.node or not unknown:
            return parsed
        notes = (
            f"no {EVERY_FACET[value.field].lower()} is called “{value.typed}”; it was searched for as words"
            for value in unknown
        )
        return replace(parsed, node=unknown_values_as_words(parsed.node, resolve), notes=(*parsed.notes, *notes))

    def _builder(self) -> TreeBuilder:
        return TreeBuilder(self.languages, self.vocabularies.resolve, Weights(self.engine).boosts)

    def _tree(self, parsed: Parsed) -> Query | None:
        return self._builder().build(parsed.node) if parsed.node else None

    def _items(self, asking: Asking, answer: EngineAnswer, parsed: Parsed) -> tuple[ResultItem, ...]:
        """The documents found with their best passages, or their beginnings once the time is over."""
        documents = self.catalogue.texts([hit.id for hit in answer.hits])
        tags = self.catalogue.tags(list(documents))
        finder = self._passage_finder(parsed)

        def snippets(document: Document) -> tuple[Snippet, ...]:
            return finder.snippets(document) if asking.in_time() else lead_snippet(document)

        return tuple(
            self.item(
                document,
                [(tag.vocabulary, tag.concept_id) for tag in tags[hit.id]],
                hit.score,
                snippets(document),
            )
            for hit in answer.hits
            if (document := documents.get(hit.id))
        )

    def _passage_finder(self, parsed: Parsed) -> PassageFinder:
        builder, weights = self._builder(), Weights(self.engine)
        wanted = wanted_words(parsed.node, self.languages)
        return PassageFinder(wanted, self.languages, lambda form: weights.weight(builder.terms(form)))

    def item(
        self,
        document: Document,
        values: list[tuple[str, str]],
        score: float,
        snippets: tuple[Snippet, ...] | None = None,
    ) -> ResultItem:
        """A document as a result shows it; `values` are its (facet, value) pairs.

        Without `snippets` its beginning is shown.
        """
        types = self.labels(KNOWLEDGE_TYPE, values)
        return ResultItem(
            id=document.id,
            title=document.title,
            score=score,
            url=document.source_url or document.content_url,
            language=document.language,
            knowledge_type=types[0] if types else None,
            countries=self.labels(COUNTRY, values),
            topics=self.labels(TOPIC, values),
            published=document.published,
            abstract=document.abstract,
            snippets=lead_snippet(document) if snippets is None else snippets,
        )

    def labels(self, facet: str, values: list[tuple[str, str]]) -> tuple[Label, ...]:
        """The values of one facet among (facet, value) pairs, with their labels."""
        return tuple(
            Label(value=value, label=self.vocabularies.label(facet, value)) for name, value in values if name == facet
        )

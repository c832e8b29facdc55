"""From a request to a result: read the words, ask the engine, fetch the texts, choose the passages."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from whoosh.query import Query

from indexer.catalogue.store import Catalogue
from indexer.errors import WrongUsage
from indexer.index.engine import PROMISING, Engine, EngineAnswer, EngineQuery, FacetCounts
from indexer.nouns.documents import Document
from indexer.nouns.search import (
    Facet,
    FacetFilter,
    FacetValue,
    Label,
    Repair,
    ResultItem,
    SearchMeta,
    SearchRequest,
    SearchResult,
    Sort,
)
from indexer.search.grammar import Parsed, describe, parse
from indexer.search.passages import PassageFinder, idf, lead_snippet
from indexer.search.spelling import corrected
from indexer.search.tree import TreeBuilder, unknown_values, unknown_values_as_words, wanted_words
from indexer.settings import Settings
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC
from indexer.vocabulary.facets import ANSWER_FACETS, EVERY_FACET, PROFILE_TYPE, SUGGESTED_TOPIC, YEAR, Vocabularies

_ANSWERS_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Searcher:
    """Answers requests over one state of a library; `languages` are those of its documents."""

    engine: Engine
    catalogue: Catalogue
    vocabularies: Vocabularies
    languages: tuple[str, ...]
    settings: Settings

    def search(self, request: SearchRequest) -> SearchResult:
        """The result of a request. Raises `WrongUsage` where it is over a limit or names no facet of ours."""
        began = time.perf_counter()
        request = _with_suggested(self._checked(request))
        parsed = parse(
            request.text, max_terms=self.settings.max_query_terms, max_nesting=self.settings.max_query_nesting
        )
        unknown = self._unknown_value_notes(parsed)
        if parsed.node and unknown:
            parsed = replace(parsed, node=unknown_values_as_words(parsed.node, self.vocabularies.resolve))
        notes = [*parsed.notes, *unknown]
        builder = self._builder()
        tree = builder.build(parsed.node) if parsed.node else None
        answer = self._ask(tree, request)
        facets = {**_without_empty_suggestions(answer, request), **self._answer_facets(tree, request, answer)}
        answered = tree
        repairs: tuple[Repair, ...] = ()
        if answer.total == 0 and parsed.node:
            relaxed = self._relaxed(builder, parsed, request)
            if relaxed:
                answered, answer, note = relaxed
                facets = _without_empty_suggestions(answer, request)
                notes.append(note)
        if answer.total == 0:
            repairs = self._repairs(tree, request)
        suggestion = self._did_you_mean(builder, parsed, request) if answer.total == 0 or notes else None
        return SearchResult(
            query=parsed.text,
            total=answer.total,
            items=self._explained(self._items(answer, parsed), answered, request),
            facets={name: self._facet(name, counts, request) for name, counts in facets.items()},
            notes=(*notes, *answer.notes),
            repairs=repairs,
            did_you_mean=suggestion,
            page=request.page,
            per_page=request.per_page,
            meta=SearchMeta(
                took_ms=round((time.perf_counter() - began) * 1000, 2),
                generation=answer.generation,
                partial=answer.partial,
            ),
            request=request,
        )

    def _checked(self, request: SearchRequest) -> SearchRequest:
        """The request with its filter values resolved from labels to values."""
        if len(request.text) > self.settings.max_query_characters:
            raise WrongUsage(
                f"the query is {len(request.text)} characters long; shorten it to at most "
                f"{self.settings.max_query_characters}",
                parameter="q",
            )
        if request.per_page > self.settings.max_per_page:
            raise WrongUsage(
                f"a page of {request.per_page} documents is asked for; ask for at most {self.settings.max_per_page}",
                parameter="per_page",
            )
        if request.page * request.per_page > self.settings.max_results:
            raise WrongUsage(
                f"only the first {self.settings.max_results:,} results can be paged through; narrow the search",
                parameter="page",
            )
        for name in (*request.filters, *request.facets):
            if name not in EVERY_FACET:
                raise WrongUsage(f"there is no facet {name!r}", parameter="facet", allowed=tuple(EVERY_FACET))
        return replace(request, filters={name: self._resolved(name, each) for name, each in request.filters.items()})

    def _resolved(self, name: str, chosen: FacetFilter) -> FacetFilter:
        if len(chosen.values) + len(chosen.excluded) > self.settings.max_filter_values:
            raise WrongUsage(
                f"at most {self.settings.max_filter_values} values can be chosen of one facet", parameter=name
            )
        resolve = self.vocabularies.resolve
        return replace(
            chosen,
            values=tuple(dict.fromkeys(resolve(name, value) or value for value in chosen.values)),
            excluded=tuple(dict.fromkeys(resolve(name, value) or value for value in chosen.excluded)),
        )

    def _unknown_value_notes(self, parsed: Parsed) -> list[str]:
        return [
            f"no {EVERY_FACET[value.field].lower()} is called “{value.typed}”; it was searched for as words"
            for value in unknown_values(parsed.node, self.vocabularies.resolve)
        ]

    def _ask(self, tree: Query | None, request: SearchRequest, limit: int | None = None) -> EngineAnswer:
        return self.engine.search(
            EngineQuery(
                tree=tree,
                filters=request.filters,
                year_from=request.year_from,
                year_to=request.year_to,
                facets=tuple(request.facets),
                sort=request.sort,
                offset=(request.page - 1) * request.per_page,
                limit=request.per_page if limit is None else limit,
                seconds=self.settings.search_seconds,
                nearness=True,
            )
        )

    def _answer_facets(
        self, tree: Query | None, request: SearchRequest, answer: EngineAnswer
    ) -> dict[str, FacetCounts]:
        """What the profiles of a result answer, where it holds profiles and its facets are wanted at all."""
        types = answer.facets.get(KNOWLEDGE_TYPE)
        if types is None or not types.counts.get(PROFILE_TYPE):
            return {}
        counts = self._ask(tree, replace(request, facets=dict.fromkeys(ANSWER_FACETS, 0), page=1, per_page=1)).facets
        # A document without a profile does not leave a question unanswered: nobody asked it.
        return {
            name: replace(found, missing=0) for name, found in counts.items() if found.counts or name in request.filters
        }

    def matching(self, request: SearchRequest) -> frozenset[str]:
        """The ids of the documents a request finds, up to the number that can be paged through."""
        request = self._checked(replace(request, facets={}, page=1, per_page=1))
        parsed = parse(
            request.text, max_terms=self.settings.max_query_terms, max_nesting=self.settings.max_query_nesting
        )
        tree = self._builder().build(parsed.node) if parsed.node else None
        return frozenset(hit.id for hit in self._ask(tree, request, limit=self.settings.max_results).hits)

    def _relaxed(
        self, builder: TreeBuilder, parsed: Parsed, request: SearchRequest
    ) -> tuple[Query, EngineAnswer, str] | None:
        """A tree for most of the words, its answer, and what to say of it; None where that is no help."""
        relaxed = builder.relaxed(parsed.node) if parsed.node else None
        while relaxed:
            tree, needed, asked = relaxed
            answer = self._ask(tree, request)
            if answer.total:
                filtered = bool(request.filters) or request.year_from is not None or request.year_to is not None
                which = "no document that passes the filters" if filtered else "no document"
                return tree, answer, f"{which} holds all {asked} words; these hold at least {needed} of them"
            if needed == 1 or not parsed.node:
                break
            relaxed = builder.relaxed(parsed.node, needed=1)
        return None

    def _did_you_mean(self, builder: TreeBuilder, parsed: Parsed, request: SearchRequest) -> str | None:
        """The query with its unknown words corrected, if that finds something here."""
        node = corrected(parsed.node, self.engine)
        if node is None:
            return None
        found = self._ask(builder.build(node), replace(request, page=1, per_page=1, facets={})).total
        return describe(node) if found else None

    def _repairs(self, tree: Query | None, request: SearchRequest) -> tuple[Repair, ...]:
        """What an empty result would hold without one of its filters, or without its words."""
        bare = replace(request, page=1, facets={}, per_page=1)
        trials = {
            name: (tree, replace(bare, filters={other: each for other, each in bare.filters.items() if other != name}))
            for name in request.filters
        }
        if request.year_from is not None or request.year_to is not None:
            trials["years"] = (tree, replace(bare, year_from=None, year_to=None))
        if tree is not None and (request.filters or trials):
            trials["q"] = (None, bare)
        found = [Repair(name=name, total=self._ask(*trial).total) for name, trial in trials.items()]
        return tuple(repair for repair in found if repair.total)

    def _items(self, answer: EngineAnswer, parsed: Parsed) -> tuple[ResultItem, ...]:
        documents = self.catalogue.get_many([hit.id for hit in answer.hits])
        tags = self.catalogue.tags(list(documents))
        finder = PassageFinder(wanted_words(parsed.node, self.languages), self.languages, self._weight)
        return tuple(
            self.item(document, [(tag.vocabulary, tag.concept_id) for tag in tags[hit.id]], hit.score, finder)
            for hit in answer.hits
            if (document := documents.get(hit.id))
        )

    def _explained(
        self, items: tuple[ResultItem, ...], tree: Query | None, request: SearchRequest
    ) -> tuple[ResultItem, ...]:
        """Items with the reasons for their scores, where these are asked for and decide the order."""
        if tree is None or not request.explain or request.sort is not Sort.RELEVANCE:
            return items
        first = (request.page - 1) * request.per_page
        return tuple(
            replace(item, explanation=self.engine.explain(tree, item.id, nearness=place < PROMISING))
            for place, item in enumerate(items, start=first)
        )

    def item(
        self, document: Document, values: list[tuple[str, str]], score: float, finder: PassageFinder | None = None
    ) -> ResultItem:
        """A document as a result shows it; `values` are its (facet, value) pairs."""
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
            snippets=finder.snippets(document) if finder else lead_snippet(document),
        )

    def labels(self, facet: str, values: list[tuple[str, str]]) -> tuple[Label, ...]:
        """The values of one facet among (facet, value) pairs, with their labels."""
        return tuple(
            Label(value=value, label=self.vocabularies.label(facet, value)) for name, value in values if name == facet
        )

    def _builder(self) -> TreeBuilder:
        return TreeBuilder(self.languages, self.vocabularies.resolve, self._boosts)

    def _boosts(self, field: str, terms: tuple[str, ...]) -> tuple[float, ...]:
        """Boosts that make the stems a word has in several languages as rare as the word is in all:
        else an English word in a French text would count as a rarity."""
        frequencies = [self.engine.frequency(field, term) for term in terms]
        documents = max(self.engine.state().documents, *frequencies)
        whole = idf(min(sum(frequencies), documents), documents)
        return tuple(whole / idf(frequency, documents) for frequency in frequencies)

    def _weight(self, form: str) -> float:
        frequency = max(self.engine.frequency("text", term) for term in self._builder().terms(form))
        return idf(frequency, max(self.engine.state().documents, frequency))

    def _facet(self, name: str, counts: FacetCounts, request: SearchRequest) -> Facet:
        """A facet's values: chosen ones first (even with no document), then by count, then by label."""
        chosen = request.filters.get(name, FacetFilter())
        values = self.facet_values(name, counts.counts, chosen, counts.missing)
        picked = [value for value in values if value.selected or value.excluded]
        rest = [value for value in values if not (value.selected or value.excluded)]
        return Facet(
            name=name,
            values=(*picked, *rest[: max(request.facets.get(name, _ANSWERS_SHOWN) - len(picked), 0)]),
            total_values=len(counts.counts),
            missing_count=counts.missing,
            match_all=chosen.match_all,
        )

    def facet_values(
        self, name: str, counts: Mapping[str, int], chosen: FacetFilter, missing: int = 0
    ) -> list[FacetValue]:
        """All values with a count or chosen, by count and label; years newest first."""
        everything = dict(counts)
        for value in (*chosen.values, *chosen.excluded):
            everything.setdefault(value, missing if value == "_none" else 0)
        values = [
            FacetValue(
                value=value,
                label=self.vocabularies.label(name, value),
                count=count,
                selected=value in chosen.values,
                excluded=value in chosen.excluded,
            )
            for value, count in everything.items()
        ]
        if name == YEAR:
            return sorted(values, key=lambda each: each.value, reverse=True)
        return sorted(values, key=lambda each: (-each.count, each.label.casefold(), each.value))


def _with_suggested(request: SearchRequest) -> SearchRequest:
    """A request that also counts suggested topics where it counts topics."""
    if TOPIC not in request.facets or SUGGESTED_TOPIC in request.facets:
        return request
    return replace(request, facets={**request.facets, SUGGESTED_TOPIC: request.facets[TOPIC]})


def _without_empty_suggestions(answer: EngineAnswer, request: SearchRequest) -> dict[str, FacetCounts]:
    """The facets of an answer without suggested topics where there are none, unless they alone were asked for."""
    facets = dict(answer.facets)
    found = facets.pop(SUGGESTED_TOPIC, None)
    if found is not None and (found.counts or SUGGESTED_TOPIC in request.filters or TOPIC not in request.facets):
        # A document for which nothing is suggested does not leave anything unstated.
        facets[SUGGESTED_TOPIC] = replace(found, missing=0)
    return facets

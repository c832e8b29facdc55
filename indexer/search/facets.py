"""Facets of a result: which are counted, which are shown, and their values with labels and in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indexer.index.engine import EngineAnswer, FacetCounts
from indexer.nouns.search import NOT_STATED, Facet, FacetFilter, FacetValue, SearchRequest
from indexer.vocabulary.concepts import KNOWLEDGE_TYPE, TOPIC
from indexer.vocabulary.facets import ANSWER_FACETS, PROFILE_TYPE, SUGGESTED_TOPIC, YEAR, Vocabularies

_ANSWERS_SHOWN = 8


def with_suggested(request: SearchRequest) -> SearchRequest:
    """A request that also counts suggested topics where it counts topics."""
    if TOPIC not in request.facets or SUGGESTED_TOPIC in request.facets:
        return request
    return replace(request, facets={**request.facets, SUGGESTED_TOPIC: request.facets[TOPIC]})


def counted_facets(request: SearchRequest) -> tuple[str, ...]:
    """The facets to count: those asked for and, beside knowledge types, what profiles answer."""
    answers = ANSWER_FACETS if KNOWLEDGE_TYPE in request.facets else {}
    return tuple(dict.fromkeys((*request.facets, *answers)))


def facets_of(answer: EngineAnswer, request: SearchRequest, vocabularies: Vocabularies) -> dict[str, Facet]:
    """The facets to show of an answer, by name."""
    shown = _shown_counts(answer.facets, request)
    return {name: _facet(name, counts, request, vocabularies) for name, counts in shown.items()}


def _shown_counts(counted: Mapping[str, FacetCounts], request: SearchRequest) -> dict[str, FacetCounts]:
    """The counts to show: suggested topics where there are some or they alone were asked for, answers where
    there are profiles."""
    shown = {name: counted[name] for name in request.facets}
    suggested = shown.pop(SUGGESTED_TOPIC, None)
    if suggested and (suggested.counts or SUGGESTED_TOPIC in request.filters or TOPIC not in request.facets):
        # A document for which nothing is suggested does not leave anything unstated.
        shown[SUGGESTED_TOPIC] = replace(suggested, missing=0)
    types = counted.get(KNOWLEDGE_TYPE)
    if types and types.counts.get(PROFILE_TYPE):
        answers = {name: counted[name] for name in ANSWER_FACETS if name in counted}
        # A document without a profile does not leave a question unanswered: nobody asked it.
        shown |= {
            name: replace(counts, missing=0)
            for name, counts in answers.items()
            if counts.counts or name in request.filters
        }
    return shown


def _facet(name: str, counts: FacetCounts, request: SearchRequest, vocabularies: Vocabularies) -> Facet:
    """A facet's values: chosen ones first (even with no document), then by count, then by label."""
    chosen = request.filters.get(name, FacetFilter())
    values = _values(name, counts, chosen, vocabularies)
    picked = [value for value in values if value.selected or value.excluded]
    rest = [value for value in values if not (value.selected or value.excluded)]
    return Facet(
        name=name,
        values=(*picked, *rest[: max(request.facets.get(name, _ANSWERS_SHOWN) - len(picked), 0)]),
        total_values=len(counts.counts),
        missing_count=counts.missing,
        match_all=chosen.match_all,
    )


def _values(name: str, counts: FacetCounts, chosen: FacetFilter, vocabularies: Vocabularies) -> list[FacetValue]:
    """All values with a count or chosen, by count and label; years newest first."""
    documents = dict(counts.counts)
    for value in (*chosen.values, *chosen.excluded):
        documents.setdefault(value, counts.missing if value == NOT_STATED else 0)
    values = [
        FacetValue(
            value=value,
            label=vocabularies.label(name, value),
            count=count,
            selected=value in chosen.values,
            excluded=value in chosen.excluded,
        )
        for value, count in documents.items()
    ]
    if name == YEAR:
        return sorted(values, key=lambda value: value.value, reverse=True)
    return sorted(values, key=lambda value: (-value.count, value.label.casefold(), value.value))

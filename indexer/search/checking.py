"""A request held against the limits, with what it calls facet values turned into the values themselves."""

from __future__ import annotations

from dataclasses import replace

from indexer.errors import WrongUsage
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.settings import Settings
from indexer.vocabulary.facets import EVERY_FACET, Vocabularies


def checked(request: SearchRequest, settings: Settings, vocabularies: Vocabularies) -> SearchRequest:
    """The request with the labels among its filter values resolved.

    Raises `WrongUsage` where it is over a limit or names no facet of ours.
    """
    if len(request.text) > settings.max_query_characters:
        raise WrongUsage(
            f"the query is {len(request.text)} characters long; shorten it to at most {settings.max_query_characters}",
            parameter="q",
        )
    if request.per_page > settings.max_per_page:
        raise WrongUsage(
            f"a page of {request.per_page} documents is asked for; ask for at most {settings.max_per_page}",
            parameter="per_page",
        )
    if request.page * request.per_page > settings.max_results:
        raise WrongUsage(
            f"only the first {settings.max_results:,} results can be paged through; narrow the search",
            parameter="page",
        )
    for name in (*request.filters, *request.facets):
        if name not in EVERY_FACET:
            raise WrongUsage(f"there is no facet {name!r}", parameter="facet", allowed=tuple(EVERY_FACET))
    filters = {name: _resolved(name, chosen, settings, vocabularies) for name, chosen in request.filters.items()}
    return replace(request, filters=filters)


def _resolved(name: str, chosen: FacetFilter, settings: Settings, vocabularies: Vocabularies) -> FacetFilter:
    if len(chosen.values) + len(chosen.excluded) > settings.max_filter_values:
        raise WrongUsage(f"at most {settings.max_filter_values} values can be chosen of one facet", parameter=name)
    resolve = vocabularies.resolve
    return replace(
        chosen,
        values=tuple(dict.fromkeys(resolve(name, value) or value for value in chosen.values)),
        excluded=tuple(dict.fromkeys(resolve(name, value) or value for value in chosen.excluded)),
    )

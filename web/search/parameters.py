"""URL parameters to a search request and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, create_model

from indexer.nouns.search import FacetFilter, SearchRequest, Sort
from indexer.vocabulary.facets import EVERY_FACET, FACETS, YEAR
from web.parameters import Limit, Parameters

FACET_VALUES = 12
"""How many values of each facet a search shows; of years, all there can reasonably be."""
YEARS_SHOWN = 200

PER_PAGE = 10
_Values = Annotated[list[str], Limit("max_filter_values")]


def _facet_parameters() -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for name, title in EVERY_FACET.items():
        any_of = f"{title}: any of these values (an id or a label); `_none` for documents that state none."
        parameters[name] = (_Values, Field(default_factory=list, description=any_of))
        parameters[f"not_{name}"] = (
            _Values,
            Field(default_factory=list, description=f"{title}: none of these values."),
        )
        mode = f"`all` asks for every {name} given instead of any."
        parameters[f"{name}_mode"] = (Literal["any", "all"], Field(default="any", description=mode))
    return parameters


class _Words(Parameters):
    q: Annotated[str, Limit("max_query_characters"), Field(description="The words to find; see the search syntax.")] = (
        ""
    )
    year_from: int | None = Field(None, ge=0, le=9999, description="Not older than this year.")
    year_to: int | None = Field(None, ge=0, le=9999, description="Not younger than this year.")


class _Window(Parameters):
    sort: Annotated[Sort, Field(description="The order of the documents.")] = Sort.RELEVANCE
    page: Annotated[int, Field(ge=1, description="Which page of the result."), Limit("max_results")] = 1
    per_page: Annotated[
        int, Field(ge=1, description="How many documents a page."), Limit("max_per_page", "max_results")
    ] = PER_PAGE
    explain: Annotated[bool, Field(description="Say of each document why it has its score.")] = False


class _Contains(Parameters):
    contains: Annotated[str, Field(max_length=100, description="Only values one of whose labels contains this.")] = ""


class CompleteParameters(Parameters):
    """What was typed, and how many completions to give."""

    q: Annotated[str, Field(max_length=100, description="What was typed so far.")] = ""
    limit: Annotated[int, Field(ge=1, le=50, description="How many completions.")] = 10


FilterParameters: type[BaseModel] = create_model("FilterParameters", __base__=_Words, **_facet_parameters())


SearchParameters: type[BaseModel] = create_model("SearchParameters", __base__=(FilterParameters, _Window))


FacetParameters: type[BaseModel] = create_model("FacetParameters", __base__=(FilterParameters, _Contains))


def search_request(parameters: BaseModel) -> SearchRequest:
    """The search that checked parameters ask for."""
    values = parameters.model_dump()
    filters = {}
    for name in EVERY_FACET:
        chosen, excluded = tuple(values[name]), tuple(values[f"not_{name}"])
        if chosen or excluded:
            match_all = bool(chosen) and values[f"{name}_mode"] == "all"
            filters[name] = FacetFilter(values=chosen, excluded=excluded, match_all=match_all)
    return SearchRequest(
        text=values["q"].strip(),
        filters=filters,
        year_from=values["year_from"],
        year_to=values["year_to"],
        sort=values.get("sort", Sort.RELEVANCE),
        page=values.get("page", 1),
        per_page=values.get("per_page", PER_PAGE),
        explain=values.get("explain", False),
        facets={name: YEARS_SHOWN if name == YEAR else FACET_VALUES for name in FACETS},
    )


def url_query(request: SearchRequest, contains: str = "") -> str:
    """The query string of a request in one canonical order, with `?`, without what is default.

    `contains` narrows the values of a facet's own page.
    """
    pairs: list[tuple[str, str]] = [("q", request.text)] if request.text else []
    for name in EVERY_FACET:
        chosen = request.filters.get(name, FacetFilter())
        pairs.extend((name, value) for value in chosen.values)
        if chosen.match_all and chosen.values:
            pairs.append((f"{name}_mode", "all"))
        pairs.extend((f"not_{name}", value) for value in chosen.excluded)
    for name, value in (("year_from", request.year_from), ("year_to", request.year_to)):
        if value is not None:
            pairs.append((name, str(value)))
    if request.sort is not Sort.RELEVANCE:
        pairs.append(("sort", request.sort.value))
    if request.page != 1:
        pairs.append(("page", str(request.page)))
    if request.per_page != PER_PAGE:
        pairs.append(("per_page", str(request.per_page)))
    if request.explain:
        pairs.append(("explain", "true"))
    if contains:
        pairs.append(("contains", contains))
    return f"?{urlencode(pairs)}" if pairs else ""


def toggled(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """The request with a facet value chosen, or no longer chosen or excluded where it was; on page 1."""
    chosen = request.filters.get(name, FacetFilter())
    if value in chosen.values or value in chosen.excluded:
        changed = replace(
            chosen,
            values=tuple(each for each in chosen.values if each != value),
            excluded=tuple(each for each in chosen.excluded if each != value),
        )
    else:
        changed = replace(chosen, values=(*chosen.values, value))
    return with_filter(request, name, changed)


def excluding(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """The request without documents that have a facet value; on page 1."""
    chosen = request.filters.get(name, FacetFilter())
    kept = tuple(each for each in chosen.values if each != value)
    return with_filter(request, name, replace(chosen, values=kept, excluded=(*chosen.excluded, value)))


def with_filter(request: SearchRequest, name: str, chosen: FacetFilter) -> SearchRequest:
    """The request with another filter on one facet; on page 1."""
    filters = {other: each for other, each in request.filters.items() if other != name}
    if chosen.values or chosen.excluded:
        filters[name] = chosen
    return replace(request, filters=filters, page=1)

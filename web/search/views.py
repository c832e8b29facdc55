"""What the templates show, with every link made: templates know no rules."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from indexer.nouns.search import NOT_STATED, Facet, FacetFilter, FacetValue, SearchRequest, SearchResult, Snippet, Sort
from indexer.vocabulary.facets import EVERY_FACET, FACETS, YEAR
from web.marking import marked_text, passage_cells, passage_lines, passage_text
from web.search.histogram import BarView, year_bars
from web.search.parameters import PER_PAGE, excluding, toggled, url_query, with_filter

SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.TITLE: "Title",
}
_PANEL_FACETS = tuple(name for name in EVERY_FACET if name != YEAR)
_SEVERAL_VALUED = ("topic", "country")
_PAGES_AROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValueView:
    """A facet value with its links."""

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool
    toggle_url: str
    exclude_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetView:
    """A facet as a group of checkboxes; `more` is how many values its own page has beyond these."""

    name: str
    title: str
    values: tuple[FacetValueView, ...]
    more: int
    all_url: str
    match_all: bool
    offers_match_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedView:
    """A filter in force and the link that removes it."""

    text: str
    remove_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link with its words."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """All that the results page shows.

    `years_chosen` are the ticked years as (parameter, value, words); `hidden` are the parameters that
    applying the filters keeps and no control shows.
    """

    result: SearchResult
    request: SearchRequest
    facets: tuple[FacetView, ...]
    applied: tuple[AppliedView, ...]
    clear_url: str
    meant_url: str
    repairs: tuple[LinkView, ...]
    bars: tuple[BarView, ...]
    undated: int
    years_chosen: tuple[tuple[str, str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str, bool], ...]
    pages: tuple[LinkView, ...]
    previous_url: str
    next_url: str
    json_url: str
    explain_url: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPage:
    """All that a facet's own page shows."""

    name: str
    title: str
    values: tuple[FacetValueView, ...]
    total_values: int
    missing: FacetValueView | None
    contains: str
    request: SearchRequest
    back_url: str
    json_url: str
    highest: int


def install(app: Flask) -> None:
    """Give the templates their filters and names."""
    app.jinja_env.filters["marked"] = marked
    app.jinja_env.filters["web_link"] = web_link
    for mark in (marked_text, passage_cells, passage_lines, passage_text):
        app.jinja_env.globals[mark.__name__] = mark
    app.jinja_env.globals["facet_titles"] = FACETS
    app.jinja_env.globals["max_query_characters"] = app.extensions["library"].settings.max_query_characters
    app.jinja_env.globals["search_url"] = search_url
    app.jinja_env.globals["sort_url"] = sort_url
    app.jinja_env.globals["undated_url"] = undated_url
    app.jinja_env.globals["style_version"] = _style_version(str(app.static_folder))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


@lru_cache(maxsize=4)
def _style_version(folder: str) -> str:
    return hashlib.blake2b((Path(folder) / "style.css").read_bytes(), digest_size=5).hexdigest()


def marked(snippet: Snippet) -> Markup:
    """A snippet's text, escaped, with `<mark>` around the words found."""
    return marked_text(snippet.text, snippet.marks)


def web_link(url: str | None) -> str | None:
    """A link if it leads to the web, else None: documents may hold links of any kind."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def search_url(facet: str, value: str) -> str:
    """The address of all documents with a facet value."""
    return "/search" + url_query(SearchRequest(filters={facet: FacetFilter(values=(value,))}))


def sort_url(request: SearchRequest, sort: str) -> str:
    """The address of a search in another order."""
    return "/search" + url_query(replace(request, sort=Sort(sort), page=1))


def undated_url(request: SearchRequest) -> str:
    """The address of a search narrowed to documents that state no year."""
    return "/search" + url_query(with_filter(request, YEAR, FacetFilter(values=(NOT_STATED,))))


def search_page(result: SearchResult, max_results: int) -> SearchPage:
    """A result with its links; no link leads past `max_results`, as far as one can page."""
    request = result.request
    last_page = max(1, min(-(-result.total // request.per_page), max_results // request.per_page))
    first = (request.page - 1) * request.per_page + 1
    return SearchPage(
        result=result,
        request=request,
        facets=tuple(
            _facet_view(result.facets[name], request)
            for name in _PANEL_FACETS
            if name in result.facets and (result.facets[name].total_values or name in request.filters)
        ),
        applied=_applied(result),
        clear_url="/search" + url_query(SearchRequest(text=request.text, sort=request.sort)),
        meant_url="/search" + url_query(replace(request, text=result.did_you_mean or "", page=1)),
        repairs=_repairs(result),
        bars=year_bars(result.facets[YEAR], request) if YEAR in result.facets else (),
        undated=result.facets[YEAR].missing_count if YEAR in result.facets else 0,
        years_chosen=_years_chosen(request.filters.get(YEAR, FacetFilter())),
        hidden=_hidden(request),
        sorts=tuple((sort.value, title, sort is request.sort) for sort, title in SORTS.items()),
        pages=_pages(request, last_page),
        previous_url=_page_url(request, request.page - 1) if request.page > 1 else "",
        next_url=_page_url(request, request.page + 1) if request.page < last_page else "",
        json_url="/search.json" + url_query(request),
        explain_url=_explain_url(result),
        first=first,
        last=first + len(result.items) - 1,
    )


def _explain_url(result: SearchResult) -> str:
    """The address of the same page with reasons or without; empty where nothing is ranked."""
    request = result.request
    ranked = request.sort is Sort.RELEVANCE and bool(result.query)
    return "/search" + url_query(replace(request, explain=not request.explain)) if ranked else ""


def facet_page(facet: Facet, request: SearchRequest, contains: str) -> FacetPage:
    """All values of a facet with their links."""
    values = tuple(_value_view(facet.name, value, request) for value in facet.values if value.value != NOT_STATED)
    return FacetPage(
        name=facet.name,
        title=EVERY_FACET[facet.name],
        values=values,
        total_values=facet.total_values,
        missing=_missing_view(facet, request) if facet.missing_count else None,
        contains=contains,
        request=request,
        back_url="/search" + url_query(request),
        json_url=f"/facets/{facet.name}.json" + url_query(request, contains=contains),
        highest=max((value.count for value in values), default=0),
    )


def _facet_view(facet: Facet, request: SearchRequest) -> FacetView:
    values = [_value_view(facet.name, value, request) for value in facet.values]
    if facet.missing_count and all(value.value != NOT_STATED for value in facet.values):
        values.append(_missing_view(facet, request))
    known = sum(1 for value in facet.values if value.count and value.value != NOT_STATED)
    return FacetView(
        name=facet.name,
        title=EVERY_FACET[facet.name],
        values=tuple(values),
        more=max(facet.total_values - known, 0),
        all_url=f"/facets/{facet.name}" + url_query(replace(request, sort=Sort.RELEVANCE, page=1, per_page=PER_PAGE)),
        match_all=facet.match_all,
        offers_match_all=facet.match_all or facet.name in _SEVERAL_VALUED,
    )


def _value_view(name: str, value: FacetValue, request: SearchRequest) -> FacetValueView:
    return FacetValueView(
        value=value.value,
        label=value.label,
        count=value.count,
        selected=value.selected,
        excluded=value.excluded,
        toggle_url="/search" + url_query(toggled(request, name, value.value)),
        exclude_url="/search" + url_query(excluding(request, name, value.value)),
    )


def _missing_view(facet: Facet, request: SearchRequest) -> FacetValueView:
    chosen = request.filters.get(facet.name, FacetFilter())
    return _value_view(
        facet.name,
        FacetValue(
            value=NOT_STATED,
            label="Not stated",
            count=facet.missing_count,
            selected=NOT_STATED in chosen.values,
            excluded=NOT_STATED in chosen.excluded,
        ),
        request,
    )


def _applied(result: SearchResult) -> tuple[AppliedView, ...]:
    request = result.request
    applied = []
    for name in EVERY_FACET:
        chosen = request.filters.get(name, FacetFilter())
        labels = {value.value: value.label for value in result.facets[name].values} if name in result.facets else {}
        for value in (*chosen.values, *chosen.excluded):
            sign = "not " if value in chosen.excluded else ""
            applied.append(
                AppliedView(
                    text=f"{EVERY_FACET[name]}: {sign}{labels.get(value, value)}",
                    remove_url="/search" + url_query(toggled(request, name, value)),
                )
            )
    if request.year_from is not None or request.year_to is not None:
        without = replace(request, year_from=None, year_to=None, page=1)
        applied.append(AppliedView(text=f"Years: {_years(request)}", remove_url="/search" + url_query(without)))
    return tuple(applied)


def _years_chosen(chosen: FacetFilter) -> tuple[tuple[str, str, str], ...]:
    words = {NOT_STATED: "Not stated"}
    return (
        *((YEAR, value, words.get(value, value)) for value in chosen.values),
        *((f"not_{YEAR}", value, f"without {words.get(value, value).lower()}") for value in chosen.excluded),
    )


def _hidden(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    kept = []
    if request.filters.get(YEAR, FacetFilter()).match_all:
        kept.append((f"{YEAR}_mode", "all"))
    if request.sort is not Sort.RELEVANCE:
        kept.append(("sort", request.sort.value))
    if request.per_page != PER_PAGE:
        kept.append(("per_page", str(request.per_page)))
    if request.explain:
        kept.append(("explain", "true"))
    return tuple(kept)


def _years(request: SearchRequest) -> str:
    if request.year_to is None:
        return f"from {request.year_from}"
    if request.year_from is None:
        return f"to {request.year_to}"
    return f"{request.year_from} to {request.year_to}"


def _repairs(result: SearchResult) -> tuple[LinkView, ...]:
    links = []
    for repair in result.repairs:
        if repair.name == "q":
            text, changed = "the words", replace(result.request, text="", page=1)
        elif repair.name == "years":
            text, changed = "the years", replace(result.request, year_from=None, year_to=None, page=1)
        else:
            text = f"the filter on {EVERY_FACET[repair.name].lower()}"
            changed = with_filter(result.request, repair.name, FacetFilter())
        noun = "document" if repair.total == 1 else "documents"
        links.append(LinkView(text=f"Without {text}: {repair.total} {noun}", url="/search" + url_query(changed)))
    return tuple(links)


def _pages(request: SearchRequest, last: int) -> tuple[LinkView, ...]:
    if last == 1:
        return ()
    near = range(max(1, request.page - _PAGES_AROUND), min(last, request.page + _PAGES_AROUND) + 1)
    return tuple(
        LinkView(text=str(number), url=_page_url(request, number), current=number == request.page)
        for number in sorted({1, *near, last})
    )


def _page_url(request: SearchRequest, number: int) -> str:
    return "/search" + url_query(replace(request, page=number))

"""Documents per year as a picture whose bars are links."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.nouns.search import Facet, FacetFilter, SearchRequest
from indexer.vocabulary.facets import YEAR
from web.search.parameters import url_query, with_filter

_WIDTH, _HEIGHT, _MAX_BARS = 240.0, 60.0, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """One year of the histogram, in the units of its picture."""

    year: str
    count: int
    x: float
    y: float
    width: float
    height: float
    url: str


def year_bars(facet: Facet, request: SearchRequest) -> tuple[BarView, ...]:
    """A bar for every year from the first to the last with a document, gaps included."""
    counts = {int(value.value): value.count for value in facet.values if value.value.isdecimal() and value.count}
    if not counts:
        return ()
    years = range(max(min(counts), max(counts) - _MAX_BARS + 1), max(counts) + 1)
    width, highest = _WIDTH / len(years), max(counts.values())
    return tuple(
        BarView(
            year=str(year),
            count=counts.get(year, 0),
            x=round(at * width, 2),
            y=round(_HEIGHT * (1 - counts.get(year, 0) / highest), 2),
            width=round(width * 0.86, 2),
            height=round(_HEIGHT * counts.get(year, 0) / highest, 2),
            url="/search" + url_query(with_filter(request, YEAR, FacetFilter(values=(str(year),)))),
        )
        for at, year in enumerate(years)
        if counts.get(year)
    )

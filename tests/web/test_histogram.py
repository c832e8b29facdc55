"""The years as bars: as high as they have documents, side by side, gaps left out, each leading to its year."""

from __future__ import annotations

from indexer.nouns.search import Facet, FacetFilter, FacetValue, SearchRequest
from indexer.vocabulary.facets import YEAR
from web.search.histogram import year_bars


def bars(**counts: int) -> list[tuple[str, int, float, float, float]]:
    values = tuple(
        FacetValue(value=year.strip("y"), label=year, count=count, selected=False, excluded=False)
        for year, count in counts.items()
    )
    facet = Facet(name=YEAR, values=values, total_values=len(values), missing_count=0, match_all=False)
    found = year_bars(facet, SearchRequest(text="tax", filters={YEAR: FacetFilter(values=("1999",))}, page=3))
    assert all(bar.url == f"/search?q=tax&year={bar.year}" for bar in found)
    return [(bar.year, bar.count, bar.x, bar.y, bar.height) for bar in found]


def test_bars_are_as_high_as_their_counts_and_stand_where_their_years_do() -> None:
    assert bars(y2010=1, y2011=4, y2013=2) == [
        ("2010", 1, 0.0, 45.0, 15.0),
        ("2011", 4, 60.0, 0.0, 60.0),
        ("2013", 2, 180.0, 30.0, 30.0),
    ]


def test_only_the_last_sixty_years_are_drawn_and_years_without_documents_are_not() -> None:
    assert [year for year, *_ in bars(y1900=9, y1961=1, y1962=0, y2020=1)] == ["1961", "2020"]
    assert bars() == []

"""Where the links of a result lead, and which documents a page says it shows."""

from __future__ import annotations

import pytest

from indexer.library import Library
from indexer.nouns.search import FacetFilter, SearchRequest
from web.search.parameters import excluding, toggled, with_filter
from web.search.views import search_page

SECOND = SearchRequest(text="open", filters={"topic": FacetFilter(values=("transparency",))}, page=2)


@pytest.mark.parametrize(
    "changed",
    [
        toggled(SECOND, "topic", "transparency"),
        toggled(SECOND, "country", "MX"),
        excluding(SECOND, "topic", "transparency"),
        with_filter(SECOND, "topic", FacetFilter()),
    ],
)
def test_another_filter_leads_to_the_first_page(changed: SearchRequest) -> None:
    assert changed.page == 1
    assert changed.filters != SECOND.filters
    assert changed.text == "open"


@pytest.mark.parametrize(("page", "first", "last"), [(1, 1, 5), (2, 6, 10), (3, 11, 11)])
def test_a_page_says_which_documents_it_shows(library: Library, page: int, first: int, last: int) -> None:
    shown = search_page(library.search(SearchRequest(page=page, per_page=5)), 1_000)
    assert (shown.first, shown.last) == (first, last)
    assert bool(shown.previous_url) is (page > 1)
    assert bool(shown.next_url) is (page < 3)
    assert [link.text for link in shown.pages if link.current] == [str(page)]

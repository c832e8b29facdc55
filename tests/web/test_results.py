"""The order of results, their pages, and the ways out of an empty one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.nouns.search import Sort
from indexer.vocabulary.facets import FACETS
from tests.web.reading import SEARCHES, get_json, page, query, submitted, total_shown


def ids(client: FlaskClient, address: str) -> list[str]:
    """The documents of a result, in their order."""
    return [item["id"] for item in get_json(client, address)["items"]]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(("asked", "per_page"), [("q=city", 7), ("q=", 33), ("q=open+government", 10)])
def test_pages_together_are_the_whole_result_in_one_order(
    client: FlaskClient, sort: Sort, asked: str, per_page: int
) -> None:
    address = f"/api/v1/search?{asked}&sort={sort}"
    total = get_json(client, address)["total"]
    pages = [
        ids(client, f"{address}&per_page={per_page}&page={number}") for number in range(1, -(-total // per_page) + 2)
    ]
    together = [each for one in pages for each in one]
    assert len(together) == len(set(together)) == total
    assert [len(one) for one in pages[:-2]] == [per_page] * len(pages[:-2])
    assert pages[-1] == []
    assert together[:100] == ids(client, f"{address}&per_page=100")


def test_an_order_by_date_or_title_is_that_order(client: FlaskClient) -> None:
    for sort, backwards in (("newest", True), ("oldest", False)):
        items = get_json(client, f"/api/v1/search?per_page=100&year_from=1&sort={sort}")["items"]
        years = [item["published"][:4] for item in items]
        assert years == sorted(years, reverse=backwards)
    titles = [item["title"] for item in get_json(client, "/api/v1/search?per_page=100&sort=title&language=en")["items"]]
    letters = [title[0].casefold() for title in titles if title[0].isascii() and title[0].isalpha()]
    assert letters == sorted(letters)
    scores = [item["score"] for item in get_json(client, "/api/v1/search?per_page=100&q=open+government")["items"]]
    assert scores == sorted(scores, reverse=True)


def test_documents_without_a_date_come_last_in_both_orders(client: FlaskClient) -> None:
    for sort in ("newest", "oldest"):
        items = [
            item
            for number in (1, 2)
            for item in get_json(client, f"/api/v1/search?per_page=100&sort={sort}&page={number}")["items"]
        ]
        stated = [item["published"] is not None for item in items]
        assert stated == sorted(stated, reverse=True)


def test_the_page_links_walk_through_the_result_and_no_further(client: FlaskClient) -> None:
    address, seen = "/search?q=city&per_page=9&sort=title", list[str]()
    while address:
        found = page(client, address)
        seen += [str(link["href"]) for link in found.select(".result h2 a")]
        onwards = found.select('.pages a[rel="next"]')
        address = str(onwards[0]["href"]) if onwards else ""
    assert len(seen) == len(set(seen)) == get_json(client, "/api/v1/search?q=city")["total"]
    assert page(client, "/search?q=city").select_one('.pages a[aria-current="page"]').get_text() == "Page 1"  # type: ignore[union-attr]


def test_a_page_after_the_last_leads_back(client: FlaskClient) -> None:
    found = page(client, "/search?q=open+government&page=90")
    assert total_shown(found) > 0
    back = found.select_one(".note a")
    assert back is not None
    assert page(client, str(back["href"])).select(".result")


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "zebra", "country": "MX"},
        {"q": "tallinn", "country": "BR", "knowledge_type": "City profile"},
        {"q": "nairobi", "year_from": 1990, "year_to": 1991},
        {"country": "BR", "region": "Oceania"},
    ],
)
def test_an_empty_result_offers_repairs_that_work(client: FlaskClient, asked: dict[str, object]) -> None:
    found = page(client, "/search" + query(asked))
    assert total_shown(found) == 0
    repairs = [link for link in found.select(".nothing a") if ":" in link.get_text()]
    assert repairs
    for link in repairs:
        promised = int(link.get_text().split(":")[1].split()[0])
        assert promised > 0
        assert total_shown(page(client, str(link["href"]))) == promised


def test_an_empty_result_without_filters_still_shows_a_way_on(client: FlaskClient) -> None:
    found = page(client, "/search?q=zzyzx")
    assert total_shown(found) == 0
    assert not found.select(".applied")
    links = [str(link["href"]) for link in found.select(".nothing a")]
    assert links
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_correction_is_offered_and_finds_something(client: FlaskClient) -> None:
    found = page(client, "/search?q=governmnet")
    suggestion = found.select_one(".note a")
    assert suggestion is not None
    assert suggestion.get_text() == "government"
    assert total_shown(page(client, str(suggestion["href"]))) > 0


def asked_for(found: BeautifulSoup) -> list[str]:
    """The parameters of the search that a results page shows, in no order."""
    return sorted(urlsplit(str(found.select('link[rel="alternate"]')[0]["href"])).query.split("&"))


KEPT = (
    *SEARCHES,
    {"q": "city", "sort": "title", "per_page": 20},
    {"q": "city", "year": ["2015", "2016", "_none"], "not_year": "2016"},
    {"knowledge_type": ["City profile", "Law summary"], "knowledge_type_mode": "all"},
    {"year": "2015", "year_mode": "all"},
    {"not_language": "English", "not_country": ["_none", "Fiji"], "language": "_none"},
    dict.fromkeys(FACETS, "_none"),
    {f"not_{name}": "_none" for name in FACETS},
    {"year_from": 2010},
)


@pytest.mark.parametrize("parameters", KEPT)
def test_applying_the_filters_unchanged_changes_nothing(client: FlaskClient, parameters: dict[str, object]) -> None:
    before = page(client, "/search" + query(parameters))
    after = page(client, submitted(before))
    assert asked_for(after) == asked_for(before)


def test_ticking_a_box_and_applying_adds_that_filter(client: FlaskClient) -> None:
    before = page(client, "/search?q=open+government&sort=newest&region=Americas")
    for name in ("topic", "year"):
        assert f"{name}=" not in " ".join(asked_for(before))
    box = before.select('.filters input[type="checkbox"][name="topic"]')[0]
    after = page(client, submitted(before, (("topic", str(box["value"])), ("country_mode", "all"))))
    assert asked_for(after) == sorted([*asked_for(before), f"topic={box['value']}"])


@pytest.mark.parametrize("parameters", KEPT)
def test_every_filter_in_force_is_shown_and_can_be_removed(client: FlaskClient, parameters: dict[str, object]) -> None:
    found = page(client, "/search" + query(parameters))
    filters = found.select(".applied a:not(.clear)")
    while filters:
        found = page(client, str(filters[0]["href"]))
        left = found.select(".applied a:not(.clear)")
        assert len(left) < len(filters)
        filters = left
    bare = {name: value for name, value in parameters.items() if name == "q"}
    assert total_shown(found) == get_json(client, "/api/v1/search" + query(bare))["total"]

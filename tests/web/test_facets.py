"""Counts keep their word: what a value says is what clicking it gives."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.vocabulary.facets import FACETS
from tests.conftest import MakeLibrary
from tests.web.reading import RELAXED, SEARCHES, get_json, page, query, total_shown
from web import create_app

SINGLE_VALUED = ("knowledge_type", "year", "language")


def without(parameters: dict[str, Any], facet: str) -> dict[str, Any]:
    """A search without its filter on one facet."""
    own = (facet, f"not_{facet}", f"{facet}_mode")
    return {name: value for name, value in parameters.items() if name not in own}


def total(client: FlaskClient, parameters: dict[str, Any]) -> int:
    """How many documents a search finds."""
    found = get_json(client, "/api/v1/search" + query(parameters, per_page=1))["total"]
    assert isinstance(found, int)
    return found


def values_of(client: FlaskClient, facet: str, parameters: dict[str, Any]) -> dict[str, int]:
    """Every value of a facet under a search with its count, `_none` included."""
    asked = {name: value for name, value in parameters.items() if name != "sort"}
    answer = get_json(client, f"/api/v1/facets/{facet}" + query(asked))
    return {value["value"]: value["count"] for value in answer["values"]} | {"_none": answer["missing_count"]}


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_has_values_to_count(client: FlaskClient, facet: str) -> None:
    assert len(values_of(client, facet, {})) > 1


@pytest.mark.parametrize("parameters", [SEARCHES[at] for at in (0, 3, 4, 5, 6)])
@pytest.mark.parametrize("facet", FACETS)
def test_every_value_gives_as_many_documents_as_it_says(
    client: FlaskClient, facet: str, parameters: dict[str, Any]
) -> None:
    """The count leaves out the facet's own filter, so the value alone takes that filter's place."""
    elsewhere = without(parameters, facet)
    for value, count in values_of(client, facet, parameters).items():
        assert total(client, {**elsewhere, facet: value}) == count, value


@pytest.mark.parametrize(
    "address", ["/search?q=open+government", "/search?region=Africa&q=health", "/facets/topic?q=city"]
)
def test_following_a_link_beside_a_count_leads_to_that_many(client: FlaskClient, address: str) -> None:
    found = page(client, address)
    counted = [
        (str(row.select("a")[0]["href"]), int(row.select(".count")[0].get_text())) for row in found.select("tbody tr")
    ] + [(str(bar["href"]), int(str(bar["aria-label"]).split()[1])) for bar in found.select(".chart a")]
    assert counted
    for link, count in counted:
        assert get_json(client, link.replace("/search?", "/search.json?"))["total"] == count, link


def test_following_a_link_on_the_front_page_leads_to_as_many_as_it_says(client: FlaskClient) -> None:
    rows = page(client, "/").select(".counts li")
    assert len(rows) > 20
    for row in rows:
        link, count = str(row.select("a")[0]["href"]), int(row.select(".count")[0].get_text())
        assert get_json(client, link.replace("/search?", "/search.json?"))["total"] == count, link


@pytest.mark.parametrize("parameters", SEARCHES)
@pytest.mark.parametrize("facet", SINGLE_VALUED)
def test_the_values_of_a_single_valued_facet_and_the_silent_are_all_documents(
    client: FlaskClient, facet: str, parameters: dict[str, Any]
) -> None:
    counts = values_of(client, facet, parameters)
    assert sum(counts.values()) == total(client, without(parameters, facet))


@pytest.mark.parametrize("parameters", [each for each in SEARCHES if each is not RELAXED])
@pytest.mark.parametrize("facet", FACETS)
def test_excluding_a_value_leaves_all_others(client: FlaskClient, facet: str, parameters: dict[str, Any]) -> None:
    elsewhere = without(parameters, facet)
    everything = total(client, elsewhere)
    for value, count in list(values_of(client, facet, elsewhere).items())[::7]:
        assert total(client, {**elsewhere, f"not_{facet}": value}) == everything - count, value


def test_any_of_and_all_of_are_union_and_intersection(client: FlaskClient) -> None:
    documents = (
        get_json(client, "/api/v1/search?per_page=100")["items"]
        + get_json(client, "/api/v1/search?per_page=100&page=2")["items"]
    )
    topics = {item["id"]: {topic["value"] for topic in item["topics"]} for item in documents}
    common = [value for value, _ in Counter(value for each in topics.values() for value in each).most_common(6)]
    for one in common:
        for other in common:
            wanted = {one, other}
            asked = {"topic": [one, other]}
            assert total(client, asked) == sum(1 for each in topics.values() if each & wanted)
            assert total(client, {**asked, "topic_mode": "all"}) == sum(1 for each in topics.values() if wanted <= each)
            assert total(client, {"not_topic": [one, other]}) == sum(1 for each in topics.values() if not each & wanted)
    assert total(client, {"topic": "_none"}) == sum(1 for each in topics.values() if not each)
    assert total(client, {"topic": ["_none", common[0]]}) == sum(
        1 for each in topics.values() if not each or common[0] in each
    )


def test_a_facets_own_filter_is_left_out_of_its_own_counts_alone(client: FlaskClient) -> None:
    free = get_json(client, "/api/v1/search?q=city")["facets"]
    narrowed = get_json(client, "/api/v1/search?q=city&country=BR")["facets"]
    assert {value["value"]: value["count"] for value in free["country"]["values"]}.items() >= {
        (value["value"], value["count"]) for value in narrowed["country"]["values"] if value["value"] != "BR"
    }
    assert narrowed["country"]["total_values"] == free["country"]["total_values"]
    assert narrowed["topic"] != free["topic"]


@pytest.mark.parametrize(
    "asked", ["country=BR&country=MX&country=KE", "country=KE&not_country=BR", "country=FJ&q=tallinn"]
)
def test_chosen_values_come_first_even_with_no_document(client: FlaskClient, asked: str) -> None:
    values = get_json(client, f"/api/v1/search?{asked}")["facets"]["country"]["values"]
    chosen = [value["selected"] or value["excluded"] for value in values]
    assert sum(chosen) == asked.count("country=")
    assert chosen == sorted(chosen, reverse=True)
    rest = [(-value["count"], value["label"].casefold()) for value in values if not value["selected"]]
    assert [each for each in rest if each[0]][sum(chosen) :] == sorted(each for each in rest if each[0])[sum(chosen) :]


def test_a_chosen_value_without_documents_stays_on_the_page_to_be_unticked(client: FlaskClient) -> None:
    found = page(client, "/search?country=Fiji&q=tallinn")
    ticked = found.select('.filters input[checked][name="country"]')
    assert [str(box["value"]) for box in ticked] == ["FJ"]
    assert total_shown(found) == 0


def test_a_value_too_many_to_be_listed_is_still_found_by_name(make_library: MakeLibrary) -> None:
    topics = [f"topic number {number}" for number in range(9)]
    few = create_app(make_library({"one.md": f"---\ntopics: {topics}\n---\n# One\n\nText.\n"}, max_facet_values=4))
    found = page(few.test_client(), "/facets/topic")
    assert len(found.select("tbody tr")) == 4
    status = found.select_one('[role="status"]')
    assert status is not None
    assert status.get_text() == "The first 4 of 9 values; find the others by name"
    values = get_json(few.test_client(), "/api/v1/facets/topic?contains=number+8")["values"]
    assert [value["label"] for value in values] == ["topic number 8"]
    assert len(get_json(few.test_client(), "/api/v1/facets/topic?contains=number")["values"]) == 4


def test_a_value_is_found_by_a_name_it_has_elsewhere(client: FlaskClient) -> None:
    for typed, code in (("alemania", "DE"), ("ivory", "CI"), ("türkiye", "TR"), ("Turkey", "TR"), ("brésil", "BR")):
        found = get_json(client, "/api/v1/facets/country" + query({"contains": typed}))
        assert code in [value["value"] for value in found["values"]], typed
    assert get_json(client, "/api/v1/facets/country?contains=qqqq")["values"] == []

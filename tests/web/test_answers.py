"""Every answer has the promised shape, every page its twin, and the description describes what is accepted."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import ValidationError
from openapi_spec_validator import validate

from indexer.holdings import Holdings
from indexer.library import Library
from indexer.nouns.search import Overview, SearchResult
from indexer.vocabulary.facets import EVERY_FACET, FACETS
from tests.conftest import MakeLibrary
from tests.web.described import conforming, described
from tests.web.reading import SEARCHES, get_json, page, query, total_shown, without_time
from web import create_app
from web.answers import Problem


def test_a_search_explains_itself_on_the_page_and_in_its_twin(client: FlaskClient) -> None:
    answer = described(client, "/api/v1/search?q=open+government&explain=true")
    shown = page(client, "/search?q=open+government&explain=true")
    reasons = shown.select("details.reasons")
    assert len(reasons) == len(answer["items"])
    for item, details in zip(answer["items"], reasons, strict=True):
        assert f"Score {item['score']:.3f}" in details.get_text()
        assert item["explanation"]["parts"][0]["words"] in " ".join(details.get_text().split())
    without = page(client, "/search?q=open+government")
    assert not without.select("details.reasons")
    assert without.find("a", string="Why this order?")["href"] == "/search?q=open+government&explain=true"


@pytest.mark.parametrize("parameters", SEARCHES)
def test_a_search_has_the_promised_shape(client: FlaskClient, parameters: dict[str, Any]) -> None:
    answer = described(client, "/api/v1/search" + query(parameters))
    assert answer["total"] >= len(answer["items"]) > 0
    assert [name for name in EVERY_FACET if name in answer["facets"]] == list(answer["facets"])
    assert set(FACETS) <= set(answer["facets"])


def test_marks_lie_in_order_within_their_snippet(client: FlaskClient) -> None:
    snippets = [
        snippet
        for item in get_json(client, "/api/v1/search?q=open+government+data&per_page=50")["items"]
        for snippet in item["snippets"]
    ]
    assert sum(len(snippet["marks"]) for snippet in snippets) > 20
    for snippet in snippets:
        places = [place for mark in snippet["marks"] for place in mark]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(snippet["text"]) for start, end in snippet["marks"])


def test_every_document_has_the_promised_shape(client: FlaskClient, document_ids: list[str]) -> None:
    readers = {
        described(client, f"/api/v1/documents/{document_id}")["origin"]["reader"] for document_id in document_ids
    }
    assert readers == {"city snapshot", "policy record", "generic"}


@pytest.mark.parametrize("name", FACETS)
def test_every_facet_has_the_promised_shape(client: FlaskClient, name: str) -> None:
    facet = described(client, f"/api/v1/facets/{name}?q=open")
    assert facet["name"] == name
    assert facet["total_values"] == sum(1 for value in facet["values"] if value["count"] and value["value"] != "_none")


@pytest.mark.parametrize("typed", ["", "mex", "open gov", "¿", "budget"])
def test_completions_have_the_promised_shape(client: FlaskClient, typed: str) -> None:
    answer = described(client, "/api/v1/complete" + query({"q": typed, "limit": 7}))
    assert len(answer["completions"]) <= 7


def test_health_has_the_promised_shape_and_tells_what_is_held(client: FlaskClient, sample_library: Library) -> None:
    answer = described(client, "/api/v1/health")
    assert answer["status"] == "ok"
    assert answer["documents"] == sample_library.state().documents
    assert answer["index_revision"] == answer["revision"]


def test_the_overview_has_the_promised_shape(client: FlaskClient, document_ids: list[str]) -> None:
    assert conforming(get_json(client, "/index.json"), Overview)["documents"] == len(document_ids)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/search?colour=red", 422),
        ("/api/v1/documents/none", 404),
        ("/api/v1/facets/colour", 404),
        ("/api/v1/nothing", 404),
        ("/documents/none.json", 404),
        ("/search.json?page=0", 422),
    ],
)
def test_problems_have_the_promised_shape(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert conforming(response.get_json(), Problem)["status"] == status
    assert response.mimetype == "application/problem+json"


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    validate(get_json(client, "/api/v1/openapi.json"))


def test_the_description_allows_no_member_that_is_not_named(client: FlaskClient) -> None:
    components = get_json(client, "/api/v1/openapi.json")["components"]["schemas"]
    answers = {name: schema for name, schema in components.items() if "properties" in schema}
    assert len(answers) > 40
    for name, schema in answers.items():
        assert schema["additionalProperties"] is False, name
        left_out = set(schema["properties"]) - set(schema.get("required", ()))
        assert not left_out or name.startswith("Suggest") or (name, left_out) == ("Problem", {"errors"}), name
    answer = get_json(client, "/api/v1/search?q=open")
    for spoilt in ({**answer, "more": 1}, {name: answer[name] for name in answer if name != "notes"}):
        with pytest.raises(ValidationError):
            conforming(spoilt, SearchResult)


def test_every_address_of_the_api_answers_as_described(client: FlaskClient) -> None:
    answered = [described(client, needed(address)) for address, _ in operations(client) if "." not in address]
    assert len(answered) > 15


def needed(address: str) -> str:
    """An address with the parameter it cannot do without."""
    return address + query(asked(address, "place", ""))


def test_the_description_names_every_route_of_the_api(client: FlaskClient) -> None:
    routes = {
        rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}")
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
    }
    assert set(get_json(client, "/api/v1/openapi.json")["paths"]) == routes


def operations(client: FlaskClient) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each route of the API, filled in, with its query parameters as described."""
    paths = get_json(client, "/api/v1/openapi.json")["paths"]
    document = get_json(client, "/api/v1/search?per_page=1")["items"][0]["id"]
    return [
        (
            "/api/v1"
            + path.replace("{name}", "topic")
            .replace("{concept_id}", "transparency")
            .replace("{document_id}", document)
            .replace("{place_id}", "lisbon-pt"),
            [each for each in item["get"]["parameters"] if each["in"] == "query"],
        )
        for path, item in paths.items()
        if "get" in item
    ]


def test_the_described_parameters_are_those_accepted(client: FlaskClient) -> None:
    for address, parameters in operations(client):
        refused = client.get(address + "?no_such_parameter=1").get_json()
        assert sorted(refused["errors"][0]["allowed"]) == sorted(each["name"] for each in parameters)
        for parameter in parameters:
            assert parameter["description"]
            for value in _valid(parameter["schema"]):
                response = client.get(address + query(asked(address, parameter["name"], value)))
                assert response.status_code == 200, (address, parameter["name"], value)


def test_the_described_limits_are_those_that_hold(client: FlaskClient) -> None:
    assert len(list(operations(client))) > 15
    for address, parameters in operations(client):
        for parameter in parameters:
            for value in _invalid(parameter["schema"]):
                response = client.get(address + query({parameter["name"]: value}))
                assert response.status_code == 422, (address, parameter["name"], value)
                assert response.get_json()["errors"][0]["parameter"] == parameter["name"]


def asked(address: str, name: str, value: Any) -> dict[str, Any]:
    """The parameters that try one value, beside the place that some routes cannot do without; names must exist."""
    needed = {"place": "lisbon-pt"} if "compare" in address or "peers" in address else {}
    return {**needed, **({} if name == "place" else {name: "topic" if name == "vocabulary" else value})}


def _valid(schema: dict[str, Any]) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    match schema["type"]:
        case "integer":
            return [schema["minimum"], min(schema["maximum"], 1000)]
        case "boolean":
            return ["true", "false"]
        case "array":
            (one, *_) = _valid(schema["items"]) if set(schema["items"]) & {"enum", "minimum"} else ["a"]
            return [[one], [one] * schema["maxItems"]]
    return ["a", "a" * schema["maxLength"]]


def _invalid(schema: dict[str, Any]) -> list[Any]:
    if "enum" in schema:
        return ["none-of-these"]
    match schema["type"]:
        case "integer":
            return [schema["minimum"] - 1, schema["maximum"] + 1, "x", "1.5", "9" * 5000]
        case "boolean":
            return ["perhaps"]
        case "array":
            return [["a"] * (schema["maxItems"] + 1)]
    return ["a" * (schema["maxLength"] + 1)]


@pytest.mark.parametrize("parameters", SEARCHES)
def test_the_twin_of_a_search_is_the_api(client: FlaskClient, parameters: dict[str, Any]) -> None:
    twin, api = (get_json(client, path + query(parameters)) for path in ("/search.json", "/api/v1/search"))
    assert without_time(twin) == without_time(api)


@pytest.mark.parametrize("name", FACETS)
def test_the_twin_of_a_facet_is_the_api(client: FlaskClient, name: str) -> None:
    for asked in ("", "?q=open&contains=a&country=MX"):
        assert get_json(client, f"/facets/{name}.json{asked}") == get_json(client, f"/api/v1/facets/{name}{asked}")


def test_the_twin_of_a_document_is_the_api(client: FlaskClient, document_ids: list[str]) -> None:
    assert len(document_ids) > 100
    for document_id in document_ids[::20]:
        twin = get_json(client, f"/documents/{document_id}.json")
        assert twin == get_json(client, f"/api/v1/documents/{document_id}")


@pytest.mark.parametrize("parameters", SEARCHES)
def test_a_results_page_links_to_the_same_answer_as_json(client: FlaskClient, parameters: dict[str, Any]) -> None:
    found = page(client, "/search" + query(parameters))
    twin = get_json(client, str(found.select('link[rel="alternate"]')[0]["href"]))
    assert twin["total"] == total_shown(found)
    titles = [link.get_text() for link in found.select(".found .result h2 a")]
    assert [item["title"] for item in twin["items"]] == titles


def test_a_facet_page_links_to_the_same_answer_as_json(client: FlaskClient) -> None:
    found = page(client, "/facets/topic?contains=public&q=city&country=BR&country=MX")
    twin = get_json(client, str(found.select('link[rel="alternate"]')[0]["href"]))
    labels = [link.get_text() for link in found.select("tbody th a")]
    assert labels
    assert labels == [value["label"] for value in twin["values"]]


def test_a_document_and_the_front_page_link_to_their_json(client: FlaskClient, document_ids: list[str]) -> None:
    for address in ("/", f"/documents/{document_ids[0]}"):
        assert get_json(client, str(page(client, address).select('link[rel="alternate"]')[0]["href"]))


def test_a_library_whose_index_is_damaged_is_not_healthy_and_says_what_to_do(make_library: MakeLibrary) -> None:
    settings = make_library({"a.md": "# Plan\n\nOpen data.\n"}).settings
    (settings.index_folder / "CURRENT").write_bytes(b"nonsense")
    with Library(settings) as library:
        answer = create_app(library).test_client().get("/api/v1/health")
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "damaged"
    assert "rebuild" in " ".join(answer.get_json()["damage"])


def test_what_goes_wrong_inside_is_logged_and_not_shown(
    make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library = make_library({"a.md": "# Plan\n\nOpen data.\n"})

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside of /secret/place")

    monkeypatch.setattr(Holdings, "search", broken)
    client = create_app(library).test_client()
    for address in ("/search?q=plan", "/api/v1/search?q=plan"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.get_data(as_text=True)
    assert "secret" in caplog.text

"""Parameters: strict and explicit for programs, forgiving of strangers for people, and never an internal error."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from indexer.nouns.search import FacetFilter, SearchRequest, Sort
from indexer.vocabulary.facets import EVERY_FACET, FACETS
from tests.web.reading import elements, get_json, query
from web.parameters import checked_parameters as read_parameters
from web.search.parameters import SearchParameters, search_request, url_query

REFUSED = [
    ("colour=red", "colour", "q"),
    ("sort=best", "sort", "newest"),
    ("topic_mode=some", "topic_mode", "all"),
    ("q=a&q=b", "q", None),
    ("sort=title&sort=title", "sort", None),
    ("page=one", "page", None),
    ("page=0", "page", None),
    ("page=1000000000", "page", None),
    ("page=1001", "page", None),
    ("page=1.5", "page", None),
    ("per_page=101", "per_page", None),
    ("year_from=MMXV", "year_from", None),
    ("year_to=12345", "year_to", None),
    ("q=" + "a" * 513, "q", None),
    ("&".join(["topic=a"] * 51), "topic", None),
    ("&".join(["topic=a"] * 30 + ["not_topic=b"] * 30), "topic", None),
]


@pytest.mark.parametrize(("asked", "parameter", "allowed"), REFUSED)
def test_a_wrong_parameter_is_refused_by_name(
    client: FlaskClient, asked: str, parameter: str, allowed: str | None
) -> None:
    response = client.get(f"/api/v1/search?{asked}")
    problem = response.get_json()
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert (problem["status"], problem["errors"][0]["parameter"]) == (422, parameter)
    assert len(problem["detail"]) < 300
    if allowed:
        assert allowed in problem["errors"][0]["allowed"]


def test_a_misspelt_parameter_is_answered_with_the_one_meant(client: FlaskClient) -> None:
    assert "did you mean country?" in client.get("/api/v1/search?countri=MX").get_json()["detail"]


def test_an_unknown_facet_is_not_found_and_the_known_are_named(client: FlaskClient) -> None:
    for address in ("/api/v1/facets/colour", "/facets/colour.json"):
        response = client.get(address)
        assert response.status_code == 404
        assert response.get_json()["errors"][0]["allowed"] == list(EVERY_FACET)


@pytest.mark.parametrize("address", ["/search", "/facets/topic", "/"])
def test_a_page_passes_over_parameters_of_strangers(client: FlaskClient, address: str) -> None:
    assert client.get(f"{address}?utm_source=mail&fbclid=1").status_code == 200


@pytest.mark.parametrize(("asked", "parameter", "allowed"), [each for each in REFUSED if each[1] != "colour"])
def test_a_page_says_what_is_wrong_with_its_own_parameters(
    client: FlaskClient, asked: str, parameter: str, allowed: str | None
) -> None:
    response = client.get(f"/search?{asked}")
    assert response.status_code == 422
    said = elements(response).select_one("main")
    assert said is not None
    if parameter not in ("q", "page", "topic"):
        assert parameter in said.get_text()
    assert allowed is None or allowed in said.get_text()


def test_empty_parameters_count_as_not_given(client: FlaskClient) -> None:
    empty = "&".join(f"{name}=" for name in SearchParameters.model_fields)
    assert get_json(client, f"/api/v1/search?{empty}")["total"] == get_json(client, "/api/v1/search")["total"]


def test_a_value_may_be_given_by_any_of_its_names(client: FlaskClient) -> None:
    totals = {
        get_json(client, "/api/v1/search" + query({"country": name}))["total"]
        for name in ("MX", "mx", "Mexico", "México", "Mexique", "Mexiko")
    }
    assert len(totals) == 1
    assert totals != {0}


NAMES = st.sampled_from([*SearchParameters.model_fields, "contains", "limit", "colour", "", "q[]", "topic[0]"])
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.sampled_from(
        [
            "_none",
            "MX",
            "all",
            "title",
            "title:",
            'country:"',
            "((((",
            '"',
            "a*",
            "-",
            "NOT",
            "\x00",
            "\ud800",
            "😀" * 600,
        ]
    ),
    st.text(alphabet='"()-*:ORAND \\~^[]{}?', max_size=60),
).map(lambda value: quote_from_bytes(value.encode("utf-8", "surrogatepass")))
QUERY_STRINGS = st.one_of(
    st.lists(st.tuples(NAMES, VALUES).map("=".join), max_size=6).map("&".join),
    st.binary(max_size=60).map(lambda raw: quote_from_bytes(raw, safe="&=;+%")),
)
ADDRESSES = st.sampled_from(
    [
        "/",
        "/index.json",
        "/search",
        "/search.json",
        "/facets/topic",
        "/facets/year.json",
        "/facets/none",
        "/documents/none",
        "/api/v1/search",
        "/api/v1/facets/country",
        "/api/v1/complete",
        "/api/v1/health",
        "/api/v1/openapi.json",
    ]
)


@settings(deadline=None, max_examples=150)
@given(address=ADDRESSES, asked=QUERY_STRINGS)
@example(address="/search", asked="q=%ff%fe&topic=%00")
@example(address="/api/v1/search", asked="year_from=%D9%A2%D9%A0%D9%A1%D9%A5")
@example(address="/facets/topic", asked="contains=" + "%C3%9F" * 100)
def test_no_query_string_is_an_internal_error(client: FlaskClient, address: str, asked: str) -> None:
    response = client.get(address, query_string=asked)
    assert response.status_code in (200, 404, 422), response.get_data(as_text=True)


@settings(deadline=None, max_examples=150)
@given(
    path=st.text(max_size=60),
    prefix=st.sampled_from(["/", "/documents/", "/facets/", "/api/v1/documents/", "/static/"]),
)
@example(prefix="/static/", path="../pages.py")
@example(prefix="/static/", path="/../../pages.py")
@example(prefix="/documents/", path="../../etc/passwd")
@example(prefix="/documents/", path="\x00")
def test_no_path_is_an_internal_error(client: FlaskClient, prefix: str, path: str) -> None:
    raw = (prefix + path).encode("utf-8", "surrogatepass").decode("latin-1")
    response = client.get("/", environ_overrides={"PATH_INFO": raw})
    response.close()
    assert response.status_code in (200, 308, 404, 422)
    if response.status_code == 308:
        assert response.location.startswith("http://localhost/")


VALUE = st.text(min_size=1, max_size=20).filter(lambda value: value.strip() and value.isprintable())
FILTERS = st.builds(
    lambda values, excluded, match_all: FacetFilter(
        values=tuple(values), excluded=tuple(excluded), match_all=match_all and bool(values)
    ),
    st.lists(VALUE, max_size=4),
    st.lists(VALUE, max_size=3),
    st.booleans(),
).filter(lambda chosen: chosen.values or chosen.excluded)
YEARS = st.none() | st.integers(0, 9999)
REQUESTS = st.builds(
    SearchRequest,
    text=st.text(max_size=100).map(str.strip),
    filters=st.dictionaries(st.sampled_from(list(FACETS)), FILTERS, max_size=4),
    year_from=YEARS,
    year_to=YEARS,
    sort=st.sampled_from(Sort),
    page=st.integers(1, 10_000),
    per_page=st.integers(1, 100),
)


def parsed(query_string: str) -> SearchRequest:
    """The request that a browser asks for with a query string, by way of a real HTTP request."""
    request = Request({"QUERY_STRING": query_string.removeprefix("?"), "REQUEST_METHOD": "GET"})
    return search_request(read_parameters(request.args, SearchParameters))


@settings(deadline=None, max_examples=100)
@given(request=REQUESTS)
def test_an_address_says_all_of_a_request(request: SearchRequest) -> None:
    read = parsed(url_query(request))
    for name in ("text", "filters", "year_from", "year_to", "sort", "page", "per_page"):
        assert getattr(read, name) == getattr(request, name)


PAIRS = st.one_of(
    st.tuples(st.sampled_from([f"{prefix}{name}" for name in FACETS for prefix in ("", "not_")]), VALUE),
    st.tuples(st.sampled_from([f"{name}_mode" for name in FACETS]), st.sampled_from(["any", "all"])),
    st.tuples(st.sampled_from(["year_from", "year_to"]), st.integers(0, 9999).map(str)),
    st.tuples(st.just("q"), st.text(max_size=60)),
    st.tuples(st.just("sort"), st.sampled_from(list(Sort)).map(str)),
)
SCALARS = {"q", "sort", "year_from", "year_to", *(f"{name}_mode" for name in FACETS)}


@settings(deadline=None, max_examples=100)
@given(pairs=st.lists(PAIRS, max_size=10, unique_by=lambda pair: pair[0] if pair[0] in SCALARS else pair))
def test_an_address_read_written_and_read_again_is_the_same(pairs: list[tuple[str, str]]) -> None:
    first = parsed(urlencode(pairs))
    written = url_query(first)
    assert parsed(written) == first
    assert url_query(parsed(written)) == written


def test_a_default_search_needs_no_query_string() -> None:
    defaults = read_parameters(MultiDict(), SearchParameters)
    assert url_query(search_request(defaults)) == ""

"""Every answer keeps the site to itself, sets no cookie and shows nothing of the program's inside."""

from __future__ import annotations

import logging
import re

import pytest
from flask.testing import FlaskClient

from indexer.holdings import Holdings
from indexer.library import Library
from tests.web.reading import elements
from web import create_app
from web.security import HEADERS

ROUTES = [
    ("/", 200),
    ("/index.json", 200),
    ("/search?q=city", 200),
    ("/search.json", 200),
    ("/facets/topic", 200),
    ("/facets/topic.json", 200),
    ("/documents/cities-lisbon", 200),
    ("/documents/cities-lisbon.json", 200),
    ("/api/v1/search", 200),
    ("/api/v1/documents/cities-lisbon", 200),
    ("/api/v1/facets/country", 200),
    ("/api/v1/complete?q=mex", 200),
    ("/api/v1/health", 200),
    ("/api/v1/openapi.json", 200),
    ("/places", 200),
    ("/places.json", 200),
    ("/places.csv", 200),
    ("/places/lisbon-pt", 200),
    ("/places/lisbon-pt.json", 200),
    ("/places/lisbon-pt.csv", 200),
    ("/compare?place=lisbon-pt", 200),
    ("/compare.json?place=lisbon-pt", 200),
    ("/compare.csv?place=lisbon-pt", 200),
    ("/compare.md?place=lisbon-pt", 200),
    ("/benchmark", 200),
    ("/benchmark.json", 200),
    ("/benchmark.csv", 200),
    ("/peers?place=lisbon-pt", 200),
    ("/peers.json?place=lisbon-pt", 200),
    ("/peers.csv?place=lisbon-pt", 200),
    ("/api/v1/places", 200),
    ("/api/v1/places.csv", 200),
    ("/api/v1/places/lisbon-pt", 200),
    ("/api/v1/compare?place=lisbon-pt", 200),
    ("/api/v1/compare.csv?place=lisbon-pt", 200),
    ("/api/v1/benchmark", 200),
    ("/api/v1/benchmark.csv", 200),
    ("/api/v1/peers?place=lisbon-pt", 200),
    ("/api/v1/peers.csv?place=lisbon-pt", 200),
    ("/vocabularies", 200),
    ("/vocabularies.json", 200),
    ("/vocabularies/topic", 200),
    ("/vocabularies/topic.json", 200),
    ("/vocabularies/topic.jsonld", 200),
    ("/vocabularies/topic/transparency", 200),
    ("/vocabularies/topic/transparency.json", 200),
    ("/vocabularies/topic/transparency.jsonld", 200),
    ("/candidates", 200),
    ("/candidates.json", 200),
    ("/sign-in", 200),
    ("/review", 200),
    ("/review.json", 200),
    ("/review/above", 200),
    ("/review/above.json", 200),
    ("/decisions", 200),
    ("/decisions.json", 200),
    ("/audit", 200),
    ("/audit.json", 200),
    ("/api/v1/vocabularies", 200),
    ("/api/v1/vocabularies/topic", 200),
    ("/api/v1/vocabularies/topic.jsonld", 200),
    ("/api/v1/vocabularies/topic/transparency", 200),
    ("/api/v1/vocabularies/topic/transparency.jsonld", 200),
    ("/api/v1/documents/cities-singapore/tags", 200),
    ("/api/v1/tags/audit", 200),
    ("/api/v1/tags/queue", 200),
    ("/api/v1/tags/log", 200),
    ("/static/style.css", 200),
    ("/static/icon.svg", 200),
    ("/nothing", 404),
    ("/documents/none", 404),
    ("/api/v1/nothing", 404),
    ("/search?sort=best", 422),
    ("/api/v1/search?sort=best", 422),
]


FORMS = {"/candidates", "/decisions", "/review", "/review/above", "/sign-in"}
"""The pages that take a form; `test_curator.py` tells from whom."""


ONLY_SENT_TO = {"/api/v1/tags/suggest"}
"""What is sent texts and keeps nothing of them; `test_tag_api.py` tells what it refuses."""


def test_the_routes_tried_are_all_there_are(client: FlaskClient) -> None:
    adapter = client.application.url_map.bind("localhost")
    tried = {
        adapter.match(address.partition("?")[0], method=method)[0]
        for address, status in ROUTES
        for method in ("GET", *(("POST",) if address in FORMS else ()))
        if status == 200
    }
    tried |= {adapter.match(address, method="POST")[0] for address in ONLY_SENT_TO}
    assert tried == {rule.endpoint for rule in client.application.url_map.iter_rules()}


@pytest.mark.parametrize(("address", "status"), ROUTES)
def test_every_answer_has_the_headers_and_no_cookie(client: FlaskClient, address: str, status: int) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        response = client.open(address, method=method)
        response.close()
        if method == "GET":
            assert response.status_code == status
        for name in HEADERS:
            assert response.headers[name] == HEADERS[name]
        assert "Set-Cookie" not in response.headers
        assert "Server" not in response.headers


def test_the_headers_are_those_that_keep_the_site_to_itself(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_policy_lets_nothing_in_but_our_own_files(client: FlaskClient) -> None:
    policy = dict(part.split(maxsplit=1) for part in client.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", [address for address, status in ROUTES if status == 200])
def test_nothing_can_be_written_but_by_a_form(client: FlaskClient, method: str, address: str) -> None:
    response = client.open(address, method=method, data=b"x" * 100_000)
    if method == "POST" and address in FORMS:
        assert response.status_code == 403
        return
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    wanted = (
        "application/problem+json"
        if re.search(r"\.(json|jsonld|csv|md)\b", address) or address.startswith("/api")
        else "text/html"
    )
    assert response.mimetype == wanted


@pytest.fixture
def broken_client(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Asks a site whose library fails with words that nobody should see."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret words at /home/someone")

    for name in ("search", "overview", "entry", "facet", "complete"):
        monkeypatch.setattr(Holdings, name, fail)
    return create_app(sample_library).test_client()


@pytest.mark.parametrize(
    "address", ["/", "/search", "/documents/x", "/facets/topic", "/search.json", "/api/v1/search", "/api/v1/complete"]
)
def test_an_internal_error_tells_the_log_and_nobody_else(
    broken_client: FlaskClient, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    with caplog.at_level(logging.ERROR, logger="policyscope"):
        response = broken_client.get(address)
    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert not any(word in text for word in ("secret", "RuntimeError", "Traceback", ".py", "/home"))
    assert "secret words" in caplog.text
    assert "Traceback" in caplog.text
    for name in HEADERS:
        assert response.headers[name] == HEADERS[name]
    if response.mimetype == "text/html":
        assert elements(response).select('h1, form[role="search"], a[href="/"]')
    else:
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == 500

"""Every answer keeps the site to itself, sets no cookie and shows nothing of the program's inside."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

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
    ("/static/style.css", 200),
    ("/static/icon.svg", 200),
    ("/nothing", 404),
    ("/documents/none", 404),
    ("/api/v1/nothing", 404),
    ("/search?sort=best", 422),
    ("/api/v1/search?sort=best", 422),
]


def test_the_routes_tried_are_all_there_are(client: FlaskClient) -> None:
    adapter = client.application.url_map.bind("localhost")
    tried = {adapter.match(address.partition("?")[0])[0] for address, status in ROUTES if status == 200}
    assert tried == {rule.endpoint for rule in client.application.url_map.iter_rules()}


@pytest.mark.parametrize(("address", "status"), ROUTES)
def test_every_answer_has_the_headers_and_no_cookie(client: FlaskClient, address: str, status: int) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        response = client.open(address, method=method)
        response.close()
        if method == "GET":
            assert response.status_code == status
        for name in HEADERS.keys() - {"Cross-Origin-Resource-Policy"}:
            assert response.headers[name] == HEADERS[name]
        assert "Set-Cookie" not in response.headers
        assert "Server" not in response.headers


def test_the_policy_lets_nothing_in_but_our_own_files(client: FlaskClient) -> None:
    policy = dict(part.split(maxsplit=1) for part in client.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")


def test_the_api_alone_may_be_read_from_other_sites(client: FlaskClient) -> None:
    assert client.get("/api/v1/search").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/search?sort=x").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", [address for address, status in ROUTES if status == 200])
def test_nothing_can_be_written(client: FlaskClient, method: str, address: str) -> None:
    response = client.open(address, method=method, data=b"x" * 100_000)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    wanted = "application/problem+json" if ".json" in address or address.startswith("/api") else "text/html"
    assert response.mimetype == wanted


@pytest.fixture
def broken_client(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Asks a site whose library fails with words that nobody should see."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret words at /home/someone")

    for name in ("search", "overview", "document", "facet", "complete"):
        monkeypatch.setattr(Library, name, fail)
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
    for name in HEADERS.keys() - {"Cross-Origin-Resource-Policy"}:
        assert response.headers[name] == HEADERS[name]
    if response.mimetype == "text/html":
        assert elements(response).select('h1, form[role="search"], a[href="/"]')
    else:
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == 500

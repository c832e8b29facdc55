"""A site on this machine answers to its own names alone, and no other site may read it unless a setting says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import MakeLibrary
from tests.security.conftest import FILES
from web import create_app

Made = Callable[..., FlaskClient]

STRANGE = [
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example@127.0.0.1",
    "127.0.0.1:8000@evil.example",
    "[::1].evil.example",
    "[::1",
    "::1",
    "127.0.0.1/..",
    "127.0.0.1 evil.example",
    "127.0.0.1,evil.example",
    "127.0.0.1\tx",
    "0x7f000001",
    "2130706433",
    "127.1",
    "localhost:port",
    "localhost:",
    "locаlhost",
    "",
    ".",
    "203.0.113.9",
    "[2001:db8::1]",
    "0.0.0.0",
]
OURS = ["localhost", "LOCALHOST", "localhost.", "localhost:8000", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8000"]


@pytest.fixture
def made(make_library: MakeLibrary) -> Made:
    """Makes a client of a site over two documents, with settings."""

    def make(**settings: Any) -> FlaskClient:
        return create_app(make_library(FILES, **settings)).test_client()

    return make


def statuses(client: FlaskClient, names: list[str], address: str = "/api/v1/search") -> dict[str, int]:
    found = {}
    for name in names:
        with client.get(address, environ_overrides={"HTTP_HOST": name}) as response:
            found[name] = response.status_code
    return found


@pytest.mark.parametrize("address", ["/", "/api/v1/search", "/decisions.json", "/static/style.css"])
def test_no_name_but_ours_is_answered(made: Made, address: str) -> None:
    client = made()
    assert set(statuses(client, STRANGE[:-5] + STRANGE[-4:], address).values()) == {421}
    assert set(statuses(client, OURS, address).values()) == {200}


def test_a_name_of_the_settings_is_answered(made: Made) -> None:
    client = made(public_hosts=("Policy.example",))
    assert statuses(client, ["policy.example", "POLICY.EXAMPLE:443", "x.policy.example"]) == {
        "policy.example": 200,
        "POLICY.EXAMPLE:443": 200,
        "x.policy.example": 421,
    }


def test_a_site_for_a_network_answers_to_its_addresses_and_to_no_strange_name(made: Made) -> None:
    client = made(host="0.0.0.0")
    assert statuses(client, ["192.168.1.5", "[2001:db8::1]:8000", "evil.example"]) == {
        "192.168.1.5": 200,
        "[2001:db8::1]:8000": 200,
        "evil.example": 421,
    }


ORIGINS = [
    "https://evil.example",
    "null",
    "http://127.0.0.1:8000",
    "http://localhost",
    "http://[bad",
    "https://portal.example.evil.example",
    "http://portal.example",
    "https://portal.example:8443",
    "https://Portal.example",
    "*",
]


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_site_may_read(made: Made, origin: str) -> None:
    for client in (made(), made(cors_origins=("https://portal.example",))):
        for address in ("/api/v1/search", "/search.json", "/api/v1/nothing", "/"):
            response = client.get(address, headers={"Origin": origin})
            assert "Access-Control-Allow-Origin" not in response.headers
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_site_of_the_settings_may_read_data_and_no_page(made: Made) -> None:
    client = made(cors_origins=("https://portal.example",))
    asked = {"headers": {"Origin": "https://portal.example"}}
    response = client.get("/api/v1/search", **asked)
    assert response.headers["Access-Control-Allow-Origin"] == "https://portal.example"
    assert "Origin" in response.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Access-Control-Allow-Origin" not in client.get("/search", **asked).headers


@pytest.mark.parametrize("origin", ["http://[bad", "http://", "//", "http://localhost:port", "x" * 5000, "http://[::1"])
def test_an_origin_that_is_none_is_refused_and_no_error(made: Made, origin: str) -> None:
    client = made()
    response = client.post("/review", data={"token": "x"}, headers={"Origin": origin})
    assert response.status_code == 403


@pytest.mark.parametrize("onward", ["//[x", "http://[", "/\\[", "//%5b", "[", "\x00", "/ok\r\nX: y"])
def test_an_address_to_go_on_to_is_never_an_error(made: Made, onward: str) -> None:
    assert made().get("/sign-in", query_string={"next": onward}).status_code == 200


def test_a_redirect_never_names_the_host_asked_for(made: Made) -> None:
    client = made(public_hosts=("policy.example",))
    for address in ("/static//x", "//static/style.css", "/documents//roads", "/search/"):
        with client.get(address, environ_overrides={"HTTP_HOST": "policy.example"}) as response:
            assert response.status_code in (404, 200)
            assert "policy.example" not in response.headers.get("Location", "")

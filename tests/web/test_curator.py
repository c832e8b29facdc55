"""Who may change something, and what keeps everybody else from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from tests.conftest import MakeLibrary
from tests.web.reading import elements, page
from web import create_app
from web.sign_in.attempts import FREE, Attempts
from web.sign_in.curator import local_path

PASSWORD = "a long enough password"
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
FILES = {
    "roads.md": "---\ntitle: Roads and housing\ntopics: [housing, transparency]\nlanguage: en\n---\n\nHousing costs.\n",
    "water.md": "---\ntitle: Water\ntopics: [water management]\nlanguage: en\n---\n\nHousing again, and open data.\n",
}

Made = Callable[..., FlaskClient]


@pytest.fixture
def made(make_library: MakeLibrary) -> Made:
    """Makes a client of a site over two documents, with settings."""

    def make(**settings: Any) -> FlaskClient:
        return create_app(make_library(FILES, **settings)).test_client()

    return make


def token(client: FlaskClient, address: str = "/sign-in", **options: Any) -> str:
    """The token in the forms of a page, or of the one for signing in."""
    for tried in (address, "/documents/roads"):
        field = elements(client.get(tried, **options)).select_one("input[name=token]")
        if field:
            return str(field["value"])
    return ""


def accept(client: FlaskClient, sent: str | None, **options: Any) -> Any:
    data = {"document": "water", "concept": "housing", "verdict": "accepted", **({"token": sent} if sent else {})}
    return client.post("/review", data=data, **options)


def decisions(client: FlaskClient) -> int:
    return int(client.get("/decisions.json").get_json()["total"])


def signed_in(client: FlaskClient) -> FlaskClient:
    response = client.post("/sign-in", data={"token": token(client), "password": PASSWORD})
    assert response.status_code == 303
    return client


def test_on_the_machine_itself_one_decides_without_a_cookie(made: Made) -> None:
    client = made()
    response = accept(client, token(client, "/documents/roads"))
    assert (response.status_code, response.headers["Location"]) == (303, "/review?did=1")
    assert "Set-Cookie" not in response.headers
    log = client.get("/decisions.json").get_json()["decisions"]
    assert [(each["person"], each["verdict"], each["concept"]["id"]) for each in log] == [
        ("local", "accepted", "housing")
    ]
    assert client.get("/documents/roads").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", [None, "", "x", "é", "0" * 43])
def test_a_form_without_the_token_changes_nothing(made: Made, sent: str | None) -> None:
    client = made()
    for address in ("/review", "/review/above", "/decisions", "/candidates", "/sign-in"):
        data = {"document": "water", "concept": "housing", "verdict": "accepted", "label": "x y", "number": "1"}
        assert client.post(address, data={**data, **({"token": sent} if sent else {})}).status_code == 403
    assert accept(client, sent).status_code == 403
    assert decisions(client) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_that_a_browser_sends_from_elsewhere_changes_nothing(made: Made, headers: dict[str, str]) -> None:
    client = made()
    assert accept(client, token(client, "/documents/roads"), headers=headers).status_code == 403
    assert decisions(client) == 0


@pytest.mark.parametrize(
    "options",
    [
        {"headers": {"Host": "rebound.example"}},
        {"headers": {"Host": "127.0.0.1.rebound.example:8000"}},
        {"headers": {"Host": "[::1"}},
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"Forwarded": "for=203.0.113.9"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}},
    ],
)
def test_who_is_not_local_only_reads(made: Made, options: dict[str, Any]) -> None:
    client = made()
    known = token(client, "/documents/roads")
    found = client.get("/documents/roads", **options)
    if "Host" in options.get("headers", {}):
        assert found.status_code == 421
    else:
        assert not elements(found).select("form[method=post]")
    assert accept(client, known, **options).status_code in (403, 421)
    assert decisions(client) == 0


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_every_name_of_the_machine_itself_is_local(made: Made, host: str) -> None:
    assert page_with_forms(made(), headers={"Host": host})


def page_with_forms(client: FlaskClient, **options: Any) -> bool:
    return bool(elements(client.get("/documents/roads", **options)).select("form[method=post]"))


def test_a_site_for_others_without_a_password_is_for_reading(made: Made) -> None:
    client = made(host="0.0.0.0")
    assert not page_with_forms(client)
    assert "no password" in page(client, "/sign-in").get_text()
    assert client.post("/sign-in", data={"token": token(client), "password": ""}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_with_a_password_one_signs_in_and_out(made: Made, host: str) -> None:
    client = made(host=host, curator_password_hash=HASH, curator="Ada")
    assert not page_with_forms(client)
    assert accept(client, token(client)).status_code == 403
    response = client.post("/sign-in", data={"token": token(client), "password": PASSWORD, "next": "/documents/roads"})
    assert (response.status_code, response.headers["Location"]) == (303, "/documents/roads")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert accept(client, token(client, "/documents/roads")).status_code == 303
    assert client.get("/decisions.json").get_json()["decisions"][0]["person"] == "Ada"
    assert client.post("/sign-in", data={"token": token(client), "action": "out"}).status_code == 303
    assert not page_with_forms(client)


def test_the_cookie_is_for_tls_where_the_site_is_reached_so(made: Made) -> None:
    secure = {"X-Forwarded-Proto": "https"}
    for trusted in ((), ("127.0.0.1",)):
        client = made(curator_password_hash=HASH, trusted_proxies=trusted)
        response = client.post("/sign-in", data={"token": token(client), "password": PASSWORD}, headers=secure)
        assert ("Secure" in response.headers["Set-Cookie"]) is bool(trusted)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(made: Made) -> None:
    client = signed_in(made(curator_password_hash=HASH))
    cookie = client.get_cookie("policyscope")
    assert cookie is not None
    client.post("/sign-in", data={"token": token(client), "action": "out"})
    client.set_cookie("policyscope", cookie.value)
    assert not page_with_forms(client)


def test_an_invented_cookie_is_worth_nothing(made: Made) -> None:
    client = made(curator_password_hash=HASH)
    signed_in(made(curator_password_hash=HASH))
    for value in ("", "x", "eyJ0b2tlbiI6IngifQ.aSJ2VQ.x"):
        client.set_cookie("policyscope", value)
        assert not page_with_forms(client)


def test_the_token_of_one_who_is_not_signed_in_decides_nothing(made: Made) -> None:
    client = made(curator_password_hash=HASH)
    before = token(client)
    signed_in(client)
    assert accept(client, before).status_code == 403
    assert accept(client, token(client, "/documents/roads")).status_code == 303


def test_wrong_passwords_make_one_wait(made: Made) -> None:
    client = made(curator_password_hash=HASH)
    for _ in range(FREE):
        response = client.post("/sign-in", data={"token": token(client), "password": "wrong"})
        assert response.status_code == 422
        assert elements(response).select_one("[role=alert]")
    response = client.post("/sign-in", data={"token": token(client), "password": PASSWORD})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    data = {"token": token(client), "password": PASSWORD}
    assert client.post("/sign-in", data=data, environ_overrides=elsewhere).status_code == 303


def test_waits_grow_end_and_are_bounded() -> None:
    attempts, waits = Attempts(), []
    now = 0.0
    for _ in range(30):
        wait = attempts.begin("a", now)
        waits.append(wait)
        if wait:
            now += wait
            assert attempts.begin("a", now) == 0
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE : FREE + 3] == [2, 4, 8]
    assert max(waits) == waits[-1] == 900
    assert attempts.begin("b", now) == 0
    attempts.forgive("a")
    assert attempts.begin("a", now) == 0


def test_addresses_of_one_ipv6_network_are_one() -> None:
    attempts = Attempts()
    assert [attempts.begin(f"2001:db8::{number}", 0.0) for number in range(FREE)] == [0] * FREE
    assert attempts.begin("2001:db8::ffff", 0.0) > 0
    assert attempts.begin("2001:db8:0:1::1", 0.0) == 0


@given(st.text(max_size=60))
def test_nothing_leads_to_another_site(address: str) -> None:
    found = local_path(address, "/review")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\nx", "evil"]
)
def test_an_address_elsewhere_is_not_gone_to(made: Made, address: str) -> None:
    assert local_path(address, "/review") == "/review"


def test_a_form_larger_than_any_of_ours_is_refused(made: Made) -> None:
    client = made()
    response = client.post("/review", data={"token": "x" * 300_000})
    assert response.status_code in (403, 413)


def test_the_api_gives_no_token(made: Made) -> None:
    client = made()
    secret = token(client, "/documents/roads")
    for address in ("/review.json", "/decisions.json", "/documents/roads.json", "/api/v1/openapi.json"):
        assert secret not in client.get(address).get_data(as_text=True)


def test_signing_in_does_not_change_what_others_see(made: Made) -> None:
    client = signed_in(made(curator_password_hash=HASH))
    stranger = client.application.test_client()
    assert page_with_forms(client)
    assert not page_with_forms(stranger)

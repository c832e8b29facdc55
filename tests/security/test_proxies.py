"""Behind a proxy nobody becomes the local curator, and a trusted proxy's word on client and TLS is taken."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from tests.security.programs import needs_nginx, nginx, site
from web.proxies import PROXIED, Proxies

PASSWORD = "a long enough password"
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
FORM = "application/x-www-form-urlencoded"


def ask(port: int, address: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, Any]:
    """Status, body and headers of an answer; underscores in header names stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if form is None:
        connection.request("GET", address, headers=sent)
    else:
        connection.request("POST", address, urlencode(form), {"Content-Type": FORM, **sent})
    response = connection.getresponse()
    body = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, body, response.headers


def tokens(body: str) -> list[str]:
    return re.findall(r'name="token" value="([^"]+)"', body)


def decide(port: int, token: str, **headers: str) -> int:
    form = {"document": "water", "concept": "housing", "verdict": "accepted", "token": token}
    return ask(port, "/review", form, **headers)[0]


@pytest.mark.parametrize(
    "header",
    [
        {"X_Forwarded_For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"X_Forwarded_Host": "policy.example"},
        {"X_Forwarded_Proto": "https"},
        {"X_Real_IP": "203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"X_Forwarded_For": ""},
    ],
)
def test_who_comes_through_a_proxy_is_not_the_local_person(library_folder: Path, header: dict[str, str]) -> None:
    with site(library_folder) as port:
        own = tokens(ask(port, "/documents/roads")[1])
        assert own, "the person at the machine gets forms"
        assert tokens(ask(port, "/documents/roads", **header)[1]) == []
        assert decide(port, own[0], **header) == 403
        assert decide(port, own[0]) == 303


@needs_nginx
@pytest.mark.parametrize("headers", ["", "proxy_set_header Host $host:$server_port;", "proxy_http_version 1.1;"])
def test_nginx_that_tells_nothing_makes_nobody_curator(library_folder: Path, tmp_path: Path, headers: str) -> None:
    with site(library_folder) as port:
        own = tokens(ask(port, "/documents/roads")[1])[0]
        with nginx(tmp_path, f"proxy_pass http://127.0.0.1:{port}; {headers}") as front:
            status, body, _ = ask(front, "/documents/roads")
            if headers == "proxy_http_version 1.1;" and tokens(body):
                pytest.skip("nginx runs as our own user here, which nothing tells from a person")
            assert (status, tokens(body)) == (200, [])
            assert decide(front, own) == 403


TOLD = (
    "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; "
    "proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-Host $http_host;"
)


@needs_nginx
def test_a_trusted_proxy_tells_the_client_and_tls(library_folder: Path, tmp_path: Path) -> None:
    settings = {
        "POLICYSCOPE_CURATOR_PASSWORD_HASH": HASH,
        "POLICYSCOPE_TRUSTED_PROXIES": "127.0.0.1",
        "POLICYSCOPE_PUBLIC_HOSTS": "policy.example",
    }
    with (
        site(library_folder, **settings) as port,
        nginx(tmp_path, f"proxy_pass http://127.0.0.1:{port}; {TOLD}") as front,
    ):

        def sign_in(password: str, client: str) -> tuple[int, str, Any]:
            token = tokens(ask(front, "/sign-in", Host="policy.example")[1])[0]
            form = {"token": token, "password": password}
            return ask(front, "/sign-in", form, Host="policy.example", X_Forwarded_For=client)

        assert [sign_in("wrong password", "203.0.113.1")[0] for _ in range(6)] == [422] * 5 + [429]
        status, _, headers = sign_in(PASSWORD, "203.0.113.2")
        assert status == 303
        assert "Secure" in headers["Set-Cookie"]


def test_wrong_passwords_of_one_client_do_not_lock_another_out_behind_a_trusted_proxy(library_folder: Path) -> None:
    settings = {"POLICYSCOPE_CURATOR_PASSWORD_HASH": HASH, "POLICYSCOPE_TRUSTED_PROXIES": "127.0.0.0/8"}
    with site(library_folder, **settings) as port:
        token = tokens(ask(port, "/sign-in", X_Forwarded_For="203.0.113.1")[1])[0]
        for _ in range(6):
            wrong = ask(port, "/sign-in", {"token": token, "password": "wrong"}, X_Forwarded_For="203.0.113.1")
        assert wrong[0] == 429
        assert ask(port, "/sign-in", {"token": token, "password": PASSWORD}, X_Forwarded_For="203.0.113.2")[0] == 303


addresses = st.ip_addresses().map(str)


@given(
    peer=addresses,
    chain=st.lists(st.one_of(addresses, st.text("0123456789.:abc, ", max_size=20)), max_size=5),
    scheme=st.sampled_from(["", "http", "https", "ftp", "HTTPS , http"]),
)
def test_only_a_trusted_peer_is_believed(peer: str, chain: list[str], scheme: str) -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        seen.update(environ)
        return []

    asked = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": ",".join(chain), "HTTP_X_FORWARDED_PROTO": scheme}
    Proxies(application, ("10.0.0.0/8",))(dict(asked), lambda *_: lambda _: None)  # type: ignore[arg-type]
    assert seen[PROXIED]
    if not peer.startswith("10."):
        assert seen["REMOTE_ADDR"] == peer
        assert "wsgi.url_scheme" not in seen
        return
    assert seen["REMOTE_ADDR"] == peer or seen["REMOTE_ADDR"] in [part.strip() for part in ",".join(chain).split(",")]
    assert seen.get("wsgi.url_scheme", "http") in ("http", "https")

"""Clients that stay, or send slowly, never keep the next one from its page."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.security.programs import site

_HALF_HEADER = b"GET /search HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
_SLOW_BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\ntoken="


@pytest.fixture
def port(library_folder: Path) -> Iterator[int]:
    """The port of a running site."""
    with site(library_folder) as port:
        yield port


def page(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/search?q=housing")
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


@pytest.mark.parametrize("sent", [b"", _HALF_HEADER, _SLOW_BODY], ids=["idle", "half header", "slow body"])
def test_the_501st_client_gets_its_page(port: int, sent: bytes) -> None:
    with ExitStack() as kept:
        for _ in range(500):
            client = kept.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            client.sendall(sent)
        assert page(port) == 200


def test_a_request_sent_byte_by_byte_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
        client.sendall(_HALF_HEADER)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                client.sendall(b"x")
                if client.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
    raise AssertionError("a client that sends a byte a second keeps its connection for ever")


def test_a_header_and_a_body_have_a_largest_size(port: int) -> None:
    for request in (
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000000\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(request)
            assert client.recv(100).split()[1] in (b"413", b"431")
    assert page(port) == 200

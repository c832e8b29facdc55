"""Serving: the address is told once it answers, and one that is taken is refused in words."""

from __future__ import annotations

import socket
from dataclasses import replace
from queue import Queue
from threading import Thread
from urllib.request import urlopen

import pytest

from indexer.errors import WrongUsage
from indexer.library import Library
from web.server import run


def has_ipv6() -> bool:
    """Whether this machine can be reached at ::1."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.fixture
def on_port(sample_library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The sample library, told to be served on any free port."""
    monkeypatch.setattr(sample_library, "settings", replace(sample_library.settings, port=0))
    return sample_library


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")])
def test_the_address_announced_answers(
    on_port: Library, monkeypatch: pytest.MonkeyPatch, host: str, shown: str
) -> None:
    if host == "::1" and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    monkeypatch.setattr(on_port, "settings", replace(on_port.settings, host=host))
    announced: Queue[str] = Queue()
    Thread(target=run, args=(on_port, announced.put), daemon=True).start()
    address = announced.get(timeout=300)
    assert address.startswith(f"http://{shown}:")
    with urlopen(f"{address}api/v1/health", timeout=300) as response:
        assert response.status == 200
        assert "Server" not in response.headers


def test_an_address_in_use_is_refused_with_what_to_do(on_port: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(on_port, "settings", replace(on_port.settings, port=taken.getsockname()[1]))
        with pytest.raises(WrongUsage, match=r"in use by another program; choose another with --host or --port"):
            run(on_port, lambda address: None)


def test_a_host_that_is_not_this_machine_is_refused(on_port: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_port, "settings", replace(on_port.settings, host="no-such-host.invalid"))
    with pytest.raises(WrongUsage, match=r"cannot be listened on \(.+\); choose another"):
        run(on_port, lambda address: None)

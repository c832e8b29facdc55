"""A real browser before a real server: the sample corpus and the hostile documents over HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress import create_server

from indexer.library import Library
from tests.browser.chromium import find_chromium
from tests.web.conftest import hostile_library
from web import create_app

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

PATIENCE = 30_000
"""Milliseconds to wait for what must happen: enough for a machine that is busy with other work."""

expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Page]

__all__ = ["hostile_library"]


def serve(library: Library) -> str:
    """Serve a library on a free port until the tests end; the address without a slash at its end."""
    server = create_server(create_app(library), host="127.0.0.1", port=0, threads=4, ident=None)
    Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}"


@pytest.fixture(scope="session")
def site(sample_library: Library) -> str:
    """Where the sample corpus is served."""
    return serve(sample_library)


@pytest.fixture(scope="session")
def hostile_site(hostile_library: Library) -> str:
    """Where the hostile documents are served."""
    return serve(hostile_library)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, started once."""
    found = find_chromium()
    assert found, "there is no Chromium; `make test` unpacks one (python tests/browser/chromium.py)"
    path, environment = found
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(path), env={**os.environ, **environment}, args=ARGUMENTS
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; the arguments are the context's (size, colours, JavaScript).

    Whatever the browser complains of, a violation of the content policy included, fails the test.
    """
    complaints: list[str] = []
    with ExitStack() as contexts:

        def open_one(**options: Any) -> Page:
            context = contexts.enter_context(
                browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | options)
            )
            opened = context.new_page()
            opened.set_default_timeout(PATIENCE)
            opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            opened.on("pageerror", lambda error: complaints.append(str(error)))
            opened.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
            return opened

        yield open_one
    expected = ("status of 404", "status of 422")
    assert [complaint for complaint in complaints if not any(each in complaint for each in expected)] == []

"""The library that the running application presents, and what it holds as one request sees it."""

from __future__ import annotations

from flask import current_app, g

from indexer.holdings import Holdings
from indexer.library import Library


def opened_library() -> Library:
    """The library this application presents."""
    opened = current_app.extensions["library"]
    assert isinstance(opened, Library)  # noqa: S101 -- set by create_app and never again
    return opened


def library() -> Holdings:
    """What the library holds: one state for a whole request, asked for once."""
    if "holdings" not in g:
        g.holdings = opened_library().current()
    holdings: Holdings = g.holdings
    return holdings

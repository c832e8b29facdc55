"""The library that the running application presents."""

from __future__ import annotations

from flask import current_app

from indexer.library import Library


def library() -> Library:
    """The library this application presents."""
    found = current_app.extensions["library"]
    assert isinstance(found, Library)  # noqa: S101 -- set by create_app and never again
    return found

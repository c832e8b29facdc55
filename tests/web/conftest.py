"""The application as a browser or a program asks it, over the sample corpus and over hostile documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from indexer.library import Library
from indexer.settings import Settings
from tests.conftest import PATIENT, ingested, write_files
from tests.web.hostile_corpus import HOSTILE_FILES
from web import create_app


@pytest.fixture(scope="session")
def client(sample_library: Library) -> FlaskClient:
    """Asks the site over the whole sample corpus."""
    return create_app(sample_library).test_client()


@pytest.fixture(scope="session")
def document_ids(client: FlaskClient) -> list[str]:
    """Every document of the sample corpus."""
    pages = [client.get(f"/api/v1/search?per_page=100&page={page}").get_json() for page in (1, 2)]
    return [item["id"] for page in pages for item in page["items"]]


@pytest.fixture(scope="session")
def hostile_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library whose every text tries to break out of the page."""
    base = tmp_path_factory.mktemp("hostile")
    with Library(Settings(library=base / "library", search_seconds=PATIENT)) as opened:
        yield ingested(opened, write_files(base / "documents", HOSTILE_FILES))


@pytest.fixture(scope="session")
def hostile_client(hostile_library: Library) -> FlaskClient:
    """Asks the site over the hostile documents."""
    return create_app(hostile_library).test_client()

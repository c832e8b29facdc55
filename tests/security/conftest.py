"""A library of two documents on disk, for servers that are programs of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.library import Library
from indexer.settings import Settings
from tests.conftest import ingested, write_files

FILES = {
    "roads.md": "---\ntitle: Roads and housing\ntopics: [housing, transparency]\nlanguage: en\n---\n\nHousing costs.\n",
    "water.md": "---\ntitle: Water\ntopics: [water management]\nlanguage: en\n---\n\nHousing again, and open data.\n",
}


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """The folder of a library over `FILES`."""
    with Library(Settings(library=tmp_path / "library")) as opened:
        ingested(opened, write_files(tmp_path / "documents", FILES))
    return tmp_path / "library"

"""Libraries for tests: a small one whose every document is known, and the whole sample corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from indexer.library import Library
from indexer.settings import Settings
from tests.small_corpus import SMALL_CORPUS

CORPUS = Path(__file__).parents[1] / "corpus"

MakeLibrary = Callable[..., Library]


def ingested(library: Library, folder: Path, *, full: bool = False) -> Library:
    """The library after reading a folder, without showing progress."""
    library.ingest([folder], full=full, progress=lambda stage, done, total: None)
    return library


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Files written into a folder, by their path in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library over `SMALL_CORPUS`; only read it."""
    base = tmp_path_factory.mktemp("small")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(Settings(library=base / "library")) as opened:
        yield ingested(opened, folder)


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library over the whole sample corpus; only read it."""
    with Library(Settings(library=tmp_path_factory.mktemp("sample") / "library")) as opened:
        yield ingested(opened, CORPUS)


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[MakeLibrary]:
    """Makes a library over files given as {path: content} or over a folder; `settings` are limits."""
    with ExitStack() as opened:

        def make(files: Mapping[str, str | bytes] | Path, **settings: Any) -> Library:
            base = tmp_path / f"made-{len(list(tmp_path.iterdir()))}"
            folder = files if isinstance(files, Path) else write_files(base / "documents", files)
            made = opened.enter_context(Library(Settings(library=base / "library", **settings)))
            return ingested(made, folder)

        yield make

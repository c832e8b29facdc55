"""Libraries for tests: a small one whose every document is known, and the whole sample corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

import pytest

from indexer.ingest import folder as ingest
from indexer.library import Library
from indexer.reading.process.pool import ReadingPool, _Child
from indexer.settings import Settings
from tests.small_corpus import SMALL_CORPUS

CORPUS = Path(__file__).parents[1] / "corpus"

PATIENT = 600.0
"""Seconds a search may take in tests that are not about its deadline: on a busy machine two are soon over."""

_LONGEST = ("tests/engine/test_oracle", "tests/reliability", "tests/unit/tagging", "tests/browser")

MakeLibrary = Callable[..., Library]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first: of two processes none is left alone with the last file."""
    items.sort(key=lambda item: next((at for at, begin in enumerate(_LONGEST) if item.nodeid.startswith(begin)), 9))


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


class WarmReadingPool(ReadingPool):
    """The product's pool, whose children are kept from run to run: most tests read few files, and a child takes long to
    start. What a child holds is the same for every document, and one that had to be killed is started anew."""

    idle: ClassVar[list[_Child]] = []

    def _children(self) -> Iterable[_Child]:
        memory = self._settings.read_memory_bytes
        kept = [child for child in self.idle if child._memory == memory][: self._processes]
        for child in kept:
            self.idle.remove(child)
        return [*(_Child(memory) for _ in range(self._processes - len(kept))), *kept]

    def _release(self, child: _Child) -> None:
        self.idle.append(child)


@pytest.fixture(scope="session", autouse=True)
def warm_reading() -> Iterator[None]:
    """Reading processes that outlive the libraries made in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ingest, "ReadingPool", WarmReadingPool)
        yield
    while WarmReadingPool.idle:
        WarmReadingPool.idle.pop().stop()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library over `SMALL_CORPUS`; only read it."""
    base = tmp_path_factory.mktemp("small")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(Settings(library=base / "library", search_seconds=PATIENT)) as opened:
        yield ingested(opened, folder)


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library over the whole sample corpus; only read it."""
    place = tmp_path_factory.mktemp("sample") / "library"
    with Library(Settings(library=place, search_seconds=PATIENT)) as opened:
        yield ingested(opened, CORPUS)


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[MakeLibrary]:
    """Makes a library over files given as {path: content} or over a folder; `settings` are limits."""
    with ExitStack() as opened:

        def make(files: Mapping[str, str | bytes] | Path, **settings: Any) -> Library:
            base = tmp_path / f"made-{len(list(tmp_path.iterdir()))}"
            folder = files if isinstance(files, Path) else write_files(base / "documents", files)
            limits = {"search_seconds": PATIENT, **settings}
            made = opened.enter_context(Library(Settings(library=base / "library", **limits)))
            return ingested(made, folder)

        yield make

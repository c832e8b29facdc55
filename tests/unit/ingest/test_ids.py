"""An id means the same document for ever, whatever is changed, moved, renamed or removed, and however often all is read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalogue.store import Catalogue
from indexer.errors import DocumentRefused
from indexer.ingest import folder as ingest
from indexer.ingest.folder import ingest_folder
from indexer.nouns.documents import Document
from indexer.reading.process.pool import FileContent
from indexer.settings import Settings
from tests.documents import read

FOLDERS = ("one", "two")
NAMES = ("a b.md", "a-b.md", "a/b.md", "A B.txt", "c.md", "c.txt")
PLACES = tuple((folder, name) for folder in FOLDERS for name in NAMES)
KINDS = ("create", "edit", "remove", "move", "move and refill", "swap", "break", "mend")


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "ReadingPool", ReadingHere)


class ReadingHere:
    """Reads in this process, for many runs; the children have tests of their own."""

    def __init__(self, settings: Settings, sizes: Sequence[int]) -> None:
        pass

    def __enter__(self) -> ReadingHere:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read_all(self, files: Iterable[FileContent]) -> Iterator[tuple[FileContent, Document | DocumentRefused]]:
        for file in files:
            try:
                document = read(file.content, file.path)
                origin = replace(document.origin, folder=file.folder, digest=file.digest)
                yield file, replace(document, origin=origin)
            except DocumentRefused as refused:
                yield file, refused


@dataclass
class Held:
    """A document as the test knows it: a number of its own, and how often it was written."""

    number: int
    version: int = 0
    broken: bool = False

    def text(self) -> str:
        return "" if self.broken else f"# Document {self.number}\n\nThis is its text, version {self.version}.\n"


@dataclass
class World:
    """Two folders of files and the documents that they hold."""

    base: Path
    files: dict[tuple[str, str], Held] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        for name in FOLDERS:
            (self.base / name).mkdir()

    def new(self) -> Held:
        self.made += 1
        return Held(self.made)

    def step(self, kind: str, here: tuple[str, str], there: tuple[str, str]) -> None:
        """One change, where it is possible."""
        held, other = self.files.get(here), self.files.get(there)
        if kind == "create" and held is None:
            self.files[here] = self.new()
        elif held is None:
            return
        elif kind == "mend":
            held.broken = False
        elif held.broken:
            return
        elif kind == "edit":
            held.version += 1
        elif kind == "break":
            held.broken = True
        elif kind == "remove":
            del self.files[here]
        elif kind == "swap" and other is not None and not other.broken and here[0] == there[0]:
            self.files[here], self.files[there] = other, held
        elif kind.startswith("move") and other is None:
            self.files[there] = self.files.pop(here)
            # A refilled place in another folder would be read before its document is found in this one.
            if kind == "move and refill" and here[0] == there[0]:
                self.files[here] = self.new()

    def write(self) -> None:
        for name in NAMES:
            for folder in FOLDERS:
                path = self.base / folder / name
                held = self.files.get((folder, name))
                if held is None:
                    path.unlink(missing_ok=True)
                else:
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(held.text(), "utf-8")

    def read(self, catalogue: Catalogue, full: bool, order: tuple[str, ...]) -> dict[str, int]:
        """Bring the catalogue up to date; the number of the document that each id now leads to."""
        self.write()
        for name in order:
            ingest_folder(catalogue, self.base / name, Settings(), full, lambda *_: None)
        numbers = {}
        for document_id in catalogue.ids():
            entry = catalogue.entry(document_id)
            assert entry is not None
            document = entry.document
            held = self.files[(Path(document.origin.folder).name, document.origin.path)]
            assert document.title == f"Document {held.number}"
            assert f"version {held.version}" in document.passages[-1].text
            numbers[document_id] = held.number
        return numbers


STEPS = st.lists(
    st.tuples(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.permutations(PLACES).map(lambda order: order[:2])),
            max_size=5,
        ),
        st.booleans(),
        st.permutations(FOLDERS).map(tuple),
    ),
    min_size=2,
    max_size=6,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_an_id_means_the_same_document_for_ever(
    steps: list[tuple[list[tuple[str, tuple[tuple[str, str], ...]]], bool, tuple[str, ...]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        catalogue = Catalogue(Path(name) / "library" / "catalogue.sqlite")
        meaning: dict[str, int] = {}
        try:
            for place in PLACES[:4]:
                world.step("create", place, place)
            for changes, full, order in [([], False, FOLDERS), *steps, ([], True, FOLDERS)]:
                touched: set[tuple[str, str]] = set()
                for kind, places in changes:
                    if not touched & set(places):
                        world.step(kind, *places)
                        touched |= set(places)
                for document_id, number in world.read(catalogue, full, order).items():
                    assert meaning.setdefault(document_id, number) == number
                assert len(set(meaning.values())) == len(meaning), "a document has two ids"
            assert catalogue.integrity_problems() == []
        finally:
            catalogue.close()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "library" / "catalogue.sqlite")
    yield opened
    opened.close()


@pytest.mark.parametrize("full", [False, True])
def test_names_that_give_one_id_keep_theirs_when_one_of_them_goes(
    world: World, catalogue: Catalogue, full: bool
) -> None:
    world.files = {("one", "a b.md"): world.new(), ("one", "a-b.md"): world.new()}
    before = world.read(catalogue, False, FOLDERS)
    del world.files[("one", "a b.md")]
    after = world.read(catalogue, full, FOLDERS)
    assert after.items() < before.items()
    assert "a-b" not in after


def test_another_file_of_the_same_name_after_one_was_removed_is_another_document(
    world: World, catalogue: Catalogue
) -> None:
    world.files = {("one", "c.md"): world.new()}
    assert set(world.read(catalogue, False, FOLDERS)) == {"c"}
    world.files = {}
    assert world.read(catalogue, False, FOLDERS) == {}
    world.files = {("one", "c.md"): world.new()}
    (fresh,) = world.read(catalogue, False, FOLDERS)
    assert fresh.startswith("c-")


def test_a_file_that_comes_back_is_the_document_it_was_wherever_it_is(world: World, catalogue: Catalogue) -> None:
    held = world.new()
    world.files = {("one", "c.md"): held}
    world.read(catalogue, False, FOLDERS)
    world.files = {}
    world.read(catalogue, False, FOLDERS)
    world.files = {("two", "elsewhere.md"): held}
    (world.base / "two" / "elsewhere.md").write_text(held.text())
    assert set(world.read(catalogue, False, FOLDERS)) == {"c"}


def test_a_copy_that_was_there_is_no_move_when_the_first_is_edited(world: World, catalogue: Catalogue) -> None:
    world.files = {("one", "a b.md"): Held(1), ("one", "c.md"): Held(1)}
    assert world.read(catalogue, False, FOLDERS) == {"a-b": 1}
    world.files[("one", "a b.md")] = Held(2)
    assert world.read(catalogue, False, FOLDERS) == {"a-b": 2, "c": 1}

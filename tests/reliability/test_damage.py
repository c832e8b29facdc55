"""Flipped bits, cut, missing and swapped files: a right answer, an older whole generation that says so, or a named damage."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from indexer.errors import LibraryDamaged
from indexer.index.columnar.build import writer
from indexer.index.columnar.file import snapshot
from indexer.index.columnar.file.arrays import Array
from indexer.index.columnar.file.content import Content
from indexer.index.columnar.file.snapshot import made_by
from indexer.index.generations import Generations
from indexer.library import Library
from tests.conftest import MakeLibrary
from tests.reliability.corpus import changes, expected, opened, seen
from tests.small_corpus import SMALL_CORPUS

FLIPS = int(os.environ.get("POLICYSCOPE_TEST_FLIPS", "25"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "index"
    engine = opened(folder)
    for revision in range(1, 6):
        engine.publish(changes(revision))
    engine.close()
    return folder


def _files(folder: Path) -> list[Path]:
    """The files a reader of the current generation reads."""
    newest = sorted(folder.glob("generation-*"))[-1]
    return sorted(path.relative_to(folder) for path in [folder / "CURRENT", *newest.iterdir()])


def _copied(whole: Path, target: Path) -> Path:
    """A copy in which files shared by generations stay shared."""
    known: dict[int, Path] = {}
    for path in sorted(whole.rglob("*")):
        copy = target / path.relative_to(whole)
        if path.is_dir():
            copy.mkdir(parents=True)
        elif (first := known.get(path.stat().st_ino)) is not None:
            os.link(first, copy)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
            known[path.stat().st_ino] = copy
    return target


def _trustworthy(folder: Path) -> str:
    engine = opened(folder)
    refused = ""
    try:
        held, documents = seen(engine)
    except LibraryDamaged as error:
        refused = str(error)
    if refused:
        assert str(folder) in refused
        assert "rebuild" in refused
        return "refused"
    assert documents == expected(held)
    if held != 5:
        assert engine.state().damage
    return "right" if held == 5 else "older"


def test_flipped_bits(whole: Path, tmp_path: Path) -> None:
    chooser = random.Random(11)
    outcomes = []
    for name in _files(whole):
        for flip in range(FLIPS):
            folder = _copied(whole, tmp_path / f"{name.name}-{flip}")
            path = folder / name
            data = bytearray(path.read_bytes())
            data[chooser.randrange(len(data))] ^= 1 << chooser.randrange(8)
            with path.open("r+b") as file:
                file.write(data)
            assert list(Generations(folder).verify()), f"{name} was changed and nobody said so"
            outcomes.append(_trustworthy(folder))
            shutil.rmtree(folder)
    assert "refused" in outcomes or "older" in outcomes


@pytest.mark.parametrize("damage", ["cut", "empty", "missing", "zeroed", "swapped"])
def test_broken_files(whole: Path, tmp_path: Path, damage: str) -> None:
    for name in _files(whole):
        folder = _copied(whole, tmp_path / name.name)
        path = folder / name
        data = path.read_bytes()
        path.unlink()
        if damage == "cut":
            path.write_bytes(data[: len(data) * 2 // 3])
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "zeroed":
            path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
        elif damage == "swapped":
            path.write_bytes(
                (folder / _files(whole)[-1]).read_bytes() if (folder / _files(whole)[-1]).exists() else b"?"
            )
        assert list(Generations(folder).verify()), f"{name} was {damage} and nobody said so"
        _trustworthy(folder)
        engine = opened(folder)
        if engine.state().revision != 5:
            engine.publish(changes(1).__class__(revision=9, put=changes(1).put, whole=True))
            assert engine.state().revision == 9
            assert engine.verify() == ()


OTHERS = {
    "another analyser": {**made_by(), "analyser": "another"},
    "another layout": {**made_by(), "layout": "0"},
    "before layouts had numbers": {"analyser": made_by()["analyser"], "nltk": made_by()["nltk"]},
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_another_version_made_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(writer, "made_by", lambda: OTHERS[other])
        patched.setattr(snapshot, "made_by", lambda: OTHERS[other])
        opened(tmp_path).publish(changes(1))
    (sentence,) = opened(tmp_path).state().damage
    assert str(tmp_path) in sentence
    assert "rebuild" in sentence
    with pytest.raises(LibraryDamaged, match="was made by"):
        seen(opened(tmp_path))


def test_an_array_that_the_writer_did_not_know_is_damage(tmp_path: Path) -> None:
    """Should a layout change without a new number, the first search says so."""
    kept = writer.arrays

    def without_rows(content: Content) -> dict[str, Array]:
        return {name: array for name, array in kept(content).items() if not name.startswith("rows")}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writer, "arrays", without_rows)
        opened(tmp_path).publish(changes(1))
    with pytest.raises(LibraryDamaged, match="holds no rows"):
        seen(opened(tmp_path))


def test_a_library_rebuilds_an_index_of_another_version(
    make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run makes the index anew from the catalogue, though no file has changed."""
    with monkeypatch.context() as patched:
        for module in (writer, snapshot):
            patched.setattr(module, "made_by", lambda: OTHERS["before layouts had numbers"])
        made = make_library({document.path: document.markdown() for document in SMALL_CORPUS})
    folder, settings = made.settings.library.parent / "documents", made.settings
    made.close()
    with Library(settings) as library:
        assert library.state().damage
        report = library.ingest([folder], full=False, progress=lambda stage, done, total: None)
        assert report.read == 0
        assert library.state().damage == ()
        assert library.overview().documents == len(SMALL_CORPUS)
        assert library.check() == ()

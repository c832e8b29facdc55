"""Flipped bits, cut, missing and swapped files: a right answer, an older whole generation that says so, or a named damage."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from indexer.errors import LibraryDamaged
from indexer.generations import Generations
from tests.reliability.corpus import changes, expected, opened, seen

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
        if name.name == "CURRENT" and damage == "missing":
            continue
        assert list(Generations(folder).verify()), f"{name} was {damage} and nobody said so"
        _trustworthy(folder)
        engine = opened(folder)
        if engine.state().revision != 5:
            engine.publish(changes(1).__class__(revision=9, put=changes(1).put, whole=True))
            assert engine.state().revision == 9
            assert engine.verify() == ()


def test_another_analyser_means_rebuild(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer.columnar import snapshot

    monkeypatch.setattr(snapshot, "made_by", lambda: {"analyser": "another", "nltk": "0"})
    state = opened(whole).state()
    assert any("rebuild" in sentence for sentence in state.damage)

"""Readers beside a writer: nothing that was swept meanwhile is called damage, and the generation before is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import LibraryDamaged
from indexer.index import generations
from indexer.index.columnar import engine as columnar
from indexer.index.generations import CURRENT, MANIFEST, Generations
from tests.reliability.corpus import changes, expected, opened, seen

STEPS = {
    "the folders are listed": (Generations, "_names"),
    "a manifest is read": (Generations, "_open"),
    "the files are opened": (columnar, "Snapshot"),
    "a file is verified": (generations, "digest_of"),
}


def publish_before(
    monkeypatch: pytest.MonkeyPatch, step: str, folder: Path, every_time: bool = False
) -> Callable[[], int]:
    """Three publishes come right before the next time of a step of reading; gives the last revision when called."""
    place, name = STEPS[step]
    original = getattr(place, name)
    writer = opened(folder)
    revision = writer.state().revision
    armed = True

    def after_publishing(*parts: Any) -> Any:
        nonlocal revision, armed
        if armed:
            armed = False
            for _ in range(3):
                revision += 1
                writer.publish(changes(revision))
            armed = every_time
        return original(*parts)

    monkeypatch.setattr(place, name, after_publishing)
    return lambda: revision


def published(folder: Path, revisions: int) -> Path:
    engine = opened(folder)
    for revision in range(1, revisions + 1):
        engine.publish(changes(revision))
    return folder


@pytest.mark.parametrize("step", [step for step in STEPS if step != "a file is verified"])
def test_a_reader_overtaken_by_publishes_looks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = published(tmp_path / "index", 2)
    revision = publish_before(monkeypatch, step, folder)
    reader = opened(folder)
    assert reader.state().damage == ()
    assert revision() == 5
    assert seen(reader) == (5, expected(5))


@pytest.mark.parametrize("step", [step for step in STEPS if step != "the files are opened"])
def test_a_check_overtaken_by_publishes_looks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    folder = published(tmp_path / "index", 2)
    revision = publish_before(monkeypatch, step, folder)
    assert Generations(folder).verify() == ()
    assert revision() >= 5


def test_a_reader_that_never_gets_a_moment_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = published(tmp_path / "index", 2)
    publish_before(monkeypatch, "the folders are listed", folder, every_time=True)
    with pytest.raises(LibraryDamaged, match="changes too fast"):
        seen(opened(folder))


def test_what_is_missing_though_nothing_was_published_is_damage(tmp_path: Path) -> None:
    folder = published(tmp_path / "index", 3)
    newest = folder / (folder / CURRENT).read_text().split("\n")[0]
    newest.rename(folder / "elsewhere")
    held, documents = seen(opened(folder))
    assert (held, documents) == (2, expected(2))
    assert "which is missing" in opened(folder).state().damage[0]
    assert Generations(folder).verify()


def test_the_generation_before_is_kept_and_answers_where_the_newest_is_damaged(tmp_path: Path) -> None:
    folder = published(tmp_path / "index", 4)
    _, newest = sorted(folder.glob("generation-*"))
    newest.joinpath(MANIFEST).write_bytes(b"{}")
    engine = opened(folder)
    assert seen(engine) == (3, expected(3))
    (sentence,) = engine.state().damage
    assert str(newest) in sentence
    assert "rebuild the index" in sentence

"""After a crash at any operation of a publish, in every state the disk may be left in, the index is whole."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.reliability.corpus import changes, expected, opened, seen
from tests.reliability.disk import Disk

STATES = int(os.environ.get("POLICYSCOPE_TEST_STATES", "12"))


@pytest.mark.parametrize("revision", [1, 2, 9])
def test_every_state_after_a_crash_holds_a_whole_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: int
) -> None:
    root = tmp_path / "library"
    root.mkdir()
    disk = Disk(root)
    chooser = random.Random(revision)
    tried = 0
    in_flight = False

    def crash() -> None:
        nonlocal tried
        if not in_flight:
            return
        for happened, content in disk.states(STATES, chooser):
            target = tmp_path / "crashed"
            disk.write_state(target, happened, content)
            engine = opened(target / "index")
            found, documents = seen(engine)
            assert found in (revision - 1, revision), engine.state()
            assert documents == expected(found)
            assert engine.state().damage == ()
            shutil.rmtree(target)
            tried += 1

    disk.install(monkeypatch, crash)
    engine = opened(root / "index")
    for each in range(1, revision):
        engine.publish(changes(each))
    in_flight = True
    engine.publish(changes(revision))
    in_flight = False
    assert tried > 15
    for happened, content in disk.states(STATES * 4, chooser):
        disk.write_state(tmp_path / "after", happened, content)
        assert seen(opened(tmp_path / "after" / "index")) == (revision, expected(revision)), (
            "an acknowledged publish is lost"
        )
        shutil.rmtree(tmp_path / "after")


def test_the_next_publish_mends_what_a_crash_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "library"
    root.mkdir()
    disk = Disk(root)
    left: list[Path] = []

    def keep() -> None:
        target = tmp_path / f"crashed-{disk.operations}"
        shutil.copytree(root, target)
        left.append(target)

    with monkeypatch.context() as patch:
        disk.install(patch, keep)
        engine = opened(root / "index")
        for revision in (1, 2):
            engine.publish(changes(revision))
    for target in left:
        engine = opened(target / "index")
        held = engine.state().revision
        for revision in range(held + 1, 4):
            engine.publish(changes(revision))
        assert seen(engine) == (3, expected(3))
        assert not (target / "index" / "building").exists()
        assert not (target / "index" / "lots").exists()
        assert engine.verify() == ()

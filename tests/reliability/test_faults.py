"""Whatever operation of a publish fails, and however, the index stays whole, the lock is free and a retry works."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import WrongUsage
from indexer.index import durable
from indexer.index.engine import Changes
from tests.reliability.corpus import changes, document, expected, opened, seen

OPERATIONS = ("write_file", "sync_file", "make_folder", "link", "rename", "remove", "sync_folder")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_the_nth_operation_fails_for_every_n(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    engine = opened(tmp_path / "index")
    engine.publish(changes(1))
    revision = 2
    failing = 1
    while True:
        count = 0

        def failable(*parts: Any, _original: Any, _failing: int = failing, **options: Any) -> None:
            nonlocal count
            count += 1
            if count == _failing:
                raise OSError(code, os.strerror(code))
            _original(*parts, **options)

        with monkeypatch.context() as patch:
            for name in OPERATIONS:
                original = getattr(durable, name)
                patch.setattr(durable, name, lambda *p, _o=original, **k: failable(*p, _original=_o, **k))
            try:
                engine.publish(changes(revision))
                failed = False
            except OSError:
                failed = True
        held, documents = seen(opened(tmp_path / "index"))
        assert held in (revision - 1, revision)
        assert documents == expected(held)
        if held == revision - 1:
            assert failed, "a publish that is not there was acknowledged"
            engine.publish(changes(revision))
        assert seen(engine) == (revision, expected(revision))
        if count < failing:
            break
        revision += 1
        failing += 1
    assert failing > 20


def test_what_failed_after_the_pointer_moved_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(tmp_path / "index")
    engine.publish(changes(1))
    rename, sync_folder = durable.rename, durable.sync_folder
    moved = False

    def remember(source: Path, target: Path) -> None:
        nonlocal moved
        rename(source, target)
        moved = target.name == "CURRENT"

    def fail_once_moved(folder: Path) -> None:
        if moved:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync_folder(folder)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "rename", remember)
        patch.setattr(durable, "sync_folder", fail_once_moved)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            engine.publish(changes(2))
    assert engine.state().revision == 2
    assert seen(engine) == (2, expected(2))


def test_a_full_disk_cuts_every_write_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(tmp_path / "index")
    engine.publish(changes(1))
    write = os.write
    for room in range(0, 60_000, 997):
        left = room

        def short(descriptor: int, data: Any) -> int:
            nonlocal left
            if left <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            written = write(descriptor, data[: min(left, 700)])
            left -= written
            return written

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", short)
            try:
                engine.publish(changes(2))
                break
            except OSError:
                pass
        assert seen(opened(tmp_path / "index")) == (1, expected(1))
    assert seen(engine) == (2, expected(2))
    assert room > 5_000


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize(
    "wrong", [{"title": 5}, {"passages": (None,)}, {"facets": {"topic": (1,)}}, {"year": "1999"}, {"id": ""}]
)
def test_a_wrong_document_changes_nothing(tmp_path: Path, wrong: dict[str, Any], place: int) -> None:
    engine = opened(tmp_path / "index")
    engine.publish(changes(1))
    good = [document(number, 2) for number in (20, 21, 22)]
    fields = {name: getattr(good[0], name) for name in good[0].__slots__} | wrong
    put = [*good[:place], type(good[0])(**fields), *good[place:]]
    with pytest.raises(WrongUsage):
        engine.publish(Changes(revision=2, put=put))
    assert seen(engine) == (1, expected(1))
    engine.publish(changes(2))
    assert seen(engine) == (2, expected(2))


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    engine = opened(tmp_path / "index")
    for revision in range(1, 6):
        engine.publish(changes(revision))
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else pytest.skip("no /proc")
    for revision in range(6, 40):
        engine.publish(changes(revision))
    assert len(os.listdir("/proc/self/fd")) <= before + 12
    engine.close()

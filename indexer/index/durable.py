"""The only functions that write index files: what each makes durable is its contract.

A file is durable once `write_file` returned *and* `sync_folder` was called on its folder. Errors of
the operating system pass through; a failed fsync is final, since the kernel may have dropped the data.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import LibraryBusy

Buffer = bytes | bytearray | memoryview

_held: set[str] = set()
_held_guard = threading.Lock()


def write_file(path: Path, parts: Iterable[Buffer], *, sync: bool = True) -> None:
    """Create a file that must not exist and write the parts in order; with `sync` its content is on disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        for part in parts:
            rest = memoryview(part).cast("B")
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Put the content of a file written without sync on disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Create a folder, readable by its owner alone, and its parents, where they do not exist."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def link(source: Path, target: Path) -> None:
    """Give an existing, immutable file a second name."""
    os.link(source, target)


def rename(source: Path, target: Path) -> None:
    """Rename in one step, replacing a target file; durable after `sync_folder` on the parent."""
    os.replace(source, target)


def remove(path: Path) -> None:
    """Delete a file or an empty folder."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()


def sync_folder(path: Path) -> None:
    """Make creations, renames and deletions inside a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def lock(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the one write lock of a folder; raises `LibraryBusy` after waiting in vain.

    A record lock, so neither a dead process nor a forked child of a dead one can keep it; threads of
    one process exclude each other by name.
    """
    name = str(path.resolve())
    deadline = time.monotonic() + seconds
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) if _take_name(name, deadline) else -1
    if descriptor < 0:
        raise LibraryBusy(f"another thread is writing to {path.parent}; try again when it has finished")
    try:
        _take_record(descriptor, path, deadline)
        yield
    finally:
        os.close(descriptor)
        with _held_guard:
            _held.discard(name)


def _take_name(name: str, deadline: float) -> bool:
    while True:
        with _held_guard:
            if name not in _held:
                _held.add(name)
                return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)


def _take_record(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as error:
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                raise LibraryBusy(
                    f"process {holder} is writing to {path.parent}; try again when it has finished"
                ) from error
        time.sleep(0.02)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)

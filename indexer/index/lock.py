"""One writer at a time in a folder, by a lock that ends with the process that holds it.

A POSIX record lock on a file of the folder. Neither a dead process nor a forked child of a dead one can keep it,
and who holds it is asked of the system, so that no number left in a file can name the wrong process. As a
process does not exclude its own threads by such a lock, threads exclude each other by name first; nothing else
in this process may open the file, since closing it would let the lock go.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import LibraryBusy, WrongUsage
from indexer.index import durable
from indexer.system import lock_holder, locked, open_file

_POLL_SECONDS = 0.02

_threads: dict[Path, threading.Lock] = {}
_threads_guard = threading.Lock()


def _forget_threads() -> None:
    """In a forked child nobody holds anything."""
    global _threads_guard
    _threads_guard = threading.Lock()
    _threads.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_threads)


@contextmanager
def writing(folder: Path, wait_seconds: float = 0.0, *, name: str = "lock") -> Iterator[None]:
    """Hold the write lock of a folder, which is made where it does not exist.

    Raises `LibraryBusy` naming the process that has the lock, after waiting for it; `WrongUsage` where the
    file system has no locks.
    """
    durable.make_folder(folder)
    path = folder / name
    until = time.monotonic() + wait_seconds
    with _threads_guard:
        thread = _threads.setdefault(path.resolve(), threading.Lock())
    if not thread.acquire(timeout=wait_seconds):
        raise _busy(f"another thread of this process (number {os.getpid()})", folder)
    try:
        descriptor = open_file(path, os.O_RDWR | os.O_CREAT)
        try:
            _take(descriptor, folder, until)
            yield
        finally:
            os.close(descriptor)
    finally:
        thread.release()


def _take(descriptor: int, folder: Path, until: float) -> None:
    while not _taken(descriptor, folder):
        if time.monotonic() >= until:
            holder = lock_holder(descriptor)
            if holder is None and _taken(descriptor, folder):  # let go since it was asked for
                return
            raise _busy(f"another process (number {holder or 'unknown'})", folder)
        time.sleep(_POLL_SECONDS)


def _taken(descriptor: int, folder: Path) -> bool:
    try:
        return locked(descriptor)
    except OSError as error:
        raise WrongUsage(f"{folder} is where files cannot be locked ({error}); keep it on a local disk") from error


def _busy(holder: str, folder: Path) -> LibraryBusy:
    return LibraryBusy(f"{holder} is writing to {folder}; wait for it to finish or stop it")

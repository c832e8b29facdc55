"""One writer at a time for a library, by a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import LibraryBusy

_POLL_SECONDS = 0.02


@contextmanager
def writing(library: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the library's lock; raises `LibraryBusy` naming the process that has it, after waiting for it to end."""
    library.mkdir(parents=True, exist_ok=True)
    path = library / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _lock(descriptor, library, time.monotonic() + wait_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, library: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if time.monotonic() >= until:
                holder = os.read(descriptor, 40).decode("ascii", "replace").strip() or "unknown"
                raise LibraryBusy(
                    f"another process (number {holder}) is writing to {library}; wait for it to finish or stop it"
                ) from error
        time.sleep(_POLL_SECONDS)

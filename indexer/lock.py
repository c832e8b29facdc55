"""One writer at a time for a library, by a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import LibraryBusy


@contextmanager
def writing(library: Path) -> Iterator[None]:
    """Hold the library's lock; raises `LibraryBusy` naming the process that has it."""
    library.mkdir(parents=True, exist_ok=True)
    path = library / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 40).decode("ascii", "replace").strip() or "unknown"
            raise LibraryBusy(
                f"another process (number {holder}) is writing to {library}; wait for it to finish or stop it"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)

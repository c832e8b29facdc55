"""A copy of an SQLite file, made while it may be in use, proved sound and durable before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from indexer.catalogue.faults import fault_of
from indexer.errors import LibraryDamaged, storage_fault
from indexer.system import open_file

_BUSY_SECONDS = 10.0


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as its last commit left it; `target` is replaced in one step and readable by its owner alone.

    Raises `LibraryDamaged` where the copy is not sound (then there is none), `LibraryUnavailable` where the disk cannot
    take it.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        os.close(open_file(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
        _copy(source, part)
        sync(part)
        os.replace(part, target)
        sync(target.parent)
    except OSError as error:
        raise storage_fault(error) from error
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Put the content of a file, or the names in a folder, on disk; Windows does the latter by itself."""
    on_windows = not hasattr(os, "O_DIRECTORY")
    if on_windows and path.is_dir():
        return
    descriptor = open_file(path, os.O_RDWR if on_windows else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(source: Path, part: Path) -> None:
    where = source
    try:
        with closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as read:
            read.execute("SELECT 1 FROM sqlite_master").fetchone()
            where = part
            with closing(sqlite3.connect(part)) as written:
                read.backup(written)
                # A copy is one file: without this it would be opened with a log beside it.
                written.execute("PRAGMA journal_mode=DELETE")
                found = [row[0] for row in written.execute("PRAGMA integrity_check(1)")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise fault_of(where, error) or error from error
    if found != ["ok"]:
        raise LibraryDamaged(f"{source} is damaged ({found[0]}), so no copy was made")

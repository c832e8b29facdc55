"""What SQLite says went wrong, in words for the person who has to act: each cause its own, with the right advice."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from indexer.errors import LibraryBusy, LibraryDamaged, LibraryUnavailable, PolicyscopeError

ADVICE = (
    "go back to a backup with `policyscope restore FILE`; without one, save what people decided with "
    "`policyscope tag export` and `policyscope vocabulary export` first, and only then index your folders into a new "
    "library"
)
"""What to do about a catalogue that is damaged: never to give it up before its decisions are safe."""

_FULL_BELOW_BYTES = 100_000
_ACKNOWLEDGED = "Nothing that was acknowledged is lost"
_NO_TEXT = "Could not decode to UTF-8"
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_WRITTEN = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


def fault_of(path: Path, error: BaseException) -> PolicyscopeError | None:
    """The error to raise for one of SQLite's about the catalogue at `path`, None where it is no fault of the disk."""
    if isinstance(error, UnicodeDecodeError):
        # SQLite names what it cannot read in its message, whatever bytes that has become.
        return LibraryDamaged(f"{path} is damaged (it names what is no text); {ADVICE}")
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return LibraryBusy(f"another process has locked {path}; try again when it has finished. {_ACKNOWLEDGED}")
    if code in _DAMAGED or str(error).startswith((_NO_TEXT, "no such table", "no such column")):
        return LibraryDamaged(f"{path} is damaged ({error}); {ADVICE}")
    if code == sqlite3.SQLITE_FULL or (code in _WRITTEN and _disk_is_full(path)):
        return _unavailable(path, "its disk is full; free some space and repeat what was not done")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _unavailable(
            path, "it cannot be written: the file, its folder or its disk is read-only for this user; make it writable"
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH):
        return _unavailable(
            path,
            "it cannot be opened: its disk must be attached, and this user must be allowed to write the file and its "
            "folder",
        )
    if code == sqlite3.SQLITE_IOERR:
        return _unavailable(
            path,
            f"its disk reports an error ({error}); save a copy to another disk with `policyscope backup FILE`, then "
            "check this one",
        )
    return None


def _unavailable(path: Path, why: str) -> LibraryUnavailable:
    return LibraryUnavailable(f"{path} cannot be used just now: {why}. {_ACKNOWLEDGED}")


def _disk_is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _FULL_BELOW_BYTES
    except OSError:
        return False

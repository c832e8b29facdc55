"""Backups: one file with a proved copy of the catalogue, and of who has access where that is kept; and back again.

A backup is a ZIP file of the databases and a `manifest.json` with size and BLAKE2b of each, so that any tool can look
into it, and nothing in it is believed unproved.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indexer.catalogue.copies import copy_database, sync
from indexer.catalogue.faults import fault_of
from indexer.catalogue.store import Catalogue
from indexer.errors import LibraryBusy, LibraryDamaged, WrongUsage, storage_fault
from indexer.system import open_file

CATALOGUE, ACCESS = "catalogue.sqlite", "access.sqlite"
_MANIFEST = "manifest.json"
_FORMAT = 1
_MAX_MANIFEST_BYTES = 100_000
_BLOCK_BYTES = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)


def back_up(library: Path, target: Path) -> tuple[str, ...]:
    """Write a backup of a library's databases, also while they are in use; gives the names of what it holds.

    Each copy is proved by SQLite's own check and by the digests of its rows, and the file read back, before it gets its
    name. Raises `WrongUsage` where `target` exists, `LibraryDamaged` where the catalogue is not sound.
    """
    if target.exists():
        raise WrongUsage(f"{target} exists already; name a new file", parameter="file")
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".policyscope-backup-") as name:
            folder = Path(name)
            names = [each for each in (CATALOGUE, ACCESS) if (library / each).is_file()]
            for each in names:
                copy_database(library / each, folder / each)
            _require_sound(folder / CATALOGUE)
            part = folder / "backup.part"
            _write(part, folder, names)
            (folder / "back").mkdir()
            _read(part, folder / "back")
            sync(part)
            os.replace(part, target)
            sync(target.parent)
    except OSError as error:
        raise storage_fault(error) from error
    return tuple(names)


def restore(backup: Path, library: Path, *, replace: bool) -> tuple[Path, ...]:
    """Put the databases of a backup in their place in a library; gives where those that were there are kept.

    Hold the library's lock. Everything is proved before anything is touched; what is replaced is kept beside it. Raises
    `WrongUsage` where there is something to replace and `replace` is not said, `LibraryBusy` where it is in use,
    `LibraryDamaged` where the backup is not what was written.
    """
    library.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(dir=library, prefix=".restoring-") as name:
            folder = Path(name)
            names = _read(backup, folder)
            _require_sound(folder / CATALOGUE)
            present = [each for each in names if (library / each).exists()]
            if present and not replace:
                raise WrongUsage(
                    f"there is a {present[0]} in {library}; say --replace to put the backup in its place (what "
                    "is there is kept beside it)",
                    parameter="replace",
                )
            for each in present:
                _settle(library / each)
            kept = tuple(_keep(library / each) for each in present)
            for each in names:
                sync(folder / each)
                os.replace(folder / each, library / each)
            sync(library)
    except OSError as error:
        raise storage_fault(error) from error
    return kept


def _require_sound(copy: Path) -> None:
    catalogue = Catalogue(copy)
    try:
        problems = catalogue.integrity_problems()
    finally:
        catalogue.close()
    if problems:
        raise LibraryDamaged(f"the catalogue is damaged ({problems[0]}): `policyscope check` says more")


def _write(part: Path, folder: Path, names: list[str]) -> None:
    files = {name: {"bytes": (folder / name).stat().st_size, "blake2b": _digest(folder / name)} for name in names}
    manifest = {"format": _FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds"), "files": files}
    os.close(open_file(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo(_MANIFEST, _DATE), json.dumps(manifest, indent=2))
        for name in names:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with (folder / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as entry:
                while block := source.read(_BLOCK_BYTES):
                    entry.write(block)


def _read(backup: Path, folder: Path) -> tuple[str, ...]:
    """Unpack a backup into a folder, proved by its manifest; gives the names of the databases."""
    try:
        with zipfile.ZipFile(backup) as archive:
            files = _manifest(archive, backup)
            for name, (size, digest) in files.items():
                _unpack(archive, name, folder / name, size)
                if _digest(folder / name) != digest:
                    raise LibraryDamaged(f"{name} in {backup} is not what was written; take another backup")
    except FileNotFoundError as error:
        raise WrongUsage(f"there is no backup {backup}; check the path", parameter="file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise LibraryDamaged(f"{backup} is no backup, or not what was written ({error}); take another one") from error
    except OSError as error:
        if error.errno in (None, errno.EINVAL):  # a place in the file that a changed offset leads to
            raise LibraryDamaged(f"{backup} is not what was written ({error}); take another backup") from error
        raise
    return tuple(files)


def _manifest(archive: zipfile.ZipFile, backup: Path) -> dict[str, tuple[int, str]]:
    refused = LibraryDamaged(f"{backup} is no backup made by `policyscope backup`; take another one")
    with suppress(KeyError, TypeError, AttributeError):
        with archive.open(_MANIFEST) as entry:
            manifest: Mapping[str, Any] = json.loads(entry.read(_MAX_MANIFEST_BYTES))
        if manifest["format"] != _FORMAT:
            raise LibraryDamaged(f"{backup} was written by a newer version of Policyscope; restore it with that one")
        files = {name: (int(said["bytes"]), str(said["blake2b"])) for name, said in manifest["files"].items()}
        if CATALOGUE in files and set(files) <= {CATALOGUE, ACCESS}:
            return files
    raise refused


def _unpack(archive: zipfile.ZipFile, name: str, target: Path, size: int) -> None:
    """Write an entry to a file, no more of it than its manifest says."""
    try:
        entry = archive.open(name)
    except KeyError as error:
        raise ValueError(f"{name} is missing") from error
    descriptor = open_file(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with entry, os.fdopen(descriptor, "wb") as file:
        while block := entry.read(_BLOCK_BYTES):
            size -= len(block)
            if size < 0:
                raise ValueError(f"{name} is longer than it should be")
            file.write(block)


def _settle(path: Path) -> None:
    """Bring a database that is to be replaced into its one file, which needs that nobody else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=0.0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.Error as error:
        if isinstance(fault_of(path, error), LibraryBusy):
            raise LibraryBusy(f"{path} is in use; stop the site and every other command, then say it again") from error


def _keep(path: Path) -> Path:
    """Give a database that is to be replaced a second name beside it; a log that would not belong goes with it."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.stem}-replaced-{moment}{path.suffix}")
    for beside in ("-wal", "-shm"):
        log = path.with_name(path.name + beside)
        if log.exists():
            os.replace(log, kept.with_name(kept.name + beside))
    os.link(path, kept)
    return kept


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=32)
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()

"""The files of a folder in a fixed order: what is read, what is passed over and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

READ_ENDINGS = frozenset({".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".pdf"})
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file by its path relative to the folder; `refused` says why it will not be read, if so."""

    path: str
    size: int
    refused: str | None = None


def find_files(folder: Path, max_bytes: int) -> Iterator[FoundFile]:
    """All files below a folder that may be documents, sorted by path.

    Hidden files and folders, README files and files of formats that are not read are passed over;
    symbolic links, unreadable folders and files that are too large are refused by name. `folder` may
    be a single file.
    """
    if folder.is_file():
        yield _judged(folder.name, folder, max_bytes)
        return
    yield from sorted(_walk(folder, "", max_bytes, 0), key=lambda found: found.path)


def _walk(folder: Path, relative: str, max_bytes: int, depth: int) -> Iterator[FoundFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield FoundFile(readable_path(relative or "."), 0, f"the folder cannot be opened: {error.strerror}")
        return
    for entry in entries:
        path = f"{relative}/{entry.name}" if relative else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            if is_document_name(entry.name) or not os.path.isfile(entry.path):
                reason = "it is a symbolic link, which is not followed; index the place it points to"
                yield FoundFile(readable_path(path), 0, reason)
        elif entry.is_dir():
            if depth >= _MAX_DEPTH:
                yield FoundFile(readable_path(path), 0, f"it lies more than {_MAX_DEPTH} folders deep")
            else:
                yield from _walk(Path(entry.path), path, max_bytes, depth + 1)
        elif is_document_name(entry.name):
            yield _judged(path, Path(entry.path), max_bytes)


def readable_path(path: str) -> str:
    """A path that can be printed and stored, whatever bytes its names are made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def is_document_name(name: str) -> bool:
    """Whether a file of this name is read: by its ending, and README files describe a folder, not a policy."""
    stem, ending = os.path.splitext(name)
    return ending.lower() in READ_ENDINGS and stem.lower() != "readme"


def _judged(path: str, full: Path, max_bytes: int) -> FoundFile:
    readable = readable_path(path)
    if readable != path:
        return FoundFile(readable, 0, "its name is not valid UTF-8; rename it")
    try:
        status = full.stat()
    except OSError as error:
        return FoundFile(path, 0, f"it cannot be opened: {(error.strerror or str(error)).lower()}")
    if not stat.S_ISREG(status.st_mode):
        return FoundFile(path, 0, "it is not a regular file")
    if status.st_size > max_bytes:
        return FoundFile(
            path,
            status.st_size,
            f"it is {status.st_size / 1e6:,.0f} MB, over the limit of {max_bytes / 1e6:,.0f} MB; "
            "split it or raise max_file_bytes",
        )
    if not os.access(full, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        return FoundFile(path, status.st_size, "it cannot be opened: permission denied")
    return FoundFile(path, status.st_size)

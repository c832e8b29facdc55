"""The only functions that write index files: what each makes durable is its contract.

A file is durable once `write_file` returned *and* `sync_folder` was called on its folder. Errors of
the operating system pass through; a failed fsync is final, since the kernel may have dropped the data.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from indexer.system import open_file

Buffer = bytes | bytearray | memoryview

# Windows puts on disk only what is open for writing.
_TO_SYNC = os.O_RDONLY if hasattr(os, "O_DIRECTORY") else os.O_RDWR


def write_file(path: Path, parts: Iterable[Buffer], *, sync: bool = True) -> None:
    """Create a file that must not exist and write the parts in order; with `sync` its content is on disk."""
    descriptor = open_file(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
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
    descriptor = open_file(path, _TO_SYNC)
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
    """Make creations, renames and deletions inside a folder durable; Windows does so by itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = open_file(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Generations of an index: each a sealed folder, published by one rename and pointed to by `CURRENT`.

    CURRENT                 name of the generation in use, and the digest of that line
    LOCK                    held by the one writer
    generation-00000042/    immutable files and `manifest.json`, which gives size and digest of each
    building/               what a writer is making, or what a dead one left
    lots/                   finished parts of an unpublished build, named by the digest of their documents

A crash at any moment leaves the generation that was last pointed to. Readers check sizes when they
open and the content of each block when they first read it; `verify` checks every digest.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from indexer.errors import LibraryDamaged
from indexer.index import durable
from indexer.index.lock import writing

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
FORMAT = 1
_PREFIX = "generation-"
_KEPT = 2
"""Generations left by a publish: the one in use and the one before, to fall back on where it is damaged."""

_ATTEMPTS = 5
_CHUNK = 1 << 20

logger = logging.getLogger(__name__)

_Seen = TypeVar("_Seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A sealed folder and what its manifest says; `files` maps names to (size, digest)."""

    folder: Path
    facts: Mapping[str, Any]
    files: Mapping[str, tuple[int, str]]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


def digest_of(path: Path) -> str:
    """BLAKE2b of a file's content."""
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _sealed(line: str) -> bytes:
    return f"{line}\n{hashlib.blake2b(line.encode(), digest_size=32).hexdigest()}\n".encode()


def _unsealed(path: Path) -> str:
    """The line of a sealed file; raises `LibraryDamaged` where it is not as written."""
    try:
        data = path.read_bytes()
        line = data.decode("utf-8").split("\n", 1)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryDamaged(f"{path} cannot be read: {error}; rebuild the index") from error
    if data != _sealed(line):
        raise LibraryDamaged(f"{path} is damaged; rebuild the index")
    return line


class Generations:
    """The generations in a folder. Only `publishing` writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.building = folder / "building"
        self.lots = folder / "lots"

    def fingerprint(self) -> tuple[int, int] | None:
        """Changes whenever another generation is pointed to; None before the first."""
        try:
            status = (self.folder / CURRENT).stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def steady(self, look: Callable[[], _Seen]) -> tuple[_Seen, tuple[int, int] | None]:
        """What `look` sees while one generation is in use, and the fingerprint of that time.

        A publish sweeps older generations, so what a look misses or finds damaged counts only if nothing was
        published meanwhile; else it looks again. Raises `LibraryDamaged` where it never stands still.
        """
        for _ in range(_ATTEMPTS):
            fingerprint = self.fingerprint()
            seen = look()
            if self.fingerprint() == fingerprint:
                return seen, fingerprint
        raise LibraryDamaged(f"{self.folder} changes too fast to be read; try again")

    def newest(self) -> Iterator[Generation | LibraryDamaged]:
        """The generation in use and those before it, newest first; for each that cannot be trusted, why.

        To be called within `steady`.
        """
        pointed = self._pointed()
        names = self._names()
        if pointed is None and names:
            pointed = LibraryDamaged(f"{self.folder / CURRENT} is missing; rebuild the index")
        if isinstance(pointed, LibraryDamaged):
            yield pointed
            pointed = names[-1] if names else None
        if not pointed:
            return
        if pointed not in names:
            yield LibraryDamaged(f"{self.folder / CURRENT} points to {pointed}, which is missing; rebuild the index")
        for name in reversed([name for name in names if name <= pointed]):
            try:
                yield self._open(name)
            except LibraryDamaged as error:
                yield error

    def _pointed(self) -> str | LibraryDamaged | None:
        """The name in CURRENT, empty before the first, or why it cannot be read; None where there is none."""
        if not (self.folder / CURRENT).exists():
            return None
        try:
            return _unsealed(self.folder / CURRENT)
        except LibraryDamaged as error:
            return error

    def _names(self) -> list[str]:
        try:
            return sorted(entry.name for entry in self.folder.iterdir() if entry.name.startswith(_PREFIX))
        except FileNotFoundError:
            return []

    def _open(self, name: str) -> Generation:
        folder = self.folder / name
        manifest = json.loads(_unsealed(folder / MANIFEST))
        if manifest["format"] != FORMAT:
            raise LibraryDamaged(
                f"{folder} has format {manifest['format']} and this program reads {FORMAT}; rebuild the index"
            )
        files = {file: (entry[0], entry[1]) for file, entry in manifest["files"].items()}
        for file, (size, _) in files.items():
            path = folder / file
            if not path.is_file() or path.stat().st_size != size:
                raise LibraryDamaged(f"{path} is missing or not {size} bytes long; rebuild the index")
        return Generation(folder=folder, facts=manifest["facts"], files=files)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the generation in use and its files, one sentence each; reads every byte. Never raises."""
        try:
            return self.steady(lambda: tuple(self._problems()))[0]
        except LibraryDamaged as error:
            return (str(error),)

    def _problems(self) -> Iterator[str]:
        for generation in self.newest():
            if isinstance(generation, LibraryDamaged):
                yield str(generation)
                continue
            for file, (_, digest) in generation.files.items():
                path = generation.folder / file
                try:
                    if digest_of(path) != digest:
                        yield f"{path} is not what was written; rebuild the index"
                except OSError as error:
                    yield f"{path} cannot be read: {error}; rebuild the index"
            return

    @contextmanager
    def publishing(self, seconds: float) -> Iterator[None]:
        """Hold the write lock, with an empty `building` folder to work in; raises `LibraryBusy` as `writing` does."""
        if not self.folder.exists():
            durable.make_folder(self.folder)
            durable.sync_folder(self.folder.parent)
        with writing(self.folder, seconds, name="LOCK"):
            self._clear(self.building)
            durable.make_folder(self.building)
            durable.make_folder(self.lots)
            if not self._names() and not (self.folder / CURRENT).exists():
                # From now on a missing pointer is a loss, not a beginning.
                self._point_to("")
            yield

    def seal(self, facts: Mapping[str, Any], digests: Mapping[str, str]) -> str:
        """Make `building` the current generation, durable on return; gives its name.

        Its files must be synced; `digests` gives their BLAKE2b.
        """
        files = {name: (self.building.joinpath(name).stat().st_size, digest) for name, digest in digests.items()}
        line = json.dumps({"format": FORMAT, "facts": facts, "files": files}, separators=(",", ":"), sort_keys=True)
        durable.write_file(self.building / MANIFEST, [_sealed(line)])
        durable.sync_folder(self.building)
        names = self._names()
        name = f"{_PREFIX}{int(names[-1].removeprefix(_PREFIX)) + 1 if names else 1:08d}"
        durable.rename(self.building, self.folder / name)
        durable.sync_folder(self.folder)
        self._point_to(name)
        self._sweep()
        return name

    def _point_to(self, name: str) -> None:
        """Make CURRENT name a generation, durable on return."""
        pointer = self.folder / f"{CURRENT}.new"
        if pointer.exists():
            durable.remove(pointer)
        durable.write_file(pointer, [_sealed(name)])
        durable.rename(pointer, self.folder / CURRENT)
        durable.sync_folder(self.folder)

    def _sweep(self) -> None:
        """Remove what no reader needs; open readers keep what they mapped. Errors wait for the next time."""
        for folder in [*(self.folder / name for name in self._names()[:-_KEPT]), self.lots]:
            try:
                self._clear(folder)
            except OSError as error:
                logger.warning("%s could not be removed: %s", folder, error)

    def _clear(self, folder: Path) -> None:
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                durable.remove(path)
            durable.remove(folder)

"""A double of `indexer.index.durable` that also remembers, so that every state a crash may leave can be made.

Contents not synced may be whole, cut or empty; names made, moved or removed since the last sync of
their folder may or may not be there, each independently of the others.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.index import durable


@dataclass(eq=False)
class File:
    data: bytes = b""
    synced: bool = False


@dataclass(eq=False)
class Folder:
    names: dict[str, Any] = field(default_factory=dict)
    durable: dict[str, Any] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)

    def change(self, change: dict[str, Any]) -> None:
        """Names to what they now stand for, None for nothing; a change happens as a whole or not at all."""
        self.pending.append(change)
        self.names |= change
        self.names = {name: node for name, node in self.names.items() if node is not None}

    def sync(self) -> None:
        self.durable = dict(self.names)
        self.pending = []


class Disk:
    """Records what happens under a root folder; `states` gives what a crash now may leave."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tree = Folder()
        self.operations = 0

    def install(self, patch: Any, after_each: Any) -> None:
        """Put the double in the place of `durable`; `after_each` is called after every operation."""
        for name in ("write_file", "sync_file", "make_folder", "link", "rename", "remove", "sync_folder"):
            original = getattr(durable, name)

            def recorded(*parts: Any, _name: str = name, _original: Any = original, **options: Any) -> None:
                if _name == "write_file":
                    parts = (parts[0], [bytes(part) for part in parts[1]])
                _original(*parts, **options)
                getattr(self, _name)(*parts, **options)
                self.operations += 1
                after_each()

            patch.setattr(durable, name, recorded)

    def _at(self, path: Path) -> Any:
        node: Any = self.tree
        for part in path.relative_to(self.root).parts:
            node = node.names[part]
        return node

    def write_file(self, path: Path, parts: list[bytes], *, sync: bool = True) -> None:
        self._at(path.parent).change({path.name: File(b"".join(parts), sync)})

    def sync_file(self, path: Path) -> None:
        self._at(path).synced = True

    def make_folder(self, path: Path) -> None:
        parent = self._at(path.parent)
        if path.name not in parent.names:
            parent.change({path.name: Folder()})

    def link(self, source: Path, target: Path) -> None:
        self._at(target.parent).change({target.name: self._at(source)})

    def rename(self, source: Path, target: Path) -> None:
        assert source.parent == target.parent
        self._at(source.parent).change({source.name: None, target.name: self._at(source)})

    def remove(self, path: Path) -> None:
        self._at(path.parent).change({path.name: None})

    def sync_folder(self, path: Path) -> None:
        self._at(path).sync()

    def states(self, most: int, chooser: random.Random) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Which pending changes happened and how much of each unsynced file is there: all ways, or `most` of them."""
        folders, files = self._open_ends()
        changes = [2] * sum(len(folder.pending) for folder in folders)
        contents = [3] * len(files)
        ways = 2 ** len(changes) * 3 ** len(contents)
        if ways <= most:
            for happened in itertools.product(*map(range, changes)):
                for content in itertools.product(*map(range, contents)):
                    yield happened, content
            return
        for _ in range(most):
            likely = chooser.random()
            yield (
                tuple(int(chooser.random() < likely) for _ in changes),
                tuple(chooser.randrange(3) for _ in contents),
            )

    def _open_ends(self) -> tuple[list[Folder], list[File]]:
        folders, files = [], []
        waiting: list[Any] = [self.tree]
        known: set[int] = set()
        while waiting:
            node = waiting.pop()
            if id(node) in known:
                continue
            known.add(id(node))
            if isinstance(node, File):
                if not node.synced:
                    files.append(node)
                continue
            folders.append(node)
            for change in (node.durable, *node.pending):
                waiting += [each for each in change.values() if each is not None]
        return folders, files

    def write_state(self, target: Path, happened: tuple[int, ...], content: tuple[int, ...]) -> None:
        """Make a state in an empty folder."""
        folders, files = self._open_ends()
        left = iter(happened)
        names: dict[int, dict[str, Any]] = {}
        for folder in folders:
            held = dict(folder.durable)
            for change in folder.pending:
                if next(left):
                    held |= change
            names[id(folder)] = {name: node for name, node in held.items() if node is not None}
        cut = {id(file): how for file, how in zip(files, content, strict=True)}
        self._write(self.tree, target, names, cut)

    def _write(self, folder: Folder, target: Path, names: dict[int, dict[str, Any]], cut: dict[int, int]) -> None:
        target.mkdir(exist_ok=True)
        for name, node in names[id(folder)].items():
            if isinstance(node, File):
                kept = len(node.data) * cut.get(id(node), 2) // 2
                (target / name).write_bytes(node.data[:kept])
            else:
                self._write(node, target / name, names, cut)

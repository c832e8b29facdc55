"""Imports point downward only: read from the syntax trees, so that nothing can hide a circle.

The levels are those of the blocks marked `levels` in the rooms' README files, highest first: what a
reader is shown is what is proved.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```levels\n(.*?)^```", re.M | re.S)

FACET_NAMES = {"FACETS", "EVERY_FACET", "SUGGESTED_TOPIC", "YEAR"}


@dataclass(frozen=True, slots=True)
class House:
    """The rooms of one folder by level: 0 is the lowest, rooms of one level do not know each other."""

    package: str
    level: dict[str, int]

    def room(self, module: str) -> str | None:
        """The room of a module, None where it is not in this folder."""
        if module == self.package:
            return "__init__"
        if module.startswith(f"{self.package}."):
            return module.removeprefix(f"{self.package}.").split(".")[0]
        return "web" if self.package == "indexer" and module.split(".")[0] == "web" else None


def levels_of(readme: Path) -> House | None:
    """The levels a README shows, None where it shows none."""
    block = _BLOCK.search(readme.read_text("utf-8"))
    if block is None:
        return None
    lines = [line.split("#")[0].split() for line in reversed(block.group(1).splitlines())]
    level = {room: number for number, rooms in enumerate(lines) for room in rooms}
    assert len(level) == sum(map(len, lines)), f"{readme} names a room twice"
    return House(package=".".join(readme.parent.relative_to(ROOT).parts), level=level)


HOUSES = [
    house
    for top in ("indexer", "web")
    for readme in sorted((ROOT / top).rglob("README.md"))
    if (house := levels_of(readme))
]


def files(package: str) -> list[Path]:
    """The Python files of a package."""
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
    """The name a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each module of ours that a file imports, anywhere in it, with the names taken from it."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, frozenset()
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(part for part in (above, node.module) if part)
            yield module, frozenset(alias.name for alias in node.names)


def imported_modules(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The same with `from package import module` taken as an import of the module."""
    for module, names in imports(path):
        if module.split(".")[0] not in ("indexer", "web"):
            continue
        inner = {name for name in names if _is_module(f"{module}.{name}")}
        for name in inner:
            yield f"{module}.{name}", frozenset()
        if names - inner or not names:
            yield module, names - inner


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


EDGES = sorted(
    {
        (module_name(path), module)
        for package in ("indexer", "web")
        for path in files(package)
        for module, _ in imported_modules(path)
    }
)


def test_the_levels_are_shown() -> None:
    assert [house.package for house in HOUSES] == ["indexer", "indexer.index.columnar", "web"]


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.package)
def test_every_room_has_its_place_and_every_place_its_room(house: House) -> None:
    rooms = {house.room(module_name(path)) for package in ("indexer", "web") for path in files(package)} - {None}
    assert rooms == set(house.level), "say in the README's `levels` where each room stands"


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.package)
def test_imports_point_downward_only(house: House) -> None:
    wrong = []
    for module, imported in EDGES:
        room, known = house.room(module), house.room(imported)
        if room in house.level and known in house.level and room != known and house.level[known] >= house.level[room]:
            wrong.append(f"{module} imports {imported}")
    assert wrong == []


def test_no_module_imports_itself_by_a_detour() -> None:
    below: dict[str, set[str]] = {}
    for module, imported in EDGES:
        below.setdefault(module, set()).add(imported)

    def reachable(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(below.get(start, ()))
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                waiting.extend(below.get(module, ()))
        return seen

    assert [module for module in below if module in reachable(module)] == []


def test_no_import_is_hidden_from_the_running_program() -> None:
    hidden = [
        str(path.relative_to(ROOT))
        for package in ("indexer", "web")
        for path in files(package)
        if "TYPE_CHECKING" in path.read_text("utf-8")
    ]
    assert hidden == []


def test_the_index_knows_words_and_numbers_and_nothing_of_what_they_mean() -> None:
    allowed = {"errors", "index", "language", "nouns", "settings", "system"}
    rooms = {imported.split(".")[1] for module, imported in EDGES if module.startswith("indexer.index")}
    assert rooms <= allowed


def test_the_web_knows_the_library_and_the_nouns_and_nothing_deeper() -> None:
    rooms = {"access", "errors", "holdings", "library", "nouns", "present", "settings"}
    wrong = []
    for path in files("web"):
        for module, names in imported_modules(path):
            parts = module.split(".")
            if parts[0] == "web" or len(parts) == 1 or parts[1] in rooms:
                continue
            if module == "indexer.vocabulary.questionnaire":
                continue
            if module == "indexer.vocabulary.facets" and names <= FACET_NAMES:
                continue
            wrong.append(f"{module_name(path)} imports {sorted(names)} from {module}")
    assert wrong == []

"""Imports point downward only: read from the syntax trees, so that nothing can hide a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = (
    {"errors", "model"},
    {"settings", "durable", "lock", "place_model", "vocabulary_model", "tag_model"},
    {"language"},
    {"vocabulary"},
    {"profiles"},
    {"reading", "catalogue", "engine", "generations", "tagging"},
    {"columnar", "cluster", "indexing", "ingest"},
    {"search"},
    {"curation"},
    {"library"},
    {"present_places"},
    {"present", "terminal"},
    {"present_vocabularies", "present_tags", "vocabulary_terminal", "tag_terminal", "command"},
    {"vocabulary_cli", "tag_cli"},
    {"web"},
    {"cli"},
    {"__main__"},
)
"""The rooms from the lowest up. A room may import rooms below it, and itself."""

LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}

ENGINES = ("columnar", "cluster")
NOT_FOR_ENGINES = {"catalogue", "reading", "ingest", "indexing", "search", "library", "vocabulary"}

FACET_NAMES = {"FACETS", "EVERY_FACET", "SUGGESTED_TOPIC", "YEAR"}


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path: Path) -> str:
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


def room(module: str) -> str:
    """The room of a module: web, or what stands after `indexer.`."""
    parts = module.split(".")
    return "web" if parts[0] == "web" else parts[1] if len(parts) > 1 else ""


EDGES = sorted(
    {
        (module_name(path), module)
        for package in ("indexer", "web")
        for path in files(package)
        for module, _ in imported_modules(path)
    }
)


def test_every_room_has_its_place() -> None:
    rooms = {room(module_name(path)) for package in ("indexer", "web") for path in files(package)} - {""}
    assert rooms <= set(LEVEL), "say in LAYERS where the new room stands"


def test_imports_point_downward_only() -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, imported in EDGES
        if room(imported)
        and room(module) != room(imported)
        and LEVEL[room(imported)] >= LEVEL[room(module) or "errors"]
    ]
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


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_know_neither_the_catalogue_nor_what_stands_on_it(engine: str) -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, imported in EDGES
        if room(module) == engine and room(imported) in NOT_FOR_ENGINES
    ]
    assert wrong == []


def test_the_nouns_and_the_errors_import_nothing_of_ours() -> None:
    assert [edge for edge in EDGES if room(edge[0]) in ("model", "errors")] == []


def test_the_web_knows_the_library_and_the_nouns_and_nothing_deeper() -> None:
    allowed = {
        "indexer",
        "indexer.errors",
        "indexer.library",
        "indexer.model",
        "indexer.place_model",
        "indexer.present",
        "indexer.present_places",
        "indexer.present_tags",
        "indexer.present_vocabularies",
        "indexer.settings",
        "indexer.tag_model",
        "indexer.vocabulary.questionnaire",
        "indexer.vocabulary_model",
    }
    wrong = []
    for path in files("web"):
        for module, names in imported_modules(path):
            if module in allowed or module.startswith("web"):
                continue
            if module == "indexer.vocabulary.vocabularies" and names <= FACET_NAMES:
                continue
            wrong.append(f"{module_name(path)} imports {sorted(names)} from {module}")
    assert wrong == []


def test_nothing_below_the_web_knows_the_web() -> None:
    assert {module for module, imported in EDGES if room(imported) == "web" and room(module) != "web"} <= {
        "indexer.cli"
    }

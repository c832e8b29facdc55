"""Whatever a person can type, set or call is named in the READMEs, and what they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from indexer.command.main import main
from indexer.library import Library
from indexer.search import grammar
from indexer.settings import Settings
from indexer.vocabulary.facets import FACETS
from web import create_app

ROOT = Path(__file__).parents[1]
ROOMS = ("indexer", "web", "corpus", "tests")
README = (ROOT / "README.md").read_text("utf-8")
EVERYTHING = "\n".join(
    path.read_text("utf-8")
    for path in (ROOT / "README.md", *(ROOT / room / "README.md" for room in ROOMS))
    if path.exists()
)


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by its words; those of a group besides the group's own."""
    for name, command in sorted(main.commands.items()):
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in sorted(command.commands.items()))


def _options() -> Iterator[tuple[str, str]]:
    for name, command in _commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield name, max(parameter.opts, key=len)


def test_every_room_has_its_readme() -> None:
    assert [room for room in ROOMS if not (ROOT / room / "README.md").is_file()] == []


@pytest.mark.parametrize("command", [name for name, _ in _commands()])
def test_every_command_is_documented(command: str) -> None:
    assert f"policyscope {command}" in README


@pytest.mark.parametrize(("command", "option"), list(_options()))
def test_every_option_is_documented(command: str, option: str) -> None:
    assert re.search(rf"`[^`\n]*{re.escape(option)}\b[^`\n]*`", README), f"{option} of {command}"


@pytest.mark.parametrize("setting", [each.name for each in fields(Settings)])
def test_every_setting_is_documented_with_its_default(setting: str) -> None:
    row = next((line for line in README.splitlines() if line.startswith("|") and f"`{setting}`" in line), None)
    assert row, setting
    shown = row.replace(", ", " | ").replace(",", "").split()
    default = str(getattr(Settings(), setting)).removesuffix(".0") or "none"
    assert default in {each.strip("`") for each in shown}


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"`((?:max|read|index|search)_[a-z_]+)`", README))
    assert documented - {each.name for each in fields(Settings)} == set()


def test_every_route_is_documented(library: Library) -> None:
    rules = {rule.rule for rule in create_app(library).url_map.iter_rules() if rule.endpoint != "static"}
    plain = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule) for rule in rules}
    missing = [rule for rule in sorted(plain) if rule != "/" and not _is_documented(rule)]
    assert missing == []


def _is_documented(rule: str) -> bool:
    pattern = re.escape(rule).replace(r"\{", "{").replace(r"\}", "}")
    pattern = re.sub(r"{\w+}", r"[\\w{}-]+", pattern)
    return re.search(rf"{pattern}(?![\w/{{])", EVERYTHING) is not None


@pytest.mark.parametrize("field", sorted(grammar.FIELDS))
def test_every_field_of_a_query_is_documented(field: str) -> None:
    assert re.search(rf"`{field}:", README) or field == "knowledge_type"


@pytest.mark.parametrize(
    "form", ['"digital agency"', " OR ", "NOT ", "`-tax`", "*`", "whole-of-government", "(", "AND"]
)
def test_every_form_of_a_query_is_documented(form: str) -> None:
    section = README.partition("## Search syntax")[2].partition("\n## ")[0]
    assert form in section


def test_the_limits_of_a_query_are_documented() -> None:
    section = README.partition("## Search syntax")[2].partition("\n## ")[0]
    for limit in (Settings().max_query_characters, Settings().max_query_terms, Settings().max_query_nesting):
        assert str(limit) in section


def test_every_query_in_the_readme_is_read_without_a_note() -> None:
    section = README.partition("## Search syntax")[2].partition("\n## ")[0]
    queries = [
        query
        for line in section.splitlines()
        if line.startswith("| `")
        for query in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    ]
    assert len(queries) >= 15
    assert {
        query: notes for query in queries if (notes := grammar.parse(query, max_terms=32, max_nesting=20).notes)
    } == {}


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_is_documented(facet: str) -> None:
    assert f"`{facet}`" in README


@pytest.mark.parametrize("code", ["0 fine", "1 failed", "2 wrong usage", "3 done with some files refused"])
def test_every_exit_code_is_documented(code: str) -> None:
    assert re.search(re.sub(" ", r"\\s+", code), README)


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *(ROOT / room / "README.md" for room in ROOMS)], ids=lambda path: path.parent.name
)
def test_no_link_in_a_readme_is_dead(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)", path.read_text("utf-8"))
    dead = [link for link in links if not link.startswith("http") and not (path.parent / link).exists()]
    assert dead == []

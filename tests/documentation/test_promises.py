"""Whatever a person can type, set or call is named on the pages, and what they name exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import click
import pytest

from indexer.library import Library
from indexer.search import grammar
from indexer.settings import Settings
from indexer.vocabulary.facets import FACETS
from tests.documentation.pages import PAGES, README, ROOT, Page
from tests.documentation.running import installed_command
from web import create_app

ROOMS = ("indexer", "web", "corpus", "tests")
MOST_LINES_OF_THE_README = 120
EVERYTHING = "\n".join(page.text for page in PAGES)
CODES = tuple(code for page in PAGES for code in page.codes)
LINES_RUN = tuple(
    line for page in PAGES for block in page.blocks if block.language == "sh" for line in block.text.splitlines()
)
SEARCH, CONFIGURATION, COMMAND = Page("docs/search.md"), Page("docs/configuration.md"), Page("docs/command.md")


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by its words; those of a group besides the group's own."""
    for name, command in sorted(installed_command().commands.items()):
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


def test_the_readme_is_what_a_newcomer_needs() -> None:
    assert len(README.text.splitlines()) <= MOST_LINES_OF_THE_README


@pytest.mark.parametrize("command", [name for name, _ in _commands()])
def test_every_command_is_documented(command: str) -> None:
    assert f"policyscope {command}" in EVERYTHING


@pytest.mark.parametrize(("command", "option"), list(_options()))
def test_every_option_is_documented(command: str, option: str) -> None:
    named = re.compile(rf"(?<![\w-]){re.escape(option)}(?![\w-])")
    assert any(map(named.search, (*CODES, *LINES_RUN))), f"{option} of {command}"


@pytest.mark.parametrize("setting", [each.name for each in fields(Settings)])
def test_every_setting_is_documented_with_its_default(setting: str) -> None:
    lines = CONFIGURATION.text.splitlines()
    row = next((line for line in lines if line.startswith("|") and f"`{setting}`" in line), None)
    assert row, setting
    names, defaults = ([part.strip(" `") for part in cell.split(", ")] for cell in row.split("|")[1:3])
    value = getattr(Settings(), setting)
    default = "none" if value in ("", ()) else str(value).lower() if value is False else str(value).removesuffix(".0")
    assert defaults[names.index(setting)].replace(",", "") == default


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"`((?:max|read|index|search|suggest)_[a-z_]+)`", EVERYTHING))
    assert documented - {each.name for each in fields(Settings)} == set()


def test_every_route_is_documented(library: Library) -> None:
    rules = {rule.rule for rule in create_app(library).url_map.iter_rules() if rule.endpoint != "static"}
    assert [rule for rule in sorted(rules) if rule != "/" and not _is_documented(rule)] == []


def _is_documented(rule: str) -> bool:
    """Whether an address of this rule is named, its variable parts as `{name}` or as an example."""
    pattern = re.sub(r"<[^>]+>", r"[\\w{}-]+", rule.replace(".", r"\."))
    return any(re.fullmatch(pattern, code.partition("?")[0]) for code in CODES)


@pytest.mark.parametrize("field", sorted(grammar.FIELDS))
def test_every_field_of_a_query_is_documented(field: str) -> None:
    assert f"`{field}:" in SEARCH.text or field == "knowledge_type"


@pytest.mark.parametrize("form", ['"open data"', " OR ", "NOT ", " -tax`", "*`", "whole-of-government", "(", "AND"])
def test_every_form_of_a_query_is_documented(form: str) -> None:
    assert form in SEARCH.section("Search syntax")


def test_the_limits_of_a_query_are_documented() -> None:
    limits = (Settings().max_query_characters, Settings().max_query_terms, Settings().max_query_nesting)
    assert "Limits: {} characters, {} words, brackets {} deep".format(*limits) in " ".join(
        SEARCH.section("Search syntax").split()
    )


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_is_documented(facet: str) -> None:
    assert f"`{facet}`" in SEARCH.section("Filters")


@pytest.mark.parametrize(
    "code", ["0 fine", "1 failed", "2 wrong usage", "3 done with some files refused", "130 interrupted"]
)
def test_every_exit_code_is_documented(code: str) -> None:
    assert code in " ".join(COMMAND.text.split())

"""Every command and example on the pages is run, in the order in which it stands, on the sample corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from tests.documentation.pages import PAGES, README, ROOT, Page
from tests.documentation.running import Answer, Reader, as_json, command_lines, installed_command

NOT_RUN = {
    ("README.md", "sudo apt install git make python3-venv"),
    ("docs/deployment.md", "server {"),
    ("docs/deployment.md", "[Unit]"),
    ("docs/deployment.md", "15 3 * * *  cd /srv/policyscope && .venv/bin/policyscope index documents"),
}
"""The blocks that only another machine could run, by their first lines. They are marked as `text`."""

RUN = {"sh", "python", "json"}
PLACES, SEARCH = "docs/places.md", "docs/search.md"

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)


@pages
def test_every_example_runs_and_answers_as_shown(page: Page, reader: Reader) -> None:
    failures = "\n".join(_failures(page, reader))
    assert failures == ""


def _failures(page: Page, reader: Reader) -> Iterator[str]:
    """What does not run, each with its line; the page is read from top to bottom, whatever fails."""
    answer = Answer("")
    examples = _examples(page)
    for (line, kind, text), following in zip(examples, [*examples[1:], None], strict=False):
        try:
            if kind == "sh":
                answer = reader.shell(text)
                assert answer.status in (None, _status_shown(following)), f"{answer.status}: {answer.text[:300]}"
            elif kind == "python":
                answer = reader.python(text)
            elif kind == "json":
                assert as_json(answer.text) == as_json(text)
            else:
                reader.write(kind, text)
        except AssertionError as error:
            yield f"{page.path}:{line}: {text.splitlines()[0]}: {error}"


def _status_shown(following: tuple[int, str, str] | None) -> int:
    """The status that an answer shown after a command tells of; 200 where it tells of none."""
    shown = as_json(following[2]) if following and following[1] == "json" else {}
    status = shown.get("status")
    return status if isinstance(status, int) else 200


def _examples(page: Page) -> list[tuple[int, str, str]]:
    """Lines of shell, programs, answers, and files by their name, each with its line, in order."""
    found = []
    for block in page.blocks:
        if block.file:
            found.append((block.line, block.file, block.text))
        elif block.language == "sh":
            found.extend((block.line, "sh", line) for line in command_lines(block.text))
        elif block.language in RUN:
            found.append((block.line, block.language, block.text))
    for cell in page.cells:
        found.extend((cell.line, "sh", code) for code in cell.codes if code.startswith("policyscope "))
    return sorted(found, key=lambda example: example[0])


@pages
def test_every_block_is_run_or_is_known_not_to_be(page: Page) -> None:
    others = {(page.path, block.text.splitlines()[0]) for block in page.blocks if block.language == "text"}
    assert others == {known for known in NOT_RUN if known[0] == page.path}
    assert [block for block in page.blocks if not block.file and block.language not in RUN | {"text"}] == []


@pytest.mark.parametrize(("kind", "least"), [("sh", 60), ("python", 1), ("json", 4), ("file", 5)])
def test_there_are_examples_of_every_kind(kind: str, least: int) -> None:
    kinds = [found if found in RUN else "file" for page in PAGES for _, found, _ in _examples(page)]
    assert kinds.count(kind) >= least


def test_the_two_commands_are_the_makefiles_own() -> None:
    first = next(block for block in README.blocks if block.language == "sh")
    assert [line.split("#")[0].strip() for line in command_lines(first.text)] == ["make serve", "make test"]


@pages
def test_every_command_in_a_sentence_exists(page: Page) -> None:
    command_in_text = [code for code in page.codes if code.startswith(("policyscope ", "make "))]
    assert [code for code in command_in_text if not _exists(code)] == []


def _exists(line: str) -> bool:
    """Whether there is such a command with such options, whatever it is asked for."""
    program, *words = line.split()
    if program == "make":
        return f"\n{words[0]}: " in (ROOT / "Makefile").read_text("utf-8")
    command: click.Command = installed_command()
    while words and isinstance(command, click.Group) and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    named = {word.partition("=")[0] for word in words if word.startswith("--")}
    return named <= options and not (isinstance(command, click.Group) and not named)


@pages
def test_every_address_is_answered(page: Page, reader: Reader) -> None:
    """Those that need a parameter or a form may say so; those shown with parameters must have the right ones."""
    for block in page.blocks:
        if block.file.endswith(".toml"):
            reader.write(block.file, block.text)
    asked = {code: reader.ask(code).status or 0 for code in page.codes if re.match(r"/\w", code) and "{" not in code}
    refused = {address: status for address, status in asked.items() if status >= 400}
    assert {address: status for address, status in refused.items() if "?" in address or status not in (405, 422)} == {}


@pytest.mark.parametrize(("page", "path"), [(SEARCH, "/api/v1/search"), (PLACES, "/api/v1/places")])
def test_every_parameter_shown_is_understood(page: str, path: str, reader: Reader) -> None:
    shown = [
        code
        for each in PAGES
        if each.path == page
        for cell in each.cells
        if cell.header == "parameter"
        for code in cell.codes
    ]
    assert len(shown) >= 6
    assert {code: reader.ask(f"{path}?{code}").status for code in shown} == dict.fromkeys(shown, 200)


def test_every_query_shown_is_read_without_a_note_and_finds_something(reader: Reader) -> None:
    queries = [code for page in PAGES for cell in page.cells if cell.header == "typed" for code in cell.codes]
    assert len(queries) >= 15
    for query in queries:
        answer = as_json(reader.shell(f"policyscope search --json --per-page 1 -- '{query}'").text)
        assert (query, answer["notes"], answer["total"] > 0) == (query, [], True)

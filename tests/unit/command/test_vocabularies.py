"""`policyscope vocabulary` as people run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.command.main import main
from tests.conftest import write_files
from tests.small_corpus import SMALL_CORPUS

TABLE = """uri,label@en,label@es,alternative@en,broader
https://t.example/1,river transport,transporte fluvial,inland shipping,
https://t.example/2,ferries,transbordadores,,river transport
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus indexed by the command."""
    base = tmp_path_factory.mktemp("vocabularies")
    write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    run(base / "library", "index", base / "documents", group=False)
    return base / "library"


def run(library: Path, *words: str | Path, group: bool = True) -> Result:
    arguments = [*(["vocabulary"] if group else []), *map(str, words), "--library", str(library)]
    return CliRunner().invoke(main, arguments, prog_name="policyscope")


def answer(library: Path, *words: str | Path) -> Any:
    result = run(library, *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_vocabulary_goes_in_and_is_shown_and_compared(library: Path, tmp_path: Path) -> None:
    table = tmp_path / "rivers.csv"
    table.write_text(TABLE, "utf-8")
    report = answer(library, "import", table, "--as", "rivers")
    assert (report["concepts"], report["added"], report["replaced"], report["kept"]) == (2, 2, [], [])
    assert "2 concepts read" in run(library, "import", table, "--as", "rivers").stdout
    assert "rivers" in [each["name"] for each in answer(library, "show")["vocabularies"]]
    assert [each["id"] for each in answer(library, "show", "rivers", "--contains", "fluvial")["concepts"]] == ["1"]
    assert answer(library, "show", "rivers", "2")["broader"][0]["label"] == "river transport"
    assert "transbordadores" in run(library, "show", "rivers", "2").stdout
    assert [each["because"] for each in answer(library, "crosswalk", "rivers", "rivers")["correspondences"]] == [
        "t.example/1",
        "t.example/2",
    ]


def test_lint_says_what_is_wrong_and_ends_with_1(library: Path, tmp_path: Path) -> None:
    table = tmp_path / "twice.csv"
    table.write_text("uri,label@en\nhttps://t.example/1,boats\nhttps://t.example/2,Boats\n", "utf-8")
    run(library, "import", table, "--as", "twice")
    result = run(library, "lint", "twice")
    assert result.exit_code == 1
    assert "Shared label" in result.stdout
    assert json.loads(run(library, "lint", "twice", "--json").stdout)["faults"][0]["rule"] == "shared label"


def test_a_curator_adds_and_is_told_where_it_is_there_already(library: Path) -> None:
    made = answer(library, "add", "citizens' juries", "--broader", "public participation")
    assert (made["origin"], made["id"]) == ("curator", "citizens-juries")
    again = run(library, "add", "Citizens' juries")
    assert again.exit_code == 2
    assert "already" in again.stderr
    assert again.stdout == ""


def test_candidates_are_listed_or_said_to_be_none(library: Path) -> None:
    assert answer(library, "candidates", "--limit", "5")["candidates"] == []
    assert "No phrase" in run(library, "candidates").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "none"), 1, "no vocabulary 'none'"),
        (("show", "topic", "none"), 1, "no concept 'none'"),
        (("lint", "none"), 1, "allowed: topic"),
        (("import", "none.ttl", "--as", "x"), 3, "no such file"),
        (("import", "none.ttl"), 2, "--as"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(library: Path, words: tuple[str, ...], code: int, said: str) -> None:
    result = run(library, *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_password_becomes_a_hash_and_a_short_one_does_not() -> None:
    typed = "a long enough password"
    result = CliRunner().invoke(main, ["password"], input=f"{typed}\n{typed}\n")
    assert result.exit_code == 0
    assert result.stdout.strip().count("$") == 2
    assert typed not in result.stdout
    short = CliRunner().invoke(main, ["password"], input="short\nshort\n")
    assert (short.exit_code, short.stdout) == (2, "")

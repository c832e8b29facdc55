"""`policyscope tag` as a person or a script calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.command.main import main
from indexer.library import Library
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = write_files(tmp_path / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(Settings(library=tmp_path / "library")) as opened:
        ingested(opened, folder)
    return tmp_path / "library"


def run(place: Path, *arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, ["tag", *arguments, "--library", str(place)], **options)


def answer(place: Path, *arguments: str) -> Any:
    result = run(place, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_from_suggesting_to_undoing(place: Path) -> None:
    assert answer(place, "suggest")["examined"] == len(SMALL_CORPUS)
    suggested = answer(place, "suggest", "agency")["suggestions"]
    first, second = (each["id"] for each in suggested[:2])
    accepted = answer(place, "accept", "agency", first, "--person", "Ada")["decisions"]
    assert [(each["number"], each["verdict"], each["person"]) for each in accepted] == [(1, "accepted", "Ada")]
    assert accepted[0]["confidence"] == suggested[0]["confidence"]
    assert answer(place, "reject", "agency", second)["decisions"][0]["person"] == "local"
    shown = answer(place, "show", "agency")
    assert first in {each["concept"]["id"] for each in shown["tags"]}
    assert [each["concept"]["id"] for each in shown["rejected"]] == [second]
    assert answer(place, "undo", "1")["undoes"] == 1
    assert answer(place, "add", "agency", "open data", "cycling")["decisions"][1]["number"] == 5
    assert answer(place, "withdraw", "agency", "cycling")["decisions"][0]["verdict"] == "withdrawn"
    log = answer(place, "log", "--per-page", "2")
    assert (log["total"], [each["number"] for each in log["decisions"]]) == (6, [6, 5])
    assert answer(place, "log", "budget")["total"] == 0
    table = run(place, "export").stdout
    assert len(table.splitlines()) == 7
    file = place.parent / "decisions.tsv"
    file.write_text("document\tlabel\tverdict\nbudget\topen data\taccept\n", "utf-8")
    assert answer(place, "import", str(file)) == {"read": 1, "stored": 1}


def test_bulk_accepts_nothing_unless_told(place: Path) -> None:
    answer(place, "suggest")
    shown = answer(place, "bulk", "--above", "0.1")
    assert shown["tags"] > 0
    assert shown["accepted"] == 0
    assert answer(place, "log")["total"] == 0
    assert answer(place, "bulk", "--above", "0.1", "--yes")["accepted"] == shown["tags"]
    assert answer(place, "queue")["total"] > 0
    assert answer(place, "audit")["totals"]["accepted"] == shown["tags"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "nothing"), 1, "no document 'nothing'"),
        (("accept", "agency", "nonsense"), 1, "no concept 'nonsense'"),
        (("accept", "agency", "x", "--vocabulary", "nothing"), 1, "no vocabulary 'nothing'"),
        (("undo", "99"), 1, "no decision 99"),
        (("import", "/nowhere.tsv"), 2, "cannot be read"),
        (("bulk", "--above", "2"), 2, "2"),
        (("learn", "--vocabulary", "country"), 2, "rules suggest it"),
        (("evaluate",), 2, "--train and --test"),
        (("evaluate", "--train", __file__), 2, "name both files"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(place: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    result = run(place, *arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [("show", "agency"), ("queue",), ("audit",), ("log",), ("suggest", "agency")])
def test_people_read_lines(place: Path, command: tuple[str, ...]) -> None:
    assert run(place, "suggest").exit_code == 0
    result = run(place, *command)
    assert result.exit_code == 0
    assert result.stdout.strip()


def test_a_text_on_standard_input_is_tagged_in_its_language(place: Path) -> None:
    result = run(place, "suggest", "--text", "-", "--json", input="Les forêts et l'agriculture du pays\n\nLa forêt.")
    assert result.exit_code == 0
    assert "forestry" in {each["id"] for each in json.loads(result.stdout)["suggestions"]}


def test_countries_and_types_are_suggested_by_their_rules(place: Path) -> None:
    found = answer(place, "suggest", "zeta", "--vocabulary", "knowledge_type")
    assert found["vocabulary"] == "knowledge_type"
    text = run(
        place, "suggest", "--text", "-", "--vocabulary", "country", "--json", input="Roads in Kenya\n\nIn Kenya."
    )
    assert [each["id"] for each in json.loads(text.stdout)["suggestions"]] == ["KE"]
    assert run(place, "suggest", "--vocabulary", "country").exit_code == 0


def test_evaluating_on_files_prints_one_object(place: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": f"Report {number}\n\nThis is about {topic}.", "tags": [topic]})
        for number in range(30)
        for topic in (["open data", "cycling", "taxation"][number % 3],)
    ]
    train, test, plot = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "curve.svg"
    train.write_text("\n".join(lines[:24]), "utf-8")
    test.write_text("\n".join(lines[24:]), "utf-8")
    found = answer(place, "evaluate", "--train", str(train), "--test", str(test), "--concepts", "--plot", str(plot))
    wanted = {"micro_f1", "macro_f1", "f1_at_5", "precision_at_5", "ndcg_at_5", "train_seconds"}
    assert wanted | {"milliseconds_per_document", "by_concept", "reliability"} <= set(found)
    assert found["micro_f1"] > 0.9
    assert plot.read_text("utf-8").startswith("<svg")

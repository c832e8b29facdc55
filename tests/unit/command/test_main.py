"""The command as people run it: a real process, its exit code, and what it says where."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.command.main import main
from indexer.index.lock import writing
from indexer.library import Library
from indexer.nouns.search import SearchRequest
from indexer.present.json import as_json
from indexer.settings import Settings
from tests.conftest import write_files
from tests.small_corpus import SMALL_CORPUS
from web import create_app

_OWN_VARIABLES = [name for name in os.environ if name.startswith("POLICYSCOPE_")]
COMMAND = [sys.executable, "-m", "indexer"]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("POLICYSCOPE_")},
    "PYTHONPATH": str(Path(__file__).parents[3]),
}
ESCAPE = "\x1b"
SECONDS = 300
"""What no command needs on the busiest machine: only a process that hangs is stopped by it."""


def run(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=cwd,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def called(*words: str | Path, cwd: Path) -> Result:
    """The command called in this process, where only its words matter, not the process around it."""
    before = Path.cwd()
    os.chdir(cwd)
    try:
        return CliRunner(env=dict.fromkeys(_OWN_VARIABLES)).invoke(
            main, [str(word) for word in words], prog_name="policyscope"
        )
    finally:
        os.chdir(before)


def answer(*words: str | Path, cwd: Path) -> Any:
    """The JSON a command prints."""
    result = called(*words, "--json", cwd=cwd)
    assert result.exit_code in (0, 3), result.stderr
    return json.loads(result.stdout)


def said(result: Result | subprocess.CompletedProcess[str]) -> str:
    """What a failing command says, in one line on standard error, with nothing on standard output."""
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus as files, with one that is empty."""
    folder = tmp_path_factory.mktemp("cli") / "documents"
    files: dict[str, str | bytes] = {document.path: document.markdown() for document in SMALL_CORPUS}
    return write_files(folder, {**files, "empty.md": b""})


@pytest.fixture(scope="module")
def place(documents: Path) -> Path:
    """A folder with the library of the small corpus, indexed by the command; only read it."""
    result = run("index", documents, cwd=documents.parent)
    assert result.returncode == 3, result.stderr
    return documents.parent


def test_the_command_explains_itself_and_tells_its_version(tmp_path: Path) -> None:
    helped = run("--help", cwd=tmp_path)
    assert helped.returncode == 0
    for name in main.commands:
        assert re.search(rf"^  {name} +\w", helped.stdout, re.MULTILINE)
    assert re.fullmatch(r"policyscope, version \d+\.\d+\.\d+\S*\n", run("--version", cwd=tmp_path).stdout)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(tmp_path: Path, name: str) -> None:
    result = called(name, "-h", cwd=tmp_path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: policyscope {name}")
    for parameter in main.commands[name].params:
        assert max(parameter.opts, key=len) in result.stdout or parameter.param_type_name == "argument"
    assert list(tmp_path.iterdir()) == []


def test_indexing_ends_with_a_summary_and_the_refused_files_and_code_3(documents: Path, tmp_path: Path) -> None:
    result = run("index", documents, "--library", tmp_path / "library", cwd=tmp_path)
    assert result.returncode == 3
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Refused:", "  empty.md: the file is empty"]
    assert lines[2].startswith("11 documents in the library: 11 read, 0 unchanged, 0 removed, 0 duplicates, 1 refused")
    assert "Reading: 11 files" in result.stderr.splitlines() or "Reading: 12 files" in result.stderr.splitlines()
    assert ESCAPE not in result.stdout + result.stderr
    (tmp_path / "good").mkdir()
    shutil.copy(documents / "agency.md", tmp_path / "good")
    again = called("index", tmp_path / "good", "--json", "--library", tmp_path / "other", cwd=tmp_path)
    assert again.exit_code == 0
    report = json.loads(again.stdout)
    assert (report["documents"], report["read"], report["refused"]) == (1, 1, [])


def test_indexing_again_reads_nothing_and_a_removed_file_is_forgotten(documents: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    shutil.copytree(documents, folder, ignore=shutil.ignore_patterns("empty.md"))
    assert answer("index", folder, cwd=tmp_path)["read"] == 11
    (folder / "agency.md").unlink()
    report = answer("index", folder, cwd=tmp_path)
    assert (report["read"], report["unchanged"], report["removed"]) == (0, 10, 1)
    assert answer("search", "agency", cwd=tmp_path)["total"] == 1
    full = answer("index", folder, "--full", cwd=tmp_path)
    assert (full["read"], full["unchanged"]) == (10, 0)


def test_a_search_prints_plain_lines_in_a_pipe(place: Path) -> None:
    result = run("search", '"digital agency"', "--country", "Mexico", cwd=place, TERM="xterm-256color")
    assert result.returncode == 0
    assert result.stderr == ""
    assert ESCAPE not in result.stdout
    assert result.stdout.splitlines()[:4] == [
        '1 document for "digital agency"',
        "",
        "A digital agency for open government",
        "Country report · Mexico · 2014-05-31 · agency",
    ]


def test_filters_sorting_and_paging_are_options(place: Path) -> None:
    def ids(*words: str) -> list[str]:
        result = called("search", "--json", *words, cwd=place)
        return [item["id"] for item in json.loads(result.stdout)["items"]]

    options = ["--topic", "public transport", "--year-from", "2019", "--sort", "oldest"]
    assert ids(*options) == ["buses", "zeta", "cycling"]
    assert ids(*options, "--page", "2", "--per-page", "2") == ["cycling"]
    assert ids("--country", "KE", "--country", "FR", "--knowledge-type", "Case study") == ["zeta"]
    assert ids("--language", "Spanish") == ids("--region", "Americas", "--year-to", "2012", "--language", "es")
    assert ids("agency", "--", "-letters") == ["agency"]


@pytest.mark.parametrize("query", ["digital agency", "budgt", "topic:nothing agency"])
def test_json_of_a_search_is_that_of_the_api(place: Path, query: str) -> None:
    told = answer("search", query, cwd=place)
    with Library(Settings(library=place / "policyscope-library")) as library:
        expected = create_app(library).test_client().get("/api/v1/search", query_string={"q": query}).get_json()
    for each in (told, expected):
        del each["meta"]["took_ms"]
    assert _shape(told) == _shape(expected)
    assert {**told, "facets": None} == {**expected, "facets": None}


def _shape(value: Any) -> Any:
    """The names in a JSON value, at every depth, with the first of each list."""
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items() if name != "facets"}
    return [_shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def test_json_of_a_document_and_of_facets_is_that_of_the_library(place: Path) -> None:
    shown = answer("show", "agency", cwd=place)
    counted = answer("facets", "country", "--contains", "mex", cwd=place)
    with Library(Settings(library=place / "policyscope-library")) as library:
        assert shown == as_json(library.document("agency"))
        assert counted == {"country": as_json(library.facet("country", SearchRequest(), "mex"))}
    assert [value["value"] for value in counted["country"]["values"]] == ["MX"]


def test_a_document_is_printed_with_what_is_known_of_it(place: Path) -> None:
    lines = called("show", "forets", cwd=place).stdout.splitlines()
    assert lines[0] == "Les forêts et l'économie du cacao"
    assert {"Knowledge type: Policy brief", "Country: Côte d’Ivoire", "Language: fr", "File: forets.md"} <= set(lines)
    assert any("défrichées" in line for line in lines)


def test_facets_are_counted_or_listed(place: Path) -> None:
    listed = called("facets", cwd=place).stdout
    counted = called("facets", "knowledge_type", cwd=place).stdout
    assert "Case study" in listed
    assert "Kenya" in listed
    assert re.search(r"4 +Case study +case-study", counted)
    assert re.search(r"1 +not stated +_none", counted)
    assert "Kenya" not in counted


def test_a_sound_library_is_said_to_be_sound(place: Path) -> None:
    result = called("check", cwd=place)
    assert result.exit_code == 0
    assert "All is well: 11 documents, catalogue and index agree" in result.stdout
    assert "empty.md: the file is empty" in result.stdout
    report = answer("check", cwd=place)
    assert (report["documents"], report["findings"]) == (11, [])
    assert [each["reason"] for each in report["files_without_document"]] == ["the file is empty"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["unheard-of"], 2, "No such command 'unheard-of'"),
        (["search", "--colour", "red"], 2, "No such option '--colour'"),
        (["search", "--sort", "colour"], 2, "'colour' is not one of"),
        (["search", "--year-from", "soon"], 2, "'soon' is not a valid integer"),
        (["index"], 2, "Missing argument 'FOLDERS...'"),
        (["index", "no-such-folder"], 2, "there is no folder no-such-folder; check the path"),
        (["search", "a" * 513], 2, "shorten it to at most 512"),
        (["show", "no-such-document"], 1, "there is no document 'no-such-document' in this library"),
        (["facets", "colour"], 1, "there is no facet 'colour' allowed: area, topic, knowledge_type"),
        (["serve", "no-such-folder"], 2, "there is no folder no-such-folder"),
    ],
)
def test_mistakes_are_told_in_a_sentence_with_their_code(
    place: Path, words: list[str], code: int, message: str
) -> None:
    result = called(*words, cwd=place)
    assert result.exit_code == code
    assert message in said(result)


@pytest.mark.parametrize("words", [["search", "x"], ["show", "x"], ["facets"], ["check"], ["serve"]])
def test_without_a_library_every_reading_command_says_how_to_make_one(tmp_path: Path, words: list[str]) -> None:
    result = called(*words, cwd=tmp_path)
    assert result.exit_code == 2
    assert "there is no library in policyscope-library; make one with `policyscope index FOLDER`" in said(result)
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_are_told_with_their_place(place: Path) -> None:
    result = run("search", "x", cwd=place, POLICYSCOPE_COLOUR="red")
    assert result.returncode == 2
    assert "the environment sets colour, which is no setting" in said(result)


def test_of_several_folders_one_that_is_missing_stops_the_run_before_anything_is_read(
    documents: Path, tmp_path: Path
) -> None:
    result = called("index", documents, tmp_path / "missing", "--library", tmp_path / "library", cwd=tmp_path)
    assert result.exit_code == 2
    assert "there is no folder" in said(result)
    with Library(Settings(library=tmp_path / "library")) as library:
        assert library.state().documents == 0
        assert library.check() == ()


def in_terminal(words: list[str], cwd: Path, **environment: str) -> str:
    """What a command prints on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *words],
        cwd=cwd,
        env={**ENVIRONMENT, "TERM": "xterm-256color", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    printed = b""
    try:
        while select.select([ours], [], [], SECONDS)[0]:
            block = os.read(ours, 65536)
            if not block:
                break
            printed += block
    except OSError:
        pass  # the other side of the terminal is closed
    finally:
        os.close(ours)
        process.wait(SECONDS)
    return printed.decode("utf-8")


COLOUR = re.compile(r"\x1b\[[\d;]*(?:3\d|4\d|9\d|10\d)[\d;]*m")


def test_a_terminal_gets_colours_and_a_progress_bar_unless_no_color_is_set(place: Path, tmp_path: Path) -> None:
    assert COLOUR.search(in_terminal(["search", "agency"], place))
    assert not COLOUR.search(in_terminal(["search", "agency"], place, NO_COLOR="1"))
    folder = str(place / "documents")
    bars = in_terminal(["index", folder, "--library", str(tmp_path / "library")], tmp_path)
    assert "Reading" in bars
    assert "━" in bars
    assert ESCAPE not in in_terminal(["search", "agency"], place, TERM="dumb")


def test_what_a_document_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    text = "# A \x1b[31mred\x1b]0;title\x07 title [bold]\n\nText \x9b2J of it. " + "Nothing more. " * 20
    write_files(tmp_path / "documents", {"a.md": text})
    assert called("index", "documents", cwd=tmp_path).exit_code == 0
    for words in (["search", "title"], ["show", "a"], ["facets"]):
        result = called(*words, cwd=tmp_path)
        assert result.exit_code == 0
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", result.stdout)
    assert "[bold]" in called("show", "a", cwd=tmp_path).stdout


@pytest.mark.parametrize("words", [["show", "agency"], ["search", "agency", "--json"]])
def test_a_reader_that_goes_away_is_no_error(place: Path, words: list[str]) -> None:
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=place, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as errors:
        assert errors.read() == b""
    process.wait(SECONDS)


def test_a_second_writer_is_turned_away_and_readers_are_not(place: Path) -> None:
    with writing(place / "policyscope-library"):
        result = run("index", "documents", cwd=place)
        assert result.returncode == 1
        assert f"another process (number {os.getpid()}) is writing to policyscope-library" in said(result)
        assert called("search", "agency", cwd=place).exit_code == 0
    assert called("index", "documents", cwd=place).exit_code == 3


STOPS_AFTER_ITS_FIRST_BATCH = """
import signal
from indexer.catalogue.store import Catalogue
from indexer.command.main import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # which a run in the background has inherited as ignored
put = Catalogue.put

def put_then_wait(catalogue, readings):
    put(catalogue, readings)
    if catalogue.ids():
        print("stored", flush=True)
        signal.pause()

Catalogue.put = put_then_wait
main(prog_name="policyscope")
"""
"""The command, which after its first documents says so and waits for the signal that is to interrupt it."""


def test_an_interrupted_run_keeps_what_was_read_and_the_next_one_goes_on(tmp_path: Path) -> None:
    many = {f"{number:04}.md": f"# Report {number}\n\n" + f"Tax {number} and water. " for number in range(120)}
    write_files(tmp_path / "documents", many)
    process = subprocess.Popen(
        [sys.executable, "-c", STOPS_AFTER_ITS_FIRST_BATCH, "index", "documents"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "stored\n"
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert output == ""
    assert errors.splitlines()[-1] == "policyscope: stopped; what was read is kept"
    assert "Traceback" not in errors
    with sqlite3.connect(tmp_path / "policyscope-library" / "catalogue.sqlite") as connection:
        kept = int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    connection.close()
    assert 0 < kept < 120
    assert called("search", "tax", cwd=tmp_path).exit_code == 0
    lagging = called("check", cwd=tmp_path)
    assert lagging.exit_code == 1
    assert "run `policyscope index` with your folders" in lagging.stdout
    report = answer("index", "documents", cwd=tmp_path)
    assert (report["documents"], report["read"], report["unchanged"]) == (120, 120 - kept, kept)
    assert called("check", cwd=tmp_path).exit_code == 0
    assert answer("search", "tax", cwd=tmp_path)["total"] == 120


@pytest.fixture
def served(documents: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `policyscope serve FOLDER` and its address."""
    process = subprocess.Popen(
        [*COMMAND, "serve", str(documents), "--port", "0"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        yield process, re.search(r"http://127\.0\.0\.1:\d+/", line).group()  # type: ignore[union-attr]
    finally:
        process.kill()
        process.communicate(timeout=SECONDS)


def test_serve_indexes_the_folder_answers_and_ends_when_told(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = served
    with urllib.request.urlopen(f"{address}api/v1/search?q=digital+agency", timeout=SECONDS) as response:
        assert json.load(response)["total"] == 2
    with urllib.request.urlopen(address, timeout=SECONDS) as response:
        assert response.status == 200
        assert b"<html" in response.read()
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "11 documents in the library" in errors
    assert output == ""


def test_serve_shows_what_another_run_has_indexed_without_a_restart(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    _, address = served
    write_files(tmp_path / "more", {"new.md": "# Unicorns\n\nA policy for unicorns."})
    assert called("index", "more", cwd=tmp_path).exit_code == 0
    with urllib.request.urlopen(f"{address}api/v1/search?q=unicorns", timeout=SECONDS) as response:
        assert [item["id"] for item in json.load(response)["items"]] == ["new"]


def test_a_port_in_use_is_told_with_the_way_out(place: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port), cwd=place)
    assert result.returncode == 2
    assert f"127.0.0.1:{port} is in use by another program; choose another with --host or --port" in said(result)


@pytest.fixture
def damaged(documents: Path, tmp_path: Path) -> Path:
    """A place with a library of its own, to be damaged."""
    called("index", documents, cwd=tmp_path)
    return tmp_path


def test_check_finds_a_deleted_index_and_indexing_brings_it_back(damaged: Path, documents: Path) -> None:
    shutil.rmtree(damaged / "policyscope-library" / "index")
    result = called("check", cwd=damaged)
    assert result.exit_code == 1
    assert "run `policyscope index" in " ".join(result.stdout.split())
    report = answer("index", documents, cwd=damaged)
    assert (report["read"], report["unchanged"]) == (0, 11)
    assert called("check", cwd=damaged).exit_code == 0
    assert answer("search", "agency", cwd=damaged)["total"] == 2


def test_check_finds_an_index_with_overwritten_bytes(damaged: Path, documents: Path) -> None:
    files = [path for path in (damaged / "policyscope-library" / "index").rglob("*") if path.is_file()]
    largest = max(files, key=lambda path: (path.stat().st_size, str(path)))
    _overwrite(largest, largest.stat().st_size // 2, 64)
    result = called("check", cwd=damaged)
    assert result.exit_code == 1
    assert "policyscope index" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    called("index", documents, "--full", cwd=damaged)
    assert called("check", cwd=damaged).exit_code == 0


@pytest.mark.parametrize("offset", [0, 4096])
def test_check_finds_a_catalogue_with_overwritten_bytes(damaged: Path, documents: Path, offset: int) -> None:
    catalogue = damaged / "policyscope-library" / "catalogue.sqlite"
    with sqlite3.connect(catalogue) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _overwrite(catalogue, offset, 8192)
    result = called("check", cwd=damaged)
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    told = " ".join((result.stdout + result.stderr).split())
    assert "catalogue" in told
    assert "policyscope restore" in told
    assert "policyscope tag export" in told
    for path in catalogue.parent.glob("catalogue.sqlite*"):
        path.rename(path.with_suffix(".broken"))
    assert called("index", documents, cwd=damaged).exit_code == 3
    assert called("check", cwd=damaged).exit_code == 0


def _overwrite(path: Path, offset: int, length: int) -> None:
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * length)

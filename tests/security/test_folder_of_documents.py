"""Whatever lies among documents is read at most: no module of theirs is run, no setting of theirs obeyed.

`python -m indexer` begins by looking in the working folder itself, before any line of ours runs: there a folder
called `indexer` wins, and only the installed command (or `python -P -m indexer`) is safe from it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_files
from tests.pdf_files import make_pdf
from tests.security.programs import ROOT, clean_environment

TRAP = "open(__file__ + '.ran', 'w').close()\n"
MODULES = (
    *("charset_normalizer", "lxml", "numpy", "yaml", "bs4", "markdown_it", "pydantic", "sqlalchemy", "click", "rich"),
    *("babel", "nltk", "py3langid", "pypdfium2", "rapidfuzz", "rdflib", "numba", "web", "queue", "json", "tomllib"),
)
AT_START = ("sitecustomize", "usercustomize")
DOCUMENTS: dict[str, str | bytes] = {
    "roads.md": "---\ntitle: Roads\ntopics: [transport]\n---\n\nRoads and bridges for everyone who lives here.\n",
    "plain.txt": "Une réunion à propos de l'été, déjà prévue par le ministère.".encode("cp1252"),
    "page.html": "<html><body><h1>Ferries</h1><p>Ferries and tunnels.</p></body></html>",
    "report.pdf": make_pdf([["Harbours and their cranes."]]),
}
INSTALLED = [sys.executable, "-P", "-c", "from indexer.__main__ import run; run()"]
AS_A_MODULE = [sys.executable, "-m", "indexer"]
SECONDS = 300


def called(command: list[str], *words: str, cwd: Path, path: str = str(ROOT)) -> subprocess.CompletedProcess[str]:
    environment = {**clean_environment(), "PYTHONPATH": path}
    return subprocess.run(
        [*command, *words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.mark.parametrize(
    ("command", "path", "apart"),
    [
        (INSTALLED, str(ROOT), ("indexer", *AT_START)),
        (AS_A_MODULE, str(ROOT), AT_START),
        # An empty entry is the working folder, and an interpreter looks there for its own customization first of all.
        (INSTALLED, f"{ROOT}{os.pathsep}", ()),
    ],
    ids=["installed", "as a module", "empty entry in PYTHONPATH"],
)
def test_no_file_among_documents_is_run(tmp_path: Path, command: list[str], path: str, apart: tuple[str, ...]) -> None:
    traps = {f"{name}.py": TRAP for name in (*MODULES, *apart) if name != "indexer"}
    if "indexer" in apart:
        traps |= {"indexer/__init__.py": TRAP, "indexer/command/__init__.py": TRAP}
    plugin = {
        "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
        "evil-1.0.dist-info/entry_points.txt": "[pydantic]\nevil = evil_plugin:plugin\n",
        "evil_plugin.py": TRAP,
    }
    write_files(tmp_path, {**DOCUMENTS, **traps, **plugin})
    indexed = called(command, "index", ".", cwd=tmp_path, path=path)
    assert indexed.returncode == 0, indexed.stderr
    found = called(command, "search", "ferries", cwd=tmp_path, path=path)
    assert "Ferries" in found.stdout, found.stderr
    assert sorted(file.name for file in tmp_path.rglob("*.ran")) == []


def test_a_trap_would_be_noticed(tmp_path: Path) -> None:
    write_files(tmp_path, {"yaml.py": TRAP})
    subprocess.run([sys.executable, "-c", "import yaml"], cwd=tmp_path, check=True, timeout=SECONDS)
    assert (tmp_path / "yaml.py.ran").exists()


WATCHED = """
import os, sys
here = os.path.realpath(".")

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.realpath(arguments[0])
        if path.startswith(here + os.sep) and not path.startswith(os.path.join(here, "policyscope-library") + os.sep):
            print("opened", os.path.relpath(path, here), file=sys.stderr)

sys.addaudithook(watch)
from indexer.index.columnar.loops.choose import loops
from indexer.command.main import main
loops.compile()
main(prog_name="policyscope")
"""
"""The command, telling which files of the working folder it opens, but for those of its library."""


@pytest.mark.parametrize("words", [("index", "."), ("search", "ferries"), ("vocabulary", "candidates")])
def test_nothing_but_documents_is_opened_where_the_command_is_called(tmp_path: Path, words: tuple[str, ...]) -> None:
    bait = ("nltk_data/tokenizers/a.pickle", "locale-data/en.dat", "plugins/a.py", ".env", "setup.cfg", "mime.types")
    write_files(tmp_path, {**DOCUMENTS, **dict.fromkeys(bait, "bait"), "policyscope.toml": "port = 0\n"})
    if words[0] != "index":
        assert called(INSTALLED, "index", ".", cwd=tmp_path).returncode == 0
    done = called([sys.executable, "-P", "-c", WATCHED], *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    opened = {line.removeprefix("opened ") for line in done.stderr.splitlines() if line.startswith("opened ")}
    assert opened - {"policyscope-library"} == (set(DOCUMENTS) if words[0] == "index" else set())


def test_settings_of_numba_among_documents_keep_compiled_loops_from_being_loaded(tmp_path: Path) -> None:
    write_files(tmp_path, {".numba_config.yaml": "cache_dir: ./cache\n"})
    script = "from indexer.index.columnar.loops.choose import loops; print(loops.compile())"
    tried = called([sys.executable, "-P", "-c", script], cwd=tmp_path)
    assert tried.stdout == "False\n", tried.stderr


@pytest.mark.parametrize("words", [("index", "."), ("serve", "."), ("index", "deeper", ".")])
def test_a_library_among_the_documents_may_not_bring_settings(tmp_path: Path, words: tuple[str, ...]) -> None:
    write_files(tmp_path, {**DOCUMENTS, "deeper/a.md": "# A\n\nText.\n"})
    write_files(tmp_path, {"policyscope-library/policyscope.toml": 'host = "0.0.0.0"\n'})
    refused = called(INSTALLED, *words, cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--library" in refused.stderr
    assert "POLICYSCOPE_" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "policyscope-library" / "catalogue.sqlite").exists()


def test_a_library_beside_the_documents_brings_its_settings(tmp_path: Path) -> None:
    write_files(tmp_path / "reports", DOCUMENTS)
    write_files(tmp_path, {"library/policyscope.toml": "max_file_bytes = 20\n"})
    indexed = called(INSTALLED, "index", ".", "--library", "../library", cwd=tmp_path / "reports")
    assert indexed.returncode == 3
    assert "max_file_bytes" in indexed.stdout + indexed.stderr

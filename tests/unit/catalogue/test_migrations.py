"""An older catalogue is brought up to date with everything in it, a copy is made before, and nothing else is opened."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer.catalogue import migrations, schema
from indexer.catalogue.store import Catalogue
from indexer.command.main import main
from indexer.errors import LibraryDamaged
from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import MakeLibrary, ingested

VERSION_3 = (Path(__file__).parent / "version_3.sql").read_text("utf-8")
FILES = {
    "ferries.md": "---\ntopics: [Harbour dues]\ncountry: Peru\n---\n\n# On ferries\n\nWhat is known of ferries.\n",
    "bridges.md": "# On bridges\n\nWhat is known of bridges and transparency.\n",
    "tunnels.md": "# On tunnels\n\nWhat is known of tunnels.\n",
}


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of version 3, in the columns that it had."""
    found = {}
    with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(path)) as connection:
        old.executescript(VERSION_3)
        for (table,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
            found[table] = sorted(connection.execute(f"SELECT {columns} FROM {table}"), key=repr)
    return found


def made_by_version_3(current: Path, target: Path) -> Path:
    """A catalogue as version 3 wrote it, with the rows of one of today."""
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(VERSION_3)
        for table, several in rows(current).items():
            connection.execute(f"DELETE FROM {table}")
            for row in several:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("UPDATE library SET value = '3' WHERE name = 'version'")
        connection.commit()
    target.chmod(0o644)
    return target


@pytest.fixture
def library(make_library: MakeLibrary) -> Library:
    """A library with decisions, one of them about a document that is gone."""
    made = make_library(FILES)
    for document, concept in (("ferries", "transparency"), ("bridges", "transparency"), ("tunnels", "open-data")):
        made.curation.decide([NewDecision(document_id=document, concept=concept, verdict=Verdict.ACCEPTED)], "Ada")
    made.curation.undo(2, "Ben")
    folder = made.settings.library.parent / "documents"
    (folder / "tunnels.md").unlink()
    return ingested(made, folder)


@pytest.fixture
def older(library: Library, tmp_path: Path) -> Path:
    (tmp_path / "older").mkdir()
    return made_by_version_3(library.settings.catalogue_file, tmp_path / "older" / "catalogue.sqlite")


def run(*words: str) -> Any:
    return CliRunner().invoke(main, words)


def test_the_upgrade_keeps_every_row_and_a_copy_of_the_file_before_it(library: Library, older: Path) -> None:
    before = rows(older)
    assert before["library"] != rows(library.settings.catalogue_file)["library"]
    with Library(Settings(library=older.parent)) as upgraded:
        documents = {name: library.document(name) for name in ("ferries", "bridges")}
        assert upgraded.curation.log() == library.curation.log()
        # The index is made anew from it.
        ingested(upgraded, library.settings.library.parent / "documents")
        assert upgraded.check() == ()
        assert {name: upgraded.document(name) for name in documents} == documents
    after = rows(older)
    assert after.pop("library") == [("version", str(schema.VERSION))]
    assert before.pop("library") == [("version", "3")]
    assert after == before
    assert rows(older.with_name("catalogue-3.sqlite")) == {**before, "library": [("version", "3")]}
    assert {path.stat().st_mode & 0o777 for path in older.parent.glob("catalogue*.sqlite")} == {0o600}


def test_a_new_catalogue_and_an_upgraded_one_have_the_same_tables(library: Library, older: Path) -> None:
    Catalogue(older).close()

    def tables(path: Path) -> dict[str, Any]:
        with closing(sqlite3.connect(path)) as connection:
            names = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
            ]
            return {
                name: sorted(
                    tuple(row[1:6])
                    for pragma in ("table_info", "index_info")
                    for row in connection.execute(f"PRAGMA {pragma}({name})")
                )
                for name in names
            }

    assert tables(older) == tables(library.settings.catalogue_file)


def test_an_id_that_was_given_before_the_upgrade_is_not_given_again(
    older: Path, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "tunnels.md").write_text("# Other tunnels\n\nQuite another text.\n")
    with Library(Settings(library=older.parent)) as upgraded:
        ingested(upgraded, folder)
        (item,) = [each for each in upgraded.overview().newest if each.title == "Other tunnels"]
        assert item.id != "tunnels"
        assert item.topics == ()


def test_an_upgrade_that_fails_leaves_the_catalogue_as_it_was(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(older)

    def broken(connection: Any) -> None:
        migrations._ids_and_digests(connection)
        raise OSError("the power went off")

    with monkeypatch.context() as patched:
        patched.setitem(migrations._STEPS, 3, broken)
        with pytest.raises(OSError, match="power"):
            Catalogue(older)
    assert rows(older) == before
    Catalogue(older).close()


@pytest.mark.parametrize("version", ["2", "999"])
def test_decisions_and_vocabularies_come_out_of_a_catalogue_of_any_version(
    older: Path, library: Library, version: str
) -> None:
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("UPDATE library SET value = ? WHERE name = 'version'", (version,))
        if version == "2":
            connection.execute("ALTER TABLE decision DROP COLUMN undoes")
            connection.execute("DROP TABLE replaced_concept")
        connection.commit()
    content = older.read_bytes()
    refused = run("check", "--library", str(older.parent))
    assert refused.exit_code == 1
    assert "policyscope tag export" in refused.output
    exported = run("tag", "export", "--library", str(older.parent))
    assert exported.exit_code == 0
    wanted = run("tag", "export", "--library", str(library.settings.library)).output.splitlines()
    assert len(wanted) == 5
    cut = -1 if version == "2" else None
    assert [line.split("\t")[:cut] for line in exported.output.splitlines()] == [
        line.split("\t")[:cut] for line in wanted
    ]
    turtle = run("vocabulary", "export", "topic", "--library", str(older.parent))
    assert "Harbour dues" in turtle.output
    assert older.read_bytes() == content


def test_an_exported_vocabulary_is_read_back(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "harbours.csv"
    source.write_text(
        "uri,label@en,label@fr,alternative@en,hidden@en,negative@en,definition@en,broader,exact_match\n"
        "x:a,harbour,port,haven|port,harbor,harbouring,Where ships lie,,y:b\n"
        "x:b,ferry port,,,,,,harbour,\n"
    )
    at = ["--library", str(library.settings.library)]
    assert run("vocabulary", "import", str(source), "--as", "harbours", *at).exit_code == 0
    file = tmp_path / "harbours.ttl"
    file.write_text(run("vocabulary", "export", "harbours", *at).output)
    assert run("vocabulary", "import", str(file), "--as", "again", *at).exit_code == 0
    with Library(library.settings) as opened:
        one, two = (
            {concept.uri: concept for concept in opened.vocabularies.get(name)} for name in ("harbours", "again")
        )
    assert set(one) == set(two)
    for uri, concept in one.items():
        for name in ("preferred", "alternative", "hidden", "negative", "definition", "broader", "exact_match"):
            assert getattr(two[uri], name) == getattr(concept, name), name


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER bad AFTER INSERT ON decision BEGIN DELETE FROM decision; END",
        "CREATE VIEW bad AS SELECT 1",
        "CREATE VIRTUAL TABLE bad USING fts5(words)",
    ],
)
def test_a_catalogue_that_holds_what_we_never_make_is_not_opened(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "catalogue.sqlite"
    Catalogue(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    with pytest.raises(LibraryDamaged, match="bad"):
        Catalogue(path)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
    content = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="library"):
        Catalogue(path)
    assert shutil.copy(path, tmp_path / "copy")
    assert path.read_bytes() == content

"""Backups, going back to them, and folders that are gone: through the command."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.command.main import main
from indexer.errors import LibraryDamaged, PolicyscopeError
from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from web import create_app

FILES = {
    "ferries.md": "# On ferries\n\nWhat is known of ferries.\n",
    "bridges.md": "# On bridges\n\nWhat is known of bridges.\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library with one decision."""
    made = Settings(library=tmp_path / "library", read_processes=1)
    with Library(made) as library:
        ingested(library, write_files(tmp_path / "documents", FILES))
        decide(library, "ferries")
    return made


def decide(library: Library, document: str, concept: str = "transparency") -> None:
    library.curation.decide([NewDecision(document_id=document, concept=concept, verdict=Verdict.ACCEPTED)], "Ada")


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--library", str(settings.library)])


def held(settings: Settings) -> dict[str, Any]:
    with Library(settings) as library:
        assert library.check() == ()
        return {
            "log": library.curation.log().decisions,
            **{item.id: library.document(item.id) for item in library.overview().newest},
        }


def test_a_backup_brings_everything_back_and_what_it_replaces_is_kept(settings: Settings, tmp_path: Path) -> None:
    (settings.library / "access.sqlite").write_bytes(b"")
    with closing(sqlite3.connect(settings.library / "access.sqlite")) as access:
        access.execute("CREATE TABLE person (name TEXT)")
        access.commit()
    before, file = held(settings), tmp_path / "backup.zip"
    made = run(settings, "backup", str(file))
    assert made.exit_code == 0, made.output
    assert "catalogue.sqlite and access.sqlite" in made.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(settings, "backup", str(file)).exit_code == 2
    with Library(settings) as library:
        decide(library, "bridges")
        library.forget(tmp_path / "documents")
    later = held(settings)
    refused = run(settings, "restore", str(file))
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    assert held(settings) == later
    restored = run(settings, "restore", str(file), "--replace")
    assert restored.exit_code == 0, restored.output
    assert held(settings) == before
    (kept,) = settings.library.glob("catalogue-replaced-*.sqlite")
    assert len(list(settings.library.glob("access-replaced-*.sqlite"))) == 1
    (tmp_path / "other").mkdir()
    shutil.copy(kept, tmp_path / "other" / "catalogue.sqlite")
    with Library(Settings(library=tmp_path / "other")) as library:
        assert library.curation.log().decisions == later["log"]
    empty = replace(settings, library=tmp_path / "empty")
    assert run(empty, "restore", str(file)).exit_code == 0
    assert held(empty) == before


def test_nothing_is_replaced_that_somebody_uses(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    with Library(settings) as library:
        decide(library, "bridges")
        assert run(settings, "backup", str(file)).exit_code == 0
        refused = run(settings, "restore", str(file), "--replace")
        assert (refused.exit_code, "stop the site" in refused.output) == (1, True)
        decide(library, "bridges", "open-data")
    assert len(held(settings)["log"]) == 3


def test_a_damaged_catalogue_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.catalogue_file)) as connection:
        connection.execute("UPDATE passage SET text = 'What is known of fairies.' WHERE document_id = 'ferries'")
        connection.commit()
    refused = run(settings, "backup", str(tmp_path / "backup.zip"))
    assert (refused.exit_code, "'ferries' is not what was stored" in refused.output) == (1, True)
    assert {path.name for path in tmp_path.iterdir()} == {"library", "documents"}


def test_a_backup_that_the_disk_changed_is_refused_or_whole(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    assert run(settings, "backup", str(file)).exit_code == 0
    data, chooser = file.read_bytes(), random.Random(5)
    assert run(replace(settings, library=tmp_path / "none"), "restore", str(tmp_path / "no.zip")).exit_code == 2
    from indexer.catalogue.backups import restore

    with Library(settings) as library:
        log = library.curation.log()
    outcomes = []
    for number in range(40):
        changed = bytearray(data)
        place = chooser.randrange(len(data))
        changed[place] ^= 1 << chooser.randrange(8)
        (tmp_path / "changed.zip").write_bytes(changed if number % 4 else changed[:place])
        target = tmp_path / f"restored-{number}"
        try:
            restore(tmp_path / "changed.zip", target, replace=False)
        except PolicyscopeError as error:
            outcomes.append(isinstance(error, LibraryDamaged))
            assert not (target / "catalogue.sqlite").exists()
        else:
            with Library(Settings(library=target)) as library:
                assert library.curation.log() == log
    assert outcomes.count(True) > 20
    assert all(outcomes)


def test_a_moved_folder_keeps_its_ids_and_decisions_and_leaves_no_ghosts(settings: Settings, tmp_path: Path) -> None:
    before = held(settings)
    (tmp_path / "documents").rename(tmp_path / "moved")
    checked = run(settings, "check")
    assert (checked.exit_code, "policyscope forget" in checked.output) == (1, True)
    again = run(settings, "index", str(tmp_path / "documents"))
    assert (again.exit_code, "policyscope forget" in again.output) == (2, True)
    assert run(settings, "index", str(tmp_path / "moved")).exit_code == 0
    after = held(settings)
    assert after["log"] == before["log"]
    assert set(after) == set(before)
    assert [label.value for label in after["ferries"].topics] == ["transparency"]


def test_a_folder_that_is_gone_is_forgotten_and_its_decisions_wait(settings: Settings, tmp_path: Path) -> None:
    write_files(tmp_path / "more", {"tunnels.md": "# On tunnels\n\nWhat is known of tunnels.\n"})
    (tmp_path / "documents").rename(tmp_path / "away")
    indexed = run(settings, "index", str(tmp_path / "more"))
    assert (indexed.exit_code, "policyscope forget" in indexed.output) == (0, True)
    unknown = run(settings, "forget", str(tmp_path / "other"))
    assert (unknown.exit_code, str(tmp_path / "documents") in unknown.output) == (2, True)
    forgotten = run(settings, "forget", str(tmp_path / "documents"))
    assert "2 documents forgotten; 1 decisions" in forgotten.output
    assert set(held(settings)) == {"tunnels", "log"}
    assert run(settings, "index", str(tmp_path / "away")).exit_code == 0
    after = held(settings)
    assert set(after) == {"tunnels", "ferries", "bridges", "log"}
    assert [label.value for label in after["ferries"].topics] == ["transparency"]


def test_the_site_refuses_a_document_that_was_changed_and_health_says_so(settings: Settings) -> None:
    with Library(settings) as library:
        client = create_app(library).test_client()
        assert client.get("/api/v1/health").status_code == 200
        with closing(sqlite3.connect(settings.catalogue_file)) as connection:
            connection.execute("UPDATE decision SET person = 'Eve' WHERE number = 1")
            connection.execute("UPDATE passage SET text = 'x' || text WHERE document_id = 'bridges'")
            connection.commit()
        for name, what in (("bridges", "the document 'bridges'"), ("ferries", "decision 1 about 'ferries'")):
            answer = client.get(f"/api/v1/documents/{name}")
            assert answer.status_code == 503
            assert f"{what} is not what was stored" in answer.get_json()["detail"]
            assert client.get(f"/documents/{name}").status_code == 503
        health = client.get("/api/v1/health")
        assert (health.status_code, health.get_json()["status"]) == (503, "damaged")
        assert any("bridges" in sentence for sentence in health.get_json()["damage"])
    checked = run(settings, "check")
    assert checked.exit_code == 1
    assert "'bridges'" in checked.output
    assert "decision 1" in checked.output

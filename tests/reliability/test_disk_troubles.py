"""A disk that is full, read-only, closed to us or locked, and a clock that goes back: nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.command.main import main
from indexer.curation import deciding
from indexer.errors import LibraryBusy, LibraryUnavailable
from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS
from web import create_app

POINTS = int(os.environ.get("POLICYSCOPE_TEST_FULL_DISKS", "50"))
NOBODY = 65534
CONCEPTS = ("open-data", "transparency", "public-transport", "cycling", "water-management")
_AT_ONCE = 15


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if (
        not mounted
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("no file system can be mounted here, so a full disk is not tested: run as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def documents(base: Path) -> Path:
    return write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--library", str(settings.library)])


def wanted(number: int) -> NewDecision:
    """The decision that becomes line `number` of the log: never one that is in force already."""
    tags = [(document.name, concept) for document in SMALL_CORPUS for concept in CONCEPTS]
    turn, place = divmod(number - 1, len(tags))
    document, concept = tags[place]
    return NewDecision(document_id=document, concept=concept, verdict=(Verdict.REJECTED, Verdict.ACCEPTED)[turn % 2])


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk but for some bytes."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        free = shutil.disk_usage(disk).free - leave
        file.write(bytes(max(0, free)))
    return ballast


def test_no_acknowledged_decision_is_lost_on_a_full_disk(disk: Path, tmp_path: Path) -> None:
    settings = Settings(library=disk / "library", read_processes=1)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
    held, advice = 0, list[str]()
    for point in range(POINTS):
        ballast = fill(disk, leave=point * 4096)
        acknowledged = held
        try:
            with Library(settings) as library:
                for number in range(held + 1, held + 4):
                    library.curation.decide([wanted(number)], "Ada")
                    acknowledged = number
        except (LibraryUnavailable, OSError) as error:
            advice.append(str(error))
        ballast.unlink()
        with Library(settings) as library:
            log = library.curation.log(per_page=100_000)
            assert log.total in (acknowledged, acknowledged + 1)
            for line in log.decisions:
                expected = wanted(line.number)
                assert (line.document_id, line.concept.id) == (expected.document_id, expected.concept)
            held = log.total
    print(f"{len(advice)} of {POINTS} points refused, {held} decisions kept")
    assert advice
    assert all("full" in said or "No space left" in said for said in advice)
    assert held
    with Library(settings) as library:
        ingested(library, tmp_path / "documents")
        assert library.check() == ()


def test_a_full_disk_is_said_to_be_full_and_the_run_can_be_repeated(disk: Path, tmp_path: Path) -> None:
    settings = Settings(library=disk / "library", read_processes=1)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
    (tmp_path / "documents" / "new.md").write_text("# New\n\n" + "Many words about new things.\n\n" * 2000)
    for leave in (0, 100_000, 300_000):
        ballast = fill(disk, leave)
        for words in (("index", str(tmp_path / "documents")), ("backup", str(disk / "backup.zip"))):
            answer = run(settings, *words)
            assert answer.exit_code == 1, answer.output
            assert "full" in answer.output
            assert isinstance(answer.exception, SystemExit)
        ballast.unlink()
    assert run(settings, "index", str(tmp_path / "documents")).exit_code == 0
    assert run(settings, "check").exit_code == 0
    assert {path.name for path in disk.iterdir()} == {"library"}


def test_a_read_only_disk_is_named_and_decisions_can_be_exported_from_it(disk: Path, tmp_path: Path) -> None:
    settings = Settings(library=disk / "library", read_processes=1)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
        library.curation.decide([wanted(1)], "Ada")
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for words in (("index", str(tmp_path / "documents")), ("tag", "accept", "agency", "cycling"), ("check",)):
        answer = run(settings, *words)
        assert answer.exit_code == 1, answer.output
        assert "read-only" in answer.output or "cannot be opened" in answer.output
        assert "damaged" not in answer.output
    exported = run(settings, "tag", "export")
    assert exported.exit_code == 0
    assert len(exported.output.splitlines()) == 2


def test_a_library_of_somebody_else_is_refused_with_the_reason() -> None:
    if os.geteuid() != 0:
        pytest.skip("nobody else can be played here: run as root")
    base = Path(tempfile.mkdtemp())
    try:
        base.chmod(0o755)
        settings = Settings(library=base / "library", read_processes=1)
        with Library(settings) as library:
            ingested(library, documents(base))
        assert settings.library.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o077 for path in settings.library.rglob("*")} == {0}

        def opened() -> str:
            with pytest.raises(LibraryUnavailable) as caught:
                Library(settings)
            return str(caught.value)

        assert "may not" in as_nobody(opened)
        settings.library.chmod(0o755)
        assert "may not" in as_nobody(opened) or "opened" in as_nobody(opened)
        settings.catalogue_file.chmod(0o644)
        assert "Nothing that was acknowledged is lost" in as_nobody(opened)
    finally:
        shutil.rmtree(base)


def as_nobody(action: Callable[[], str]) -> str:
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        return action()
    finally:
        os.seteuid(0)
        os.setegid(0)


def test_a_catalogue_that_another_process_locks_is_busy_at_once(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library", read_processes=1)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
        app = create_app(library)
        with closing(sqlite3.connect(settings.catalogue_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            with pytest.raises(LibraryBusy, match="locked"):
                library.curation.decide([wanted(1)], "Ada")
            assert time.monotonic() - began < _AT_ONCE
            # Reading goes on.
            assert app.test_client().get("/api/v1/health").status_code == 200
            assert app.test_client().get("/api/v1/documents/agency").status_code == 200
            other.execute("ROLLBACK")
        library.curation.decide([wanted(1)], "Ada")
    with closing(sqlite3.connect(settings.catalogue_file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        answer = run(settings, "check")
        assert time.monotonic() - began < _AT_ONCE
        assert (answer.exit_code, "another process has locked" in answer.output) == (1, True)
        assert "damaged" not in answer.output


def test_a_running_site_says_503_where_its_catalogue_is_locked_for_everybody(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library", read_processes=1)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
    with Library(settings) as library:
        client = create_app(library).test_client()
        library.close()
        with closing(sqlite3.connect(settings.catalogue_file, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            answer = client.get("/api/v1/documents/agency")
            assert (answer.status_code, "locked" in answer.get_json()["detail"]) == (503, True)
            assert client.get("/api/v1/health").status_code == 503
            assert time.monotonic() - began < _AT_ONCE
        assert client.get("/api/v1/documents/agency").status_code == 200


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(library=tmp_path / "library", read_processes=1)
    moments = iter(f"20{year}-01-01T00:00:00+00:00" for year in (26, 20, 10, 30, 5))
    monkeypatch.setattr(deciding, "now", lambda: next(moments))
    verdicts = (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.ACCEPTED, Verdict.WITHDRAWN, Verdict.REJECTED)
    with Library(settings) as library:
        ingested(library, documents(tmp_path))
        for verdict in verdicts:
            library.curation.decide([NewDecision(document_id="zeta", concept="open-data", verdict=verdict)], "Ada")
    with Library(settings) as library:
        log: Any = library.curation.log().decisions
        assert [line.verdict for line in reversed(log)] == list(verdicts)
        assert "open-data" not in [label.value for label in library.document("zeta").topics]
        assert library.check() == ()

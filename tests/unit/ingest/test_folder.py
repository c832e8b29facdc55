"""A folder into the library: the troubles files can be in, and what a second run touches."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalogue.store import Catalogue, Reading
from indexer.command.main import main
from indexer.errors import WrongUsage
from indexer.ingest import folder as ingest
from indexer.library import Library
from indexer.nouns.library import IngestReport
from indexer.nouns.search import SearchRequest
from indexer.settings import Settings
from tests.pdf_files import make_pdf

NOBODY = 65534


@dataclass(frozen=True)
class Place:
    """A folder of documents and the library over it."""

    folder: Path
    library: Path

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def run(self, *folders: Path, full: bool = False, **limits: int) -> IngestReport:
        with self.opened(**limits) as library:
            return library.ingest(folders or [self.folder], full=full, progress=lambda stage, done, total: None)

    def opened(self, **limits: int) -> Library:
        return Library(Settings(library=self.library, **{"read_processes": 1, **limits}))  # type: ignore[arg-type]

    def found(self, words: str = "") -> dict[str, str]:
        """The path of each document found, by its id."""
        with self.opened() as library:
            items = library.search(SearchRequest(text=words, per_page=100)).items
            return {item.id: library.document(item.id).origin.path for item in items}

    def check(self) -> tuple[str, ...]:
        with self.opened() as library:
            return library.check()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "documents").mkdir()
    return Place(tmp_path / "documents", tmp_path / "library")


def report_text(subject: str) -> str:
    return f"# On {subject}\n\nThis is what is known of {subject}.\n"


TROUBLES: dict[str, str] = {
    "empty.md": "the file is empty",
    "blank.txt": "the file is empty",
    "huge.md": "it is 200 MB, over the limit of 50 MB",
    "program.txt": "the content is binary",
    "loop.md": "symbolic link",
    "loops/again": "symbolic link",
    "pipe.md": "not a regular file",
    "front-matter.md": "not valid YAML on line 3",
    "open-front-matter.md": "never closed",
    "scan.pdf": "its pages are pictures",
    "protected.pdf": "password",
    "broken.pdf": "damaged or no PDF",
    "no-pdf.pdf": "no PDF although its name says so",
    "script.html": "holds no text",
}


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Place:
    base = tmp_path_factory.mktemp("troubled")
    place = Place(base / "documents", base / "library")
    place.write("bridges.md", report_text("bridges"))
    place.write("copy-of-bridges.md", report_text("bridges"))
    place.write("x.md/ferries.md", report_text("ferries"))
    place.write("wrong-country.md", f"---\ncountry: Atlantis\n---\n\n{report_text('tunnels')}")
    place.write("empty.md", "")
    place.write("blank.txt", " \n\t\n")
    place.write("huge.md", "x")
    os.truncate(place.folder / "huge.md", 200_000_000)
    place.write("program.txt", b"\x7fELF" + bytes(range(256)) * 20)
    (place.folder / "loop.md").symlink_to("loop.md")
    (place.folder / "loops").mkdir()
    (place.folder / "loops/again").symlink_to("..", target_is_directory=True)
    os.mkfifo(place.folder / "pipe.md")
    place.write("front-matter.md", "---\ntitle: fine\ncountry: Peru: Lima\n---\n\nWords.\n")
    place.write("open-front-matter.md", "---\ntitle: fine\n\nWords.\n")
    place.write("scan.pdf", make_pdf([[]]))
    place.write("protected.pdf", make_pdf([["Secret"]], protected=True))
    place.write("broken.pdf", make_pdf([["Lost"]])[:150])
    place.write("no-pdf.pdf", "Words.")
    place.write("script.html", "<html><body><script>words()</script></body></html>")
    place.write("README.md", "# Not a document\n")
    return place


@pytest.fixture(scope="module")
def answer(troubled: Place) -> dict[str, Any]:
    """What the command prints as JSON."""
    words = ["index", str(troubled.folder), "--library", str(troubled.library), "--json"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3
    return dict(json.loads(result.stdout))


class TestTroubles:
    @pytest.mark.parametrize("name", TROUBLES)
    def test_each_file_is_refused_with_its_reason(self, answer: dict[str, Any], name: str) -> None:
        reasons = {problem["path"]: problem["reason"] for problem in answer["refused"]}
        assert TROUBLES[name] in reasons[name]

    def test_nothing_else_is_refused_and_the_rest_is_read(self, answer: dict[str, Any]) -> None:
        assert {problem["path"] for problem in answer["refused"]} == set(TROUBLES)
        assert (answer["read"], answer["documents"], answer["unchanged"], answer["removed"]) == (3, 3, 0, 0)

    def test_a_second_copy_is_no_document_and_names_the_first(self, answer: dict[str, Any]) -> None:
        ((path, reason),) = ((problem["path"], problem["reason"]) for problem in answer["duplicates"])
        assert path == "copy-of-bridges.md"
        assert "bridges.md" in reason

    def test_what_was_lost_of_a_document_that_was_read_is_a_warning(self, answer: dict[str, Any]) -> None:
        ((path, reason),) = ((problem["path"], problem["reason"]) for problem in answer["warnings"])
        assert path == "wrong-country.md"
        assert "Atlantis" in reason

    def test_the_documents_are_found_and_the_troubles_are_remembered(
        self, troubled: Place, answer: dict[str, Any]
    ) -> None:
        assert set(troubled.found("what is known").values()) == {"bridges.md", "x.md/ferries.md", "wrong-country.md"}
        assert troubled.check() == ()
        with troubled.opened() as library:
            remembered = {problem.path.removeprefix(f"{troubled.folder}/") for problem in library.problems()}
        assert remembered == {*TROUBLES, "copy-of-bridges.md"}

    def test_a_second_run_refuses_the_same_and_reads_nothing_again(
        self, troubled: Place, answer: dict[str, Any]
    ) -> None:
        again = troubled.run()
        assert {problem.path for problem in again.refused} == set(TROUBLES)
        assert (again.read, again.unchanged, again.removed, again.documents) == (0, 3, 0, 3)


def test_a_folder_without_trouble_ends_with_exit_code_0(place: Place) -> None:
    place.write("a.md", report_text("bridges"))
    words = ["index", str(place.folder), "--library", str(place.library)]
    assert CliRunner().invoke(main, words).exit_code == 0


def test_a_folder_that_is_not_there_is_wrong_usage_and_changes_nothing(place: Place) -> None:
    place.write("a.md", report_text("bridges"))
    place.run()
    result = CliRunner().invoke(main, ["index", str(place.folder / "gone"), "--library", str(place.library)])
    assert result.exit_code == 2
    assert set(place.found().values()) == {"a.md"}


def test_a_file_that_takes_its_reader_too_long_is_recorded_and_the_others_are_read(place: Place) -> None:
    place.write("a.md", report_text("bridges"))
    place.write("b.html", b"<html><body>" + b"<p>x<b>y</b>" * 400_000)
    place.write("c.md", report_text("ferries"))
    report = place.run(read_seconds=1)
    assert [(problem.path, problem.reason) for problem in report.refused] == [
        ("b.html", "reading it took longer than 1 seconds")
    ]
    assert set(place.found().values()) == {"a.md", "c.md"}


def test_large_documents_are_held_few_at_a_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[int] = []
    put = Catalogue.put

    def counted(catalogue: Catalogue, readings: list[Reading]) -> None:
        stored.append(len(readings))
        put(catalogue, readings)

    monkeypatch.setattr(Catalogue, "put", counted)
    monkeypatch.setattr(ingest, "_BATCH_CHARACTERS", 2 * ingest._CHARACTERS_A_PASSAGE)
    for number in range(6):
        place.write(f"{number}.md", report_text(f"bridges {number}"))
    assert place.run().documents == 6
    assert max(stored) <= 2


def test_an_unreadable_file_is_refused_and_loses_its_document() -> None:
    base = Path(tempfile.mkdtemp())
    try:
        place = Place(base / "documents", base / "library")
        place.write("a.md", report_text("bridges"))
        place.write("b.md", report_text("ferries"))
        place.write("closed/c.md", report_text("tunnels"))
        assert place.run().documents == 3
        (place.folder / "b.md").chmod(0)
        (place.folder / "closed").chmod(0)
        report = as_nobody(base, place.run)
        assert {problem.path: problem.reason for problem in report.refused} == {
            "b.md": "it cannot be opened: permission denied",
            "closed": "the folder cannot be opened: Permission denied",
        }
        assert (report.read, report.unchanged, report.documents) == (0, 1, 1)
    finally:
        (base / "documents/closed").chmod(0o700)
        shutil.rmtree(base)


def as_nobody(base: Path, action: Callable[[], IngestReport]) -> IngestReport:
    """What an action gives to somebody who may not read everything, as the superuser may."""
    if os.geteuid() != 0:
        return action()
    for path in [base, *base.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        return action()
    finally:
        os.seteuid(0)
        os.setegid(0)


class TestRunningAgain:
    def test_only_what_changed_is_touched(self, place: Place) -> None:
        for subject in ("bridges", "ferries", "tunnels"):
            place.write(f"{subject}.md", report_text(subject))
        place.run()
        before = changes(place)
        place.write("ferries.md", report_text("ferries") + "\nAnd a little more.\n")
        place.write("tolls.md", report_text("tolls"))
        (place.folder / "tunnels.md").unlink()
        report = place.run()
        assert (report.read, report.unchanged, report.removed, report.documents) == (2, 1, 1, 3)
        assert changes(place, since=before) == ({"ferries", "tolls"}, {"tunnels"})
        assert set(place.found("little more")) == {"ferries"}
        assert place.found("tunnels") == {}
        assert place.check() == ()

    def test_a_run_over_unchanged_files_changes_nothing_whatever_their_dates(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.run()
        before = changes(place)
        os.utime(place.folder / "a.md", (1, 1))
        report = place.run()
        assert (report.read, report.unchanged) == (0, 1)
        assert changes(place, since=before) == (set(), set())

    def test_a_full_run_reads_everything_and_gives_the_same_ids(self, place: Place) -> None:
        for name in ("a.md", "sub/a.md", "a.html", "A.txt", "sub-a.md"):
            place.write(name, report_text(name.replace("/", " in ").replace(".", " dot ")))
        place.run()
        before = place.found()
        report = place.run(full=True)
        assert (report.read, report.unchanged) == (5, 0)
        assert place.found() == before
        assert place.check() == ()

    def test_names_that_give_one_id_are_told_apart_the_same_way_in_every_library(self, place: Place) -> None:
        for name in ("a b.md", "a-b.md", "a/b.md", "A B.txt"):
            place.write(name, report_text(name))
        place.run()
        other = Place(place.folder, place.library.with_name("other"))
        other.run()
        assert len(place.found()) == 4
        assert other.found() == place.found()

    def test_a_copy_takes_over_when_the_first_is_removed(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.write("b.md", report_text("bridges"))
        assert [problem.path for problem in place.run().duplicates] == ["b.md"]
        (place.folder / "a.md").unlink()
        report = place.run()
        assert (report.read, report.removed, len(report.duplicates)) == (1, 1, 0)
        assert place.found("bridges") == {"a": "b.md"}

    def test_a_copy_takes_over_when_the_first_changes(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.write("b.md", report_text("bridges"))
        place.run()
        place.write("a.md", report_text("ferries"))
        place.run()
        assert place.found() == {"a": "a.md", "b": "b.md"}

    def test_a_copy_that_comes_before_the_first_takes_over_its_id(self, place: Place) -> None:
        place.write("a-b.md", report_text("bridges"))
        place.run()
        place.write("a b.md", report_text("bridges"))
        report = place.run()
        assert (report.read, [problem.path for problem in report.duplicates]) == (1, ["a-b.md"])
        assert place.found() == {"a-b": "a b.md"}
        assert place.check() == ()

    def test_a_file_keeps_its_id_though_another_that_comes_before_wants_it(self, place: Place) -> None:
        place.write("a-b.md", report_text("bridges"))
        place.run()
        place.write("a b.md", report_text("ferries"))
        assert (place.run().read, place.found()["a-b"], len(place.found())) == (1, "a-b.md", 2)

    def test_the_bytes_of_a_file_are_read_once_in_a_run(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: Counter[str] = Counter()
        real = Path.open

        def counted(path: Path, *arguments: Any, **options: Any) -> Any:
            opened[path.name] += 1
            return real(path, *arguments, **options)

        for name, subject in (("a.md", "bridges"), ("b.md", "ferries"), ("c.md", "bridges")):
            place.write(name, report_text(subject))
        monkeypatch.setattr(Path, "open", counted)
        for expected in (1, 2):
            place.run()
            assert [opened[name] for name in ("a.md", "b.md", "c.md")] == [expected] * 3

    def test_a_file_that_turns_bad_loses_its_document_and_gets_it_back_when_it_is_mended(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.run()
        place.write("a.md", "---\ntitle: [\n---\nWords.\n")
        report = place.run()
        assert ([problem.path for problem in report.refused], report.documents) == (["a.md"], 0)
        assert place.found() == {}
        place.write("a.md", report_text("bridges"))
        assert place.run().read == 1
        assert place.found() == {"a": "a.md"}

    def test_a_file_that_moves_takes_its_document_with_it(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.run()
        (place.folder / "b.md").write_bytes((place.folder / "a.md").read_bytes())
        (place.folder / "a.md").unlink()
        report = place.run()
        assert (report.read, report.removed, report.documents) == (1, 1, 1)
        assert place.found("bridges") == {"a": "b.md"}

    def test_a_single_file_can_be_indexed(self, place: Place) -> None:
        place.write("a.md", report_text("bridges"))
        place.write("b.md", report_text("ferries"))
        assert place.run(place.folder / "a.md").documents == 1
        assert place.found() == {"a": "a.md"}

    def test_a_folder_whose_name_is_no_utf8_is_wrong_usage(self, place: Place) -> None:
        folder = Path(os.fsdecode(os.fsencode(place.folder) + b"/\xff"))
        try:
            folder.mkdir()
        except OSError:
            pytest.skip("this file system takes no such names")
        with pytest.raises(WrongUsage, match="UTF-8"):
            place.run(folder)


class TestTwoFolders:
    def test_the_same_names_give_two_documents_each_with_its_id(self, place: Place) -> None:
        one, two = place.folder / "one", place.folder / "two"
        place.write("one/report.md", report_text("bridges"))
        place.write("two/report.md", report_text("ferries"))
        place.run(one, two)
        first, second = place.found("bridges"), place.found("ferries")
        assert list(first.values()) == list(second.values()) == ["report.md"]
        assert set(first) == {"report"}
        assert set(second) != {"report"}
        place.run(two, one, full=True)
        assert (place.found("bridges"), place.found("ferries")) == (first, second)

    def test_a_third_and_a_fourth_folder_still_have_ids_of_their_own(self, place: Place) -> None:
        subjects = ("bridges", "ferries", "tunnels", "tolls")
        for subject in subjects:
            place.write(f"{subject}/report.md", report_text(subject))
        place.run(*(place.folder / subject for subject in subjects))
        assert len(place.found()) == 4

    def test_a_folder_that_is_not_named_keeps_its_documents(self, place: Place) -> None:
        place.write("one/a.md", report_text("bridges"))
        place.write("two/b.md", report_text("ferries"))
        place.run(place.folder / "one", place.folder / "two")
        (place.folder / "one/a.md").unlink()
        assert place.run(place.folder / "two").documents == 2
        assert place.run(place.folder / "one").documents == 1

    def test_one_text_in_both_is_one_document(self, place: Place) -> None:
        place.write("one/a.md", report_text("bridges"))
        place.write("two/b.md", report_text("bridges"))
        report = place.run(place.folder / "one", place.folder / "two")
        assert (report.read, [problem.path for problem in report.duplicates]) == (1, ["b.md"])

    @pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
    def test_a_copy_in_another_folder_takes_over_in_one_run(self, place: Place, order: tuple[str, str]) -> None:
        place.write("one/a.md", report_text("bridges"))
        place.write("two/b.md", report_text("bridges"))
        place.run(place.folder / "one", place.folder / "two")
        (place.folder / "one/a.md").unlink()
        place.run(*(place.folder / name for name in order))
        assert list(place.found("bridges").values()) == ["b.md"]
        assert place.check() == ()


def changes(place: Place, since: int | None = None) -> Any:
    """The number of the catalogue's last change, or the ids put and removed since an earlier one."""
    catalogue = Catalogue(place.library / "catalogue.sqlite")
    try:
        return catalogue.revision() if since is None else catalogue.changed_since(since)
    finally:
        catalogue.close()


NAMES = st.sampled_from(["a.md", "b.md", "b.txt", "sub/a.md", "sub/c.md", "z.html"])
SUBJECTS = st.sampled_from(["bridges", "ferries", "tunnels", ""])
STEPS = st.lists(st.lists(st.tuples(NAMES, SUBJECTS | st.none()), max_size=4), min_size=1, max_size=4)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_history_the_library_holds_what_the_folder_holds(steps: list[list[tuple[str, str | None]]]) -> None:
    """An empty subject is an empty file, none a removal; of files alike the first by path counts."""
    with tempfile.TemporaryDirectory() as base:
        place = Place(Path(base) / "documents", Path(base) / "library")
        place.folder.mkdir()
        files: dict[str, str] = {}
        ids: dict[str, str] = {}
        for step in steps:
            for name, subject in step:
                files.pop(name, None)
                (place.folder / name).unlink(missing_ok=True)
                if subject is not None:
                    files[name] = subject
                    place.write(name, report_text(subject) if subject else "")
            report = place.run()
            first: dict[str, str] = {}
            for name in sorted(files):
                first.setdefault(files[name], name)
            expected = {name for subject, name in first.items() if subject}
            held = {path: document_id for document_id, path in place.found().items()}
            assert set(held) == expected
            assert {problem.path for problem in report.refused} == {name for name in files if not files[name]}
            assert len(report.duplicates) == sum(map(bool, files.values())) - len(expected)
            assert report.read + report.unchanged == len(expected)
            assert place.check() == ()
            ids = held
        place.run(full=True)
        assert {path: document_id for document_id, path in place.found().items()} == ids

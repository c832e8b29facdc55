"""Which files of a folder are read, which are passed over in silence and which are refused by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.reading.folder import find_files

LIMIT = 1_000


def found(folder: Path) -> dict[str, str | None]:
    return {file.path: file.refused for file in find_files(folder, LIMIT)}


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("words")


def test_files_of_known_formats_are_found_by_path_in_order(tmp_path: Path) -> None:
    names = ["b.md", "a.txt", "sub/c.HTML", "sub.md", "Z.pdf", "sub/deep/er/d.htm", "ñandú.markdown"]
    write(tmp_path, *names)
    assert list(found(tmp_path)) == sorted(names)
    assert set(found(tmp_path).values()) == {None}


def test_hidden_files_readmes_and_other_formats_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".hidden.md", ".git/a.md", "README.md", "sub/readme.txt", "a.docx", "b.csv", "c", "d.md.bak")
    assert found(tmp_path) == {}


def test_a_folder_with_a_documents_name_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "x.md/inside.md")
    assert found(tmp_path) == {"x.md/inside.md": None}


def test_a_single_file_may_stand_for_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    assert found(tmp_path / "b.md") == {"b.md": None}


def test_symbolic_links_are_refused_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path, "sub/a.md")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "sub/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "linked.md").symlink_to("sub/a.md")
    (tmp_path / "linked.csv").symlink_to("sub/a.md")
    refusals = found(tmp_path)
    assert refusals.pop("sub/a.md") is None
    assert set(refusals) == {"self.md", "sub/up", "linked.md"}
    assert all("symbolic link" in str(reason) for reason in refusals.values())


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    os.truncate(tmp_path / "a.md", LIMIT)
    os.truncate(tmp_path / "b.md", LIMIT + 1)
    assert found(tmp_path)["a.md"] is None
    assert "over the limit" in str(found(tmp_path)["b.md"])


def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert found(tmp_path) == {"pipe.md": "it is not a regular file"}


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_names_that_are_no_utf8_are_refused_in_words_that_are(tmp_path: Path, kind: str) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.md"
    try:
        if kind == "file":
            Path(os.fsdecode(name)).write_text("words")
        elif kind == "link":
            os.symlink(b"elsewhere", name)
        else:
            Path(os.fsdecode(name)).mkdir()
            Path(os.fsdecode(name + b"/inside.md")).write_text("words")
    except OSError:
        pytest.skip("this file system takes no such names")
    ((path, reason),) = found(tmp_path).items()
    assert "\ufffd" in path
    assert reason is not None
    path.encode("utf-8")


def test_folders_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    deep = Path(*["d"] * 70)
    (tmp_path / deep).mkdir(parents=True)
    write(tmp_path, "a.md", str(deep / "b.md"))
    refusals = found(tmp_path)
    assert refusals.pop("a.md") is None
    assert ["64 folders deep" in str(reason) for reason in refusals.values()] == [True]

"""A file that hangs or eats memory is killed and refused, and the files after it are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Document
from indexer.reading.process.pool import FileContent, ReadingPool
from indexer.settings import Settings

FINE = b"# Fine\n\nA text that gives no trouble.\n"
# Finding out whether a list is a menu looks at all lists inside it: many minutes for these.
HANGS = b"<html><body>" + b"<ul><li>" * 40_000 + b"x"
HUNGRY = b"<html><body>" + b"<p>x<b>y</b>" * 400_000


def results(contents: Sequence[tuple[str, bytes]], settings: Settings) -> list[Document | DocumentRefused]:
    files = [FileContent("/folder", path, "0" * 32, content) for path, content in contents]
    with ReadingPool(settings, [len(content) for _, content in contents]) as pool:
        answered = list(pool.read_all(iter(files)))
    assert [file for file, _ in answered] == files
    return [result for _, result in answered]


def test_a_reader_that_hangs_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, read_seconds=3, read_processes=1)
    first, hanging, last = results([("a.md", FINE), ("b.html", HANGS), ("c.md", FINE)], settings)
    assert isinstance(first, Document)
    assert "longer than 3 seconds" in str(hanging)
    assert isinstance(last, Document)


def test_a_reader_that_eats_memory_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, read_memory_bytes=400_000_000, read_processes=1)
    hungry, last = results([("b.html", HUNGRY), ("c.md", FINE)], settings)
    assert isinstance(hungry, DocumentRefused)
    assert "memory" in str(hungry)
    assert isinstance(last, Document)


def test_a_reader_without_the_memory_to_start_says_which_setting_to_raise(tmp_path: Path) -> None:
    (refused,) = results([("a.md", FINE)], Settings(library=tmp_path, read_memory_bytes=50_000_000, read_processes=1))
    assert "read_memory_bytes" in str(refused)


def test_many_files_come_back_in_order_whatever_they_hold(tmp_path: Path) -> None:
    contents = [
        (f"{number}.md", b"\x00\x01" if number % 3 == 0 else f"# Report {number}\n\nText {number}.\n".encode())
        for number in range(40)
    ]
    answered = results(contents, Settings(library=tmp_path, read_processes=2))
    for number, result in enumerate(answered):
        if number % 3 == 0:
            assert isinstance(result, DocumentRefused)
        else:
            assert isinstance(result, Document)
            assert (result.id, result.title) == (str(number), f"Report {number}")


def test_only_a_few_files_are_held_at_a_time(tmp_path: Path) -> None:
    taken: list[int] = []

    def files() -> Iterator[FileContent]:
        for number in range(100):
            taken.append(number)
            yield FileContent("/folder", f"{number}.md", "0" * 32, b"# Report\n\nText.\n")

    with ReadingPool(Settings(library=tmp_path, read_processes=2), [17] * 100) as pool:
        answers = pool.read_all(files())
        next(answers)
        assert len(taken) <= 6
        assert sum(1 for _ in answers) == 99


@pytest.mark.parametrize(
    ("sizes", "processes"),
    [([], 1), ([100] * 24, 1), ([100] * 60, 3), ([100] * 1000, 4), ([3 << 20], 4), ([1 << 20], 2)],
)
def test_a_child_is_started_only_for_what_is_worth_one(tmp_path: Path, sizes: list[int], processes: int) -> None:
    with ReadingPool(Settings(library=tmp_path, read_processes=4), sizes) as pool:
        assert len(list(pool._children())) == processes

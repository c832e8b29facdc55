"""A file that hangs or eats memory is killed and refused, and the files after it are read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Document
from indexer.reading.process import pool as pool_module
from indexer.reading.process.pool import FileContent, ReadingPool
from indexer.settings import Settings

ROOT = Path(__file__).parents[4]
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks at processes as Linux shows them")

FINE = b"# Fine\n\nA text that gives no trouble.\n"
HUNGRY = b"<html><body>" + b"<p>x<b>y</b>" * 400_000
# It takes many seconds on any machine.
LONG = HUNGRY


ASKING = """
import sys, threading, time
from pathlib import Path
from indexer.reading.process import pool as pool_module
from indexer.reading.process.pool import FileContent, ReadingPool
from indexer.settings import Settings

folder = Path(sys.argv[1])
pool = ReadingPool(Settings(library=folder, read_processes=1), [1])
child = pool._idle.queue[0]
files = (FileContent("/folder", name, name, (folder / name).read_bytes()) for name in ("a.md", "b.html"))
answers = pool.read_all(files)
next(answers)
print(child._process.pid, flush=True)
time.sleep(3600)
"""
"""A program that has its reading process tell who it is, and waits for it."""


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended, waiting for somebody to take note."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def results(contents: Sequence[tuple[str, bytes]], settings: Settings) -> list[Document | DocumentRefused]:
    files = [FileContent("/folder", path, "0" * 32, content) for path, content in contents]
    with ReadingPool(settings, [len(content) for _, content in contents]) as pool:
        answered = list(pool.read_all(iter(files)))
    assert [file for file, _ in answered] == files
    return [result for _, result in answered]


def test_a_reader_that_hangs_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, read_seconds=1, read_processes=1)
    first, hanging, last = results([("a.md", FINE), ("b.html", LONG), ("c.md", FINE)], settings)
    assert isinstance(first, Document)
    assert str(hanging) == "reading it took longer than 1 seconds"
    assert isinstance(last, Document)


@contextmanager
def stopped_reader(pool: ReadingPool) -> Iterator[int]:
    """The number of the pool's only child, which has read a file and then been stopped, as if too busy a machine."""
    assert isinstance(next(pool.read_all(iter([FileContent("/folder", "a.md", "0" * 32, FINE)])))[1], Document)
    process = pool._idle.queue[0]._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    yield process.pid


def read_beside(pool: ReadingPool) -> tuple[threading.Thread, list[Document | DocumentRefused]]:
    """A thread that has the pool read a sound file, and where it puts what came of it."""
    answered: list[Document | DocumentRefused] = []
    file = FileContent("/folder", "b.md", "1" * 32, FINE)
    thread = threading.Thread(target=lambda: answered.extend(result for _, result in pool.read_all(iter([file]))))
    thread.start()
    return thread, answered


@on_linux
def test_a_reader_may_write_no_file_start_no_program_and_open_few_files(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, read_processes=1, read_memory_bytes=1_500_000_000)
    with ReadingPool(settings, [1]) as pool, stopped_reader(pool) as child:
        limits = Path(f"/proc/{child}/limits").read_text()
    told = dict(re.findall(r"^Max (.+?) {2,}(\S+) {2,}", limits, re.MULTILINE))
    wanted = {"file size": "0", "processes": "0", "open files": "32", "core file size": "0"}
    assert {name: told[name] for name in wanted} == wanted
    assert told["address space"] == "1500000000"


@on_linux
def test_a_sound_file_is_read_however_long_others_have_the_processor(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, read_seconds=1, read_processes=1)
    with ReadingPool(settings, [1]) as pool, stopped_reader(pool) as child:
        thread, answered = read_beside(pool)
        thread.join(2 * settings.read_seconds)
        assert thread.is_alive()
        os.kill(child, signal.SIGCONT)
        thread.join()
        assert isinstance(answered[0], Document)


@on_linux
def test_a_reader_that_stands_still_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_CLOCK_SECONDS_A_SECOND", 2)
    with ReadingPool(Settings(library=tmp_path, read_seconds=1, read_processes=1), [1]) as pool, stopped_reader(pool):
        thread, answered = read_beside(pool)
        thread.join()
        assert str(answered[0]) == "reading it did not end within 2 seconds"


def test_an_answer_is_bounded_by_the_text_a_document_may_have(tmp_path: Path) -> None:
    pieces = b"x\n\n" * 20_000
    settings = Settings(library=tmp_path, read_processes=1, max_text_characters=100_000)
    (refused,) = results([("a.md", pieces)], settings)
    assert "max_text_characters" in str(refused)
    (kept,) = results([("a.md", pieces)], Settings(library=tmp_path, read_processes=1))
    assert isinstance(kept, Document)
    assert len(kept.passages) == 20_000


@on_linux
@pytest.mark.parametrize("content", [FINE, LONG], ids=["idle", "at work"])
def test_a_reader_ends_when_who_asked_is_killed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.md").write_bytes(FINE)
    (tmp_path / "b.html").write_bytes(content)
    command = [sys.executable, "-c", ASKING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as asking:
        assert asking.stdout is not None
        child = int(asking.stdout.readline())
        assert is_running(child)
        asking.kill()
    until = time.monotonic() + 60
    while is_running(child):
        assert time.monotonic() < until
        time.sleep(0.02)


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

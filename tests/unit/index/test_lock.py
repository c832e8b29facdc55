"""One writer at a time, named while it writes, and the lock ends with whoever holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.errors import LibraryBusy
from indexer.index.lock import writing

ROOT = Path(__file__).parents[3]

HOLDER = """
import sys
from pathlib import Path
from indexer.index.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""

FORKING_HOLDER = """
import os, sys
from pathlib import Path
from indexer.index.lock import writing
with writing(Path(sys.argv[1])):
    if os.fork() == 0:
        sys.stdin.readline()
        os._exit(0)
    print("held", flush=True)
    os.kill(os.getpid(), 9)
"""


@contextmanager
def holding(folder: Path, script: str = HOLDER) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the lock of a folder until it reads a line."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_another_process_is_named_and_its_death_frees_the_library(tmp_path: Path) -> None:
    with holding(tmp_path) as holder:
        with pytest.raises(LibraryBusy, match=rf"process \(number {holder.pid}\)"), writing(tmp_path):
            pytest.fail("two processes held one lock")
        holder.kill()
        holder.wait()
        with writing(tmp_path):
            pass


def test_the_process_named_is_the_one_that_holds_it_now(tmp_path: Path) -> None:
    """Whatever a dead writer or another version left in the file."""
    with holding(tmp_path) as first:
        first.kill()
        first.wait()
        tmp_path.joinpath("lock").write_text(f"{first.pid}\n")
        with holding(tmp_path) as second:
            with pytest.raises(LibraryBusy) as refused, writing(tmp_path):
                pass
            assert str(second.pid) in str(refused.value)
            assert str(first.pid) not in str(refused.value).split(str(tmp_path))[0]


def test_a_forked_child_of_a_dead_writer_does_not_keep_it(tmp_path: Path) -> None:
    with holding(tmp_path, FORKING_HOLDER) as holder:
        assert holder.wait() == -signal.SIGKILL
        with writing(tmp_path):
            pass


def test_who_waits_gets_the_lock_when_it_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is told to end when this one has begun to wait."""
    with holding(tmp_path) as holder:

        def end_it(seconds: float) -> None:
            if holder.returncode is None:
                holder.communicate(b"go on\n")

        monkeypatch.setattr("indexer.index.lock.time.sleep", end_it)
        with writing(tmp_path, 60.0):
            assert holder.returncode == 0


def test_threads_exclude_each_other_and_wait_for_each_other(tmp_path: Path) -> None:
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(tmp_path):
            held.set()
            over.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with pytest.raises(LibraryBusy, match=rf"thread of this process \(number {os.getpid()}\)"), writing(tmp_path):
        pytest.fail("two threads held one lock")
    over.set()
    with writing(tmp_path, 60.0):
        pass
    thread.join()


def test_a_forked_child_of_a_writer_is_another_process(tmp_path: Path) -> None:
    with writing(tmp_path):
        child = os.fork()
        if child == 0:
            try:
                with writing(tmp_path):
                    os._exit(1)
            except LibraryBusy as busy:
                os._exit(0 if f"process (number {os.getppid()})" in str(busy) else 2)
            finally:
                os._exit(3)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path):
        raise RuntimeError
    with writing(tmp_path), pytest.raises(LibraryBusy), writing(tmp_path):
        pytest.fail("one lock was held twice")


def test_folder_and_file_are_the_users_alone(tmp_path: Path) -> None:
    with writing(tmp_path / "library"):
        assert (tmp_path / "library").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "library" / "lock").stat().st_mode & 0o777 == 0o600

"""One writer at a time, and the lock ends with whoever holds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.errors import LibraryBusy
from indexer.index.lock import writing

HOLDER = """
import sys
from pathlib import Path
from indexer.index.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_named_and_its_death_frees_the_library(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryBusy, match=str(holder.pid)), writing(tmp_path):
            pytest.fail("two processes held one lock")
    finally:
        holder.kill()
        holder.communicate()
    with writing(tmp_path):
        pass


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path):
        raise RuntimeError
    with writing(tmp_path), pytest.raises(LibraryBusy), writing(tmp_path):
        pytest.fail("one lock was held twice")

"""Policyscope where the system gives less than Linux: simulated by hiding what Windows and macOS do not have.

A simulation shows that nothing here needs what is hidden; it is no run on those systems.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_files
from tests.security.programs import clean_environment

WINDOWS = """
import fcntl, logging, os, random, select, signal, subprocess, sys, threading, types

def locking(descriptor, mode, count, real=fcntl.lockf, flags=fcntl.LOCK_EX | fcntl.LOCK_NB):
    try:
        real(descriptor, flags, count)
    except OSError as error:
        raise PermissionError(13, "Permission denied") from error

def no_pipes(*_):
    raise OSError(10038, "An operation was attempted on something that is not a socket")

sys.modules["fcntl"] = sys.modules["resource"] = None
sys.modules["msvcrt"] = types.ModuleType("msvcrt")
sys.modules["msvcrt"].locking, sys.modules["msvcrt"].LK_NBLCK = locking, 2
select.select = no_pipes
del os.O_DIRECTORY, os.O_CLOEXEC, os.register_at_fork, os.getuid, signal.setitimer, signal.ITIMER_PROF, signal.SIGPROF
os.supports_effective_ids = set()
"""
MACOS = """
import resource

def refusing(kind, limits, real=resource.setrlimit):
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    real(kind, limits)

resource.setrlimit = refusing
"""
COMMAND = """
import sys
exec(sys.argv[1])
from indexer.reading.process import pool
pool._RUN_WORKER = f"exec({sys.argv.pop(1)!r}); {pool._RUN_WORKER}"
from indexer.command.main import main
main(prog_name="policyscope")
"""
HOLDER = """
import sys
exec(sys.argv[1])
from pathlib import Path
from indexer.index.lock import writing
with writing(Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.readline()
"""
NOT_LIMITED = {WINDOWS: ["memory", "processor time"], MACOS: ["memory"]}
systems = pytest.mark.parametrize("system", [WINDOWS, MACOS], ids=["Windows", "macOS"])
SECONDS = 300


def called(system: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", COMMAND, system, *map(str, words)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@systems
def test_a_folder_is_indexed_and_searched_and_what_is_not_limited_is_said_once(tmp_path: Path, system: str) -> None:
    files = {f"{number}.md": f"# Report {number}\n\nFerries and tunnels, part {number}.\n" for number in range(60)}
    folder, library = write_files(tmp_path / "documents", files), tmp_path / "library"
    indexed = called(system, "index", folder, "--library", library)
    assert indexed.returncode == 0, indexed.stderr
    assert [
        line.split(" is not limited on this system")[0] for line in indexed.stderr.splitlines() if "limited" in line
    ] == (NOT_LIMITED[system])
    assert "Report 7" in called(system, "search", "tunnels", "part", "7", "--library", library).stdout
    assert called(system, "check", "--library", library).returncode == 0
    assert called(system, "index", folder, "--full", "--library", library).returncode == 0


@systems
def test_one_process_writes_at_a_time(tmp_path: Path, system: str) -> None:
    folder = write_files(tmp_path / "documents", {"a.md": "# A\n\nText.\n"})
    command = [sys.executable, "-P", "-c", HOLDER, system, str(tmp_path / "library")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environment()) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        refused = called(system, "index", folder, "--library", tmp_path / "library")
        assert refused.returncode == 1
        assert "another process" in refused.stderr
        holder.kill()
    assert called(system, "index", folder, "--library", tmp_path / "library").returncode == 0


def test_the_site_starts_where_there_is_less(tmp_path: Path) -> None:
    script = "import sys; exec(sys.argv[1]); import web.server; print(web.server._connections() > 0)"
    started = subprocess.run(
        [sys.executable, "-P", "-c", script, WINDOWS],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert started.stdout == "True\n", started.stderr

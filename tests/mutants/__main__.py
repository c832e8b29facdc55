"""Puts each fault of `faults.toml` into a copy of the program, runs the tests named for it, and lists what survives.

    python -m tests.mutants [WORDS]      only faults whose file or promise holds the words

A fault is killed where a test fails, or does not end. The collections beside the repository are kept from the tests: a
plain clone has to notice as much.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from tests.mutants.faults import ROOT, Fault, faults, misfit

_COPIES = 2
_SECONDS = 1_200
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".cache", ".chromium", ".*_cache", ".hypothesis", ".sample-library")
_FAILED = 1
"""What pytest ends with where a test failed; with anything else but 0 it could not run."""


class Outcome(StrEnum):
    """What became of a fault; `BROKEN` where the tests could not be run with or without it."""

    KILLED = "killed"
    SURVIVED = "survived"
    BROKEN = "broken"


def main(words: Sequence[str]) -> int:
    """Judge the faults; gives the number of those that were not killed, at most 100."""
    chosen = [fault for fault in faults() if all(word in f"{fault.file} {fault.promise}" for word in words)]
    misfits = [reason for fault in chosen if (reason := misfit(fault))]
    if misfits:
        print(
            "The list of faults does not fit the program; mend tests/mutants/faults.toml first:", *misfits, sep="\n  "
        )
        return 2
    outcomes: dict[Fault, Outcome] = {}
    with _copies() as copies, ThreadPoolExecutor(_COPIES) as threads:
        for fault, outcome in threads.map(lambda fault: (fault, _judged(fault, copies)), chosen):
            outcomes[fault] = outcome
            print(f"{outcome:9} {fault.file}: {fault.promise}", flush=True)
    _summary(outcomes)
    return min(sum(outcome is not Outcome.KILLED for outcome in outcomes.values()), 100)


@contextmanager
def _copies() -> Iterator[SimpleQueue[Path]]:
    """Copies of the program to spoil, one for each fault judged at a time."""
    with tempfile.TemporaryDirectory() as folder:
        idle: SimpleQueue[Path] = SimpleQueue()
        for number in range(_COPIES):
            idle.put(Path(shutil.copytree(ROOT, Path(folder) / str(number) / "copy", ignore=_LEFT_OUT, symlinks=True)))
        yield idle


def _judged(fault: Fault, copies: SimpleQueue[Path]) -> Outcome:
    copy = copies.get()
    path = copy / fault.file
    whole = path.read_text("utf-8")
    try:
        path.write_text(whole.replace(fault.old, fault.new), "utf-8")
        spoiled = _ended(fault, copy)
        path.write_text(whole, "utf-8")
        if spoiled == 0:
            return Outcome.SURVIVED
        return Outcome.KILLED if spoiled in (_FAILED, None) and _passes(fault, copy) else Outcome.BROKEN
    finally:
        path.write_text(whole, "utf-8")
        copies.put(copy)


_PASSING: dict[tuple[str, ...], bool] = {}
_GUARD = Lock()


def _passes(fault: Fault, copy: Path) -> bool:
    """Whether the fault's tests pass without it: a test that fails anyway notices nothing."""
    with _GUARD:
        if fault.tests not in _PASSING:
            _PASSING[fault.tests] = _ended(fault, copy) == 0
        return _PASSING[fault.tests]


def _ended(fault: Fault, copy: Path) -> int | None:
    """What the fault's tests end with in a copy; None where they do not end."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "SHARED_DATA": str(copy / "absent")}
    try:
        return subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=_SECONDS, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def _summary(outcomes: dict[Fault, Outcome]) -> None:
    print(f"\n{'room':24}{'faults':>8}{'killed':>8}{'survived':>10}{'broken':>8}")
    rooms = Counter((fault.room, outcome) for fault, outcome in outcomes.items())
    for room in [*sorted({fault.room for fault in outcomes}), ""]:
        counts = [
            sum(n for (name, kind), n in rooms.items() if room in ("", name) and kind is each) for each in Outcome
        ]
        print(f"{room or 'all':24}{sum(counts):>8}{counts[0]:>8}{counts[1]:>10}{counts[2]:>8}")
    for fault, outcome in outcomes.items():
        if outcome is not Outcome.KILLED:
            print(f"\n{outcome}: {fault.file}\n  {fault.promise}\n  {fault.old!r} -> {fault.new!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

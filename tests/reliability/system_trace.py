"""What a program asks of the operating system, in order, as strace sees it: the judge of what was put on disk."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat")

_LINE = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
_UNFINISHED = " <unfinished ...>"
_PATH = re.compile(r'\d+<(?P<open>/[^>]*)>|"(?P<named>[^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A system call that succeeded; `paths` are the files it names or has open, in order."""

    name: str
    paths: tuple[Path, ...]

    @property
    def syncs(self) -> bool:
        """Whether it puts a file on disk."""
        return self.name in ("fsync", "fdatasync")

    @property
    def writes(self) -> bool:
        """Whether it changes a file's content."""
        return self.name.startswith(("write", "pwrite"))

    @property
    def renames(self) -> bool:
        """Whether it gives a file another name."""
        return self.name.startswith("rename")


def trace(command: Sequence[str], log: Path, environment: dict[str, str]) -> list[Call]:
    """The calls a command makes that write, sync, rename or remove files, skipping the test where strace is absent."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed, so nobody saw what was put on disk: apt install strace")
    options = ["-f", "-y", "-s", "0", "-e", f"trace=?{',?'.join(CALLS)}", "-e", "signal=none", "-o", str(log)]
    done = subprocess.run([strace, *options, *command], env=environment, capture_output=True, text=True)
    if "ptrace" in done.stderr:
        pytest.skip(f"strace may not trace here, so nobody saw what was put on disk: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return calls(log.read_text("utf-8", "replace"))


def calls(log: str) -> list[Call]:
    """The successful calls in a log of `strace -f -y`, each where it ended."""
    begun: dict[str, str] = {}
    made = []
    for line in log.splitlines():
        if resumed := _RESUMED.match(line):
            line = begun.pop(resumed["thread"], "") + resumed["rest"]
        if not (match := _LINE.match(line)):
            continue
        if line.endswith(_UNFINISHED):
            begun[match["thread"]] = line.removesuffix(_UNFINISHED)
            continue
        arguments, _, result = match["rest"].rpartition(" = ")
        if not result.startswith("-"):
            paths = tuple(Path(found["open"] or found["named"]) for found in _PATH.finditer(arguments))
            made.append(Call(name=match["name"], paths=paths))
    return made

"""What a process asks of the operating system, as `strace` sees it: writes and syncs by file, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_CALLS = "write,pwrite64,writev,pwritev,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat"
_LINE = re.compile(r"^(?:\[pid\s+\d+\] |\d+ +)?(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)")
_FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """A finished system call: its `name`, the `path` of the file it is about, and its arguments as printed."""

    name: str
    path: str
    arguments: str

    @property
    def syncs(self) -> bool:
        """Whether what was written to the file is on disk when the call returns."""
        return self.name in ("fsync", "fdatasync")

    @property
    def writes(self) -> bool:
        """Whether it changes the content of the file."""
        return self.name in ("write", "pwrite64", "writev", "pwritev")


def traced(program: str, *arguments: str, folder: Path) -> list[Call]:
    """The calls of a Python program given as text, run in a process of its own; skips the test where nothing can be
    traced. The program's own prints are calls on the path `stdout`."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here: whether commits reach the disk was NOT checked")
    log, said = folder / "calls.trace", folder / "stdout"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with said.open("wb") as output:
        done = subprocess.run(
            ["strace", "-f", "-y", "-s", "80", "-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log),
             sys.executable, "-c", program, *arguments],
            stdout=output, stderr=subprocess.PIPE, env=environment, check=False,
        )  # fmt: skip
    if b"ptrace" in done.stderr:
        pytest.skip("strace may not trace here: whether commits reach the disk was NOT checked")
    assert done.returncode == 0, done.stderr.decode()
    return list(_calls(log.read_text("utf-8", "replace"), str(said)))


def _calls(text: str, said: str) -> Iterator[Call]:
    for line in _joined(text.splitlines()):
        match = _LINE.match(line)
        if match and not match.group("result").startswith("-"):
            file = _FILE.match(match.group("arguments"))
            path = file.group("path") if file else ""
            yield Call(match.group("name"), "stdout" if path == said else path, match.group("arguments"))


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines with the calls that another thread interrupted put together again, where they end."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, rest = line.partition(" ")
        rest = rest.lstrip()
        if rest.endswith("<unfinished ...>"):
            begun[process] = rest.removesuffix("<unfinished ...>")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>", rest):
            yield f"{process} {begun.pop(process, '')}{rest[resumed.end() :]}"
        else:
            yield line

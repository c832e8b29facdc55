"""The list of faults, and whether it still fits the program."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "faults.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A change of `old` to `new` in a file that breaks a `promise`; `tests` are the arguments that make pytest notice."""

    file: str
    old: str
    new: str
    promise: str
    tests: tuple[str, ...]

    @property
    def room(self) -> str:
        """The room of the file: `indexer/search`, `web/tags`."""
        return "/".join(self.file.split("/")[:2]).removesuffix(".py")


def faults() -> list[Fault]:
    """Every fault, in the order of the list."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["fault"]
    return [Fault(**{**entry, "tests": tuple(shlex.split(entry["tests"]))}) for entry in entries]


def misfit(fault: Fault, root: Path = ROOT) -> str | None:
    """Why a fault cannot be put into the program as it is now, or None."""
    path = root / fault.file
    if not path.is_file():
        return f"there is no file {fault.file}"
    count = path.read_text("utf-8").count(fault.old)
    if count != 1:
        return f"{fault.file}: {fault.old!r} occurs {count} times, not once"
    if fault.old == fault.new:
        return f"{fault.file}: {fault.old!r} is changed to itself"
    missing = [each for each in fault.tests if each.startswith("tests/") and not (root / each).exists()]
    return f"{fault.file}: there is no {missing[0]}" if missing else None

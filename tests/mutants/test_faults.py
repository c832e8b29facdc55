"""The list of faults fits the program as it is, so that it cannot rot between two runs of `make mutants`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.mutants.faults import ROOT, faults, misfit

_LEAST = 60
_NOTHING_TO_BREAK = {"indexer/nouns", "web/templates", "web/static"}
"""Rooms that hold shapes and markup alone."""


def test_every_fault_can_be_put_into_the_program() -> None:
    assert [reason for fault in faults() if (reason := misfit(fault))] == []


def test_the_list_is_long_and_says_nothing_twice() -> None:
    assert len(faults()) >= _LEAST
    assert [
        each for each, count in Counter((one.file, one.old, one.new) for one in faults()).items() if count > 1
    ] == []
    assert all(fault.promise and fault.tests for fault in faults())


def test_there_are_faults_in_every_room() -> None:
    rooms = {
        f"{top}/{folder.name}"
        for top in ("indexer", "web")
        for folder in (ROOT / top).iterdir()
        if folder.is_dir() and any(folder.glob("**/*.py"))
    }
    assert rooms - {fault.room for fault in faults()} - _NOTHING_TO_BREAK == set()


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    fault = faults()[0]
    assert "no file" in (misfit(fault, tmp_path) or "")
    (tmp_path / fault.file).parent.mkdir(parents=True)
    (tmp_path / fault.file).write_text(2 * fault.old, "utf-8")
    assert "occurs 2 times" in (misfit(fault, tmp_path) or "")
    assert "changed to itself" in (misfit(replace(fault, new=fault.old)) or "")
    assert "there is no tests/absent" in (misfit(replace(fault, tests=("tests/absent.py",))) or "")

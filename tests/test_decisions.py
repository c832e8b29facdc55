"""Every decision is a dated record with the question, what was chosen and what follows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
FIELDS = ("Date", "Status", "Context", "Decision", "Consequences")


class Record(NamedTuple):
    number: int
    title: str
    fields: dict[str, str]


def _records() -> list[Record]:
    text = (ROOT / "indexer" / "DECISIONS.md").read_text("utf-8").partition("\n## Records\n")[2]
    parts = re.split(r"^### (\d+)\. (.+)$", text, flags=re.MULTILINE)
    return [
        Record(int(number), title, dict(re.findall(r"^- (\w+): (.+(?:\n  .+)*)", body, flags=re.MULTILINE)))
        for number, title, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]


RECORDS = _records()


def test_records_are_numbered_from_one_without_a_gap() -> None:
    assert len(RECORDS) >= 29
    assert [record.number for record in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.number))
def test_a_record_has_its_five_fields_and_nothing_else(record: Record) -> None:
    assert tuple(record.fields) == FIELDS


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.number))
def test_a_record_is_dated(record: Record) -> None:
    assert date.fromisoformat(record.fields["Date"]) >= date.fromisoformat(RECORDS[0].fields["Date"])


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.number))
def test_a_record_is_accepted_or_names_the_later_one_that_took_its_place(record: Record) -> None:
    status = record.fields["Status"]
    successor = re.fullmatch(r"superseded by (\d+)", status)
    if successor is None:
        assert status == "accepted"
    else:
        assert record.number < int(successor[1]) <= len(RECORDS)


def test_no_reference_from_one_record_to_another_is_dead() -> None:
    text = (ROOT / "indexer" / "DECISIONS.md").read_text("utf-8")
    assert {int(number) for number in re.findall(r"\b(?:record|see) (\d+)\b", text)} <= {
        record.number for record in RECORDS
    }

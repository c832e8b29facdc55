"""CSV for spreadsheets: whatever a document says, no cell is run as a formula, and reading gives the texts back."""

from __future__ import annotations

import csv
import io

import pytest

from indexer.present.csv import as_csv


def cells(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(as_csv([[text]]), newline="")))


@pytest.mark.parametrize(
    "beginning", ["=", "+", "-", "@", "\t", "\r", " =", "\n=", "\n +", "\u00a0@", "\u3000-", "\0=", "\uff1d", " \uff0b"]
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(beginning: str) -> None:
    text = f"{beginning}HYPERLINK(1)"
    assert cells(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "plain", 'with "quotes", commas', "two\nlines", "a=b", "’", "'"])
def test_other_texts_come_back_as_they_are(text: str) -> None:
    assert cells(text) == [text]


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert as_csv([["a", "b", "c"], [-1, 2.5, None]]) == "a,b,c\r\n-1,2.5,\r\n"

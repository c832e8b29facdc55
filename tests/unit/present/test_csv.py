"""CSV that a spreadsheet may open: no text of a document runs as a formula."""

from __future__ import annotations

import csv
import io

import pytest
from indexer.present.places import as_csv


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_run_as_a_formula_is_quoted(first: str) -> None:
    """The promise of formula-safe CSV, for every character that spreadsheets take for the beginning of a formula."""
    rows = list(csv.reader(io.StringIO(as_csv([["name"], [f"{first}1+1"]]), newline="")))
    assert rows == [["name"], [f"'{first}1+1"]]


def test_numbers_stay_numbers() -> None:
    assert as_csv([["count"], [-3], ["a=b"], [None]]) == 'count\r\n-3\r\na=b\r\n""\r\n'

"""Reading grows no faster than the file, whatever the file is made of; and so does what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from indexer.reading.process.exchange import ANSWER, ReadingAnswer
from tests.documents import read
from tests.performance.growth import LINEAR, growth

RECORD = "Published on X (https://x.example)\n\nTitle\n\nKnowledge Type: Report [1]\n\n"
SNAPSHOT = "# City Innovation Snapshot LISBON, Portugal\n\n### Overview\n\nMayor: A\n\n"

Make = Callable[[int], str]
MADE_OF: dict[str, tuple[str, int, Make]] = {
    "lists in lists": ("a.html", 500, lambda n: "<html><body>" + "<ul><li>x" * n),
    "lists in lists of nothing": ("a.html", 500, lambda n: "<html><body><p>x</p>" + "<ul><li> " * n + "[1] x"),
    "articles in articles": ("a.html", 1_000, lambda n: "<html><body>" + "<article>x" * n),
    "bars in bars": ("a.html", 1_000, lambda n: "<html><body>" + "<div class=nav>" * n + "x" * 3_000),
    "links in links": ("a.html", 1_000, lambda n: "<html><body>" + "<a href=x><b>x" * n),
    "cells in cells": ("a.html", 500, lambda n: "<html><body>" + "<table><tr><td>x" * n),
    "bars after text": ("a.html", 1_500, lambda n: "<html><body>" + "<p>x</p>" * n + "<nav></nav>" * n),
    "comments after text": ("a.html", 1_500, lambda n: "<html><body>" + "<p>x</p>" * n + "<!-- -->" * n),
    "a long paragraph": ("a.md", 100_000, lambda n: "word " * n),
    "ellipses in a paragraph": ("a.txt", 40_000, lambda n: "x" + "…" * n + "y"),
    "ellipses in an item": ("a.md", 4_000, lambda n: "- x" + "…" * n + "y"),
    "dots in an item": ("a.md", 4_000, lambda n: "- x" + ". " * n + "y"),
    "brackets": ("a.txt", 5_000, lambda n: "x" + "(" * n + "y"),
    "brackets in a record": ("a.md", 5_000, lambda n: RECORD + "Other Tag: x" + "(" * n + "y"),
    "brackets in a profile": ("a.md", 2_000, lambda n: SNAPSHOT + "- x" + "(" * n + "y"),
    "brackets for a country": ("a.md", 10_000, lambda n: f"---\ncountry: 'x{'(' * n}y'\n---\n\ntext"),
    "spaces for a country": ("a.md", 10_000, lambda n: f"---\ncountry: 'x{chr(160) * n}y'\n---\n\ntext"),
    "newlines": ("a.md", 40_000, lambda n: "x" + "\n" * n + "y"),
    "newlines in a record": ("a.md", 1_000, lambda n: f"{RECORD}```\nx{chr(10) * n}y\n```\n"),
    "spaces in a record": ("a.md", 1_000, lambda n: f"{RECORD}```\nOther Tag: x{' ' * n}y\n```\n"),
    "links and tags in a record": (
        "a.md",
        200,
        lambda n: RECORD + "".join(f"[a{k}](b)\nOther Tag: c{k}\n" for k in range(n)),
    ),
}


@pytest.mark.parametrize("name", sorted(MADE_OF))
def test_reading_grows_no_faster_than_the_file(name: str) -> None:
    path, size, make = MADE_OF[name]
    assert growth(partial(read, make(size), path), partial(read, make(4 * size), path), times=2) < LINEAR


LONG_HEADINGS: dict[str, Make] = {
    "one above all": lambda size: f"# {'long ' * (size // 10)}\n\n" + "x y\n\n" * (size // 10),
    "six above each other": lambda size: (
        "".join(f"{'#' * level} {'long ' * (size // 60)}\n\n" for level in range(1, 7)) + "x y\n\n" * (size // 10)
    ),
    "one before each line": lambda size: "".join(f"# {'long ' * 100}\n\nx\n\n" for _ in range(size // 500)),
}


@pytest.mark.parametrize("name", sorted(LONG_HEADINGS))
def test_an_answer_is_no_more_than_some_times_its_file_however_long_the_headings(name: str) -> None:
    for size in (80_000, 320_000):
        text = LONG_HEADINGS[name](size)
        answer = ANSWER.dump_json(ReadingAnswer(document=read(text)))
        print(f"{len(text):,} characters become {len(answer):,} bytes")
        assert len(answer) < 40 * len(text)

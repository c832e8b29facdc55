"""No bytes make a reader fail in any other way than by refusing them."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Document
from indexer.reading.process.exchange import ANSWER, ReadingAnswer
from tests.documents import read
from tests.pdf_files import make_pdf
from tests.shared_data import SHARED, needs_shared

NAMES = st.sampled_from(["a.md", "a.txt", "a.html", "a.pdf", "noname"])

PIECES = [
    *(
        "---\n",
        "title: x\n",
        "a: &b *b\n",
        "# ",
        "## Links\n",
        "\n\n",
        "\n",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "|",
        "|-|\n",
        "```\n",
    ),
    *(
        "[",
        "](",
        ")",
        "![",
        "**",
        "_",
        "`",
        "<",
        ">",
        "&#",
        ";",
        "&amp;",
        "\\",
        "\x00",
        "\x1b",
        "\ufffe",
        "\u202e",
        "\f",
    ),
    *(
        "<html>",
        "<head>",
        "<title>",
        "<main>",
        "<nav>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "<ul>",
        "<li>",
        "<pre>",
        "<br>",
    ),
    *(
        "<meta charset=",
        "<meta name=date content=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "<template>",
        "<frameset>",
    ),
    *("Published on X (https://x.example)\n\n", "Other Tag: ", "Knowledge Type:", "Source URL:", "[1]", "[99999]"),
    *(
        "# City Innovation Snapshot ",
        "City, Mexico\n\n",
        "### Overview\n\n",
        "Mayor: ",
        "Population: 9,9 million (2020)",
    ),
    *(
        "What is the organisational structure?",
        "outcomes",
        "roles:\n\n",
        "150 staff ",
        "made up of 1,0.0,",
        "Mexico",
        "word ",
    ),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def read_or_refused(content: bytes | str, name: str) -> Document | None:
    try:
        document = read(content, name)
    except DocumentRefused:
        return None
    # What was read can be stored: it goes through JSON and UTF-8 unchanged, all but the folder, which none is told.
    written = ANSWER.dump_json(ReadingAnswer(document=document))
    told = ANSWER.validate_json(written).document
    assert told is not None
    assert replace(told, origin=replace(told.origin, folder=document.origin.folder)) == document
    for text in (document.title, document.abstract, *(passage.text for passage in document.passages)):
        text.encode("utf-8")
    return document


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600), NAMES)
def test_any_bytes(content: bytes, name: str) -> None:
    read_or_refused(content, name)


@settings(deadline=None, max_examples=300)
@given(SOUP, NAMES)
def test_any_mixture_of_markup(text: str, name: str) -> None:
    read_or_refused(text, name)


@settings(deadline=None, max_examples=100)
@given(SOUP, st.sampled_from(["utf-16", "cp1252", "shift_jis", "utf-8-sig"]), NAMES)
def test_any_mixture_of_markup_in_other_encodings(text: str, encoding: str, name: str) -> None:
    read_or_refused(text.encode(encoding, "replace"), name)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_pdf(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(make_pdf([["Some lines"] * 5, ["of text"] * 5], title="Title"))
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(10, len(content))] = chance.randrange(256)
    read_or_refused(bytes(content[: chance.randrange(20, len(content) + 1)]), "a.pdf")


def real_files() -> list[Path]:
    return sorted(
        path for path in (SHARED / "data" / "parse").rglob("*") if path.is_file() and path.stat().st_size < 2_000_000
    )


@needs_shared
@pytest.mark.parametrize("path", real_files(), ids=lambda path: f"{path.parent.name}/{path.name[-40:]}")
def test_a_real_file_of_any_format(path: Path) -> None:
    read_or_refused(path.read_bytes(), path.name)

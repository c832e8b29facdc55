"""The pages people read, taken apart: fenced blocks, tables, what stands in code, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its line, its language, the file it is the content of (or nothing), its text."""

    line: int
    language: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its line, what stands above its column, and what stands in code in it."""

    line: int
    header: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A Markdown file by its path from the root."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text("utf-8")

    @cached_property
    def _tokens(self) -> list[Token]:
        return MarkdownIt("commonmark").enable("table").parse(self.text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The fenced blocks, in order."""
        found = []
        for token in self._tokens:
            if token.type == "fence" and token.map:
                language, _, file = token.info.strip().partition(" ")
                found.append(Block(token.map[0] + 1, language, file.strip(), token.content))
        return tuple(found)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of all tables, in order."""
        found: list[Cell] = []
        headers: list[str] = []
        column = line = 0
        for token, following in zip(self._tokens, self._tokens[1:], strict=False):
            if token.type == "table_open":
                headers = []
            elif token.type == "tr_open":
                column, line = 0, (token.map or [0])[0] + 1
            elif token.type == "th_open":
                headers.append(following.content)
            elif token.type == "td_open":
                found.append(Cell(line, headers[column], _codes(following)))
                column += 1
        return tuple(found)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Whatever stands in code outside of blocks."""
        return tuple(code for token in self._tokens if token.type == "inline" for code in _codes(token))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Where links and pictures lead."""
        parts = [part for token in self._tokens if token.type == "inline" for part in token.children or ()]
        targets = (part.attrGet("href") or part.attrGet("src") for part in parts)
        return tuple(str(target) for target in targets if target)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors of the headings, as GitHub makes them."""
        return frozenset(_distinct(_anchor(heading) for heading in self.headings))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        return tuple(
            following.content
            for token, following in zip(self._tokens, self._tokens[1:], strict=False)
            if token.type == "heading_open"
        )

    def section(self, heading: str) -> str:
        """The text between a heading of the second level and the next one."""
        return self.text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _codes(token: Token) -> tuple[str, ...]:
    return tuple(part.content for part in token.children or () if part.type == "code_inline")


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _distinct(anchors: Iterator[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for anchor in anchors:
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        yield f"{anchor}-{count}" if count else anchor


README = Page("README.md")
GUIDES = tuple(Page(str(path.relative_to(ROOT))) for path in sorted((ROOT / "docs").glob("*.md")))
PAGES = (README, *GUIDES)
"""What is written for users: every command and example on these pages is run."""

MAPS = tuple(
    Page(str(path.relative_to(ROOT)))
    for room in ("indexer", "web", "corpus", "tests")
    for path in sorted((ROOT / room).rglob("*.md"))
    if path.name in ("README.md", "DECISIONS.md")
)
"""What is written for who changes the program."""

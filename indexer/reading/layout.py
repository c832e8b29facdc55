"""What every format is turned into before anybody asks what the document is: blocks and metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The shape of a block on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, list item or table row.

    `level` is the level of a heading or the depth of an item, from 1. Lines of a paragraph are kept
    apart by newlines, cells of a row by tabs.
    """

    kind: Kind
    text: str
    level: int = 1
    page: int | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A file as laid out: its blocks in reading order and what it declares about itself.

    `metadata` keys are lower case with single spaces; `problems` are things lost that the reader of
    the document should know.
    """

    blocks: tuple[Block, ...]
    media_type: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """A text on one line, with single spaces."""
    return " ".join(text.split())

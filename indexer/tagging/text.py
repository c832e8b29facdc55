"""What is tagged: a text with a title and other zones marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from indexer.nouns.documents import Document, Role

_MAX_TITLE_CHARACTERS = 300
_BETWEEN = "\n\n"


class Zone(IntEnum):
    """Where in a document words stand; a topic named in the title is likelier one of the document."""

    TITLE = 0
    ABSTRACT = 1
    HEADING = 2
    BODY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the text, [start, end) characters: its zone, and the passage and page it is of, if any."""

    zone: Zone
    start: int
    end: int
    passage: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A whole text and its parts, in order and without overlap."""

    text: str
    parts: tuple[Part, ...]

    def part_at(self, character: int) -> Part:
        """The part a character of the text belongs to, the nearest before it where it is between two."""
        chosen = self.parts[0]
        for part in self.parts:
            if part.start > character:
                break
            chosen = part
        return chosen


def text_of_plain(text: str, title: str = "") -> TaggedText:
    """A text without structure; where no title is given, a short first line followed by more is one.

    A title that is given stands before the text, so places count from its first character.
    """
    if title:
        return _joined([(Zone.TITLE, title, None, None), (Zone.BODY, text, None, None)])
    first, line_end, rest = text.partition("\n")
    if line_end and rest.strip() and len(first) <= _MAX_TITLE_CHARACTERS:
        body = len(first) + 1
        return TaggedText(
            text,
            (Part(zone=Zone.TITLE, start=0, end=len(first)), Part(zone=Zone.BODY, start=body, end=len(text))),
        )
    return TaggedText(text, (Part(zone=Zone.BODY, start=0, end=len(text)),))


def text_of_document(document: Document) -> TaggedText:
    """A document's title, abstract and passages; contents and reference lists say nothing about its topics."""
    pieces: list[tuple[Zone, str, int | None, int | None]] = [
        (Zone.TITLE, document.title, None, None),
        (Zone.ABSTRACT, document.abstract, None, None),
    ]
    silent = (Role.CONTENTS, Role.REFERENCES)
    for passage in document.passages:
        if passage.role not in silent:
            zone = Zone.HEADING if passage.role is Role.HEADING else Zone.BODY
            pieces.append((zone, passage.text, passage.number, passage.page))
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[Zone, str, int | None, int | None]]) -> TaggedText:
    parts: list[Part] = []
    start = 0
    for zone, text, passage, page in pieces:
        parts.append(Part(zone=zone, start=start, end=start + len(text), passage=passage, page=page))
        start += len(text) + len(_BETWEEN)
    return TaggedText(_BETWEEN.join(text for _, text, _, _ in pieces), tuple(parts))

"""Passages as markup with the words marked that name a concept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from indexer.nouns.documents import Passage
from indexer.nouns.tags import TagSpan

Marks = Mapping[int | None, Sequence[tuple[int, int]]]
"""[start, end) characters to mark by the number of the passage; None stands for the title."""


def marks_of(spans: Iterable[TagSpan]) -> Marks:
    """Where words are to be marked; what overlaps becomes one mark."""
    found: dict[int | None, list[tuple[int, int]]] = {}
    for span in spans:
        if span.passage is not None or span.place == "title":
            found.setdefault(span.passage, []).append((span.start, span.end))
    return {passage: _joined(sorted(several)) for passage, several in found.items()}


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked_text(text: str, marks: Sequence[tuple[int, int]], offset: int = 0) -> Markup:
    """A text, escaped, with `<mark>` around characters that are counted from `offset` before its beginning."""
    parts: list[Markup] = []
    at = 0
    for start, end in marks:
        start, end = max(start - offset, at), min(end - offset, len(text))
        if start < end:
            parts.append(escape(text[at:start]))
            parts.append(Markup("<mark>{}</mark>").format(text[start:end]))
            at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def passage_lines(passage: Passage, marks: Marks) -> list[Markup]:
    """The lines of a list passage without the spaces around them, marked."""
    own = marks.get(passage.number, ())
    lines, offset = [], 0
    for line in passage.text.split("\n"):
        bare = line.strip()
        lines.append(marked_text(bare, own, offset + line.index(bare)))
        offset += len(line) + 1
    return lines


def passage_cells(passage: Passage, marks: Marks) -> list[list[Markup]]:
    """The rows of a table passage as cells, marked."""
    own = marks.get(passage.number, ())
    rows, offset = [], 0
    for line in passage.text.split("\n"):
        cells = []
        for cell in line.split("\t"):
            cells.append(marked_text(cell, own, offset))
            offset += len(cell) + 1
        rows.append(cells)
    return rows


def passage_text(passage: Passage, marks: Marks) -> Markup:
    """The whole text of a passage, marked."""
    return marked_text(passage.text, marks.get(passage.number, ()))

"""Blocks to passages: headings become paths, items lists, rows tables; nothing of the text is lost."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from indexer.nouns.documents import Passage, Role
from indexer.reading.layout import Block, Kind, one_line

_MAX_CHARACTERS = 2_000
_MAX_LIST_ITEMS = 40
_MAX_HEADING_CHARACTERS = 400
# A real document carries less heading than text; a few lines under long headings are no reason to leave them out.
_HEADING_CHARACTERS_A_CHARACTER = 4
_HEADING_CHARACTERS_AT_LEAST = 100_000
# Possessive: what a pattern has taken it never gives back, so that no run of signs is looked at twice.
_DOT_LEADERS = re.compile(r"(?:\.\s?){4,}+\s*+\d*+|(?<!…)…{2,}+\s*+\d++")
_REFERENCE_HEADINGS = frozenset(
    "references|bibliography|works cited|further reading|sources|endnotes|notes|footnotes|fuentes|referencias|"
    "bibliografía|notas|fontes|referências|bibliografia|références|bibliographie|literatur|quellen".split("|")
)
_CONTENTS_HEADINGS = frozenset(
    "contents|table of contents|índice|contenido|tabla de contenidos|sommaire|table des matières|sumário|inhalt|"
    "inhaltsverzeichnis".split("|")
)
_SENTENCE_GAP = re.compile(r"(?<=[.!?。])[\"”’)\]]*\s+(?=\S)")


def passages_of(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """The passages of a document in reading order, numbered from 0, anchored by their text.

    A run of items is one list, a run of rows one table; very long paragraphs are parted at sentence
    ends. Each passage carries the headings above it, very long ones cut; none where all passages
    together would carry several times as much heading as text.
    """
    path: list[tuple[int, str]] = []
    drafts: list[tuple[Role, tuple[str, ...], int | None, str]] = []
    room = _HEADING_CHARACTERS_AT_LEAST
    for (kind, page), run in groupby(blocks, key=lambda block: (block.kind, block.page)):
        for text, level in _texts(kind, run):
            if kind is Kind.HEADING:
                path = [(depth, above) for depth, above in path if depth < level]
            headings = tuple(above for _, above in path)
            role = Role.HEADING if kind is Kind.HEADING else _role(kind, headings, text)
            if kind is Kind.HEADING:
                path.append((level, _cut(text)))
            carried = sum(map(len, headings))
            room += _HEADING_CHARACTERS_A_CHARACTER * len(text)
            if carried > room:
                headings, carried = (), 0
            room -= carried
            drafts.append((role, headings, page, text))
    return _numbered(drafts)


def _cut(heading: str) -> str:
    return heading if len(heading) <= _MAX_HEADING_CHARACTERS else f"{heading[:_MAX_HEADING_CHARACTERS]}…"


def _texts(kind: Kind, run: Iterable[Block]) -> Iterator[tuple[str, int]]:
    if kind is Kind.HEADING:
        for block in run:
            yield one_line(block.text), block.level
    elif kind is Kind.PARAGRAPH:
        for block in run:
            for text in _parted(one_line(block.text)):
                yield text, 1
    else:
        lines = [block.text if kind is Kind.ROW else _item(block) for block in run]
        for start in range(0, len(lines), _MAX_LIST_ITEMS):
            yield "\n".join(lines[start : start + _MAX_LIST_ITEMS]), 1


def _item(block: Block) -> str:
    return "  " * (block.level - 1) + one_line(block.text)


def _parted(text: str) -> Iterator[str]:
    """A text of single spaces in parts that are not too long. Each place is looked at once, however long the text."""
    start = 0
    while len(text) - start > _MAX_CHARACTERS:
        end = start + _MAX_CHARACTERS
        ends = [match.end() for match in _SENTENCE_GAP.finditer(text, start, end)]
        cut = ends[-1] if ends else text.rfind(" ", start + 1, end) + 1 or end
        yield text[start:cut].strip()
        start = cut + (text[cut : cut + 1] == " ")
    if start < len(text):
        yield text[start:]


def _role(kind: Kind, headings: tuple[str, ...], text: str) -> Role:
    above = headings[-1].strip(" :").lower() if headings else ""
    if above in _CONTENTS_HEADINGS or len(_DOT_LEADERS.findall(text)) > 1:
        return Role.CONTENTS
    if above in _REFERENCE_HEADINGS:
        return Role.REFERENCES
    return {Kind.ITEM: Role.LIST, Kind.ROW: Role.TABLE}.get(kind, Role.PROSE)


def _numbered(drafts: list[tuple[Role, tuple[str, ...], int | None, str]]) -> tuple[Passage, ...]:
    seen: Counter[str] = Counter()
    passages = []
    for number, (role, headings, page, text) in enumerate(drafts):
        digest = hashlib.blake2b(one_line(text).lower().encode("utf-8", "replace"), digest_size=5).hexdigest()
        seen[digest] += 1
        anchor = f"p-{digest}" if seen[digest] == 1 else f"p-{digest}-{seen[digest]}"
        passages.append(Passage(number=number, text=text, role=role, headings=headings, page=page, anchor=anchor))
    return tuple(passages)

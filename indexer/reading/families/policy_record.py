"""Policy records: print pages of a document platform, as the Innovation Policy Platform made them.

cut title            page furniture, repeated wherever a page begins
Published on …       page furniture
whole title          the title, its parent in brackets at the end
abstract …
LinkToContentAt: …   Knowledge Type: … [1]   Other Tag: … [2], one label a line   Parent URL: … [21]
Links                [n] address, for every note above
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.nouns.documents import Tag
from indexer.reading.layout import Block, Kind, Layout, one_line

READER = "policy record"

_PUBLISHED_ON = re.compile(r"^Published on .{1,200}\(\s*https?://\S+\s*\)$", re.IGNORECASE)
_LABELS = (
    r"(LinkToContentAt|Knowledge Types?|Other Tags?|Parent URL|Source URL|Published|Date|Country|Language|Sources?)\s*:"
)
_LABEL = re.compile(rf"^\s*{_LABELS}\s*", re.IGNORECASE)
_LABELLED_LINE = re.compile(rf"\n[^\S\n]*+(?={_LABELS})", re.IGNORECASE)
# Of a text on one line, whose spaces are single: a run of them is not looked at from each of its places.
_NOTED = re.compile(r" ?([^\[\]]{1,200}?) ?\[(\d{1,4})\] ?[,;]?")
_NUMBER_AT_END = re.compile(r"\s*\[\d{1,4}\]$")
_NOTE = re.compile(r"^\s*\[(\d{1,4})\]\s*(.*)$", re.DOTALL)
_URL = re.compile(r"https?://\S+")
_LOOKED_AT = 40


@dataclass(slots=True, kw_only=True)
class PolicyRecord:
    """The parts of a record. `body` holds the blocks of text; `notes` the addresses by number."""

    title: str = ""
    body: list[Block] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    knowledge_types: list[Tag] = field(default_factory=list)
    topics: list[Tag] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def parent_title(self) -> str | None:
        """The title in the trailing brackets, or None."""
        return trailing_brackets(self.title)


def is_policy_record(layout: Layout) -> bool:
    """Whether a layout begins as a print page does and carries a record's labels."""
    head = layout.blocks[:_LOOKED_AT]
    return any(_PUBLISHED_ON.match(one_line(block.text)) for block in head[:10]) and any(
        _LABEL.match(block.text) for block in layout.blocks
    )


def parse_policy_record(layout: Layout) -> PolicyRecord:
    """The parts of a record, its notes resolved by number and its page furniture removed."""
    title, blocks = _without_furniture(layout.blocks)
    record = PolicyRecord(title=title)
    text, links = _before_links(blocks)
    record.notes.update(_notes(links, record))
    _read_fields(record, text)
    return record


def trailing_brackets(title: str) -> str | None:
    """What stands in the brackets that end a title, brackets inside them included; None if none do."""
    if not title.endswith(")"):
        return None
    depth = 0
    for at in range(len(title) - 1, -1, -1):
        depth += (title[at] == ")") - (title[at] == "(")
        if depth == 0:
            inside = title[at + 1 : -1].strip()
            return inside if at and inside else None
    return None


def _without_furniture(blocks: tuple[Block, ...]) -> tuple[str, list[Block]]:
    """The whole title, and the blocks without it and without the page headers."""
    header = {at for at, block in enumerate(blocks) if _PUBLISHED_ON.match(one_line(block.text))}
    first = min(header)
    cut = one_line(blocks[first - 1].text) if first else ""
    title, title_at = cut, None
    for at in range(first + 1, min(first + 4, len(blocks))):
        text = one_line(blocks[at].text)
        if blocks[at].kind is Kind.HEADING or (cut and text.startswith(cut)):
            title, title_at = text, at
            break
    furniture = header | {
        at for at, block in enumerate(blocks) if at + 1 in header and one_line(block.text) in (cut, title)
    }
    return title, [block for at, block in enumerate(blocks) if at not in furniture and at != title_at]


def _before_links(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    for at, block in enumerate(blocks):
        if block.kind is Kind.HEADING and one_line(block.text).rstrip(":").lower() == "links":
            return blocks[:at], blocks[at + 1 :]
    return blocks, []


def _notes(blocks: list[Block], record: PolicyRecord) -> dict[int, str]:
    notes: dict[int, str] = {}
    for block in blocks:
        lines = block.text.split("\n") if block.text.count("[") > 1 else [block.text]
        for line in lines:
            match = _NOTE.match(line)
            if not match:
                record.body.append(block)
                continue
            number, written = int(match.group(1)), "".join(match.group(2).split())
            notes[number] = written if _URL.match(written) else block.links[0].url if block.links else written
    return notes


def _read_fields(record: PolicyRecord, blocks: list[Block]) -> None:
    """Body, fields and tags; a tag list goes on through the noted lines that follow its label."""
    listing: list[Tag] | None = None
    body: list[Block] = []
    for block, addresses in _one_label_each(blocks):
        label = _LABEL.match(block.text) if block.kind is not Kind.HEADING else None
        rest = block.text[label.end() :] if label else block.text
        if label:
            name = label.group(1).lower().rstrip("s")
            listing = {"knowledge type": record.knowledge_types, "other tag": record.topics}.get(name)
            if listing is None:
                record.fields[name] = _value(rest, block)
                if name == "source":
                    body.append(block)
        if listing is not None and (label or _NOTED.match(one_line(rest))):
            listing.extend(_tags(rest, addresses, record))
        elif not label:
            listing = None
            body.append(block)
    record.body[:0] = body


def _one_label_each(blocks: list[Block]) -> Iterator[tuple[Block, Mapping[str, str]]]:
    """The blocks, those parted in which several labels stand on lines of their own, and where their links lead."""
    for block in blocks:
        addresses = _addresses(block)
        starts = [0, *(match.end() for match in _LABELLED_LINE.finditer(block.text)), len(block.text)]
        for start, end in pairwise(starts):
            yield replace(block, text=block.text[start:end].strip()), addresses


def _value(text: str, block: Block) -> str:
    value = _NUMBER_AT_END.sub("", one_line(text))
    address = _URL.search(value)
    if address:
        return address.group()
    return block.links[0].url if not value and block.links else value


def _tags(text: str, addresses: Mapping[str, str], record: PolicyRecord) -> Iterator[Tag]:
    noted = list(_NOTED.finditer(one_line(text)))
    if not noted and text.strip():
        labels = (one_line(part) for part in re.split(r"[;\n]", text) if part.strip())
        yield from (Tag(label=label, uri=addresses.get(label)) for label in labels)
    for match in noted:
        label, number = one_line(match.group(1)), int(match.group(2))
        uri = record.notes.get(number) or addresses.get(label)
        if uri is None:
            record.problems.append(f"the note [{number}] of the tag {label!r} is not in the list of links")
        yield Tag(label=label, uri=uri)


def _addresses(block: Block) -> dict[str, str]:
    """Where the first link with some words, without the number of a note, leads."""
    return {_NUMBER_AT_END.sub("", one_line(link.text)): link.url for link in reversed(block.links)}

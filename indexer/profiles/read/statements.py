"""Passages to statements: one sentence, or one lead-in with the items it announces.

Page furniture between a lead-in and its list, and inside a broken paragraph, is stepped over. What
stands under a skipped heading (a narrative, a chart of all places) makes no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indexer.nouns.documents import Passage, Role
from indexer.profiles.read.phrases import is_phrase, tokens
from indexer.vocabulary.questionnaire import Questionnaire

_FURNITURE = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<![\s(][A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!St\.)(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[^\W\d_a-z])"
)
_BULLET = re.compile(r"^[\s▶►▸●•✓✔☑‣◦–—*·-]+(?=\S)")
_MAX_ITEM_CHARACTERS = 120
_MAX_BARE_ITEM_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list and the passage it stands in."""

    text: str
    passage: int


@dataclass(slots=True)
class Statement:
    """A sentence or heading, the section it stands in, and the items that follow it.

    `printed` is the text as in the passage; `table` tells that the items are cells of a table.
    """

    text: str
    passage: int
    section: str | None
    heading: bool = False
    items: list[Item] = field(default_factory=list)
    list_text: str = ""
    table: bool = False


def statements(passages: Iterable[Passage], family: Questionnaire) -> list[Statement]:
    """The statements of a profile in reading order."""
    made: list[Statement] = []
    section: str | None = None
    skipping = False
    open_lead: Statement | None = None
    for passage in _whole_paragraphs(passages):
        text = passage.text.strip()
        if passage.role is Role.HEADING:
            if not is_heading_of_title(text, family):
                skipping = any(is_phrase(heading, tokens(text)) for heading in family.skipped_headings)
                section = section if skipping else section_of(text, family) or section
                open_lead = None if skipping else Statement(text, passage.number, section, heading=True)
                made.extend([open_lead] if open_lead else [])
            continue
        if skipping or passage.role in (Role.REFERENCES, Role.CONTENTS):
            continue
        if passage.role in (Role.LIST, Role.TABLE):
            open_lead = _with_items(open_lead, passage, section, made)
            continue
        if open_lead and _is_bare_item(text, open_lead):
            open_lead.items.append(Item(_BULLET.sub("", text), passage.number))
            open_lead.list_text = open_lead.list_text or text
            continue
        sentences = [Statement(sentence, passage.number, section) for sentence in split_sentences(text)]
        made.extend(sentences)
        open_lead = sentences[-1] if sentences else open_lead
    return made


def section_of(heading: str, family: Questionnaire) -> str | None:
    """The id of the section a heading opens, or None where it is not known."""
    words = tokens(heading)
    return next(
        (section.id for section in family.sections if any(is_phrase(known, words) for known in section.headings)), None
    )


def is_heading_of_title(text: str, family: Questionnaire) -> bool:
    """Whether a heading repeats the title of the family, as pages do at their top."""
    return text.casefold().startswith(family.title.casefold())


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def _with_items(lead: Statement | None, passage: Passage, section: str | None, made: list[Statement]) -> Statement:
    """The lead-in with the items of a list or the cells of a table; a list without one gets an empty lead-in."""
    if lead is None:
        lead = Statement("", passage.number, section)
        made.append(lead)
    table = passage.role is Role.TABLE
    parts = re.split(r"[\t\n]", passage.text) if table else passage.text.split("\n")
    lead.items.extend(
        Item(_BULLET.sub("", part).strip(), passage.number)
        for part in parts
        if part.strip() and not _FURNITURE.match(part.strip())
    )
    lead.table = lead.table or table
    lead.list_text = lead.list_text or passage.text
    return lead


def _is_bare_item(text: str, lead: Statement) -> bool:
    """Whether a paragraph is an entry of a list that lost its bullets."""
    if not (lead.heading or lead.text.endswith(":") or (lead.items and not lead.table)):
        return False
    if _BULLET.match(text):
        return len(text) <= _MAX_ITEM_CHARACTERS
    return len(text) <= _MAX_BARE_ITEM_CHARACTERS and not re.search(r"[.!?:;,]$", text)


def _whole_paragraphs(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages without page numbers, a paragraph broken by a page joined again."""
    held: Passage | None = None
    for passage in passages:
        text = passage.text.strip()
        if passage.role is Role.PROSE and _FURNITURE.match(text):
            continue
        if passage.role is not Role.PROSE:
            yield from [held] if held else []
            held = None
            yield passage
        elif held and text[:1].islower() and len(held.text) > _MAX_BARE_ITEM_CHARACTERS and _is_broken(held.text):
            held = Passage(
                number=held.number,
                text=f"{held.text} {text}",
                role=held.role,
                headings=held.headings,
                page=held.page,
                anchor=held.anchor,
            )
        else:
            yield from [held] if held else []
            held = passage
    yield from [held] if held else []


def _is_broken(text: str) -> bool:
    return not re.search(r"[.!?:;][\"”’)]*$", text.strip())

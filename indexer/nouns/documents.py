"""Documents as read: frozen, without input or output."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from indexer.nouns.members import INTERNAL
from indexer.nouns.profiles import Profile

_DOI = re.compile(r"10\.\d{4,9}/\S+")


class Role(StrEnum):
    """What a passage is for; the passage ranking treats prose best."""

    PROSE = "prose"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    CONTENTS = "contents"
    REFERENCES = "references"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph, list, table or heading of a document.

    `number` counts from 0 in reading order, `page` from 1 where the source has pages.
    `anchor` is made from the text, so a link to it survives indexing again.
    """

    number: int
    role: Role = Role.PROSE
    headings: tuple[str, ...] = ()
    page: int | None = None
    anchor: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A topic or knowledge type as the source gives it: the words, and the link if there is one."""

    label: str
    uri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document came from. `path` is relative to `folder`; `digest` is BLAKE2b of the bytes."""

    folder: Annotated[str, INTERNAL] = ""
    path: str
    digest: str
    reader: str
    media_type: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """What a document is part of."""

    title: str | None
    url: str | None
    doi: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as read. `published` is an ISO date, or its year or month part.

    `countries` are ISO 3166-1 alpha-2 codes, the main one first; `topics` are the tags as given.
    """

    id: str
    title: str
    abstract: str
    language: str
    passages: tuple[Passage, ...]
    origin: Origin
    knowledge_type: Tag | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[Tag, ...] = ()
    published: str | None = None
    source_url: str | None = None
    content_url: str | None = None
    parent_title: str | None = None
    parent_url: str | None = None
    profile: Profile | None = None

    @property
    def year(self) -> int | None:
        """The year of publication, or None where it is not stated."""
        return int(self.published[:4]) if self.published else None

    @property
    def content_doi(self) -> str | None:
        """The DOI in the link to the content, or None."""
        return doi(self.content_url)

    @property
    def parent(self) -> Parent | None:
        """What the document is part of, or None where neither title nor link is stated."""
        if not (self.parent_title or self.parent_url):
            return None
        return Parent(title=self.parent_title, url=self.parent_url, doi=doi(self.parent_url))


def doi(url: str | None) -> str | None:
    """The DOI in a link, or None."""
    match = _DOI.search(url or "")
    return match.group().rstrip(".,;)") if match else None

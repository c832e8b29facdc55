"""Bytes to Document: the format is chosen by content, the family by what the blocks say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from indexer.errors import DocumentRefused
from indexer.labels.country_mentions import main_countries
from indexer.language.detection import detect_language
from indexer.nouns.documents import Document, Origin, Passage, Role, Tag
from indexer.nouns.profiles import Profile
from indexer.profiles.read.answers import read_profile
from indexer.reading.families import city_snapshot, policy_record
from indexer.reading.formats.html import read_html
from indexer.reading.formats.markdown import read_markdown, read_plain_text
from indexer.reading.formats.pdf import read_pdf
from indexer.reading.layout import Block, Kind, Layout, one_line
from indexer.reading.metadata import Declared, declared
from indexer.reading.passages import passages_of
from indexer.vocabulary.concepts import slug

GENERIC = "generic"
CITY_PROFILE = "City profile"

_MARKDOWN_ENDINGS = (".md", ".markdown")
_HTML_START = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MAX_TITLE_CHARACTERS = 400
_MAX_ABSTRACT_CHARACTERS = 1_500
_MIN_ABSTRACT_CHARACTERS = 40


def read_document(content: bytes, origin: Origin, *, max_characters: int, max_pdf_pages: int) -> Document:
    """The document in a file's bytes; `origin.path` names it, `origin.reader` and `media_type` are set here.

    Raises `DocumentRefused` with the reason where it cannot be read or holds no text.
    """
    layout = _cut(_layout(content, origin.path, max_pdf_pages), max_characters)
    if not any(block.text.strip() for block in layout.blocks) and not layout.metadata.get("title"):
        raise DocumentRefused("the file holds no text")
    if policy_record.is_policy_record(layout):
        return _of_policy_record(layout, origin)
    if city_snapshot.is_city_snapshot(layout):
        return _of_city_snapshot(layout, origin)
    return _of_anything(layout, origin)


def document_id(path: str) -> str:
    """The id a path gives: its folded parts joined by hyphens, without the ending."""
    return slug(str(PurePath(path).with_suffix("")).replace("/", " ").replace("\\", " "))


def _layout(content: bytes, path: str, max_pdf_pages: int) -> Layout:
    ending = PurePath(path).suffix.lower()
    if not content.strip():
        raise DocumentRefused("the file is empty")
    if b"%PDF-" in content[:1024]:
        return read_pdf(content, max_pages=max_pdf_pages)
    if ending == ".pdf":
        raise DocumentRefused("the file is no PDF although its name says so")
    if _HTML_START.match(content[:20_000]) or ending in (".html", ".htm", ".xhtml"):
        return read_html(content)
    if ending in _MARKDOWN_ENDINGS:
        return read_markdown(content)
    return read_plain_text(content)


def _cut(layout: Layout, max_characters: int) -> Layout:
    """The layout up to a number of characters, with the rest named as a problem."""
    total = 0
    for at, block in enumerate(layout.blocks):
        total += len(block.text)
        if total > max_characters:
            problem = f"only the first {max_characters:,} characters were kept"
            kept = replace(block, text=block.text[: max_characters - (total - len(block.text))])
            return replace(layout, blocks=(*layout.blocks[:at], kept), problems=(*layout.problems, problem))
    return layout


def _of_policy_record(layout: Layout, origin: Origin) -> Document:
    record = policy_record.parse_policy_record(layout)
    given = declared({**layout.metadata, **_record_metadata(record.fields)})
    passages = passages_of(record.body)
    abstract = next((passage.text for passage in passages if passage.role is Role.PROSE), "")
    return _document(
        layout,
        origin,
        policy_record.READER,
        given,
        title=record.title,
        abstract=abstract,
        passages=passages,
        knowledge_type=next(iter(record.knowledge_types), given.knowledge_type),
        topics=(*record.topics, *given.topics),
        source_url=record.fields.get("source url"),
        content_url=record.fields.get("linktocontentat"),
        parent_title=record.parent_title,
        parent_url=record.fields.get("parent url"),
        problems=tuple(record.problems),
    )


def _record_metadata(fields: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in ("published", "date", "country", "language")}


def _of_city_snapshot(layout: Layout, origin: Origin) -> Document:
    snapshot = city_snapshot.parse_city_snapshot(layout)
    given = declared(layout.metadata)
    passages = passages_of(snapshot.blocks)
    declared_year = int(given.published[:4]) if given.published else None
    profile = read_profile(
        passages, snapshot.family, place=snapshot.city, country=snapshot.country, edition=declared_year
    )
    published = given.published or (f"{profile.edition:04d}" if profile.edition else None)
    website = next(iter(told.values), None) if (told := profile.answer("website")) else None
    prose = [passage.text for passage in passages if passage.role is Role.PROSE]
    place = f"{snapshot.city}, {snapshot.country_name}" if snapshot.country_name else snapshot.city
    unknown = snapshot.country is None and snapshot.country_name
    problems = (f"the country {snapshot.country_name!r} in the title is not known",) if unknown else ()
    return _document(
        layout,
        origin,
        city_snapshot.READER,
        replace(
            given, published=published, countries=given.countries or ((snapshot.country,) if snapshot.country else ())
        ),
        title=f"{snapshot.family.title}: {place}",
        abstract=max(prose, key=len, default=""),
        passages=passages,
        knowledge_type=given.knowledge_type or Tag(label=CITY_PROFILE),
        topics=given.topics,
        content_url=website,
        profile=profile,
        problems=problems,
    )


def _of_anything(layout: Layout, origin: Origin) -> Document:
    given = declared(layout.metadata)
    title, blocks = _title(layout, given, origin.path)
    passages = passages_of(blocks)
    return _document(
        layout,
        origin,
        GENERIC,
        given,
        title=title,
        abstract=given.abstract or _first_prose(passages),
        passages=passages,
        knowledge_type=given.knowledge_type,
        topics=given.topics,
        source_url=given.source_url,
    )


def _title(layout: Layout, given: Declared, path: str) -> tuple[str, tuple[Block, ...]]:
    """The title, and the blocks without the heading that repeats it.

    A declared title comes first, then the first heading if nothing but short lines stands before it,
    the page's title, the first line, the file's name.
    """
    blocks = layout.blocks
    heading_at = next((at for at, block in enumerate(blocks[:10]) if block.kind is Kind.HEADING), None)
    heading = one_line(blocks[heading_at].text) if heading_at is not None else ""
    page_title = str(layout.metadata.get("page title", ""))
    title = given.title or heading or page_title
    if not title and blocks:
        first = one_line(blocks[0].text)
        title = first if len(first) <= 160 else ""
    title = (title or PurePath(path).stem.replace("-", " ").replace("_", " ").strip() or path)[:_MAX_TITLE_CHARACTERS]
    if heading_at is not None and heading.casefold() == title.casefold():
        blocks = (*blocks[:heading_at], *blocks[heading_at + 1 :])
    return title, blocks


def _first_prose(passages: tuple[Passage, ...]) -> str:
    prose = (passage.text for passage in passages if passage.role is Role.PROSE)
    return next((text for text in prose if len(text) >= _MIN_ABSTRACT_CHARACTERS), "")


def _document(
    layout: Layout,
    origin: Origin,
    reader: str,
    given: Declared,
    *,
    title: str,
    abstract: str,
    passages: tuple[Passage, ...],
    knowledge_type: Tag | None,
    topics: tuple[Tag, ...],
    source_url: str | None = None,
    content_url: str | None = None,
    parent_title: str | None = None,
    parent_url: str | None = None,
    profile: Profile | None = None,
    problems: tuple[str, ...] = (),
) -> Document:
    body = "\n".join(passage.text for passage in passages)
    return Document(
        id=document_id(origin.path),
        title=title,
        abstract=abstract[:_MAX_ABSTRACT_CHARACTERS],
        language=given.language or detect_language(f"{title}\n{abstract}\n{body[:4000]}"),
        passages=passages,
        knowledge_type=knowledge_type,
        countries=given.countries or main_countries(title, abstract, body),
        topics=tuple({tag.label.casefold(): tag for tag in reversed(topics)}.values())[::-1],
        published=given.published,
        source_url=source_url or given.source_url,
        content_url=content_url,
        parent_title=parent_title,
        parent_url=parent_url,
        profile=profile,
        origin=replace(
            origin,
            reader=reader,
            media_type=layout.media_type,
            problems=(*layout.problems, *given.problems, *problems),
        ),
    )

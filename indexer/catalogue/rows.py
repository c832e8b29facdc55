"""Rows of the catalogue's tables from documents, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from indexer.nouns.documents import Document, Passage, Role, Tag


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A tag as given, with the concept it stands for."""

    vocabulary: str
    concept_id: str
    tag: Tag


def document_row(document: Document) -> dict[str, Any]:
    names = (
        "id",
        "title",
        "abstract",
        "language",
        "published",
        "source_url",
        "content_url",
        "parent_title",
        "parent_url",
    )
    origin = document.origin
    return {
        **{name: getattr(document, name) for name in names},
        "folder": origin.folder,
        "path": origin.path,
        "digest": origin.digest,
        "reader": origin.reader,
        "media_type": origin.media_type,
        "problems": list(origin.problems),
    }


def passage_row(document_id: str, passage: Passage) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "number": passage.number,
        "role": passage.role.value,
        "headings": list(passage.headings),
        "page": passage.page,
        "anchor": passage.anchor,
        "text": passage.text,
    }


def passage_of_row(row: Row[Any]) -> Passage:
    return Passage(
        number=row.number,
        text=row.text,
        role=Role(row.role),
        headings=tuple(row.headings),
        page=row.page,
        anchor=row.anchor,
    )


def tag_rows(document_id: str, tags: Iterable[StoredTag]) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "vocabulary": stored.vocabulary,
            "position": position,
            "concept_id": stored.concept_id,
            "label": stored.tag.label,
            "uri": stored.tag.uri,
        }
        for position, stored in enumerate(tags)
    ]

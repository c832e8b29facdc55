"""Documents in and out of the catalogue's tables, within a transaction of the caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from indexer.catalogue import schema
from indexer.catalogue.digests import add_concept_to_seal
from indexer.catalogue.ids import note_id
from indexer.catalogue.profiles import profiles_of, put_profile
from indexer.catalogue.rows import StoredTag, document_row, passage_of_row, passage_row, tag_rows
from indexer.nouns.documents import Document, Origin, Passage
from indexer.nouns.profiles import Profile
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC


def whole_documents(
    connection: Connection, ids: Collection[str], given: Mapping[str, Sequence[StoredTag]]
) -> dict[str, Document]:
    """Documents by id with all that was read of them; `given` are the tags of their sources.

    Unknown ids are left out.
    """
    texts = _passages(connection, ids)
    profiles = profiles_of(connection, ids)
    return {
        row.id: _document(row, texts.get(row.id, ()), given.get(row.id, ()), profiles.get(row.id))
        for row in connection.execute(select(schema.document).where(schema.document.c.id.in_(ids)))
    }


def texts_of(connection: Connection, ids: Collection[str], *, passages: bool) -> dict[str, Document]:
    """Documents by id without their tags and profile (and passages); unknown ids are left out."""
    texts = _passages(connection, ids) if passages else {}
    rows = connection.execute(select(schema.document).where(schema.document.c.id.in_(ids)))
    return {row.id: _document(row, texts.get(row.id, ()), (), None) for row in rows}


def put_document(
    connection: Connection, document: Document, tags: Sequence[StoredTag], concepts: Sequence[Concept]
) -> None:
    """Store a document with its tags and the concepts new with it, in place of the one with its id."""
    connection.execute(delete(schema.document).where(schema.document.c.id == document.id))
    connection.execute(insert(schema.document), document_row(document))
    _insert(connection, schema.passage, [passage_row(document.id, each) for each in document.passages])
    _insert(connection, schema.tag, tag_rows(document.id, tags))
    if document.profile:
        put_profile(connection, document.id, document.profile)
    for concept in concepts:
        row = {"vocabulary": concept.vocabulary, "id": concept.id, "uri": concept.uri, "label": concept.label()}
        if connection.execute(insert(schema.concept).prefix_with("OR IGNORE"), row).rowcount:
            add_concept_to_seal(connection, concept.vocabulary, concept.id)
    note_id(connection, document)
    connection.execute(insert(schema.change), {"document_id": document.id, "removed": False})


def remove_document_of(connection: Connection, folder: str, path: str, successor: Document | None) -> None:
    """Remove the document a file gave, unless its successor has the same id and replaces it anyway."""
    where = (schema.document.c.folder == folder, schema.document.c.path == path)
    for document_id in connection.execute(select(schema.document.c.id).where(*where)).scalars().all():
        if successor is None or successor.id != document_id:
            connection.execute(delete(schema.document).where(schema.document.c.id == document_id))
            connection.execute(insert(schema.change), {"document_id": document_id, "removed": True})


def _passages(connection: Connection, ids: Collection[str]) -> dict[str, list[Passage]]:
    passages: dict[str, list[Passage]] = {}
    query = select(schema.passage).where(schema.passage.c.document_id.in_(ids))
    for row in connection.execute(query.order_by(schema.passage.c.document_id, schema.passage.c.number)):
        passages.setdefault(row.document_id, []).append(passage_of_row(row))
    return passages


def _document(
    row: Row[Any], passages: Sequence[Passage], given: Sequence[StoredTag], profile: Profile | None
) -> Document:
    types = [tag.tag for tag in given if tag.vocabulary == KNOWLEDGE_TYPE]
    return Document(
        id=row.id,
        title=row.title,
        abstract=row.abstract,
        language=row.language,
        passages=tuple(passages),
        knowledge_type=types[0] if types else None,
        countries=tuple(tag.concept_id for tag in given if tag.vocabulary == COUNTRY),
        topics=tuple(tag.tag for tag in given if tag.vocabulary == TOPIC),
        published=row.published,
        source_url=row.source_url,
        content_url=row.content_url,
        parent_title=row.parent_title,
        parent_url=row.parent_url,
        profile=profile,
        origin=Origin(
            folder=row.folder,
            path=row.path,
            digest=row.digest,
            reader=row.reader,
            media_type=row.media_type,
            problems=tuple(row.problems),
        ),
    )


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)

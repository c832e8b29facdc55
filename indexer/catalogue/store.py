"""Documents in and out of the catalogue, each change in one transaction with its revision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from indexer.catalogue import schema
from indexer.catalogue.database import open_database
from indexer.catalogue.decisions import DecisionTable
from indexer.catalogue.profiles import profile_records, profiles_of, put_profile
from indexer.catalogue.rows import StoredTag, document_row, passage_of_row, passage_row, tag_rows
from indexer.catalogue.suggestions import SuggestionTable
from indexer.catalogue.taggers import ModelTable
from indexer.catalogue.vocabularies import VocabularyTables
from indexer.nouns.documents import Document, Origin, Passage, Tag
from indexer.nouns.places import ProfileRecord
from indexer.nouns.profiles import Profile
from indexer.nouns.tags import Decision, Verdict
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC

_BATCH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """What is known of a file: `status` is read, duplicate or refused, `reason` says of what or why."""

    folder: str
    path: str
    digest: str | None
    size: int
    status: str
    reason: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading a file gave: a document with its tags and the concepts new with it, or none."""

    file: FileRecord
    document: Document | None = None
    tags: tuple[StoredTag, ...] = ()
    concepts: tuple[Concept, ...] = ()


class Catalogue:
    """The truth of a library: what was read from files, and every concept that came with it."""

    def __init__(self, path: Path) -> None:
        self._engine = open_database(path)
        self.vocabulary_tables = VocabularyTables(self._engine)
        self.decisions = DecisionTable(self._engine)
        self.suggestions = SuggestionTable(self._engine)
        self.models = ModelTable(self._engine)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def put(self, readings: Iterable[Reading]) -> None:
        """Store what was read of some files in one transaction; acknowledged on return.

        A file that gave no document loses the one it gave before.
        """
        with self._engine.begin() as connection:
            for reading in readings:
                _remove_document_of(connection, reading.file.folder, reading.file.path, reading.document)
                if reading.document:
                    _put_document(connection, reading.document, reading)
                _put_file(connection, reading.file)

    def remove_file(self, folder: str, path: str) -> None:
        """Forget a file and remove the document it gave."""
        with self._engine.begin() as connection:
            _remove_document_of(connection, folder, path, None)
            _delete_file(connection, folder, path)

    def files(self, folder: str | None = None) -> list[FileRecord]:
        """All files known (of one folder), sorted by folder and path."""
        query = select(schema.file).order_by(schema.file.c.folder, schema.file.c.path)
        if folder is not None:
            query = query.where(schema.file.c.folder == folder)
        with self._engine.connect() as connection:
            return [FileRecord(**row._mapping) for row in connection.execute(query)]

    def get(self, document_id: str) -> Document | None:
        """A document with all its passages, or None."""
        return next(iter(self.get_many([document_id]).values()), None)

    def get_many(self, document_ids: Collection[str], *, passages: bool = True) -> dict[str, Document]:
        """Documents by id; without `passages` theirs are left empty. Unknown ids are left out."""
        found: dict[str, Document] = {}
        ids = list(document_ids)
        with self._engine.connect() as connection:
            for start in range(0, len(ids), _BATCH):
                found.update(_documents(connection, ids[start : start + _BATCH], passages))
        return found

    def each(self, document_ids: Collection[str] | None = None) -> Iterator[Document]:
        """All documents (or those of the given ids) in order of id, a few at a time."""
        ids = sorted(self.ids() if document_ids is None else document_ids)
        for start in range(0, len(ids), _BATCH):
            batch = self.get_many(ids[start : start + _BATCH])
            yield from (batch[document_id] for document_id in sorted(batch))

    def tags(self, document_ids: Collection[str]) -> dict[str, list[StoredTag]]:
        """The tags that documents have, by document id: those given and not rejected, then those a curator added."""
        tags = self.given_tags(document_ids)
        for document_id, decided in self.decisions.in_force(document_ids).items():
            if decided:
                tags[document_id] = _decided_tags(tags[document_id], decided)
        return tags

    def given_tags(self, document_ids: Collection[str]) -> dict[str, list[StoredTag]]:
        """The tags of documents by document id, in the order given by the source."""
        ids = list(document_ids)
        tags: dict[str, list[StoredTag]] = {document_id: [] for document_id in ids}
        with self._engine.connect() as connection:
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                for row in _tag_query(connection, batch):
                    tags[row.document_id].append(
                        StoredTag(row.vocabulary, row.concept_id, Tag(label=row.label, uri=row.uri))
                    )
        return tags

    def titles(self, containing: str, limit: int = 200) -> list[tuple[str, str]]:
        """(id, title) of documents whose title contains a text, by id."""
        document = schema.document.c
        query = select(document.id, document.title).where(document.title.icontains(containing, autoescape=True))
        with self._engine.connect() as connection:
            return [(row.id, row.title) for row in connection.execute(query.order_by(document.id).limit(limit))]

    def titles_of(self, document_ids: Collection[str]) -> dict[str, str]:
        """The titles of documents by id; unknown ids are left out."""
        ids = list(document_ids)
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(ids), _BATCH):
                document = schema.document.c
                query = select(document.id, document.title).where(document.id.in_(ids[start : start + _BATCH]))
                found.update((row.id, row.title) for row in connection.execute(query))
        return found

    def languages_of(self) -> dict[str, str]:
        """The language of every document by id."""
        with self._engine.connect() as connection:
            query = select(schema.document.c.id, schema.document.c.language)
            return {row.id: row.language for row in connection.execute(query)}

    def ids(self) -> set[str]:
        """The ids of all documents."""
        with self._engine.connect() as connection:
            return set(connection.execute(select(schema.document.c.id)).scalars())

    def profiles(self) -> Iterator[ProfileRecord]:
        """All profiles in order of document id, each with the anchors of the passages it was read from."""
        query = select(schema.profile.c.document_id).order_by(schema.profile.c.document_id)
        with self._engine.connect() as connection:
            ids = list(connection.execute(query).scalars())
            for start in range(0, len(ids), _BATCH):
                yield from profile_records(connection, ids[start : start + _BATCH])

    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, most frequent first."""
        count = func.count()
        language = schema.document.c.language
        query = select(language).group_by(language).order_by(count.desc(), language)
        with self._engine.connect() as connection:
            return tuple(connection.execute(query).scalars())

    def revision(self) -> int:
        """The number of the last change; 0 where there was none."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(schema.change.c.revision))).scalar() or 0

    def changed_since(self, revision: int) -> tuple[set[str], set[str]]:
        """The ids of documents put and of those removed after a revision."""
        query = select(schema.change.c.document_id).where(schema.change.c.revision > revision)
        with self._engine.connect() as connection:
            touched = set(connection.execute(query).scalars())
        present = self.ids()
        return touched & present, touched - present

    def integrity_problems(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; empty when all is well."""
        with self._engine.connect() as connection:
            rows = list(connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars())
            rows += [
                f"a {row[0]} row points to no {row[2]}"
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
        return [str(row) for row in rows if row != "ok"]


def _decided_tags(given: list[StoredTag], decided: Iterable[Decision]) -> list[StoredTag]:
    tags = {(tag.vocabulary, tag.concept_id): tag for tag in given}
    for decision in decided:
        concept = decision.concept
        if decision.verdict is Verdict.REJECTED:
            tags.pop((concept.vocabulary, concept.id), None)
        else:
            added = StoredTag(concept.vocabulary, concept.id, Tag(label=concept.label, uri=concept.uri))
            tags.setdefault((concept.vocabulary, concept.id), added)
    return list(tags.values())


def _documents(connection: Connection, ids: list[str], passages: bool) -> dict[str, Document]:
    texts: dict[str, list[Passage]] = {}
    if passages:
        query = select(schema.passage).where(schema.passage.c.document_id.in_(ids))
        for row in connection.execute(query.order_by(schema.passage.c.document_id, schema.passage.c.number)):
            texts.setdefault(row.document_id, []).append(passage_of_row(row))
    tags: dict[str, dict[str, list[Row[Any]]]] = {}
    for row in _tag_query(connection, ids):
        tags.setdefault(row.document_id, {}).setdefault(row.vocabulary, []).append(row)
    profiles = profiles_of(connection, ids)
    rows = connection.execute(select(schema.document).where(schema.document.c.id.in_(ids)))
    return {row.id: _document(row, texts.get(row.id, []), tags.get(row.id, {}), profiles.get(row.id)) for row in rows}


def _document(
    row: Row[Any], passages: list[Passage], tags: Mapping[str, list[Row[Any]]], profile: Profile | None
) -> Document:
    types = [Tag(label=tag.label, uri=tag.uri) for tag in tags.get(KNOWLEDGE_TYPE, ())]
    return Document(
        id=row.id,
        title=row.title,
        abstract=row.abstract,
        language=row.language,
        passages=tuple(passages),
        knowledge_type=types[0] if types else None,
        countries=tuple(tag.concept_id for tag in tags.get(COUNTRY, ())),
        topics=tuple(Tag(label=tag.label, uri=tag.uri) for tag in tags.get(TOPIC, ())),
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


def _tag_query(connection: Connection, ids: list[str]) -> Iterable[Row[Any]]:
    tag = schema.tag.c
    query = select(schema.tag).where(tag.document_id.in_(ids))
    return connection.execute(query.order_by(tag.document_id, tag.vocabulary, tag.position))


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _put_file(connection: Connection, file: FileRecord) -> None:
    _delete_file(connection, file.folder, file.path)
    row = {name: getattr(file, name) for name in FileRecord.__slots__}
    connection.execute(insert(schema.file), row)


def _delete_file(connection: Connection, folder: str, path: str) -> None:
    connection.execute(delete(schema.file).where(schema.file.c.folder == folder, schema.file.c.path == path))


def _put_document(connection: Connection, document: Document, reading: Reading) -> None:
    connection.execute(delete(schema.document).where(schema.document.c.id == document.id))
    connection.execute(insert(schema.document), document_row(document))
    _insert(connection, schema.passage, [passage_row(document.id, each) for each in document.passages])
    _insert(connection, schema.tag, tag_rows(document.id, reading.tags))
    if document.profile:
        put_profile(connection, document.id, document.profile)
    for concept in reading.concepts:
        row = {"vocabulary": concept.vocabulary, "id": concept.id, "uri": concept.uri, "label": concept.label()}
        connection.execute(insert(schema.concept).prefix_with("OR IGNORE"), row)
    connection.execute(insert(schema.change), {"document_id": document.id, "removed": False})


def _remove_document_of(connection: Connection, folder: str, path: str, successor: Document | None) -> None:
    """Remove the document a file gave, unless its successor has the same id and replaces it anyway."""
    where = (schema.document.c.folder == folder, schema.document.c.path == path)
    for document_id in connection.execute(select(schema.document.c.id).where(*where)).scalars().all():
        if successor is None or successor.id != document_id:
            connection.execute(delete(schema.document).where(schema.document.c.id == document_id))
            connection.execute(insert(schema.change), {"document_id": document_id, "removed": True})

"""Documents in and out of the catalogue, each change in one transaction with its revision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from indexer.catalogue import schema
from indexer.catalogue.database import (
    PATIENT_SECONDS,
    as_stored,
    open_database,
    reading,
    reading_transaction,
    writing_transaction,
)
from indexer.catalogue.decisions import DecisionTable
from indexer.catalogue.digests import faults_found, require_sound, seal_documents
from indexer.catalogue.documents import put_document, remove_document_of, texts_of, whole_documents
from indexer.catalogue.ids import GivenId, given_ids, leave_place
from indexer.catalogue.profiles import profile_records
from indexer.catalogue.rows import StoredTag
from indexer.catalogue.suggestions import SuggestionTable
from indexer.catalogue.taggers import ModelTable
from indexer.catalogue.tags import Tagging, taggings
from indexer.catalogue.vocabularies import REVISION, VocabularyTables
from indexer.errors import LibraryDamaged
from indexer.nouns.documents import Document
from indexer.nouns.places import ProfileRecord
from indexer.nouns.vocabularies import Concept

_BATCH = 400


class Revisions(NamedTuple):
    """The number of the last change of a document, and how often vocabularies were changed."""

    documents: int
    vocabularies: int


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A document as the catalogue holds it, with the tags it has."""

    document: Document
    tagging: Tagging


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
        self._damage: dict[str, None] = {}
        self._engine = open_database(path, self._note_damage)
        self.vocabulary_tables = VocabularyTables(self._engine)
        self.decisions = DecisionTable(self._engine)
        self.suggestions = SuggestionTable(self._engine)
        self.models = ModelTable(self._engine)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def put(self, readings: Iterable[Reading]) -> None:
        """Store what was read of some files in one transaction; acknowledged on return.

        A file that gave no document loses the one it gave before; a document that moved leaves no file behind.
        """
        with writing_transaction(self._engine, PATIENT_SECONDS) as connection:
            documents: dict[str, None] = {}
            for each in readings:
                remove_document_of(connection, each.file.folder, each.file.path, each.document)
                if each.document:
                    put_document(connection, each.document, each.tags, each.concepts)
                    connection.execute(delete(schema.file).where(schema.file.c.document_id == each.document.id))
                    documents[each.document.id] = None
                _put_file(connection, each.file)
            seal_documents(connection, documents)

    def remove_files(self, files: Iterable[FileRecord]) -> None:
        """Forget files and remove the documents they gave, in one transaction; decisions wait for their return."""
        with writing_transaction(self._engine, PATIENT_SECONDS) as connection:
            for file in files:
                remove_document_of(connection, file.folder, file.path, None)
                _delete_file(connection, file.folder, file.path)
                leave_place(connection, file.folder, file.path)

    def damage(self) -> tuple[str, ...]:
        """Each damage that was met since the catalogue was opened."""
        return tuple(self._damage)

    def _note_damage(self, sentence: str) -> None:
        self._damage[sentence] = None

    def given_ids(self) -> list[GivenId]:
        """Every id that a document ever had."""
        with reading(self._engine) as connection:
            return given_ids(connection)

    def folders(self) -> dict[str, int]:
        """Every folder whose files are known, with how many documents it gave, by name."""
        file = schema.file.c
        query = select(file.folder, func.count(file.document_id)).group_by(file.folder).order_by(file.folder)
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def files(self, folder: str | None = None) -> list[FileRecord]:
        """All files known (of one folder), sorted by folder and path."""
        query = select(schema.file).order_by(schema.file.c.folder, schema.file.c.path)
        if folder is not None:
            query = query.where(schema.file.c.folder == folder)
        with self._engine.connect() as connection:
            return [FileRecord(**row._mapping) for row in connection.execute(query)]

    def entry(self, document_id: str) -> CatalogueEntry | None:
        """A document with the tags it has, or None; raises `LibraryDamaged` where it is not what was stored."""
        try:
            with reading_transaction(self._engine) as connection:
                require_sound(connection, document_id)
                return _entries(connection, [document_id]).get(document_id)
        except LibraryDamaged as error:
            self._note_damage(str(error))
            raise

    def entries(self, document_ids: Collection[str]) -> dict[str, CatalogueEntry]:
        """Documents with the tags they have, by id; unknown ids are left out."""
        found: dict[str, CatalogueEntry] = {}
        with as_stored(self._engine):
            for connection, batch in self._batches(document_ids):
                found.update(_entries(connection, batch))
        return found

    def get_many(self, document_ids: Collection[str]) -> dict[str, Document]:
        """Whole documents by id; unknown ids are left out."""
        return {document_id: entry.document for document_id, entry in self.entries(document_ids).items()}

    def texts(self, document_ids: Collection[str], *, passages: bool = True) -> dict[str, Document]:
        """Documents by id as a list of results shows them: without tags and profile, and without `passages` where so
        asked. Unknown ids are left out."""
        found: dict[str, Document] = {}
        with as_stored(self._engine):
            for connection, batch in self._batches(document_ids):
                found.update(texts_of(connection, batch, passages=passages))
        return found

    def each(self, document_ids: Collection[str] | None = None) -> Iterator[Document]:
        """All documents (or those of the given ids) in order of id, a few at a time."""
        ids = sorted(self.ids() if document_ids is None else document_ids)
        for start in range(0, len(ids), _BATCH):
            batch = self.get_many(ids[start : start + _BATCH])
            yield from (batch[document_id] for document_id in sorted(batch))

    def taggings(self, document_ids: Collection[str]) -> dict[str, Tagging]:
        """The tags that sources give documents and what was decided about them, by document id."""
        found: dict[str, Tagging] = {}
        with as_stored(self._engine):
            for connection, batch in self._batches(document_ids):
                found.update(taggings(connection, batch))
        return found

    def tags(self, document_ids: Collection[str]) -> dict[str, list[StoredTag]]:
        """The tags that documents have, by document id: those given and not rejected, then those a curator added."""
        return {document_id: each.counting() for document_id, each in self.taggings(document_ids).items()}

    def _batches(self, document_ids: Collection[str]) -> Iterator[tuple[Connection, list[str]]]:
        """Ids, as many at a time as one statement takes, each with the connection to ask."""
        ids = list(document_ids)
        with self._engine.connect() as connection:
            for start in range(0, len(ids), _BATCH):
                yield connection, ids[start : start + _BATCH]

    def titles(self, containing: str, limit: int = 200) -> list[tuple[str, str]]:
        """(id, title) of documents whose title contains a text, by id."""
        document = schema.document.c
        query = select(document.id, document.title).where(document.title.icontains(containing, autoescape=True))
        with self._engine.connect() as connection:
            return [(row.id, row.title) for row in connection.execute(query.order_by(document.id).limit(limit))]

    def titles_of(self, document_ids: Collection[str]) -> dict[str, str]:
        """The titles of documents by id; unknown ids are left out."""
        found: dict[str, str] = {}
        for connection, batch in self._batches(document_ids):
            document = schema.document.c
            query = select(document.id, document.title).where(document.id.in_(batch))
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
        with reading(self._engine) as connection:
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
        """The number of the last change of a document; 0 where there was none."""
        return self.revisions().documents

    def revisions(self) -> Revisions:
        """How far the library has come; equal ones mean that nothing here has changed."""
        documents = select(func.max(schema.change.c.revision)).scalar_subquery()
        vocabularies = select(schema.library.c.value).where(schema.library.c.name == REVISION).scalar_subquery()
        with reading(self._engine) as connection:
            row = connection.execute(select(documents, vocabularies)).one()
            return Revisions(documents=row[0] or 0, vocabularies=int(row[1] or 0))

    def changed_since(self, revision: int) -> tuple[set[str], set[str]]:
        """The ids of documents put and of those removed after a revision."""
        query = select(schema.change.c.document_id).where(schema.change.c.revision > revision)
        with self._engine.connect() as connection:
            touched = set(connection.execute(query).scalars())
        present = self.ids()
        return touched & present, touched - present

    def integrity_problems(self) -> list[str]:
        """What SQLite's own check and the digests find wrong; empty when all is well."""
        with self._engine.connect() as connection:
            rows = list(connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars())
            rows += [
                f"a {row[0]} row points to no {row[2]}"
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
            rows += faults_found(connection)
        return [str(row) for row in rows if row != "ok"]


def _entries(connection: Connection, ids: Sequence[str]) -> dict[str, CatalogueEntry]:
    tags = taggings(connection, ids)
    documents = whole_documents(connection, ids, {each: tags[each].given for each in ids})
    return {each: CatalogueEntry(documents[each], tags[each]) for each in ids if each in documents}


def _put_file(connection: Connection, file: FileRecord) -> None:
    _delete_file(connection, file.folder, file.path)
    row = {name: getattr(file, name) for name in FileRecord.__slots__}
    connection.execute(insert(schema.file), row)


def _delete_file(connection: Connection, folder: str, path: str) -> None:
    connection.execute(delete(schema.file).where(schema.file.c.folder == folder, schema.file.c.path == path))

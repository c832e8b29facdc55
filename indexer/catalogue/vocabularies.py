"""Vocabularies in and out of the catalogue: a library's own concepts, and what became of those that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, union, update

from indexer.catalogue import schema
from indexer.catalogue.database import PATIENT_SECONDS, reading, writing_transaction
from indexer.catalogue.digests import seal_documents, seal_vocabulary
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import FormerConcept, Vocabulary
from indexer.vocabulary.facets import EXTENDED, Vocabularies

DOCUMENT, IMPORT, CURATOR = "document", "import", "curator"
"""Where a concept came from."""

_LABELS = ("preferred", "alternative", "hidden", "negative", "definition")
_LINKS = ("broader", "related", "exact_match", "close_match")
REVISION = "vocabularies"
"""Under this name the table `library` says how often vocabularies were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A vocabulary that was imported: the file's name, BLAKE2b of its bytes, and when (ISO 8601, UTC)."""

    name: str
    source: str
    digest: str
    imported: str


class VocabularyTables:
    """The concepts that are not shipped, and the vocabularies they belong to."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._making, self._reading = Lock(), Lock()
        self._made: tuple[tuple[int, int], Vocabularies] | None = None
        self._read: dict[str, tuple[int, Vocabulary]] = {}

    def imports(self) -> tuple[Import, ...]:
        """The vocabularies that were imported, by name."""
        query = select(schema.vocabulary).order_by(schema.vocabulary.c.name)
        with self._database.connect() as connection:
            return tuple(Import(**row._mapping) for row in connection.execute(query))

    def concepts(self, vocabularies: Iterable[str]) -> list[Concept]:
        """The concepts of some vocabularies that are kept here, sorted by vocabulary and id."""
        concept = schema.concept.c
        query = select(schema.concept).where(concept.vocabulary.in_(list(vocabularies)))
        with reading(self._database) as connection:
            return [concept_of_row(row) for row in connection.execute(query.order_by(concept.vocabulary, concept.id))]

    def origins(self, vocabulary: str) -> dict[str, str]:
        """Where each concept of a vocabulary that is kept here came from, by its id."""
        concept = schema.concept.c
        query = select(concept.id, concept.origin).where(concept.vocabulary == vocabulary)
        with self._database.connect() as connection:
            return {row.id: row.origin for row in connection.execute(query)}

    def former(self, vocabularies: Iterable[str]) -> list[FormerConcept]:
        """The concepts of some vocabularies that are gone, sorted by vocabulary and id."""
        gone = schema.replaced_concept.c
        query = select(schema.replaced_concept).where(gone.vocabulary.in_(list(vocabularies)))
        with self._database.connect() as connection:
            rows = connection.execute(query.order_by(gone.vocabulary, gone.id))
            return [FormerConcept(**row._mapping) for row in rows]

    def vocabularies(self) -> Vocabularies:
        """All vocabularies of the library as they are now; imported ones are read when first asked for.

        Made once for each state of these tables, so that what is unchanged is the same object.
        """
        with self._making:
            state = self._state()
            if self._made is None or self._made[0] != state:
                self._made = (state, self._vocabularies())
            return self._made[1]

    def _state(self) -> tuple[int, int]:
        """Changes whenever a vocabulary may have: documents only ever add concepts, so counting them tells."""
        query = select(func.count()).select_from(schema.concept)
        with self._database.connect() as connection:
            return _revision(connection), connection.execute(query).scalar_one()

    def _vocabularies(self) -> Vocabularies:
        imported = (each.name for each in self.imports() if each.name not in EXTENDED)
        return Vocabularies(
            self.concepts(EXTENDED), self.former(EXTENDED), {name: partial(self._imported, name) for name in imported}
        )

    def _imported(self, name: str) -> Vocabulary:
        """A whole imported vocabulary, read once for each revision."""
        with self._reading:
            revision, held = self._state()[0], self._read.get(name)
            if held is None or held[0] != revision:
                held = (revision, Vocabulary(name, self.concepts([name]), self.former([name])))
                self._read[name] = held
            return held[1]

    def used(self, vocabulary: str) -> set[str]:
        """The ids of concepts that documents carry or people decided about."""
        with self._database.connect() as connection:
            return set(connection.execute(_used(vocabulary)).scalars())

    def counts(self, vocabulary: str) -> dict[str, int]:
        """How many documents carry each concept as given, by its id."""
        tag = schema.tag.c
        query = select(tag.concept_id, func.count(tag.document_id.distinct())).where(tag.vocabulary == vocabulary)
        with self._database.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(tag.concept_id))}

    def put(
        self,
        vocabulary: str,
        concepts: Mapping[str, Iterable[Concept]],
        *,
        former: Iterable[FormerConcept] = (),
        drop: Iterable[str] = (),
        source: Import | None = None,
    ) -> None:
        """Store concepts by their origin, in one transaction that also moves tags to the successors of `former` ones.

        `drop` are ids to forget; documents that carry a concept of the vocabulary get a new revision, so that the
        index learns their labels anew.
        """
        with writing_transaction(self._database, PATIENT_SECONDS) as connection:
            gone = list(former)
            _delete(connection, vocabulary, [*drop, *(each.id for each in gone)])
            for origin, several in concepts.items():
                rows = [_row(concept, origin) for concept in several]
                _delete(connection, vocabulary, [row["id"] for row in rows])
                if rows:
                    connection.execute(insert(schema.concept), rows)
            for each in gone:
                _replace(connection, each)
            if gone:
                tag = schema.tag.c
                carrying = select(tag.document_id).where(tag.vocabulary == vocabulary).distinct()
                seal_documents(connection, list(connection.execute(carrying).scalars()))
            if source is not None:
                connection.execute(delete(schema.vocabulary).where(schema.vocabulary.c.name == source.name))
                row = {"name": source.name, "source": source.source, "digest": source.digest}
                connection.execute(insert(schema.vocabulary), {**row, "imported": source.imported})
            seal_vocabulary(connection, vocabulary)
            _touch_documents(connection, vocabulary)
            _set_revision(connection, _revision(connection) + 1)


def _used(vocabulary: str) -> Any:
    tag, decision = schema.tag.c, schema.decision.c
    return union(
        select(tag.concept_id).where(tag.vocabulary == vocabulary),
        select(decision.concept_id).where(decision.vocabulary == vocabulary),
    )


def _touch_documents(connection: Connection, vocabulary: str) -> None:
    tag, decision = schema.tag.c, schema.decision.c
    touched = union(
        select(tag.document_id).where(tag.vocabulary == vocabulary),
        select(decision.document_id).where(
            decision.vocabulary == vocabulary, decision.document_id.in_(select(schema.document.c.id))
        ),
    )
    for document_id in sorted(connection.execute(touched).scalars()):
        connection.execute(insert(schema.change), {"document_id": document_id, "removed": False})


def _delete(connection: Connection, vocabulary: str, ids: list[str]) -> None:
    """Forget concepts, and that they were ever gone."""
    if not ids:
        return
    for table in (schema.concept, schema.replaced_concept):
        statement = delete(table).where(table.c.vocabulary == vocabulary, table.c.id == bindparam("forgotten"))
        connection.execute(statement, [{"forgotten": each} for each in ids])


def _replace(connection: Connection, gone: FormerConcept) -> None:
    """Let tags, and concepts that were replaced by this one before, go on to its successor."""
    earlier, tag = schema.replaced_concept, schema.tag
    connection.execute(
        update(earlier)
        .where(earlier.c.vocabulary == gone.vocabulary, earlier.c.successor == gone.id)
        .values(successor=gone.successor)
    )
    row = {name: getattr(gone, name) for name in FormerConcept.__slots__}
    connection.execute(insert(earlier), row)
    connection.execute(
        update(tag)
        .where(tag.c.vocabulary == gone.vocabulary, tag.c.concept_id == gone.id)
        .values(concept_id=gone.successor)
    )


def _revision(connection: Connection) -> int:
    query = select(schema.library.c.value).where(schema.library.c.name == REVISION)
    return int(connection.execute(query).scalar() or 0)


def _set_revision(connection: Connection, revision: int) -> None:
    connection.execute(delete(schema.library).where(schema.library.c.name == REVISION))
    connection.execute(insert(schema.library), {"name": REVISION, "value": str(revision)})


def _row(concept: Concept, origin: str) -> dict[str, Any]:
    content = {name: getattr(concept, name) for name in (*_LABELS, *_LINKS)}
    return {
        "vocabulary": concept.vocabulary,
        "id": concept.id,
        "uri": concept.uri,
        "label": concept.label(),
        "origin": origin,
        "content": {name: value for name, value in content.items() if value},
    }


def concept_of_row(row: Any) -> Concept:
    """The concept of a row; one that came with a document has its label alone."""
    content: dict[str, Any] = row.content or {}

    def labels(name: str) -> dict[str, tuple[str, ...]]:
        return {language: tuple(several) for language, several in content.get(name, {}).items()}

    return Concept(
        vocabulary=row.vocabulary,
        id=row.id,
        uri=row.uri,
        preferred=content.get("preferred") or {"en": row.label},
        alternative=labels("alternative"),
        hidden=labels("hidden"),
        negative=labels("negative"),
        definition=content.get("definition", {}),
        broader=tuple(content.get("broader", ())),
        related=tuple(content.get("related", ())),
        exact_match=tuple(content.get("exact_match", ())),
        close_match=tuple(content.get("close_match", ())),
        shipped=False,
    )

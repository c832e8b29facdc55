"""What people made, read from a catalogue of any version or in any state, as far as its tables and pages are there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from indexer.catalogue.faults import fault_of
from indexer.catalogue.vocabularies import concept_of_row
from indexer.errors import LibraryDamaged, NotFound
from indexer.nouns.tags import ConceptName, Decision, Verdict
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import FormerConcept

_BUSY_SECONDS = 2.0
_DECISION = (
    *("number", "document_id", "vocabulary", "concept_id", "label", "uri"),
    *("verdict", "person", "moment", "confidence", "undoes"),
)
_CONCEPT = ("vocabulary", "id", "uri", "label", "content")
_FORMER = ("vocabulary", "id", "uri", "label", "successor")


def decisions_in(path: Path) -> Iterator[Decision]:
    """The log of decisions, oldest first. Raises `LibraryDamaged` after the last one where some cannot be read."""
    unread = 0
    with _opened(path) as connection:
        for row in _rows(path, connection, "decision", _DECISION):
            try:
                yield _decision(row)
            except (TypeError, ValueError):
                unread += 1
        unread += _missing(connection)
    if unread:
        raise LibraryDamaged(f"{unread} decisions could not be read from {path}; a backup may hold them")


def concepts_in(path: Path, vocabulary: str) -> tuple[list[Concept], list[FormerConcept]]:
    """The concepts of a vocabulary that a catalogue keeps, and those of it that are gone, each sorted by id.

    Raises `NotFound` with the names of those there are, where it keeps none of that name.
    """
    with _opened(path) as connection:
        concepts = list(_rows(path, connection, "concept", _CONCEPT))
        former = list(_rows(path, connection, "replaced_concept", _FORMER))
    names = tuple(sorted({str(row.vocabulary) for row in [*concepts, *former]}))
    if vocabulary not in names:
        raise NotFound(
            f"{path} keeps no concepts of its own for a vocabulary {vocabulary!r}", parameter="name", allowed=names
        )
    found = [_concept(row) for row in concepts if row.vocabulary == vocabulary]
    gone = [FormerConcept(**vars(row)) for row in former if row.vocabulary == vocabulary]
    return sorted(found, key=lambda each: each.id), sorted(gone, key=lambda each: each.id)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads; on a disk that cannot be written, one that takes the file as it lies there."""
    try:
        with closing(_connected(path)) as connection:
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise fault_of(path, error) or error from error


def _connected(path: Path) -> sqlite3.Connection:
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?{mode}", uri=True, timeout=_BUSY_SECONDS)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA cell_size_check=ON")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise
            failed = error
        else:
            return connection
    raise failed


def _rows(path: Path, connection: sqlite3.Connection, table: str, wanted: tuple[str, ...]) -> Iterator[SimpleNamespace]:
    """The rows of a table in their order, from both ends towards a page that cannot be read.

    Columns that this version has not are None; a table that it has not is empty.
    """
    columns = {row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))}
    names = [name for name in wanted if name in columns]
    if not names:
        return
    query = f"SELECT rowid, {', '.join(names)} FROM {table}"  # noqa: S608 -- names of ours
    last = -1
    try:
        for row in connection.execute(f"{query} ORDER BY rowid"):
            last = row[0]
            yield _named(wanted, names, row)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not isinstance(fault_of(path, error), LibraryDamaged):
            raise
        from_the_end = []
        try:
            for row in connection.execute(f"{query} WHERE rowid > ? ORDER BY rowid DESC", (last,)):
                from_the_end.append(_named(wanted, names, row))
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            pass
        yield from reversed(from_the_end)


def _named(wanted: tuple[str, ...], names: list[str], row: tuple[Any, ...]) -> SimpleNamespace:
    return SimpleNamespace(**{**dict.fromkeys(wanted), **dict(zip(names, row[1:], strict=True))})


def _missing(connection: sqlite3.Connection) -> int:
    """How many decisions were stored and cannot be read, where the catalogue can tell."""
    try:
        given = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'decision'").fetchone()
        kept = connection.execute("SELECT count(label) FROM decision").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return 1
    return max(0, given[0] - kept[0]) if given else 0


def _decision(row: SimpleNamespace) -> Decision:
    return Decision(
        number=int(row.number),
        document_id=str(row.document_id),
        concept=ConceptName(
            vocabulary=str(row.vocabulary),
            id=str(row.concept_id),
            uri=str(row.uri or ""),
            label=str(row.label or row.concept_id),
        ),
        verdict=Verdict(row.verdict),
        person=str(row.person or ""),
        moment=str(row.moment or ""),
        confidence=None if row.confidence is None else float(row.confidence),
        undoes=None if row.undoes is None else int(row.undoes),
    )


def _concept(row: SimpleNamespace) -> Concept:
    try:
        row.content = json.loads(row.content) if row.content else None
        return concept_of_row(row)
    except (TypeError, ValueError, AttributeError):
        return concept_of_row(SimpleNamespace(**{**vars(row), "content": None}))

"""A catalogue of any version becomes one of this version, or is refused with what to do; nothing is lost on the way.

Each step is plain SQL from one version to the next and is never changed afterwards. All steps happen in one
transaction, after a copy of the file was made beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from indexer.catalogue import schema
from indexer.catalogue.copies import copy_database
from indexer.catalogue.digests import (
    CONTENT,
    SUGGESTIONS,
    chain_decisions,
    given_id_seal,
    seal_documents,
    seal_vocabulary,
)
from indexer.catalogue.faults import ADVICE
from indexer.errors import LibraryDamaged

logger = logging.getLogger(__name__)

_FOREIGN = text(
    "SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'"
)
_TABLES = text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
_VERSION = text("SELECT value FROM library WHERE name = 'version'")


def prepare(database: Engine, path: Path) -> None:
    """Make the tables of a new catalogue, or bring an older one up to this version.

    Raises `LibraryDamaged` where the file is no catalogue, holds what Policyscope never makes, or is of a version that
    cannot be read.
    """
    with database.connect() as connection:
        version = _version(connection, path)
        if version not in (None, schema.VERSION):
            _require_known(version, path)
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    if version == schema.VERSION:
        return
    if version is not None:
        copy_database(path, path.with_name(f"{path.stem}-{version}{path.suffix}"))
        logger.warning("%s is brought from version %s to %s", path, version, schema.VERSION)
    with database.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Another process may have done it while this one waited.
        version = _version(connection, path)
        if version is None:
            schema.metadata.create_all(connection)
            connection.execute(schema.library.insert().values(name="version", value=str(schema.VERSION)))
        elif version != schema.VERSION:
            _require_known(version, path)
            _upgrade(connection, version)
    if version not in (None, schema.VERSION):
        path.chmod(0o600)


def _version(connection: Connection, path: Path) -> int | None:
    """The version a file says it has, None where it holds nothing yet."""
    foreign = connection.execute(_FOREIGN).scalar()
    if foreign is not None:
        raise LibraryDamaged(
            f"{path} holds the {foreign}, which Policyscope never makes: somebody else changed it; {ADVICE}"
        )
    if not connection.execute(_TABLES).scalar_one():
        return None
    value = connection.execute(_VERSION).scalar()
    if value is None or not value.isdecimal():
        raise LibraryDamaged(f"{path} does not say of which version it is; {ADVICE}")
    return int(value)


def _require_known(version: int, path: Path) -> None:
    if version > schema.VERSION:
        raise LibraryDamaged(
            f"{path} was written by a newer version of Policyscope (catalogue {version}, this one reads "
            f"{schema.VERSION}): install that version; `policyscope tag export` and `policyscope vocabulary export` "
            "print what it holds also with this one"
        )
    if version not in _STEPS:
        raise LibraryDamaged(
            f"{path} was written by a version of Policyscope that this one cannot follow (catalogue {version}; it "
            f"reads {min(_STEPS)} to {schema.VERSION}): save what people decided with `policyscope tag export` and "
            "`policyscope vocabulary export`, index your folders into a new library, and import both there"
        )


def _upgrade(connection: Connection, version: int) -> None:
    for number in range(version, schema.VERSION):
        _STEPS[number](connection)
    # What a row holds may have changed, so everything is sealed anew.
    ids = list(connection.execute(select(schema.document.c.id)).scalars())
    for kind in (CONTENT, SUGGESTIONS):
        seal_documents(connection, ids, kind)
    for vocabulary in list(connection.execute(select(schema.concept.c.vocabulary).distinct()).scalars()):
        seal_vocabulary(connection, vocabulary)
    chain_decisions(connection)
    connection.execute(text("UPDATE library SET value = :version WHERE name = 'version'"), {"version": schema.VERSION})


def _ids_and_digests(connection: Connection) -> None:
    """3 to 4: ids that are never given twice, and digests over what is stored."""
    for statement in (
        "CREATE TABLE given_id (id VARCHAR NOT NULL, folder VARCHAR, path VARCHAR, digest VARCHAR, "
        "seal VARCHAR NOT NULL, PRIMARY KEY (id))",
        "CREATE INDEX given_id_by_place ON given_id (folder, path)",
        "CREATE INDEX file_by_document ON file (document_id)",
        "ALTER TABLE decision ADD COLUMN digest VARCHAR",
        "CREATE TABLE seal (document_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, digest VARCHAR NOT NULL, "
        "PRIMARY KEY (document_id, kind), FOREIGN KEY(document_id) REFERENCES document (id) ON DELETE CASCADE)",
        "CREATE TABLE vocabulary_seal (vocabulary VARCHAR NOT NULL, digest VARCHAR NOT NULL, PRIMARY KEY (vocabulary))",
    ):
        connection.execute(text(statement))
    # Every id there ever was is in the log of changes; where it was is known of present documents alone.
    ever = text(
        "SELECT ids.id, folder, path, digest FROM (SELECT document_id AS id FROM change UNION SELECT document_id "
        "FROM decision UNION SELECT id FROM document) AS ids LEFT JOIN document ON document.id = ids.id"
    )
    for row in connection.execute(ever).all():
        values = dict(row._mapping)
        connection.execute(
            text("INSERT INTO given_id (id, folder, path, digest, seal) VALUES (:id, :folder, :path, :digest, :seal)"),
            {**values, "seal": given_id_seal(values)},
        )


_STEPS: dict[int, Callable[[Connection], None]] = {3: _ids_and_digests}

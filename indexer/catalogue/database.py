"""Opening the catalogue's SQLite file: durable settings, the schema's version, clear errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DatabaseError

from indexer.catalogue import schema
from indexer.errors import LibraryDamaged, WrongSettings

_BUSY_SECONDS = 30


def open_database(path: Path) -> Engine:
    """The database at `path`, made if it does not exist.

    Commits survive power loss (write-ahead log, synchronous=FULL). Raises `WrongSettings` where its
    folder cannot be made, and `LibraryDamaged` where the file is no database of ours or belongs to
    another version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSettings(
            f"the library folder {path.parent} cannot be made: {(error.strerror or str(error)).lower()}; "
            "name another with --library or POLICYSCOPE_LIBRARY"
        ) from error
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    try:
        schema.metadata.create_all(engine)
        with engine.begin() as connection:
            row = connection.execute(select(schema.library.c.value).where(schema.library.c.name == "version")).first()
            if row is None:
                connection.execute(schema.library.insert().values(name="version", value=str(schema.VERSION)))
    except DatabaseError as error:
        raise LibraryDamaged(
            f"{path} cannot be used as a catalogue ({error.orig}); move it away and index your folders again"
        ) from error
    if row is not None and row.value != str(schema.VERSION):
        raise LibraryDamaged(
            f"{path} was written by another version of Policyscope (catalogue {row.value}, this one reads "
            f"{schema.VERSION}); move it away and index your folders again"
        )
    return engine


@contextmanager
def writing_transaction(database: Engine) -> Iterator[Connection]:
    """A transaction that holds the database's write lock from its beginning, so that what it reads stays true."""
    with database.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}")

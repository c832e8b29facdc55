"""Opening the catalogue's SQLite file: private, durable, distrustful of what it holds, with clear errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from indexer.catalogue.faults import ADVICE, fault_of
from indexer.catalogue.migrations import prepare
from indexer.errors import LibraryDamaged, WrongSettings, storage_fault
from indexer.system import open_file

_BUSY_SECONDS = 2.0
"""How long anybody waits for another process: a request is answered, not kept waiting."""
PATIENT_SECONDS = 30.0
"""How long a run waits that would lose more by giving up."""

_PRAGMAS = (
    # A file from elsewhere may hold anything: nothing in it is run, and its pages are checked when they are read.
    *("trusted_schema=OFF", "cell_size_check=ON"),
    *("synchronous=FULL", "foreign_keys=ON", "cache_size=-64000"),
)


def open_database(path: Path, damaged: Callable[[str], None] = lambda _: None) -> Engine:
    """The database at `path`, made if it does not exist, brought up to this version if it is older.

    Commits survive power loss (write-ahead log, synchronous=FULL). What SQLite raises becomes `LibraryBusy`,
    `LibraryUnavailable` or `LibraryDamaged`, here and whenever the database is used; `damaged` is told each damage.
    Raises `WrongSettings` where its folder cannot be made.
    """
    _make_private(path)
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure)

    @event.listens_for(engine, "handle_error")
    def explain(context: Any) -> None:
        fault = fault_of(path, context.original_exception)
        if isinstance(fault, LibraryDamaged):
            damaged(str(fault))
        if fault is not None:
            raise fault from context.original_exception

    try:
        with as_stored(engine):
            prepare(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing_transaction(database: Engine, wait_seconds: float = _BUSY_SECONDS) -> Iterator[Connection]:
    """A transaction that holds the database's write lock from its beginning, so that what it reads stays true."""
    with database.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """A connection to read with; rows that cannot be what was stored raise `LibraryDamaged`."""
    with as_stored(database), database.connect() as connection:
        yield connection


@contextmanager
def as_stored(database: Engine) -> Iterator[None]:
    """Where rows become what they stand for: those that cannot be what was stored raise `LibraryDamaged`."""
    try:
        yield
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise LibraryDamaged(f"{database.url.database} holds what was never stored ({error}); {ADVICE}") from error


@contextmanager
def reading_transaction(database: Engine) -> Iterator[Connection]:
    """Several questions answered from one moment of the database."""
    with reading(database) as connection, connection.begin():
        connection.exec_driver_sql("BEGIN")
        yield connection


def _make_private(path: Path) -> None:
    """The folder and an empty file, both for their owner alone; SQLite gives the log beside it the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSettings(
            f"the library folder {path.parent} cannot be made: {(error.strerror or str(error)).lower()}; "
            "name another with --library or POLICYSCOPE_LIBRARY"
        ) from error
    try:
        with suppress(FileExistsError):
            os.close(open_file(path, os.O_RDWR | os.O_CREAT | os.O_EXCL))
    except OSError as error:
        raise storage_fault(error) from error


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    # Python can say so from 3.12 on.
    if hasattr(connection, "setconfig"):
        connection.setconfig(getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE"), True)  # noqa: B009 -- unknown to mypy at 3.11

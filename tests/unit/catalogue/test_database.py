"""The catalogue's file: one writer from the beginning of what it reads, and settings that survive a power cut."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from indexer.catalogue.database import open_database, writing_transaction


def test_a_writing_transaction_keeps_other_writers_out_before_it_reads(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    database = open_database(path)
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with writing_transaction(database), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.rollback()
    other.close()
    database.dispose()


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    database = open_database(path)
    other = sqlite3.connect(path, timeout=0)
    with writing_transaction(database):
        assert other.execute("SELECT count(*) FROM document").fetchone() == (0,)
    other.close()
    database.dispose()

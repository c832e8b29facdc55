"""SQLite's FTS5 without content, Porter stems; facets counted by numpy over the rows it gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np

from tests.performance.corpus import CorpusDocument
from tests.performance.peers.facet_table import FacetTable, tabled
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import CorpusQuery, Mode

_MATCHES = "SELECT rowid, bm25(texts) FROM texts WHERE texts MATCH ?"


class WithFts5:
    """Row numbers are places in the corpus."""

    def __init__(self, connection: sqlite3.Connection, table: FacetTable) -> None:
        self._connection = connection
        self._table = table

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """One transaction, then FTS5's own merge of its segments into one."""
        connection = sqlite3.connect(folder / "index.sqlite")
        connection.execute("PRAGMA cache_size = -256000")
        connection.execute("CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='porter unicode61')")
        rows = ((number, document.text) for number, document in enumerate(tabled(folder, documents)))
        with connection:
            connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", rows)
        connection.close()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The database and its facets."""
        return cls(sqlite3.connect(folder / "index.sqlite"), FacetTable.open(folder))

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """All rows with their BM25, then everything else in numpy."""
        parts = [f'"{word}"' for word in query.words]
        if query.phrase:
            parts.append(f'"{" ".join(query.phrase)}"')
        rows = np.array(self._connection.execute(_MATCHES, (f" {mode.upper()} ".join(parts),)).fetchall()).reshape(
            -1, 2
        )
        documents, scores = rows[:, 0].astype(np.int64), rows[:, 1]
        for name, value in query.filters:
            keep = self._table.holding(documents, name, value)
            documents, scores = documents[keep], scores[keep]
        best = documents[np.argsort(scores, kind="stable")[:10]].tolist()
        return PeerAnswer(len(documents), tuple(map(self._table.id, best)), self._table.counts(documents))

"""Xapian with its English stemmer; facets counted by numpy over the documents it gives."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import xapian

from tests.performance.corpus import CorpusDocument
from tests.performance.peers.facet_table import FacetTable, tabled
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import CorpusQuery, Mode

_PASSAGE_GAP = 100
_BATCH = 20_000


class WithXapian:
    """Document numbers are places in the corpus, counted from 1."""

    def __init__(self, database: Any, table: FacetTable) -> None:
        self._database = database
        self._table = table
        self._stem = xapian.Stem("english")

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """One writer that flushes every 20,000 documents."""
        database = xapian.WritableDatabase(str(folder / "index"), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("english"))
        generator.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        for number, document in enumerate(tabled(folder, documents), 1):
            row = xapian.Document()
            generator.set_document(row)
            generator.set_termpos(0)
            for part in (document.title, *document.passages):
                generator.index_text(part)
                generator.increase_termpos(_PASSAGE_GAP)
            for name, values in document.facets.items():
                for value in values:
                    row.add_boolean_term(_filter(name, value))
            database.add_document(row)
            if number % _BATCH == 0:
                database.commit()
        database.commit()
        database.close()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The database and its facets."""
        return cls(xapian.Database(str(folder / "index")), FacetTable.open(folder))

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """All documents in order of BM25, then the counts in numpy."""
        parts = [xapian.Query(self._term(word)) for word in query.words]
        if query.phrase:
            parts.append(xapian.Query(xapian.Query.OP_PHRASE, [self._term(word) for word in query.phrase]))
        tree = xapian.Query(xapian.Query.OP_AND if mode is Mode.AND else xapian.Query.OP_OR, parts)
        if query.filters:
            terms = [_filter(name, value) for name, value in query.filters]
            tree = xapian.Query(xapian.Query.OP_FILTER, tree, xapian.Query(xapian.Query.OP_AND, terms))
        enquire = xapian.Enquire(self._database)
        enquire.set_query(tree)
        found = np.fromiter((hit.docid - 1 for hit in enquire.get_mset(0, self._database.get_doccount())), np.int64)
        best = tuple(self._table.id(number) for number in found[:10].tolist())
        return PeerAnswer(len(found), best, self._table.counts(found))

    def _term(self, word: str) -> str:
        stem: bytes | str = self._stem(word)
        return stem.decode() if isinstance(stem, bytes) else stem


def _filter(name: str, value: str) -> str:
    return f"X{name.upper()}:{value}"

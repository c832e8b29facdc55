"""Plain Whoosh with the product's own analysis, so that its totals have to be ours exactly; facets counted by numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
from whoosh import analysis, fields, index
from whoosh.query import And, Or, Phrase, Query, Term

from indexer.language.analysis import analyse, terms
from tests.performance.corpus import FACETS, CorpusDocument
from tests.performance.peers.facet_table import FacetTable, tabled
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import CorpusQuery, Mode

_LANGUAGE = "en"
_PASSAGE_GAP = 100


class ProductWords(analysis.Analyzer):
    """The terms of `indexer.language`, passages apart from each other."""

    def __call__(self, value: str, **_: Any) -> Iterator[analysis.Token]:
        token = analysis.Token(positions=True, boost=1.0)
        start = 0
        for passage in value.split("\n\n"):
            position = start
            for term, place in analyse(passage, _LANGUAGE):
                position = start + place
                token.text, token.pos = term, position
                yield token
            start = position + _PASSAGE_GAP


class WithWhoosh:
    """One text field with positions; document numbers are places in the corpus."""

    def __init__(self, searcher: Any, table: FacetTable) -> None:
        self._searcher = searcher
        self._table = table

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """One commit of one segment."""
        columns = {name: fields.KEYWORD(commas=True) for name in FACETS}
        schema = fields.Schema(text=fields.TEXT(analyzer=ProductWords(), phrase=True), **columns)
        writer = index.create_in(str(folder), schema).writer(limitmb=512)
        for document in tabled(folder, documents):
            writer.add_document(text=document.text, **{name: ",".join(held) for name, held in document.facets.items()})
        writer.commit(optimize=True)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index and its facets."""
        return cls(index.open_dir(str(folder)).searcher(), FacetTable.open(folder))

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """A search for the best ten, and the documents found for the counts."""
        parts: list[Query] = [Term("text", terms(word, _LANGUAGE)[0]) for word in query.words]
        if query.phrase:
            parts.append(Phrase("text", [terms(word, _LANGUAGE)[0] for word in query.phrase]))
        tree = And(parts) if mode is Mode.AND else Or(parts)
        if query.filters:
            tree = And([tree, *(Term(name, value) for name, value in query.filters)])
        hits = self._searcher.search(tree, limit=10)
        found = np.sort(np.fromiter(hits.docs(), np.int64))
        best = tuple(self._table.id(hit.docnum) for hit in hits)
        return PeerAnswer(len(found), best, self._table.counts(found))

"""The product's own engine, asked through its port."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from whoosh.query import And, Or, Phrase, Query, Term

from indexer.index.columnar import ColumnarEngine
from indexer.index.deadline import Deadline
from indexer.index.engine import Changes, EngineDocument, EngineQuery
from indexer.language.analysis import query_terms
from indexer.language.words import words
from indexer.nouns.search import FacetFilter
from indexer.settings import Settings
from tests.performance.corpus import FACETS, CorpusDocument
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import CorpusQuery, Mode

_LANGUAGE = "en"
_SECONDS = 600.0


class Embedded:
    """Filters are part of the query tree, so that all facets are counted over the documents found, as others do."""

    def __init__(self, engine: ColumnarEngine) -> None:
        self._engine = engine

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """Publish all documents as one generation."""
        engine = ColumnarEngine(folder, Settings())
        engine.publish(Changes(revision=1, put=map(_document, documents), whole=True))
        engine.close()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The newest generation in the folder."""
        engine = ColumnarEngine(folder, Settings())
        state = engine.state()
        if state.damage:
            raise RuntimeError(f"the index in {folder} is damaged: {state.damage}")
        return cls(engine)

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """One search of the port."""
        filters = [Term(name, value) for name, value in query.filters]
        tree = _tree(query, mode)
        return self._answer(
            EngineQuery(
                tree=And([tree, *filters]) if filters else tree, facets=FACETS, deadline=Deadline.after(_SECONDS)
            )
        )

    def _answer(self, asked: EngineQuery) -> PeerAnswer:
        answer = self._engine.search(asked)
        return PeerAnswer(
            answer.total,
            tuple(hit.id for hit in answer.hits),
            {name: facet.counts for name, facet in answer.facets.items()},
        )


class AsTheProduct(Embedded):
    """More work than others do: words near each other rank higher, and a facet's own filter does not narrow its counts."""

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """One search of the port."""
        values: dict[str, tuple[str, ...]] = {}
        for name, value in query.filters:
            values[name] = (*values.get(name, ()), value)
        filters = {name: FacetFilter(values=held, match_all=True) for name, held in values.items()}
        return self._answer(
            EngineQuery(
                tree=_tree(query, mode),
                filters=filters,
                facets=FACETS,
                proximity=True,
                deadline=Deadline.after(_SECONDS),
            )
        )


def _document(document: CorpusDocument) -> EngineDocument:
    return EngineDocument(
        id=document.id,
        language=_LANGUAGE,
        title=document.title,
        labels=(),
        passages=document.passages,
        facets=document.facets,
        year=None,
        published=None,
    )


def _tree(query: CorpusQuery, mode: Mode) -> Query:
    parts = [_word(word.form) for word in words(" ".join(query.words))]
    if query.phrase:
        said = [query_terms(word.form, (_LANGUAGE,))[0] for word in words(" ".join(query.phrase))]
        parts.append(Phrase("text", said))
    if len(parts) == 1:
        return parts[0]
    return And(parts) if mode is Mode.AND else Or(parts)


def _word(form: str) -> Query:
    terms = [Term("text", term) for term in query_terms(form, (_LANGUAGE,))]
    return terms[0] if len(terms) == 1 else Or(terms)

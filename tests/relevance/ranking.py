"""Queries of judged collections, ranked through the engine port with the product's own defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from whoosh.query import NullQuery, Query

from indexer.index.deadline import Deadline
from indexer.index.engine import Changes, Engine, EngineQuery
from indexer.language.analysis import stop_words
from indexer.language.words import fold, words
from indexer.search.grammar import AnyOf, Word
from indexer.search.tree import TreeBuilder
from tests.relevance.collections import JudgedCollection
from tests.relevance.measures import average_precision, ndcg, recall

_DEPTH = 1000
_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The means of the measures over the judged queries of a collection."""

    documents: int
    queries: int
    ndcg: float
    average_precision: float
    recall: float


def plain_words(text: str, languages: Iterable[str]) -> Query:
    """The tree of a query of plain words for ranking: documents with any of them, a repeated word counting again.

    Stop words of the languages are dropped where another word remains.
    """
    languages = tuple(languages)
    forms = [word.form for word in words(text)]
    stops = frozenset[str]().union(*map(stop_words, languages))
    kept = [form for form in forms if fold(form) not in stops] or forms
    builder = TreeBuilder(languages, lambda field, typed: None)
    return builder.build(AnyOf(tuple(map(Word, kept)))) if kept else NullQuery


def rankings(engine: Engine, collection: JudgedCollection) -> Iterator[tuple[str, list[str]]]:
    """The id of each query with the ids of the best documents, after the collection has been published."""
    engine.publish(Changes(revision=1, put=collection.documents, whole=True))
    languages = collection.languages
    for query, text in collection.queries.items():
        tree = plain_words(text, languages)
        answer = engine.search(EngineQuery(tree=tree, limit=_DEPTH, proximity=True, deadline=Deadline.after(_SECONDS)))
        if answer.partial:
            raise RuntimeError(f"query {query} of {collection.name} was not answered in {_SECONDS:g} seconds")
        yield query, [hit.id for hit in answer.hits]


def quality(engine: Engine, collection: JudgedCollection) -> Quality:
    """How well the engine ranks a collection."""
    rows = []
    for query, ranking in rankings(engine, collection):
        grades = collection.grades[query]
        rows.append((ndcg(ranking, grades), average_precision(ranking, grades), recall(ranking, grades)))
    gain, precision, found = (fmean(column) for column in zip(*rows, strict=True))
    return Quality(
        documents=len(collection.documents), queries=len(rows), ndcg=gain, average_precision=precision, recall=found
    )

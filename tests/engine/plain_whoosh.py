"""The engine port on Whoosh's own storage and matchers: what the columnar engine must agree with.

Whoosh knows no weighted fields in one, so `text` is indexed with a weight per token; its field length
is kept by Whoosh in one byte, exact for short texts only. Facets are counted by loops.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, scoring
from whoosh.analysis import Analyzer, Token

from indexer.index.columnar.ask.whoosh_matchers import INSTANCE_GAP
from indexer.index.columnar.build.batch import LABEL_WEIGHT, TITLE_WEIGHT
from indexer.index.columnar.file.snapshot import K1, B
from indexer.index.engine import Changes, EngineDocument
from indexer.language.analysis import analyse
from tests.engine.memory import MemoryEngine
from tests.word_forms import word_forms

FACETS = ("topic", "country", "kind")


class Given(Analyzer):
    """Values that are analysed already: (term, position, weight) in JSON."""

    def __call__(self, value: Any, **options: Any) -> Iterator[Any]:
        token = Token(positions=True, chars=False, removestops=True, mode=options.get("mode", ""))
        for term, position, weight in json.loads(value):
            token.text, token.pos, token.boost, token.stopped = term, position, float(weight), False
            yield token


class Weighting(scoring.BM25F):
    """Whoosh's BM25F with the idf of our scores."""

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        count, held = searcher.doc_count(), searcher.doc_frequency(fieldname, text)
        return math.log(1 + (count - held + 0.5) / (held + 0.5))


class PlainWhooshEngine(MemoryEngine):
    """Whoosh decides what matches and how well; the rest is counted as in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        text = {name: fields.TEXT(analyzer=Given(), phrase=True) for name in ("text", "title")}
        sets = {name: fields.KEYWORD(analyzer=Given()) for name in ("word", *FACETS)}
        numbers = {name: fields.NUMERIC(int) for name in ("year", "published")}
        schema = fields.Schema(id=fields.ID(unique=True, stored=True), **text, **sets, **numbers)
        self._index = index.create_in(str(folder), schema)

    def publish(self, changes: Changes) -> str:
        documents = list(changes.put)
        super().publish(Changes(revision=changes.revision, put=documents, remove=changes.remove, whole=changes.whole))
        with self._index.writer() as writer:
            if changes.whole:
                writer.delete_by_query(query.Every())
            for document_id in changes.remove:
                writer.delete_by_term("id", document_id)
            for document in {document.id: document for document in documents}.values():
                writer.update_document(**_fields(document))
        return str(changes.revision)

    def scores(self, tree: query.Query | None) -> dict[str, float]:
        if tree is None:
            return super().scores(tree)
        tree = _without_and_not(tree)
        scores: dict[str, float] = {}
        with self._index.searcher(weighting=Weighting(B=B, K1=K1)) as searcher:
            for leaf, _ in searcher.leaf_searchers():
                context = searcher.boolean_context().set(weighting=searcher.weighting, needs_current=True)
                matcher = tree.matcher(leaf, context)
                while matcher.is_active():
                    scores[leaf.stored_fields(matcher.id())["id"]] = matcher.score()
                    matcher.next()
        return scores

    def close(self) -> None:
        self._index.close()


def _without_and_not(node: query.Query) -> query.Query:
    """The tree with `AndNot` said by `And` and `Not`: Whoosh's matcher lets a first document through
    where the excluded side begins before it."""
    if isinstance(node, query.AndNot):
        return query.And([_without_and_not(node.a), query.Not(_without_and_not(node.b))])
    return node if node.is_leaf() else node.apply(_without_and_not)


def _fields(document: EngineDocument) -> dict[str, Any]:
    instances = (document.title, *document.labels, *document.passages)
    text = []
    position = 0
    for instance, words in enumerate(instances):
        weight = TITLE_WEIGHT if instance == 0 else LABEL_WEIGHT if instance <= len(document.labels) else 1
        last = -1
        for term, place in analyse(words, document.language):
            text.append((term, position + place, weight))
            last = place
        position += last + 1 + INSTANCE_GAP
    values: dict[str, Any] = {
        "id": document.id,
        "text": text,
        "title": [(term, place, 1) for term, place in analyse(document.title, document.language)],
        "word": [(form, 0, 1) for form in sorted(set().union(*map(word_forms, instances)))],
        "year": document.year,
        "published": document.published,
    }
    for name in FACETS:
        values[name] = [(value, 0, 1) for value in document.facets.get(name, ())]
    return {
        name: json.dumps(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value not in (None, [])
    }

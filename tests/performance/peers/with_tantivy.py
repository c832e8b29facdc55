"""tantivy through its Python bindings, its own BM25 and terms aggregations on fast fields."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import tantivy

from tests.performance.corpus import FACETS, CorpusDocument
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import CorpusQuery, Mode

_ANALYSER = "words"
_MEMORY_BYTES = 512_000_000
_COUNTS = {name: {"terms": {"field": name, "size": 1000, "segment_size": 1000}} for name in FACETS}


class WithTantivy:
    """One text field, stemmed in English and folded as ours is; ids stored; facets untokenised and fast."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def build(cls, folder: Path, documents: Iterable[CorpusDocument]) -> None:
        """Add and commit with one indexing thread and as much memory as ours takes."""
        index = _index(folder)
        writer = index.writer(heap_size=_MEMORY_BYTES, num_threads=1)
        for document in documents:
            row = tantivy.Document(id=document.id, text=document.text)
            for name, values in document.facets.items():
                for value in values:
                    row.add_text(name, value)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The last commit."""
        index = _index(folder)
        index.reload()
        return cls(index)

    def ask(self, query: CorpusQuery, mode: Mode) -> PeerAnswer:
        """A search for the best ten and the total, and an aggregation for the facets."""
        text = " ".join((*query.words, f'"{" ".join(query.phrase)}"' if query.phrase else ""))
        tree = self._index.parse_query(text, ["text"], conjunction_by_default=mode is Mode.AND)
        if query.filters:
            terms = [tantivy.Query.term_query(self._schema, name, value) for name, value in query.filters]
            unscored = [(tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)) for term in terms]
            tree = tantivy.Query.boolean_query([(tantivy.Occur.Must, tree), *unscored])
        result = self._searcher.search(tree, limit=10, count=True)
        counted = self._searcher.aggregate(tree, _COUNTS)
        return PeerAnswer(
            result.count,
            tuple(self._searcher.doc(address)["id"][0] for _, address in result.hits),
            {name: {row["key"]: row["doc_count"] for row in counted[name]["buckets"]} for name in FACETS},
        )


def _index(folder: Path) -> Any:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("text", tokenizer_name=_ANALYSER)
    for name in FACETS:
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(schema.build(), path=str(folder))
    filters = (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english"))
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in filters:
        analyser = analyser.filter(one)
    index.register_tokenizer(_ANALYSER, analyser.build())
    return index

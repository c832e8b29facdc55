"""The engine port on plain Whoosh: simple and slow, facets counted from columns kept in memory."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, scoring
from whoosh.analysis import Analyzer, Token

from indexer.engine import Changes, EngineAnswer, EngineDocument, EngineQuery, EngineState, FacetCounts, Hit
from indexer.errors import LibraryDamaged
from indexer.language.analysis import analyse, surface_forms
from indexer.language.words import fold
from indexer.model import NOT_STATED, FacetFilter, Sort

_WEIGHTS = {"title": 3.0, "labels": 2.0, "body": 1.0}
_STATE_FILE = "policyscope.json"
_PASSAGE_GAP = 100


class Analysed(Analyzer):
    """A Whoosh analyser for values that are analysed already: (term, position) pairs as JSON."""

    def __call__(self, value: Any, **options: Any) -> Iterator[Any]:
        token = Token(positions=True, chars=False, removestops=True, mode=options.get("mode", ""))
        for term, position in json.loads(value):
            token.text, token.pos, token.boost, token.stopped = term, position, 1.0, False
            yield token


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns of one document."""

    id: str
    title_key: str
    published: int
    year: int | None
    facets: dict[str, tuple[str, ...]]


class PlainWhooshEngine:
    """An engine over one Whoosh index in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._load()

    def _load(self) -> None:
        if not index.exists_in(str(self._folder)):
            index.create_in(str(self._folder), _schema())
        try:
            self._searcher = index.open_dir(str(self._folder)).searcher(weighting=scoring.BM25F(B=0.4, K1=0.9))
            state = self._folder / _STATE_FILE
            self._revision = json.loads(state.read_text("utf-8"))["revision"] if state.exists() else 0
        except (OSError, EOFError, ValueError, KeyError, index.IndexError) as error:
            raise LibraryDamaged(
                f"the index in {self._folder} cannot be read; run `policyscope index --full`"
            ) from error
        reader = self._searcher.reader()
        self._rows = {number: _row(reader.stored_fields(number)) for number in reader.all_doc_ids()}

    def publish(self, changes: Changes) -> str:
        """Apply changes; see `indexer.engine.Engine`."""
        if changes.whole:
            self._searcher.close()
            shutil.rmtree(self._folder)
            self._folder.mkdir(parents=True)
            index.create_in(str(self._folder), _schema())
        writer = index.open_dir(str(self._folder)).writer(limitmb=256)
        try:
            for document_id in changes.remove:
                writer.delete_by_term("id", document_id)
            for document in changes.put:
                writer.update_document(**_whoosh_document(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        (self._folder / _STATE_FILE).write_text(json.dumps({"revision": changes.revision}), "utf-8")
        self._load()
        return self.state().generation

    def search(self, wanted: EngineQuery) -> EngineAnswer:
        """Answer a query; see `indexer.engine.Engine`."""
        scores = self._scores(wanted.tree)
        in_years = {number for number in scores if _in_years(self._rows[number], wanted)}
        passing = {
            name: {number for number in in_years if _passes(self._rows[number].facets.get(name, ()), chosen)}
            for name, chosen in wanted.filters.items()
        }
        matching = in_years.intersection(*passing.values()) if passing else in_years
        order = sorted(matching, key=lambda number: _sort_key(self._rows[number], scores[number], wanted.sort))
        shown = order[wanted.offset : wanted.offset + wanted.limit]
        facets = {}
        for name in wanted.facets:
            others = [numbers for other, numbers in passing.items() if other != name]
            facets[name] = self._counts(name, in_years.intersection(*others) if others else in_years)
        return EngineAnswer(
            total=len(matching),
            hits=tuple(Hit(id=self._rows[number].id, score=scores[number]) for number in shown),
            facets=facets,
            generation=self.state().generation,
        )

    def _scores(self, tree: query.Query | None) -> dict[int, float]:
        if tree is None:
            return dict.fromkeys(self._rows, 0.0)
        matcher = _over_fields(tree).normalize().matcher(self._searcher)
        scores: dict[int, float] = {}
        while matcher.is_active():
            scores[matcher.id()] = matcher.score()
            matcher.next()
        return scores

    def _counts(self, name: str, numbers: Collection[int]) -> FacetCounts:
        counts: Counter[str] = Counter()
        missing = 0
        for number in numbers:
            values = self._rows[number].facets.get(name, ())
            counts.update(values)
            missing += not values
        return FacetCounts(counts=counts, missing=missing)

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Word forms by prefix; see `indexer.engine.Engine`."""
        reader = self._searcher.reader()
        for term in reader.expand_prefix("word", prefix):
            text = term.decode("utf-8") if isinstance(term, bytes) else term
            yield text, reader.doc_frequency("word", text)

    def frequency(self, field: str, term: str) -> int:
        """Document frequency; see `indexer.engine.Engine`."""
        names = _WEIGHTS if field == "text" else (field,)
        return max(self._searcher.reader().doc_frequency(name, term) for name in names)

    def document_ids(self) -> Collection[str]:
        """The ids held; see `indexer.engine.Engine`."""
        return {row.id for row in self._rows.values()}

    def state(self) -> EngineState:
        """What is held; see `indexer.engine.Engine`."""
        return EngineState(generation=str(self._revision), revision=self._revision, documents=len(self._rows))

    def close(self) -> None:
        """Release the index."""
        self._searcher.close()


def _schema() -> fields.Schema:
    text = {name: fields.TEXT(analyzer=Analysed(), phrase=True) for name in _WEIGHTS}
    keywords = {
        name: fields.KEYWORD(analyzer=Analysed())
        for name in ("word", "topic", "knowledge_type", "country", "region", "language")
    }
    return fields.Schema(
        id=fields.ID(unique=True, stored=True), stored=fields.STORED, year=fields.NUMERIC(int), **text, **keywords
    )


def _whoosh_document(document: EngineDocument) -> dict[str, Any]:
    row = {
        "id": document.id,
        "title_key": fold(document.title),
        "published": document.published or 0,
        "year": document.year,
        "facets": {name: list(values) for name, values in document.facets.items()},
    }
    whole = "\n".join((document.title, *document.labels, *document.passages))
    values: dict[str, Any] = {
        "id": document.id,
        "stored": json.dumps(row),
        "title": list(analyse(document.title, document.language)),
        "labels": _apart(document.labels, document.language),
        "body": _apart(document.passages, document.language),
        "word": [(form, 0) for form in sorted(surface_forms(whole))],
    }
    if document.year is not None:
        values["year"] = document.year
    for name, facet in document.facets.items():
        if name == "year":  # held as a number already
            continue
        values[name] = [(value, 0) for value in facet]
    return {
        name: json.dumps(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value != [] and name in _schema().names()
    }


def _apart(texts: tuple[str, ...], language: str) -> list[tuple[str, int]]:
    """The terms of several texts with such a gap between their positions that no phrase spans two."""
    terms: list[tuple[str, int]] = []
    for text in texts:
        base = terms[-1][1] + _PASSAGE_GAP if terms else 0
        terms.extend((term, base + position) for term, position in analyse(text, language))
    return terms


def _row(stored: dict[str, Any]) -> _Row:
    values = json.loads(stored["stored"])
    return _Row(
        values["id"],
        values["title_key"],
        values["published"],
        values["year"],
        {name: tuple(facet) for name, facet in values["facets"].items()},
    )


def _over_fields(tree: query.Query) -> query.Query:
    """The tree with every leaf on `text` asked of title, labels and body with their weights."""
    if isinstance(tree, query.Term | query.Phrase) and tree.fieldname == "text":
        return query.Or([_on(tree, name, weight) for name, weight in _WEIGHTS.items()])
    return tree.apply(_over_fields)


def _on(leaf: query.Term | query.Phrase, name: str, weight: float) -> query.Query:
    if isinstance(leaf, query.Term):
        return query.Term(name, leaf.text, boost=weight * leaf.boost)
    return query.Phrase(name, leaf.words, slop=leaf.slop, boost=weight * leaf.boost)


def _in_years(row: _Row, wanted: EngineQuery) -> bool:
    if wanted.year_from is None and wanted.year_to is None:
        return True
    return row.year is not None and (wanted.year_from or 0) <= row.year <= (wanted.year_to or 9999)


def _passes(values: tuple[str, ...], chosen: FacetFilter) -> bool:
    held = set(values) or {NOT_STATED}
    if held & set(chosen.excluded):
        return False
    if not chosen.values:
        return True
    return held.issuperset(chosen.values) if chosen.match_all else bool(held & set(chosen.values))


def _sort_key(row: _Row, score: float, sort: Sort) -> tuple[Any, ...]:
    return {
        Sort.RELEVANCE: (-score, row.id),
        Sort.NEWEST: (-row.published, row.id),
        Sort.OLDEST: (row.published == 0, row.published, row.id),
        Sort.TITLE: (row.title_key, row.id),
    }[sort]

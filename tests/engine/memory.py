"""The engine port by plain loops over documents in memory: slow, obvious, and the definition of what is right."""

from __future__ import annotations

import fnmatch
import math
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import query

from indexer.index.columnar.build.batch import LABEL_WEIGHT, TITLE_WEIGHT
from indexer.index.columnar.file.snapshot import K1, B
from indexer.index.engine import Changes, EngineAnswer, EngineDocument, EngineQuery, EngineState, FacetCounts, Hit
from indexer.language.analysis import analyse
from indexer.language.words import fold
from indexer.nouns.search import NOT_STATED, FacetFilter, Sort
from tests.word_forms import word_forms


@dataclass(frozen=True, slots=True)
class _Held:
    """A document with its occurrences: (term, instance, position, weight), instances being title, labels, passages."""

    document: EngineDocument
    text: tuple[tuple[str, int, int, int], ...]
    words: frozenset[str]

    def occurrences(self, field: str) -> list[tuple[str, int, int, int]]:
        if field == "title":
            return [(term, instance, position, 1) for term, instance, position, _ in self.text if instance == 0]
        return list(self.text)

    def values(self, field: str) -> Collection[str]:
        if field == "word":
            return self.words
        return self.document.facets.get(field, ())


def _hold(document: EngineDocument) -> _Held:
    occurrences = []
    position = 0
    instances = (document.title, *document.labels, *document.passages)
    for instance, text in enumerate(instances):
        weight = TITLE_WEIGHT if instance == 0 else LABEL_WEIGHT if instance <= len(document.labels) else 1
        last = -1
        for term, place in analyse(text, document.language):
            occurrences.append((term, instance, position + place, weight))
            last = place
        position += last + 1
    return _Held(document, tuple(occurrences), frozenset().union(*(word_forms(text) for text in instances)))


class MemoryEngine:
    """All documents in a dictionary."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._revision = 0

    def publish(self, changes: Changes) -> str:
        if changes.whole:
            self._held = {}
        for document_id in changes.remove:
            self._held.pop(document_id, None)
        for document in changes.put:
            self._held[document.id] = _hold(document)
        self._revision = changes.revision
        return str(self._revision)

    def search(self, wanted: EngineQuery) -> EngineAnswer:
        scores = self.scores(wanted.tree)
        in_years = [held for held in map(self._held.__getitem__, scores) if _in_years(held.document, wanted)]

        def passing(without: str | None) -> list[EngineDocument]:
            filters = {name: chosen for name, chosen in wanted.filters.items() if name != without}
            return [
                held.document
                for held in in_years
                if all(_passes(held.document.facets.get(name, ()), chosen) for name, chosen in filters.items())
            ]

        found = sorted(passing(None), key=lambda document: _order(document, scores[document.id], wanted.sort))
        facets = {}
        for name in wanted.facets:
            rows = [set(document.facets.get(name, ())) for document in passing(name)]
            counts = Counter(value for row in rows for value in row)
            facets[name] = FacetCounts(counts=counts, missing=sum(not row for row in rows))
        shown = found[wanted.offset : wanted.offset + wanted.limit]
        ranked = wanted.sort is Sort.RELEVANCE
        return EngineAnswer(
            total=len(found),
            hits=tuple(Hit(id=document.id, score=scores[document.id] if ranked else 0.0) for document in shown),
            facets=facets,
            generation=str(self._revision),
        )

    def scores(self, tree: query.Query | None) -> dict[str, float]:
        """The score of every document that matches."""
        if tree is None:
            return dict.fromkeys(self._held, 0.0)
        scores = {name: self._score(tree, held) for name, held in self._held.items()}
        return {name: score for name, score in scores.items() if score is not None}

    def _score(self, node: Any, held: _Held) -> float | None:
        match node:
            case query.Term():
                return self._term(node, held)
            case query.Phrase():
                return self._phrase(node, held)
            case query.ConstantScoreQuery():
                return None if self._score(node.child, held) is None else float(node.score)
            case query.And() | query.Or() | query.DisjunctionMax():
                return self._many(node, held)
            case query.Not():
                return 0.0 if self._score(node.query, held) is None else None
            case query.AndNot():
                return self._score(node.a, held) if self._score(node.b, held) is None else None
            case query.Require():
                return self._score(node.a, held) if self._score(node.b, held) is not None else None
            case query.AndMaybe():
                first = self._score(node.a, held)
                return None if first is None else first + (self._score(node.b, held) or 0.0)
            case query.Every():
                return node.boost if node.fieldname is None or self._has_any(node.fieldname, held) else None
            case query.NumericRange():
                number = getattr(held.document, node.fieldname)
                return node.boost if number and _in_range(number, node) else None
            case query.Prefix() | query.Wildcard() | query.FuzzyTerm() | query.TermRange():
                return node.boost if any(_stands_for(node, term) for term in _terms(node.fieldname, held)) else None
        raise TypeError(f"no truth about {node!r}")

    def _term(self, node: query.Term, held: _Held) -> float | None:
        if node.fieldname in ("year", "published"):
            return node.boost if node.text and getattr(held.document, node.fieldname) == node.text else None
        if node.fieldname not in ("text", "title"):
            return node.boost if node.text in held.values(node.fieldname) else None
        score = self._bm25(node.fieldname, node.text, held)
        return None if score is None else score * node.boost

    def _bm25(self, field: str, term: str, held: _Held) -> float | None:
        frequency = sum(weight for found, _, _, weight in held.occurrences(field) if found == term)
        if not frequency:
            return None
        count = len(self._held)
        lengths = {name: sum(one[3] for one in other.occurrences(field)) for name, other in self._held.items()}
        average = sum(lengths.values()) / count
        held_by = self.frequency(field, term)
        idf = math.log(1 + (count - held_by + 0.5) / (held_by + 0.5))
        return idf * (K1 + 1) * frequency / (frequency + K1 * (1 - B + B * lengths[held.document.id] / average))

    def _phrase(self, node: query.Phrase, held: _Held) -> float | None:
        if not node.words:
            return None
        scores = [self._bm25(node.fieldname, word, held) for word in node.words]
        found = [
            (instance, place) for term, instance, place, _ in held.occurrences(node.fieldname) if term == node.words[0]
        ]
        for word in node.words[1:]:
            found = [
                (instance, place)
                for term, instance, place, _ in held.occurrences(node.fieldname)
                if term == word and any(instance == before and 1 <= place - end <= node.slop for before, end in found)
            ]
        return sum(score for score in scores if score is not None) * node.boost if found else None

    def _many(self, node: Any, held: _Held) -> float | None:
        scores = [self._score(child, held) for child in node.subqueries]
        found = [score for score in scores if score is not None]
        boost = node.boost if len(scores) > 1 else 1.0
        if not found or (isinstance(node, query.And) and len(found) < len(scores)):
            return None
        return (max(found) if isinstance(node, query.DisjunctionMax) else sum(found)) * boost

    def _has_any(self, field: str, held: _Held) -> bool:
        if field in ("year", "published"):
            return bool(getattr(held.document, field))
        return bool(_terms(field, held))

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        counts = Counter(word for held in self._held.values() for word in held.words if word.startswith(prefix))
        yield from sorted(counts.items(), key=lambda item: item[0].encode("utf-8", "surrogatepass"))

    def frequency(self, field: str, term: str) -> int:
        return sum(term in _terms(field, held) for held in self._held.values())

    def document_ids(self) -> Collection[str]:
        return set(self._held)

    def state(self) -> EngineState:
        return EngineState(generation=str(self._revision), revision=self._revision, documents=len(self._held))

    def close(self) -> None:
        pass


def _terms(field: str, held: _Held) -> Collection[str]:
    if field in ("text", "title"):
        return {term for term, _, _, _ in held.occurrences(field)}
    return held.values(field)


def _stands_for(node: Any, term: str) -> bool:
    match node:
        case query.Prefix():
            return term.startswith(node.text)
        case query.Wildcard():
            return fnmatch.fnmatchcase(term, node.text)
        case query.FuzzyTerm():
            prefix = node.text[: node.prefixlength]
            return term.startswith(prefix) and levenshtein(node.text, term) <= node.maxdist
    key, start, end = term.encode(), (node.start or "").encode(), (node.end or "").encode()
    after = node.start is None or (key > start if node.startexcl else key >= start)
    return after and (node.end is None or (key < end if node.endexcl else key <= end))


def levenshtein(one: str, other: str) -> int:
    """Insertions, deletions and substitutions from one string to another."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        before, row = row, [count]
        for column, match in enumerate(other, 1):
            row.append(min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != match)))
    return row[-1]


def _in_range(number: int, node: query.NumericRange) -> bool:
    after = node.start is None or (number > node.start if node.startexcl else number >= node.start)
    return after and (node.end is None or (number < node.end if node.endexcl else number <= node.end))


def _in_years(document: EngineDocument, wanted: EngineQuery) -> bool:
    if wanted.year_from is None and wanted.year_to is None:
        return True
    last = 9999 if wanted.year_to is None else wanted.year_to
    return bool(document.year) and (wanted.year_from or 0) <= document.year <= last


def _passes(values: Collection[str], chosen: FacetFilter) -> bool:
    held = set(values) or {NOT_STATED}
    if held & set(chosen.excluded):
        return False
    if not chosen.values:
        return True
    return held.issuperset(chosen.values) if chosen.match_all else bool(held & set(chosen.values))


def _order(document: EngineDocument, score: float, sort: Sort) -> tuple[Any, ...]:
    published = document.published or 0
    return {
        Sort.RELEVANCE: (-score, document.id),
        Sort.NEWEST: (-published, document.id),
        Sort.OLDEST: (published == 0, published, document.id),
        Sort.TITLE: (fold(document.title).encode(), document.id),
    }[sort]

"""Whoosh's own matchers over our segments: for every kind of query that is not evaluated by arrays.

Slow, one document at a time, and therefore under the deadline of the query; used by span queries,
regular expressions and whatever Whoosh adds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from whoosh import fields, query, scoring
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import IndexReader, TermInfo, TermNotFound
from whoosh.searching import Searcher

from indexer.index.columnar.ask.matches import Matches
from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.file.snapshot import Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.deadline import Deadline

INSTANCE_GAP = 64
"""Added to positions at each boundary, so that no span crosses one."""

_CHECK_EVERY = 64


class OutOfTime(Exception):
    """The time of a query ran out."""


class Evaluating(Protocol):
    """What answers the parts of a tree that arrays can answer."""

    def node(self, node: query.Query, segment: Segment, number: int) -> Matches: ...

    def term(self, name: str, text: bytes, segment: Segment, number: int) -> Matches: ...


def matches(
    tree: query.Query,
    snapshot: Snapshot,
    number: int,
    evaluator: Evaluating,
    deadline: Deadline,
    numeric: tuple[str, ...],
) -> Matches:
    """The documents of segment `number` that match a tree, with Whoosh's scores.

    `evaluator` answers parts over the `numeric` fields, which have no terms, and scores single terms.
    """
    segment = snapshot.segments[number]

    def with_numbers_ready(node: query.Query) -> query.Query:
        if getattr(node, "fieldname", None) in numeric:
            return _Ready(evaluator.node(node, segment, number))
        return node if node.is_leaf() else node.apply(with_numbers_ready)

    searcher = Searcher(SegmentReader(snapshot, number, evaluator, deadline), weighting=scoring.BM25F())
    matcher = with_numbers_ready(tree).matcher(searcher, searcher.boolean_context().set(needs_current=True))
    documents: list[int] = []
    scores: list[float] = []
    while matcher.is_active():
        if len(documents) % _CHECK_EVERY == 0:
            check(deadline)
        documents.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return Matches(np.array(documents, np.int64), np.array(scores, np.float32))


def check(deadline: Deadline) -> None:
    """Raise `OutOfTime` after the deadline."""
    if deadline.passed():
        raise OutOfTime


class _Ready(query.Query):
    """A query answered already."""

    def __init__(self, found: Matches) -> None:
        self.boost = 1.0
        self._found = found

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, ixreader: IndexReader) -> int:
        return len(self._found)

    def estimate_min_size(self, ixreader: IndexReader) -> int:
        return len(self._found)

    def matcher(self, searcher: Searcher, context: Any = None) -> Any:
        return _list_matcher(self._found, None)


def _list_matcher(found: Matches, positions: Any) -> Any:
    scores = np.broadcast_to(np.float32(found.scores), len(found)).tolist()
    return _Postings(found.documents.tolist(), scores, positions) if scores else NullMatcher()


class _Postings(ListMatcher):
    """Postings with ready scores; `positions` gives the positions in a document."""

    def __init__(self, ids: list[int], weights: list[float], positions: Any, position: int = 0) -> None:
        super().__init__(ids, weights, position=position)  # type: ignore[no-untyped-call]
        self._positions = positions

    def copy(self) -> _Postings:
        return _Postings(self._ids, self._weights, self._positions, self._i)

    def skip_to(self, id: int) -> None:
        self._i = bisect_left(self._ids, id, self._i)

    def supports(self, astype: str) -> bool:
        return astype in ("frequency", "weight") or (astype == "positions" and self._positions is not None)

    def value_as(self, astype: str) -> Any:
        return self._positions(self._i) if astype == "positions" else self._weights[self._i]

    def supports_block_quality(self) -> bool:
        return False


class SegmentReader(IndexReader):
    """A Whoosh reader of one segment; terms are found, postings carry ready scores."""

    def __init__(self, snapshot: Snapshot, number: int, evaluator: Evaluating, deadline: Deadline) -> None:
        self._segment: Segment = snapshot.segments[number]
        self._number = number
        self._evaluator = evaluator
        self._deadline = deadline
        names = ["text", "title", "word", *self._segment.facet_names]
        self.schema = fields.Schema()
        for name in names:
            if not name.startswith("_") and " " not in name:
                self.schema.add(name, fields.TEXT() if name in ("text", "title") else fields.KEYWORD())

    def __contains__(self, term: tuple[str, Any]) -> bool:
        return self._find(*term) is not None

    def _find(self, name: str, text: Any) -> int | None:
        field = self._segment.field(name)
        place = field.terms.find(as_bytes(text)) if field is not None else -1
        return None if place < 0 else place

    def indexed_field_names(self) -> Iterable[str]:
        return list(self.schema.names())

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            for text in self.lexicon(name):
                yield name, text

    def terms_from(self, fieldname: str, prefix: Any) -> Iterator[tuple[str, bytes]]:
        for text in self._between(fieldname, as_bytes(prefix), None):
            yield fieldname, text

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        return self._between(fieldname, b"", None)

    def expand_prefix(self, fieldname: str, prefix: Any) -> Iterator[bytes]:
        return self._between(fieldname, as_bytes(prefix), as_bytes(prefix))

    def _between(self, name: str, start: bytes, prefix: bytes | None) -> Iterator[bytes]:
        field = self._segment.field(name)
        if field is None:
            return
        first = field.terms.at_or_after(start)
        last = len(field.terms) if prefix is None else field.terms.with_prefix(prefix)[1]
        for count, text in enumerate(field.terms.between(first, last)):
            if count % 1024 == 0:
                check(self._deadline)
            yield text

    def term_info(self, fieldname: str, text: Any) -> TermInfo:
        count = self.doc_frequency(fieldname, text)
        if not count:
            raise TermNotFound(f"{fieldname}:{text}")
        return TermInfo(weight=count, df=count, minlength=1, maxlength=1, maxweight=1, minid=0, maxid=0)

    def doc_frequency(self, fieldname: str, text: Any) -> int:
        place = self._find(fieldname, text)
        field = self._segment.field(fieldname)
        return 0 if place is None or field is None else field.frequency(place)

    def frequency(self, fieldname: str, text: Any) -> int:
        return self.doc_frequency(fieldname, text)

    def postings(self, fieldname: str, text: Any, **options: Any) -> Any:
        place = self._find(fieldname, text)
        if place is None:
            raise TermNotFound(f"{fieldname}:{text}")
        check(self._deadline)
        found = self._evaluator.term(fieldname, as_bytes(text), self._segment, self._number)
        field = self._segment.field(fieldname)
        return _list_matcher(found, _Positions(self._segment, field, place) if isinstance(field, RankedField) else None)

    def doc_count_all(self) -> int:
        return self._segment.size

    def doc_count(self) -> int:
        return self._segment.size - len(self._segment.deleted)

    def has_deletions(self) -> bool:
        return bool(len(self._segment.deleted))

    def is_deleted(self, docnum: int) -> bool:
        live = self._segment.live
        return live is not None and not live[docnum]

    def all_doc_ids(self) -> Iterator[int]:
        return (number for number in range(self._segment.size) if not self.is_deleted(number))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return default

    def field_length(self, fieldname: str) -> int:
        return self._segment.size

    def min_field_length(self, fieldname: str) -> int:
        return 1

    def max_field_length(self, fieldname: str) -> int:
        return 1

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        raise KeyError(f"{fieldname} has no vectors")

    def generation(self) -> None:
        return None


class _Positions:
    """Positions of one term, document after document, with a gap at each boundary."""

    def __init__(self, segment: Segment, field: RankedField, place: int) -> None:
        self._segment = segment
        self._documents = field.documents(place)
        self._upto = np.concatenate((np.zeros(1, np.int64), np.cumsum(field.counts(place), dtype=np.int64)))
        self._positions = field.positions(place)

    def __call__(self, index: int) -> list[int]:
        positions = self._positions[self._upto[index] : self._upto[index + 1]].astype(np.int64)
        instances = np.searchsorted(self._segment.instances(int(self._documents[index])), positions, "right")
        return (positions + (instances - 1) * INSTANCE_GAP).tolist()  # type: ignore[no-any-return]

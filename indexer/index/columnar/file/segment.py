"""A segment opened for reading: its fields, facets and columns, and which of its documents are deleted."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.index.columnar.file.arrays import Array, ArrayFile, Column
from indexer.index.columnar.file.narrow import NarrowColumn
from indexer.index.columnar.file.rows import Rows
from indexer.index.columnar.file.strings import Strings, as_bytes
from indexer.index.columnar.loops.counts import counts_of, surplus_of, weights_of
from indexer.index.columnar.loops.kinds import SKIP
from indexer.language.numbers import Booleans, Int32s, Int64s, UInt32s, Unsigned

_MOST_VIEWS = 10_000
_MOST_COPIED = 32_000_000


class Postings:
    """Sorted terms, each with the documents that hold it, kept as differences."""

    def __init__(self, name: str, columns: dict[str, Column], terms: str = "terms") -> None:
        self.terms = Strings(f"{name}.{terms}", columns)
        self._begins = columns[f"{name}.postings"]
        self._gaps = NarrowColumn(f"{name}.gaps", columns)

    def bounds(self, term: int) -> tuple[int, int]:
        """Where the postings of a term begin and end among all."""
        start, stop = self._begins.read(term, term + 2).tolist()
        return start, stop

    def frequency(self, term: int) -> int:
        """How many documents, deleted ones included, hold a term."""
        start, stop = self.bounds(term)
        return stop - start

    def documents(self, term: int) -> Int64s:
        """The documents of a term, ascending."""
        return np.cumsum(self._gaps.read(*self.bounds(term)), dtype=np.int64)

    def all_documents(self) -> tuple[Int64s, Int32s]:
        """Where the postings of each term begin, and the documents of all of them."""
        begins = self._begins.all().astype(np.int64)
        # sums beyond 32 bits wrap, and differences of wrapped sums are right again
        total = np.cumsum(self._gaps.all(), dtype=np.int32)
        before = np.zeros(len(begins) - 1, np.int32)
        later = begins[:-1] > 0
        before[later] = total[begins[:-1][later] - 1]
        total -= np.repeat(before, np.diff(begins))
        return begins, total


class RankedField(Postings):
    """A field whose postings say how often, how weightily and where."""

    def __init__(self, name: str, columns: dict[str, Column]) -> None:
        super().__init__(name, columns)
        self._views: dict[int, tuple[Unsigned, Unsigned]] = {}
        self._copied = 0
        self._counts = NarrowColumn(f"{name}.counts", columns)
        self._tokens = columns[f"{name}.tokens"]
        self._skips = columns[f"{name}.skips"]
        self._skip_tokens = columns[f"{name}.skip_tokens"]
        self._positions = NarrowColumn(f"{name}.positions", columns)

    def counts(self, term: int) -> Unsigned:
        """How often a term stands in each of its documents."""
        return counts_of(self._counts.read(*self.bounds(term)))

    def postings(self, term: int) -> tuple[Unsigned, Unsigned]:
        """The differences of the documents of a term, and the packed counts in them."""
        known = self._views.get(term)
        if known is None:
            start, stop = self.bounds(term)
            packed = self._counts.read(start, stop)
            known = self._gaps.read(start, stop), packed.astype(np.uint32) if packed.dtype == np.uint16 else packed
            self._copied += sum(array.nbytes for array in known if array.base is None)
            if len(self._views) >= _MOST_VIEWS or self._copied > _MOST_COPIED:
                self._views.clear()
                self._copied = 0
            self._views[term] = known
        return known

    def skips(self, term: int) -> tuple[Unsigned, int]:
        """The documents before some postings of a term, 128 apart, and the first of these postings."""
        start, stop = self.bounds(term)
        return self._skips.read(start // SKIP, max(stop - 1, 0) // SKIP), SKIP - start % SKIP

    def token_skips(self, term: int) -> tuple[Unsigned, int]:
        """The tokens of all terms before the same postings, and before the term."""
        start, stop = self.bounds(term)
        token = int(self._tokens.read(term, term + 1)[0])
        return self._skip_tokens.read(start // SKIP, max(stop - 1, 0) // SKIP), token

    def weight_in(self, term: int, document: int) -> float:
        """The weighted count of a term in a document that holds it."""
        place = int(np.searchsorted(self.documents(term), document))
        return float(weights_of(self.postings(term)[1][place : place + 1])[0])

    def positions(self, term: int) -> Unsigned:
        """The positions of a term, document after document."""
        start, stop = self._tokens.read(term, term + 2).tolist()
        return self._positions.read(start, stop)

    def all_occurrences(self) -> tuple[Int64s, Unsigned, Unsigned, Unsigned]:
        """Where the tokens of each term begin; counts, surplus weights and positions of all of them."""
        packed = self._counts.all()
        return self._tokens.all().astype(np.int64), counts_of(packed), surplus_of(packed), self._positions.all()


class FacetField(Postings):
    """Values with the documents that state them; and, through the rows of all facets, the other way round."""

    def __init__(self, name: str, columns: dict[str, Column], rows: Rows, place: int) -> None:
        super().__init__(f"facet.{name}", columns, "values")
        self.rows = rows
        self.place = place

    @cached_property
    def names(self) -> list[str]:
        """All values in order."""
        return [value.decode("utf-8", "surrogatepass") for value in self.terms]


class Segment:
    """One immutable file of arrays, and the documents deleted from it in this generation.

    `size` counts the documents, deleted ones included.
    """

    def __init__(self, file: ArrayFile, deleted: Int32s) -> None:
        self.file = file
        self.columns = file.columns
        self.deleted = deleted
        self.ids = Strings("ids", self.columns)
        self.titles = Strings("titles", self.columns)
        self.size = len(self.ids)
        self.facet_names = tuple(
            sorted(name[len("facet.") : -len(".values.ends")] for name in self.columns if name.endswith(".values.ends"))
        )

    @property
    def path(self) -> Path:
        """The file."""
        return self.file.path

    @cached_property
    def live(self) -> Booleans | None:
        """Which documents are not deleted; None where none is."""
        if not len(self.deleted):
            return None
        live = np.ones(self.size, np.bool_)
        live[self.deleted] = False
        return live

    @cached_property
    def text(self) -> RankedField:
        """All searchable text."""
        return RankedField("text", self.columns)

    @cached_property
    def title(self) -> RankedField:
        """The titles."""
        return RankedField("title", self.columns)

    @cached_property
    def word(self) -> Postings:
        """The word forms as written."""
        return Postings("word", self.columns)

    @cached_property
    def facets(self) -> dict[str, FacetField]:
        """The facets by name."""
        return {name: FacetField(name, self.columns, self.rows, at) for at, name in enumerate(self.facet_names)}

    @cached_property
    def rows(self) -> Rows:
        """The facet values of each document."""
        return Rows(self.columns)

    @cached_property
    def all_counts(self) -> Int64s:
        """`Rows.count` of all documents, deleted ones included."""
        return self.rows.count(np.arange(self.size), None)

    def field(self, name: str) -> Postings | None:
        """A field of terms by its name, None where the segment has none."""
        if name in ("text", "title", "word"):
            return getattr(self, name)  # type: ignore[no-any-return]
        return self.facets.get(name)

    def number(self, name: str) -> Int32s:
        """The column `year` or `published`, 0 where not stated."""
        return self.columns[name].all()

    def length(self, field: str) -> UInt32s:
        """The weighted number of tokens of each document in `text` or `title`."""
        return self.columns[f"{field}.length"].all()

    @cached_property
    def id_rank(self) -> Int32s:
        """The place of each document in the order of ids."""
        return self.columns["ids.rank"].all()

    @cached_property
    def title_rank(self) -> Int32s:
        """The place of each document in the order of title and id."""
        return self.columns["titles.rank"].all()

    def ids_of(self, documents: list[int]) -> list[str]:
        """The ids of documents."""
        return [name.decode("utf-8", "surrogatepass") for name in self.ids.many(documents)]

    def find(self, document_id: str) -> int | None:
        """The number of the live document with an id."""
        wanted = as_bytes(document_id)
        order = self.columns["ids.order"].all()
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if self.ids[int(order[middle])] < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(order) or self.ids[int(order[low])] != wanted:
            return None
        document = int(order[low])
        return document if self.live is None or self.live[document] else None

    @cached_property
    def instance_upto(self) -> Int64s:
        """Where the instances of each document begin among all instances."""
        return self.columns["boundary.upto"].all().astype(np.int64)

    @cached_property
    def instance_starts(self) -> Array:
        """The first word of each instance, document after document: of the title, the labels, then the passages."""
        return NarrowColumn("boundary.at", self.columns).all()

    def instances(self, document: int) -> Array:
        """The first word of each instance of a document."""
        start, stop = self.instance_upto[document : document + 2].tolist()
        return self.instance_starts[start:stop]

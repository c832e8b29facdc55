"""What a segment holds, as whole arrays in memory, and the arrays of its file.

Fields and files (N documents, T terms, P postings, K tokens):

    FIELD.terms               sorted strings                      text, title, word
    FIELD.postings            int64 [T+1] where postings of a term begin
    FIELD.documents           uint32 [P]                          (word: FIELD.gaps, uint8 differences)
    FIELD.counts/.weights     uint8 [P] times in the document; times, weighted by field
    FIELD.tokens              int64 [T+1], FIELD.positions uint16 [K] of words in the document
    FIELD.length              uint32 [N] weighted number of tokens
    facet.NAME.values …       sorted strings, postings, documents; facet.NAME.rows: `indexer.columnar.rows`
    ids, titles               strings by document; ids.order, titles.rank int32 [N]
    year, published           int32 [N], 0 where not stated
    boundary.upto/.at         where each unit (title, label, passage) of a document begins, in words
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.columnar.arrays import Array
from indexer.columnar.dictionary import encode_strings
from indexer.columnar.narrow import narrow
from indexer.columnar.rows import encode_rows
from indexer.columnar.runs import Run
from indexer.language.bulk import Integers, Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The sorted terms of a field with their postings."""

    terms: list[bytes]
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of a segment. `units` int32 [N] counts the units of each document, `unit_starts` their first words."""

    ids: list[bytes]
    titles: list[bytes]
    year: Integers
    published: Integers
    text_length: NDArray[np.uint32]
    title_length: NDArray[np.uint32]
    units: Integers
    unit_starts: NDArray[np.uint32]
    fields: Mapping[str, Field]
    facets: Mapping[str, Field]


def arrays(content: Content) -> dict[str, Array]:
    """The arrays of the segment's file."""
    order = np.array(sorted(range(len(content.ids)), key=content.ids.__getitem__), np.int32)
    by_title = sorted(range(len(content.ids)), key=lambda number: (content.titles[number], content.ids[number]))
    result: dict[str, Array] = {
        **encode_strings("ids", content.ids),
        **encode_strings("titles", content.titles),
        "ids.order": order,
        "ids.rank": _inverse(order),
        "titles.rank": _inverse(np.array(by_title, np.int32)),
        "year": content.year,
        "published": content.published,
        "text.length": content.text_length,
        "title.length": content.title_length,
        "boundary.upto": _upto(content.units),
        **narrow("boundary.at", content.unit_starts, np.uint16),
    }
    for name, field in content.fields.items():
        result |= _ranked(name, field) if name != "word" else _set(name, field)
    for name, field in content.facets.items():
        result |= _facet(f"facet.{name}", field, len(content.ids))
    return result


def _ranked(name: str, field: Field) -> dict[str, Array]:
    run = field.run
    return {
        **encode_strings(f"{name}.terms", field.terms),
        f"{name}.postings": _upto(run.postings),
        f"{name}.documents": run.documents.astype(np.uint32),
        **narrow(f"{name}.counts", run.counts, np.uint8),
        **(narrow(f"{name}.weights", run.weights, np.uint8) if name == "text" else {}),
        f"{name}.tokens": _upto(run.tokens),
        **narrow(f"{name}.positions", run.positions, np.uint16),
    }


def _set(name: str, field: Field) -> dict[str, Array]:
    run = field.run
    gaps = np.diff(run.documents, prepend=0)
    firsts = (np.cumsum(run.postings) - run.postings)[run.postings > 0]
    gaps[firsts] = run.documents[firsts]
    return {
        **encode_strings(f"{name}.terms", field.terms),
        f"{name}.postings": _upto(run.postings),
        **narrow(f"{name}.gaps", gaps.astype(np.uint32), np.uint8),
    }


def _facet(name: str, field: Field, documents: int) -> dict[str, Array]:
    return {
        **encode_strings(f"{name}.values", field.terms),
        f"{name}.postings": _upto(field.run.postings),
        f"{name}.documents": field.run.documents.astype(np.uint32),
        **encode_rows(name, field.run, documents),
    }


def _upto(lengths: Longs | Integers) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def _inverse(order: Integers) -> Integers:
    inverse = np.empty(len(order), np.int32)
    inverse[order] = np.arange(len(order), dtype=np.int32)
    return inverse

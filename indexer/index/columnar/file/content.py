"""What a segment holds, as whole arrays in memory, and the arrays of its file.

Fields and files (N documents, T terms, P postings, K tokens; "narrow" as in `indexer.index.columnar.file.narrow`):

    FIELD.terms               sorted strings                      text, title, word
    FIELD.postings            [T+1] where postings of a term begin
    FIELD.gaps                narrow [P] differences of the documents of a term, the first from 0
    FIELD.counts              narrow [P] times in the document, in the low 4 bits, and surplus weight above
    FIELD.tokens              [T+1] where positions of a term begin
    FIELD.positions           narrow [K] of words in the document
    FIELD.length              uint32 [N] weighted number of tokens
    FIELD.skips/.skip_tokens  uint32 [P/128] the document, and the tokens, before every 128th posting
    facet.NAME.values …       sorted strings, postings, gaps
    rows …                    the facet values of each document: `indexer.index.columnar.file.rows`
    ids, titles               strings by document; ids.order, ids.rank, titles.rank int32 [N]
    year, published           int32 [N], 0 where not stated
    boundary.upto/.at         where each field instance (title, label, passage) of a document begins, in words
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from indexer.index.columnar.file.arrays import Array
from indexer.index.columnar.file.narrow import narrow
from indexer.index.columnar.file.rows import encode_rows
from indexer.index.columnar.file.strings import encode_strings
from indexer.index.columnar.loops.counts import pack
from indexer.index.columnar.loops.kinds import SKIP
from indexer.index.columnar.loops.postings import Run
from indexer.language.numbers import Int32s, Int64s, UInt32s, UInt64s, Unsigned

LAYOUT = 2
"""Changes whenever the arrays of a file would be read otherwise: an index of another layout is rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The sorted terms of a field with their postings."""

    terms: list[bytes]
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of a segment; fields and facets are united when asked for, once, so that one at a time is in memory.

    `instances` int32 [N] counts the field instances of each document, `instance_starts` their first words."""

    ids: list[bytes]
    titles: list[bytes]
    year: Int32s
    published: Int32s
    text_length: UInt32s
    title_length: UInt32s
    instances: Int32s
    instance_starts: Unsigned
    fields: Mapping[str, Callable[[], Field]]
    facets: Mapping[str, Callable[[], Field]]


def arrays(content: Content) -> dict[str, Array]:
    """The arrays of the segment's file."""
    by_id = sorted(range(len(content.ids)), key=content.ids.__getitem__)
    by_title = sorted(by_id, key=content.titles.__getitem__)
    order = np.array(by_id, np.int32)
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
        "boundary.upto": upto(content.instances),
        **narrow("boundary.at", content.instance_starts),
    }
    for name, united in content.fields.items():
        field = united()
        result |= encode_strings(f"{name}.terms", field.terms) | _postings(name, field.run)
        if name != "word":
            result |= _occurrences(name, field.run)
    runs = {}
    for name, united in content.facets.items():
        field = united()
        runs[name] = field.run
        result |= encode_strings(f"facet.{name}.values", field.terms) | _postings(f"facet.{name}", field.run)
    return result | encode_rows(runs, len(content.ids))


def _postings(name: str, run: Run) -> dict[str, Array]:
    gaps = np.diff(run.documents, prepend=np.int32(0))
    firsts = (np.cumsum(run.postings) - run.postings)[run.postings > 0]
    gaps[firsts] = run.documents[firsts]
    return {f"{name}.postings": upto(run.postings), **narrow(f"{name}.gaps", gaps)}


def _occurrences(name: str, run: Run) -> dict[str, Array]:
    after = np.cumsum(run.counts, dtype=np.uint32)
    return {
        **narrow(f"{name}.counts", pack(run.counts, run.surplus)),
        f"{name}.tokens": upto(run.tokens),
        f"{name}.skips": run.documents[SKIP - 1 :: SKIP].astype(np.uint32),
        f"{name}.skip_tokens": after[SKIP - 1 :: SKIP].copy(),
        **narrow(f"{name}.positions", run.positions),
    }


def upto(lengths: Int64s | Int32s) -> UInt32s | UInt64s:
    """0 and the sums of all lengths so far."""
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
    return sums.astype(np.uint32) if sums[-1] < 1 << 32 else sums.astype(np.uint64)


def _inverse(order: Int32s) -> Int32s:
    inverse = np.empty(len(order), np.int32)
    inverse[order] = np.arange(len(order), dtype=np.int32)
    return inverse

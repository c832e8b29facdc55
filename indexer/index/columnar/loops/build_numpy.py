"""The inner loops of building an index, in numpy alone; `compiled_building` holds the same, compiled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.index.columnar.loops.postings import NOTHING, Run, smallest
from indexer.language.numbers import Booleans, Bytes, Int32s, Int64s, Unsigned


@dataclass(frozen=True, slots=True)
class Units:
    """The units of text of a batch in order: titles, labels and passages, document after document.

    `words` int32: how many words each has; `documents` int32: whose it is; `surplus` uint8: what a word
    in it weighs beyond 1.
    """

    words: Int32s
    documents: Int32s
    surplus: Bytes

    @property
    def titles(self) -> Booleans:
        """Which units are the first of their document."""
        titles = np.ones(len(self.documents), np.bool_)
        np.not_equal(self.documents[1:], self.documents[:-1], out=titles[1:])
        return titles


def post(terms: Int32s, tokens: Int32s, words: Int32s | None, units: Units, taken: Booleans, size: int) -> Run:
    """The postings of the terms numbered below `size`: all of them, those without any included.

    `terms` int32 are occurrences in order, `tokens` int32 how many each unit has; only the units `taken`
    count. `words` int32 are the words of the occurrences, counted through all units; without them there
    are documents alone, no counts and no positions.
    """
    unit = np.repeat(np.arange(len(tokens), dtype=np.int32), tokens)
    kept = np.flatnonzero(taken[unit])
    order = kept[np.argsort(terms[kept], kind="stable")]
    terms, unit = terms[order], unit[order]
    documents = units.documents[unit]
    starts = _changes(terms, documents)
    postings = np.bincount(terms[starts], minlength=size)
    numbers = np.arange(size, dtype=np.int32)
    if words is None:
        none = np.zeros(size, np.int64)
        return Run(numbers, postings, none, documents[starts], NOTHING, NOTHING, NOTHING)
    begin = np.cumsum(units.words) - units.words
    first = begin[units.titles][np.cumsum(units.titles) - 1]
    surplus = np.add.reduceat(units.surplus[unit], starts, dtype=np.uint32) if len(starts) else NOTHING
    return Run(
        terms=numbers,
        postings=postings,
        tokens=np.bincount(terms, minlength=size),
        documents=documents[starts],
        counts=smallest(np.diff(starts, append=len(terms))),
        surplus=smallest(surplus),
        positions=smallest(words[order] - first[unit]),
    )


def _changes(first: Int32s, second: Int32s) -> Int64s:
    different = np.ones(len(first), np.bool_)
    np.not_equal(first[1:], first[:-1], out=different[1:])
    different[1:] |= second[1:] != second[:-1]
    return np.flatnonzero(different)


def move(source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
    """Copy the parts of `source` that follow each other to where each begins in `target`."""
    place = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    place += np.arange(len(place))
    target[place] = source

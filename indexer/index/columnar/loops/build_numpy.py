"""The inner loops of building an index in numpy alone: their definition, and what runs while nothing is compiled."""

from __future__ import annotations

import numpy as np

from indexer.index.columnar.loops.kinds import FieldInstances
from indexer.index.columnar.loops.postings import NOTHING, Run, changes, smallest
from indexer.language.numbers import Booleans, Int32s, Int64s, Unsigned


def post(
    terms: Int32s, tokens: Int32s, words: Int32s | None, instances: FieldInstances, taken: Booleans, size: int
) -> Run:
    """See `indexer.index.columnar.loops.kinds.Building`."""
    instance = np.repeat(np.arange(len(tokens), dtype=np.int32), tokens)
    kept = np.flatnonzero(taken[instance])
    order = kept[np.argsort(terms[kept], kind="stable")]
    terms, instance = terms[order], instance[order]
    documents = instances.documents[instance]
    starts = changes(terms, documents)
    postings = np.bincount(terms[starts], minlength=size)
    numbers = np.arange(size, dtype=np.int32)
    if words is None:
        none = np.zeros(size, np.int64)
        return Run(numbers, postings, none, documents[starts], NOTHING, NOTHING, NOTHING)
    begin = np.cumsum(instances.words) - instances.words
    first = begin[instances.titles][np.cumsum(instances.titles) - 1]
    surplus = np.add.reduceat(instances.surplus[instance], starts, dtype=np.uint32) if len(starts) else NOTHING
    return Run(
        terms=numbers,
        postings=postings,
        tokens=np.bincount(terms, minlength=size),
        documents=documents[starts],
        counts=smallest(np.diff(starts, append=len(terms))),
        surplus=smallest(surplus),
        positions=smallest(words[order] - first[instance]),
    )


def move(source: Unsigned, lengths: Int64s, target: Unsigned, begins: Int64s) -> None:
    """See `indexer.index.columnar.loops.kinds.Building`."""
    place = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    place += np.arange(len(place))
    target[place] = source

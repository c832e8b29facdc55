"""The compiled form of a vocabulary's labels: a trie over term numbers, kept in sorted arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from indexer.language.numbers import Booleans, Int64s

_MAX_TURNED_WORDS = 4
"""Longer labels are not looked for in turned order."""


class Order(IntEnum):
    """How the words of an occurrence stand to those of its label."""

    AS_WRITTEN = 0
    TURNED = 1
    ACRONYM = 2


@dataclass(frozen=True, slots=True)
class LabelTrie:
    """Edges sorted by `node * width + term`, their `children`, and per node its entries.

    Entries `first_entry[node]:first_entry[node + 1]` of `label` (row), `order` and `junction` (for turned labels how
    many words stand before the turn, else 0). All arrays int64.
    """

    width: int
    edges: Int64s
    children: Int64s
    first_entry: Int64s
    label: Int64s
    order: Int64s
    junction: Int64s

    def walk(self, terms: Int64s, joined: Booleans) -> tuple[Int64s, Int64s, Int64s]:
        """All paths from the root: place of the first and the last word, and the node reached, where it has entries.

        `terms` are term numbers (negative ones match nothing), `joined[i]` tells whether a label may reach from
        word i-1 to word i.
        """
        starts: list[Int64s] = []
        ends: list[Int64s] = []
        nodes: list[Int64s] = []
        place = np.flatnonzero((terms >= 0) & (terms < self.width))
        start, node = place, np.zeros(len(place), dtype=np.int64)
        while len(place):
            node, taken = self._step(node, terms[place])
            start, place = start[taken], place[taken]
            ending = self.first_entry[node + 1] > self.first_entry[node]
            starts.append(start[ending])
            ends.append(place[ending])
            nodes.append(node[ending])
            going_on = place + 1 < len(terms)
            start, place, node = start[going_on], place[going_on] + 1, node[going_on]
            reachable = joined[place] & (terms[place] >= 0) & (terms[place] < self.width)
            start, place, node = start[reachable], place[reachable], node[reachable]
        if not starts:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing
        return np.concatenate(starts), np.concatenate(ends), np.concatenate(nodes)

    def _step(self, node: Int64s, terms: Int64s) -> tuple[Int64s, Booleans]:
        """The children reached from nodes by terms, and which of the nodes had one."""
        wanted = node * self.width + terms
        found = np.minimum(np.searchsorted(self.edges, wanted), max(len(self.edges) - 1, 0))
        taken = self.edges[found] == wanted if len(self.edges) else np.zeros(len(wanted), dtype=bool)
        return self.children[found[taken]], taken


def compile_trie(sequences: Iterable[tuple[int, tuple[int, ...]]], width: int) -> LabelTrie:
    """A trie of (label row, numbers of its content words) pairs, with the turned forms of short ones.

    `width` is above every term number.
    """
    rows = [(row, sequence) for row, sequence in sequences if sequence]
    written = {sequence for _, sequence in rows}
    entries = [(sequence, row, Order.AS_WRITTEN, 0) for row, sequence in rows]
    for row, sequence in rows:
        for junction, turned in _turned(sequence):
            if turned not in written:
                entries.append((turned, row, Order.TURNED, junction))
    nodes: dict[tuple[int, int], int] = {}
    at_node: list[tuple[int, int, int, int]] = []
    for sequence, row, order, junction in entries:
        node = 0
        for term in sequence:
            node = nodes.setdefault((node, term), len(nodes) + 1)
        at_node.append((node, row, int(order), junction))
    return _as_arrays(nodes, sorted(set(at_node)), width)


def _turned(sequence: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    if 2 <= len(sequence) <= _MAX_TURNED_WORDS:
        for place in range(1, len(sequence)):
            turned = (*sequence[place:], *sequence[:place])
            if turned != tuple(sequence):
                yield len(sequence) - place, turned


def _as_arrays(
    nodes: dict[tuple[int, int], int], entries: Sequence[tuple[int, int, int, int]], width: int
) -> LabelTrie:
    edges = np.array([node * width + term for node, term in nodes], dtype=np.int64)
    children = np.fromiter(nodes.values(), dtype=np.int64, count=len(nodes))
    order = np.argsort(edges)
    table = np.array(entries, dtype=np.int64).reshape(-1, 4)
    first_entry = np.searchsorted(table[:, 0], np.arange(len(nodes) + 2))
    return LabelTrie(
        width, edges[order], children[order], first_entry.astype(np.int64), table[:, 1], table[:, 2], table[:, 3]
    )

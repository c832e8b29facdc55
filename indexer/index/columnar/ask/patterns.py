"""Terms of a field that a prefix, wildcard, misspelling or range stands for, at most so many."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from whoosh import query

from indexer.index.columnar.file.strings import Strings, as_bytes


@dataclass(frozen=True, slots=True)
class Expansion:
    """Numbers of terms, ascending; `capped` when there were more than allowed."""

    terms: list[int]
    capped: bool


def expand(node: query.Query, terms: Strings, most: int) -> Expansion:
    """What a `Prefix`, `Wildcard`, `FuzzyTerm` or `TermRange` stands for among the terms of a segment."""
    found: list[int] = []
    for number in _candidates(node, terms):
        if len(found) == most:
            return Expansion(found, True)
        found.append(number)
    return Expansion(found, False)


def _candidates(node: query.Query, terms: Strings) -> Iterator[int]:
    if isinstance(node, query.Prefix):
        yield from range(*terms.with_prefix(as_bytes(node.text)))
    elif isinstance(node, query.Wildcard):
        yield from _wildcard(node.text, terms)
    elif isinstance(node, query.FuzzyTerm):
        yield from _fuzzy(node.text, node.maxdist, node.prefixlength, terms)
    elif isinstance(node, query.TermRange):
        yield from _range(node, terms)
    else:
        raise TypeError(f"{type(node).__name__} stands for no terms")


def _wildcard(pattern: str, terms: Strings) -> Iterator[int]:
    literal = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    first, last = terms.with_prefix(as_bytes(literal))
    matches = re.compile(fnmatch.translate(pattern)).match
    for number, term in enumerate(terms.between(first, last), first):
        if matches(term.decode("utf-8", "surrogatepass")):
            yield number


def _range(node: query.TermRange, terms: Strings) -> Iterator[int]:
    first, last = 0, len(terms)
    if node.start is not None:
        start = as_bytes(node.start)
        first = terms.at_or_after(start)
        first += bool(node.startexcl) and terms.find(start) >= 0
    if node.end is not None:
        end = as_bytes(node.end)
        last = terms.at_or_after(end)
        last += not node.endexcl and terms.find(end) >= 0
    yield from range(first, last)


def _fuzzy(text: str, distance: int, prefix: int, terms: Strings) -> Iterator[int]:
    first, last = terms.with_prefix(as_bytes(text[:prefix]))
    near = []
    for number, term in enumerate(terms.between(first, last), first):
        if abs(len(term) - len(text)) <= distance + 3 * distance + len(text.encode()) - len(text):
            near.append((number, term.decode("utf-8", "surrogatepass")))
    near = [(number, term) for number, term in near if abs(len(term) - len(text)) <= distance]
    for start in range(0, len(near), 4096):
        part = near[start : start + 4096]
        close = _distances(text, [term for _, term in part]) <= distance
        yield from (number for (number, _), hit in zip(part, close.tolist(), strict=True) if hit)


def _distances(text: str, others: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """The Levenshtein distance from a text to each of the others, all at once."""
    width = max(map(len, others), default=0)
    letters = np.zeros((len(others), width), np.uint32)
    for place, other in enumerate(others):
        letters[place, : len(other)] = np.frombuffer(other.encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = np.fromiter(map(len, others), np.int64, len(others))
    before = np.tile(np.arange(width + 1, dtype=np.int32), (len(others), 1))
    for count, letter in enumerate(text, 1):
        current = np.empty_like(before)
        current[:, 0] = count
        cheapest = np.minimum(before[:, 1:] + 1, before[:, :-1] + (letters != ord(letter)))
        for column in range(width):
            current[:, column + 1] = np.minimum(cheapest[:, column], current[:, column] + 1)
        before = current
    return before[np.arange(len(others)), lengths]

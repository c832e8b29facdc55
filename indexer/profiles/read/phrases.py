"""Phrases in text: compared by word stems without articles, found by position.

A *token* is the English stem of a word, its spelling made British, without accents. Articles and
possessives are no tokens, so that "the city's own budget" is found as "city own budget".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.language.analysis import terms
from indexer.language.words import fold, words

ANYTHING = "*"
"""Stands in a phrase for up to five tokens, such as the name of a place."""

_MAX_GAP = 5
_AMERICAN = re.compile(r"([iy])z(e|es|ed|er|ing|ation|ational|ations)$")


@dataclass(frozen=True, slots=True)
class Token:
    """A compared word: its stem, its folded form, and its [start, end) characters in the text."""

    stem: str
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: the [first, last) tokens it covers."""

    first: int
    last: int

    def overlaps(self, other: Match) -> bool:
        """Whether the two share a token."""
        return self.first < other.last and other.first < self.last


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """The words that decide between yes, no and not yet, and those that begin a comparison."""
    return tomllib.loads((files("indexer.profiles.read") / "wording.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _articles() -> frozenset[str]:
    return frozenset(wording()["articles"])


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order."""
    articles = _articles()
    return tuple(
        Token(stem(word.form), fold(word.form), word.start, word.end)
        for word in words(text)
        if fold(word.form) not in articles
    )


@lru_cache(maxsize=100_000)
def stem(form: str) -> str:
    """The stem a word form is compared by."""
    spelled = wording()["spelling"].get(fold(form), fold(form))
    return terms(_AMERICAN.sub(r"\1s\2", spelled), "en")[0]


@lru_cache(maxsize=20_000)
def phrase(text: str) -> tuple[str, ...]:
    """A phrase as stems, with `ANYTHING` where it has ` * `."""
    return tuple(
        stem_or_gap
        for part in re.split(r"(?<!\S)(\*)(?!\S)", text)
        for stem_or_gap in ([ANYTHING] if part == ANYTHING else [token.stem for token in tokens(part)])
    )


@lru_cache(maxsize=2_000)
def exact_phrase(text: str) -> tuple[str, ...]:
    """A phrase as folded word forms, for words whose endings matter ("city" is not "cities")."""
    return tuple(token.form for token in tokens(text))


def find_exact(wanted: Sequence[str], text: Sequence[Token], start: int, end: int) -> Match | None:
    """The first place between two tokens where word forms stand just so, or None."""
    size = len(wanted)
    for first in range(start, end - size + 1):
        if all(text[first + at].form == form for at, form in enumerate(wanted)):
            return Match(first, first + size)
    return None


def find(wanted: Sequence[str], text: Sequence[Token], start: int = 0, end: int | None = None) -> Match | None:
    """The first place between two tokens where a phrase stands, or None."""
    last = len(text) if end is None else end
    head = wanted[0] if wanted else ANYTHING
    for first in range(start, last):
        if head != ANYTHING and text[first].stem != head:
            continue
        stop = _stop(wanted, text, first, last)
        if stop is not None:
            return Match(first, stop)
    return None


def find_any(wanted: Iterable[str], text: Sequence[Token], start: int = 0, end: int | None = None) -> Match | None:
    """The earliest place where any of several phrases stands, the longest where several begin there."""
    found = [match for text_phrase in wanted if (match := find(phrase(text_phrase), text, start, end))]
    return min(found, key=lambda match: (match.first, -match.last), default=None)


def is_phrase(wanted: str, text: Sequence[Token]) -> bool:
    """Whether a text is a phrase and nothing more."""
    return bool(text) and _stop(phrase(wanted), text, 0, len(text), whole=True) == len(text)


def begins_with(wanted: str, text: Sequence[Token]) -> int | None:
    """The number of tokens a phrase takes at the beginning of a text, or None."""
    return _stop(phrase(wanted), text, 0, len(text)) or None


def _stop(wanted: Sequence[str], text: Sequence[Token], first: int, last: int, whole: bool = False) -> int | None:
    """Where a phrase that begins at a token ends, or None; gaps are tried shortest first."""
    at = first
    for position, part in enumerate(wanted):
        if part == ANYTHING:
            rest = wanted[position + 1 :]
            for gap in range(_MAX_GAP + 1):
                if at + gap > last:
                    return None
                stop = _stop(rest, text, at + gap, last, whole)
                if stop is not None:
                    return stop
            return None
        if at >= last or text[at].stem != part:
            return None
        at += 1
    return None if whole and at != last else at

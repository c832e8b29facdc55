"""Acronyms that a text itself explains: "the Women's Health Office (WHO)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from indexer.labels.labels import is_acronym_of
from indexer.language.tokens import Tokens

_IN_BRACKETS = re.compile(r"\(\s*(?P<short>[A-Z][A-Za-z0-9&-]{1,9})\s*\)")
_MAX_DEFINITIONS = 1_000


@dataclass(frozen=True, slots=True)
class DefinedAcronym:
    """A short form and the words before its brackets that spell it: word numbers `first` to `last`, both included."""

    short: str
    first: int
    last: int


def defined_acronyms(tokens: Tokens) -> list[tuple[DefinedAcronym, list[int]]]:
    """The acronyms a text defines, each at its first definition, with the places where it is used."""
    found: dict[str, DefinedAcronym] = {}
    for match in _IN_BRACKETS.finditer(tokens.text) if "(" in tokens.text else ():
        short = match["short"]
        if short in found or len(found) >= _MAX_DEFINITIONS:
            continue
        expansion = _expansion(short, tokens, int(np.searchsorted(tokens.starts, match.start())))
        if expansion:
            found[short] = DefinedAcronym(short, *expansion)
    if not found:
        return []
    written_as = {form: short for short in found for form in (f"{short}s", short.removesuffix("s"), short)}
    places: dict[str, list[int]] = {short: [] for short in found}
    for place, word in [(place, word) for place, word in enumerate(tokens.raw) if word in written_as]:
        places[written_as[word]].append(place)
    return [(acronym, places[short]) for short, acronym in found.items()]


def _expansion(short: str, tokens: Tokens, after: int) -> tuple[int, int] | None:
    """The fewest words before word number `after` whose first letters make the short form."""
    for length in range(2, min(2 * len(short), after) + 1):
        if tokens.raw[after - length][0].upper() == short[0] and is_acronym_of(
            short, tokens.raw[after - length : after]
        ):
            return after - length, after - 1
    return None


def same_acronym(written: str, short: str) -> bool:
    """Whether a word of a text is a short form, its plural in a small s allowed."""
    return written == short or written == f"{short}s" or f"{written}s" == short

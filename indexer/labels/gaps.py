"""What stands between two words, and which gaps a label may reach across."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from indexer.language.numbers import Int32s
from indexer.language.tokens import Tokens

JOIN, SOFT, HARD = 0, 1, 2
"""A label crosses a joining gap always, a soft one (comma, bracket) only where it has one itself, a hard one never."""

MAX_SKIPPED_WORDS = 3
"""How many stop words may stand between two words of a label ("conservation of all the resources")."""

_HARD = re.compile(r"[.!?…](?=\s|$)|[;|•\t]|\n\s*\n|: |[。！？]")
_SOFT = re.compile(r"[,()\[\]{}:<>=+*]")
_MAX_REMEMBERED = 20_000

_PREPOSITIONS = {
    "de": "an auf aus bei durch für im in mit nach um unter vom von zum zur zwischen über",
    "en": "about against among at between by for from in into of on over through to towards under with within",
    "es": "a al bajo con contra de del en entre hacia para por sobre",
    "fr": "au aux avec contre dans de des du d en entre par pour sous sur vers à",
    "it": "a al alla con da dal dalla dei del della delle di fra in nel nella per su tra",
    "nl": "aan bij door in met naar onder op over tussen uit van voor",
    "pt": "a ao com contra da das de do dos em entre na no para por sobre",
    "sv": "av bland för från i inom med mellan mot om på till under",
}
"""The words around which a label may be turned: "retrieval of information", but not "information and retrieval"."""


@dataclass(slots=True)
class Gaps:
    """The gaps of one text, as running counts over its words (int32): differences tell what two words have between.

    `hard` and `soft` have a value per word: how many such gaps stand before it in the text. Words of the same `hard`
    are in one sentence.
    """

    hard: Int32s
    soft: Int32s


@dataclass(slots=True)
class _Remembered:
    classes: dict[str, int] = field(default_factory=lambda: {" ": JOIN, "": JOIN, "-": JOIN, "\n": JOIN})


_remembered = _Remembered()


def gap_class(separator: str) -> int:
    """`JOIN`, `SOFT` or `HARD` for the characters between two words."""
    if _HARD.search(separator):
        return HARD
    return SOFT if _SOFT.search(separator) else JOIN


def gaps_of(tokens: Tokens) -> Gaps:
    """The gaps before each word of a text."""
    known = _remembered.classes
    if len(known) > _MAX_REMEMBERED:
        known.clear()
    for separator in set(tokens.separators).difference(known):
        known[separator] = gap_class(separator)
    classes = np.fromiter(map(known.__getitem__, tokens.separators), dtype=np.int8, count=len(tokens))
    return Gaps(np.cumsum(classes == HARD, dtype=np.int32), np.cumsum(classes == SOFT, dtype=np.int32))


def turns_words_round(words: list[str], language: str) -> bool:
    """Whether the stop words between two words turn them round: a preposition is among them."""
    return bool(_prepositions(language).intersection(word.lower() for word in words))


@lru_cache(maxsize=16)
def _prepositions(language: str) -> frozenset[str]:
    return frozenset(_PREPOSITIONS.get(language, "").split())

"""Whether two forms with one stem are forms of one word: stemmers join "important" with "import" as well."""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.language.words import fold, word_form

_ABILITY = re.compile(r"bilit(?:y|ies)$")
_INFLECTION = re.compile(r"(?<=\w\w\w)(?:ings?|ed|es|s|e)$")
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
_SHORT, _SHORT_ENDING = 8, 3
_ALIKE = 0.7


@lru_cache(maxsize=100_000)
def same_word(one: str, other: str) -> bool:
    """Whether two words with the same stem mean the same: they differ by an inflection, or in little of their length.

    "transparent" speaks for transparency and "sustainable" for sustainability, but "answer" not for answerability.
    """
    one, other = (_ABILITY.sub("ble", fold(word_form(word))) for word in (one, other))
    if one == other or _uninflected(one) == _uninflected(other):
        return True
    common = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    common = min(len(one), len(other)) if common is None else common
    longest = max(len(one), len(other))
    return common >= _ALIKE * longest or (longest <= _SHORT and longest - common <= _SHORT_ENDING)


def _uninflected(word: str) -> str:
    return _DOUBLED.sub(r"\1", _INFLECTION.sub("", re.sub("ies$", "y", word)))

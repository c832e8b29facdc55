"""Text to words: where each word stands and the form it is compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD_CHARACTERS = 64

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\u0300-\u036f"
_LETTERS = rf"[^\W_{_CJK}]+(?:[{_MARKS}]+[^\W_{_CJK}]*)*"
WORD = re.compile(
    rf"[{_CJK}]+"
    r"|\d+(?:[.,]\d+)*(?![^\W_])"
    rf"|{_LETTERS}(?:['’]{_LETTERS})*"
)
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_ELISION = re.compile(r"^(?:[a-z]|qu|jusqu|lorsqu|puisqu|quelqu|dell|nell|sull|all|dall|un)['’](?=.)")
_IS_CJK = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: its form (lower case, accents kept) and its [start, end) characters."""

    form: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in order.

    Hyphens part words; apostrophes do not, except that English possessives and Romance elisions are
    dropped ("country's" is `country`, "l'État" is `état`); digits grouped by commas are one number;
    runs of Chinese, Japanese or Korean characters become overlapping pairs.
    """
    for match in WORD.finditer(text):
        start, end = match.span()
        form = match.group()
        if _IS_CJK.match(form):
            for offset in range(max(len(form) - 1, 1)):
                pair = form[offset : offset + 2]
                yield Word(unicodedata.normalize("NFC", pair), start + offset, start + offset + len(pair))
            continue
        form = word_form(form)
        if form:
            yield Word(form, start, end)


@lru_cache(maxsize=200_000)
def word_form(raw: str) -> str:
    """The form of one raw word: composed, lower case, without possessive or elision, cut at 64 characters."""
    if raw.isascii() and raw.isalpha():
        return raw.lower()[:MAX_WORD_CHARACTERS]
    form = unicodedata.normalize("NFC", raw).casefold()
    if "'" in form or "’" in form:
        form = re.sub(r"['’]s$", "", form)
        form = _ELISION.sub("", form, count=1)
        form = form.replace("'", "").replace("’", "")
    if _GROUPED_NUMBER.fullmatch(form):
        form = form.replace(",", "")
    return form[:MAX_WORD_CHARACTERS]


@lru_cache(maxsize=200_000)
def fold(form: str) -> str:
    """A form without accents and case: "Türkiye" is `turkiye`, "Straße" is `strasse`."""
    if form.isascii():
        return form.lower()
    folded = "".join(
        character
        for character in unicodedata.normalize("NFKD", form.casefold())
        if not unicodedata.combining(character)
    )
    return unicodedata.normalize("NFC", folded).translate(PLAIN_LETTERS)


PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
"""What letters that are not a plain one and an accent fold to."""

"""Noun phrases by a small grammar over word endings and closed word classes; nothing is trained or downloaded.

Each word gets a letter: `n` may be a noun, `a` only stands before one (an adjective by its ending), `p` joins two
nouns ("of"), and everything else breaks the phrase. English phrases end in a noun; in Romance languages the adjective
follows; other languages take two words side by side.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.labels.gaps import JOIN, gap_class
from indexer.language.analysis import stop_words, terms
from indexer.language.tokens import Tokens, tokens_of
from indexer.language.words import fold, word_form

MAX_WORDS = 4
"""How many words with content a phrase may have."""

_LEAST_LETTERS = 3
_ROMANCE = ("es", "fr", "it", "pt")
_GRAMMARS = {
    "en": re.compile(r"[an]{1,3}n|n(?:p[an]{0,1}n)"),
    **dict.fromkeys(_ROMANCE, re.compile(r"n[an]|n[an]?pn[an]?")),
}
_OTHER_GRAMMAR = re.compile(r"[an]n")
_ADJECTIVES = re.compile(r".{2,}(?:able|ible|ical|ial|ional|ular|ful|less|ous|ive|ary|wide|ish)$")
_BREAKING = re.compile(r".{2,}(?:ly|ed)$")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A phrase of a text: [start, end) characters, the words as written, their terms, and the words around it."""

    start: int
    end: int
    written: str
    terms: tuple[str, ...]
    around: tuple[str, str]


def noun_phrases(text: str, language: str) -> Iterator[NounPhrase]:
    """Every phrase of a text that the grammar of its language allows, also those within longer ones."""
    tokens = tokens_of(text)
    for begin, letters in _stretches(tokens, language):
        for first in range(len(letters)):
            for last in range(first + 1, min(len(letters), first + 2 * MAX_WORDS)):
                if _grammar(language).fullmatch(letters, first, last + 1):
                    yield _phrase(tokens, begin + first, begin + last, language)


def content_terms(text: str, language: str) -> Iterator[str]:
    """The term of each word of a text that may stand in a phrase."""
    for word in tokens_of(text).raw:
        if word_class(word, language) in "an":
            yield _term(word, language)


def _grammar(language: str) -> re.Pattern[str]:
    return _GRAMMARS.get(language, _OTHER_GRAMMAR)


def _phrase(tokens: Tokens, first: int, last: int, language: str) -> NounPhrase:
    raw = tokens.raw[first : last + 1]
    start, end = int(tokens.starts[first]), int(tokens.ends[last])
    found = tuple(_term(word, language) for word in raw if word_class(word, language) in "an")
    around = (_neighbour(tokens, first - 1, first), _neighbour(tokens, last + 1, last + 1))
    return NounPhrase(start, end, " ".join(tokens.text[start:end].split()), found, around)


def _neighbour(tokens: Tokens, place: int, gap: int) -> str:
    """The word at a place, all numbers alike; nothing beyond a mark, a line's end (at `gap`) or the text's."""
    if not 0 <= place < len(tokens) or _is_apart(tokens, gap):
        return ""
    return "0" if tokens.raw[place][0].isdigit() else tokens.raw[place].lower()


def _is_apart(tokens: Tokens, place: int) -> bool:
    """Whether a mark or the end of a line stands before the word at a place."""
    return gap_class(tokens.separators[place]) != JOIN or "\n" in tokens.separators[place]


def _stretches(tokens: Tokens, language: str) -> Iterator[tuple[int, str]]:
    """Runs of words that phrases may stand in: the number of the first word, and a letter for each."""
    begin, letters = 0, ""
    for place, word in enumerate(tokens.raw):
        letter = word_class(word, language)
        if _is_apart(tokens, place) or not letter:
            if len(letters) > 1:
                yield begin, letters
            begin, letters = (place, letter) if letter else (place + 1, "")
        else:
            letters += letter
    if len(letters) > 1:
        yield begin, letters


@lru_cache(maxsize=200_000)
def word_class(word: str, language: str) -> str:
    """The letter of a word: `n`, `a`, `p`, or none where it breaks a phrase."""
    form = fold(word_form(word))
    if form in _listed("joining", language):
        return "p"
    acronym = len(word) > 1 and word.isupper()
    if form in stop_words(language) or not word.isalpha() or (len(form) < _LEAST_LETTERS and not acronym):
        return ""
    if form in _listed("never", language):
        return ""
    if language != "en" or acronym:
        return "n"
    if _BREAKING.fullmatch(form) and form not in _listed("english", "not_verbs"):
        return ""
    return "a" if _ADJECTIVES.fullmatch(form) and form not in _listed("english", "nouns") else "n"


@lru_cache(maxsize=1)
def _phrase_words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("indexer.phrases") / "phrase_words.toml").read_text("utf-8"))


@lru_cache(maxsize=64)
def _listed(name: str, part: str) -> frozenset[str]:
    return frozenset(_phrase_words()[name].get(part, "").split())


def _term(word: str, language: str) -> str:
    return terms(word_form(word) or word.lower(), language)[0]

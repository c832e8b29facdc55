"""Numbers for terms, so that texts and labels become arrays: the stem is computed once per distinct word form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import stemmer, stop_words, terms
from indexer.language.words import fold, word_form

UNKNOWN_TERM = -1
"""The number of a word that no label and no training text holds."""

_MAX_REMEMBERED = 500_000


_ALSO_STEMMED = {
    "da": "danish",
    "fi": "finnish",
    "hu": "hungarian",
    "no": "norwegian",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}
"""Languages whose labels are found in inflected words, though search compares whole forms."""


class Lexicon:
    """Terms of one language by number.

    Content terms count from 0; stop words are numbered downwards from -2, so that they can be told apart and
    still be compared; `UNKNOWN_TERM` is every other word.
    """

    def __init__(self, language: str, known_terms: Iterable[str] = ()) -> None:
        self.language = language
        self._numbers = {term: number for number, term in enumerate(known_terms)}
        self._stop_words = {word: -2 - place for place, word in enumerate(sorted(stop_words(language)))}
        self._seen: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def terms(self) -> list[str]:
        """All content terms in the order of their numbers."""
        return list(self._numbers)

    def learn(self, raw: Sequence[str]) -> NDArray[np.int32]:
        """The numbers (int32) of words as written, giving new terms a number."""
        for word in dict.fromkeys(raw):
            number = self._seen.get(word, UNKNOWN_TERM)
            if number == UNKNOWN_TERM:
                self._seen[word] = self._number(word, grow=True)
        return np.fromiter(map(self._seen.__getitem__, raw), dtype=np.int32, count=len(raw))

    def numbers(self, raw: Sequence[str]) -> NDArray[np.int32]:
        """The numbers (int32) of words as written, `UNKNOWN_TERM` for terms never learned."""
        unseen = set(raw).difference(self._seen)
        if len(self._seen) + len(unseen) > _MAX_REMEMBERED:
            self._seen.clear()
            unseen = set(raw)
        for word in unseen:
            self._seen[word] = self._number(word, grow=False)
        return np.fromiter(map(self._seen.__getitem__, raw), dtype=np.int32, count=len(raw))

    def written(self, raw: Sequence[str]) -> dict[int, str]:
        """For each content term among words as written, the word that first has it."""
        first: dict[int, str] = {}
        for word in dict.fromkeys(raw):
            number = self._seen.get(word, UNKNOWN_TERM)
            if number >= 0:
                first.setdefault(number, word)
        return first

    def variants(self, raw: Sequence[str]) -> NDArray[np.int32] | None:
        """The numbers of the words written without their accents, or None where there are no accents to miss."""
        plain = [fold(word) for word in raw]
        return None if plain == [word.lower() for word in raw] else self.learn(plain)

    def _number(self, word: str, *, grow: bool) -> int:
        form = word_form(word)
        if not form:
            return UNKNOWN_TERM
        stop = self._stop_words.get(fold(form))
        if stop is not None:
            return stop
        term = self._stem(form)
        return self._numbers.setdefault(term, len(self._numbers)) if grow else self._numbers.get(term, UNKNOWN_TERM)

    def _stem(self, form: str) -> str:
        """The stem of a form; also in languages that search compares unstemmed."""
        if self.language not in _ALSO_STEMMED or any(character.isdigit() for character in form):
            return terms(form, self.language)[0]
        return fold(stemmer(_ALSO_STEMMED[self.language]).stem(form)) or fold(form)

"""Whether an occurrence is worded as its label demands: its capitals, its stop words, the order of its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.labels.acronyms import same_acronym
from indexer.labels.gaps import turns_words_round
from indexer.labels.labels import Label, capital_style, is_acronym
from indexer.labels.same_word import same_word
from indexer.labels.trie import Order
from indexer.language.lexicon import UNKNOWN_TERM
from indexer.language.numbers import Int32s, Int64s
from indexer.language.tokens import Tokens

_SHORTEST_NAME = 2
_ARTICLES = frozenset(
    "a an the das der die ein eine el la las los un una le les l une il lo gli i o os as um uma de het een den".split()
)


class Wording:
    """The demands of each label, by label row; `tokens` and `terms` are those of the labels themselves.

    `needs_capitals` (bool) marks labels with a word that must be written with capitals; `lead` (int64) is the stop word
    that must stand before an occurrence ("very large databases", "nor circuits"), 0 for none.
    """

    def __init__(
        self, labels: Sequence[Label], tokens: Sequence[Tokens], terms: Sequence[Int32s], language: str
    ) -> None:
        self._language = language
        self._words = [one.raw for one in tokens]
        self._links = [_links(numbers.tolist()) for numbers in terms]
        leads = [_lead(one.raw, numbers.tolist()) for one, numbers in zip(tokens, terms, strict=True)]
        self.lead = np.array(leads, dtype=np.int64)
        style = capital_style(labels, language)

        def required(place: int, word: str) -> str:
            if is_acronym(word):
                return word
            ordinary = style.first_word if place == 0 else style.other_words
            return "A" if word[:1].isupper() and not ordinary else ""

        self._capitals = [tuple(required(place, word) for place, word in enumerate(one.raw)) for one in tokens]
        self._ordinary = [
            len(one) == 1 and (numbers[0] < UNKNOWN_TERM or len(one.raw[0]) <= _SHORTEST_NAME)
            for one, numbers in zip(tokens, terms, strict=True)
        ]
        self.needs_capitals = np.array([any(capitals) for capitals in self._capitals], dtype=bool)

    def has_capitals(self, tokens: Tokens, label: int, first: int, last: int, order: int) -> bool:
        """Whether words `first` to `last` have the capitals of a label.

        A short acronym that is a word in small letters ("WHO", "US", "IT") may not stand among words in capitals.
        """
        required = self._capitals[label]
        if first == last and len(required) == 1:
            written = tokens.raw[first]
            return _as_required(written, required[0]) and not (self._ordinary[label] and _shouted(tokens, first))
        words = tokens.raw[first : last + 1]
        if len(required) == len(words) and order == Order.AS_WRITTEN:
            return all(_as_required(word, need) for need, word in zip(required, words, strict=True))
        return all(any(_as_required(word, need) for word in words) for need in required if need)

    def is_meant(self, written: str, label: int) -> bool:
        """Whether a word with the stem of a label of one word is a form of that word."""
        return same_word(written, self._words[label][0])

    def has_links(self, tokens: Tokens, terms: Int64s, label: int, junction: int, places: list[int]) -> bool:
        """Whether the stop words between the content words at `places` allow an occurrence.

        As written (`junction` 0): the label's own where it has some, none where it has none. Turned: a preposition at
        the junction if the label has no stop words, none at all if it has.
        """
        links = self._links[label]
        for step, (left, right) in enumerate(pairwise(places)):
            between = right - left > 1
            if junction == 0:
                wanted = links[step] if len(links) == len(places) - 1 else None
                if (wanted is not None) != between:
                    return False
                if wanted is not None and wanted not in terms[left + 1 : right].tolist():
                    return False
            elif step + 1 == junction:
                if any(link is not None for link in links) == between:
                    return False
                if between and not turns_words_round(tokens.raw[left + 1 : right], self._language):
                    return False
            elif between:
                return False
        return True


def _links(terms: list[int]) -> tuple[int | None, ...]:
    """For each two content words of a label that follow each other, the first stop word between them."""
    places = [place for place, term in enumerate(terms) if term >= 0]
    return tuple(terms[left + 1] if right - left > 1 else None for left, right in pairwise(places))


def _lead(words: list[str], terms: list[int]) -> int:
    """The stop word right before a label's first content word, 0 for none; articles do not count."""
    content = next((place for place, term in enumerate(terms) if term >= 0), 0)
    return terms[content - 1] if content and words[content - 1].lower() not in _ARTICLES else 0


def _as_required(written: str, required: str) -> bool:
    if required == "":
        return True
    if required == "A":
        return written[0].isupper()
    return same_acronym(written, required) or (written.isupper() and written == required.upper())


def _shouted(tokens: Tokens, place: int) -> bool:
    """Whether a word stands between words all in capitals, where capitals do not make an acronym ("LET US GO")."""
    around = [tokens.raw[near] for near in (place - 1, place + 1) if 0 <= near < len(tokens)]
    return len(around) == 2 and all(len(word) > 1 and word.isupper() for word in around)

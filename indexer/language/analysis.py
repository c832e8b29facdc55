"""The analysis of text that index, query and highlighting share; tagging too, but for languages only it stems.

A text becomes words (`indexer.language.words`); each word becomes one or two *terms*: its Snowball
stem in the language of the document, without accents. A word written with accents gives a second
term, the stem of its unaccented form, so that a query typed without accents finds it.

Labels are matched by `indexer.language.lexicon`, which takes these terms and stems seven more languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol, cast

from indexer.language.words import fold, words

NAME = "policyscope-1"
"""Changes whenever the same text would give other terms: an index made under another name is rebuilt."""

STEMMED = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
"""Languages that are stemmed, by the names Snowball gives them; words of every other language are only folded."""


class Stemmer(Protocol):
    """Gives the stem of a word form."""

    def stem(self, token: str) -> str:
        """The stem of a form in lower case."""
        ...


@lru_cache(maxsize=32)
def stemmer(name: str) -> Stemmer:
    """Snowball's stemmer of a language by its English name ("german")."""
    from nltk.stem.snowball import SnowballStemmer

    return cast(Stemmer, SnowballStemmer(name))


_PORTUGUESE_PLURAL = re.compile(r"(?<=\w\w)(?:[õo]e|[ãa][eo])s$")


def _stem_portuguese(form: str) -> str:
    """The stem of a form whose plural in -ões, -ães or -ãos has become -ão, which Snowball leaves undone."""
    singular = _PORTUGUESE_PLURAL.sub(lambda match: "ao" if match.group().isascii() else "ão", form)
    return stemmer(STEMMED["pt"]).stem(singular)


@lru_cache(maxsize=500_000)
def terms(form: str, language: str) -> tuple[str, ...]:
    """The terms of one word form in a language code: its folded stem, and for an accented form the
    stem of the unaccented one where it differs."""
    plain = fold(form)
    if language not in STEMMED or (not form.isalpha() and any(character.isdigit() for character in form)):
        return (plain,)
    stem = _stem_portuguese if language == "pt" else stemmer(STEMMED[language]).stem
    first = fold(stem(form)) or plain
    second = first if plain == form else (stem(plain) or plain)
    return (first,) if first == second else (first, second)


def analyse(text: str, language: str) -> Iterator[tuple[str, int]]:
    """Each term of a text with the position of its word; two terms of one word share a position."""
    for position, word in enumerate(words(text)):
        for term in terms(word.form, language):
            yield term, position


def query_terms(form: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The terms a query word may have in documents of the given languages, without repetition.

    A form typed with accents is looked for with them; one without also finds accented words.
    """
    return tuple(dict.fromkeys(terms(form, language)[0] for language in languages))


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """Words too common to search for alone, folded; none for languages without a list.

    Whoosh's lists, with the two closed classes they leave half done: interrogatives, and German
    prepositions grown together with their article.
    """
    from whoosh.lang import NoStopWords, stopwords_for_language

    try:
        listed = stopwords_for_language(language)
    except NoStopWords:
        return frozenset()
    return frozenset(fold(word) for word in (*listed, *_COMPLETING.get(language, "").split()))


_COMPLETING = {
    "de": "wer wen wem wessen wann woher wohin warum weshalb wieso viele wieviel worum worauf worin wodurch wofür "
    "womit wovon wozu woran woraus wogegen beim ans aufs fürs durchs übers ums unters hinters",
    "en": "whose",
    "es": "cuáles cuánto cuánta cuántos cuántas adónde",
    "fr": "quoi quel quels quelle quelles quand comment combien pourquoi lequel laquelle lesquels lesquelles",
}

"""The queries that engines are compared on: words that stand near each other in a document of the corpus."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.language.analysis import stop_words
from tests.performance.corpus import Corpus, CorpusDocument

_WINDOW = 14
_CANDIDATES = 6_000
_TOKEN = re.compile(r"\w+")
_PLAIN = re.compile(r"[a-z]{3,20}")


class Mode(StrEnum):
    """Whether documents have to hold every part of a query or any."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class CorpusQuery:
    """Words, words of a phrase, and (facet, value) pairs that every document found must hold."""

    words: tuple[str, ...]
    phrase: tuple[str, ...]
    filters: tuple[tuple[str, str], ...]


# words, words in a phrase: how many of 300 queries
_SHAPES = {(1, 0): 66, (2, 0): 99, (3, 0): 66, (4, 0): 24, (0, 2): 24, (0, 3): 12, (1, 2): 9}
_FILTERS = [0] * 169 + [1] * 88 + [2] * 43


def queries(corpus: Corpus) -> list[CorpusQuery]:
    """300 queries, the same for the same corpus; each word is in 4 documents to a quarter of all."""
    choice = random.Random(corpus.documents)
    wanted = set(choice.sample(range(corpus.documents), min(_CANDIDATES, corpus.documents)))
    chosen = [document for number, document in enumerate(corpus.read()) if number in wanted]
    windows = [(document, window) for document in chosen if (window := _window(document, choice))]
    choice.shuffle(windows)
    common = _frequencies(corpus, {word for _, window in windows for word in window if word})
    usable = {word for word, count in common.items() if 4 <= count <= corpus.documents / 4}
    filters = choice.sample(_FILTERS, len(_FILTERS))
    found: list[CorpusQuery] = []
    remaining = iter(windows)
    for (words, phrase), count in _SHAPES.items():
        for _ in range(count):
            found.append(_next(remaining, usable, words, phrase, filters[len(found)], choice))
    choice.shuffle(found)
    return found


def _window(document: CorpusDocument, choice: random.Random) -> list[str]:
    """Words of a stretch of text, empty strings in the place of what cannot be asked."""
    stops = stop_words("en")
    passage = choice.choice(document.passages).lower()
    tokens = [token if _PLAIN.fullmatch(token) and token not in stops else "" for token in _TOKEN.findall(passage)]
    start = choice.randrange(max(len(tokens) - _WINDOW, 1))
    return tokens[start : start + _WINDOW]


def _frequencies(corpus: Corpus, words: set[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for document in corpus.read():
        counts.update(words.intersection(_TOKEN.findall(document.text.lower())))
    return counts


def _next(
    windows: Iterator[tuple[CorpusDocument, list[str]]],
    usable: set[str],
    words: int,
    phrase: int,
    filters: int,
    choice: random.Random,
) -> CorpusQuery:
    for document, window in windows:
        starts = [
            place for place in range(len(window) - phrase + 1) if usable.issuperset(window[place : place + phrase])
        ]
        if not starts:
            continue
        start = choice.choice(starts)
        said = tuple(window[start : start + phrase])
        others = sorted(usable.intersection(window).difference(said))
        values = [(name, value) for name, held in document.facets.items() for value in held]
        if len(others) >= words and len(values) >= filters:
            return CorpusQuery(tuple(choice.sample(others, words)), said, tuple(choice.sample(values, filters)))
    raise RuntimeError("the corpus is too small to make the queries of")

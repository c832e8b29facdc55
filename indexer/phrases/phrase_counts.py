"""Counting phrases over a library, and telling which of them stick together more than chance would have it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.phrases.noun_phrases import content_terms, noun_phrases

LEAST_COUNT = 4
LEAST_DOCUMENTS = 3
LEAST_RATIO = 10.83
"""The log-likelihood ratio above which two words stand together by chance once in a thousand times (chi-squared)."""

_MAX_PHRASES = 1_000_000
_MAX_OCCURRENCES = 3
_MAX_AROUND = 200


@dataclass(frozen=True, slots=True)
class PhraseOccurrence:
    """Where a phrase stands: a document, the number of a passage, [start, end) characters in its text."""

    document: str
    passage: int
    start: int
    end: int


@dataclass(slots=True)
class _Phrase:
    count: int = 0
    documents: int = 0
    last_document: str = ""
    written: Counter[str] = field(default_factory=Counter)
    occurrences: list[PhraseOccurrence] = field(default_factory=list)
    around: set[tuple[str, str]] = field(default_factory=set)

    @property
    def documents_apart(self) -> int:
        """Documents, but never more than different places: what a form prints everywhere tells of the form."""
        return min(self.documents, len(self.around))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPhrase:
    """A phrase that sticks together: as written most often, in lower case where it is no name.

    `count` is how often it stands in how many `documents`; `ratio` is the least log-likelihood ratio of its
    neighbouring words and `value` its C-value; `occurrences` are its first in each of at most three documents.
    """

    written: str
    count: int
    documents: int
    ratio: float
    value: float
    occurrences: tuple[PhraseOccurrence, ...]


class PhraseCounts:
    """The phrases of documents in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: Counter[str] = Counter()
        self._total = 0
        self._phrases: dict[tuple[str, ...], _Phrase] = {}

    def add(self, document: str, passage: int, text: str) -> None:
        """Count the phrases of a passage; the passages of a document follow one another."""
        for term in content_terms(text, self.language):
            self._words[term] += 1
            self._total += 1
        for phrase in noun_phrases(text, self.language):
            held = self._phrases.setdefault(phrase.terms, _Phrase())
            held.count += 1
            held.written[phrase.written] += 1
            if len(held.around) < _MAX_AROUND:
                held.around.add(phrase.around)
            if held.last_document != document:
                held.last_document = document
                held.documents += 1
                if len(held.occurrences) < _MAX_OCCURRENCES:
                    held.occurrences.append(PhraseOccurrence(document, passage, phrase.start, phrase.end))
        if len(self._phrases) > _MAX_PHRASES:
            self._forget_rare_ones()

    def _forget_rare_ones(self) -> None:
        """Drop what was met once, so that memory stays bounded; what is frequent comes again."""
        self._phrases = {terms: held for terms, held in self._phrases.items() if held.count > 1}

    def frequent(self) -> Iterator[CountedPhrase]:
        """The phrases that are frequent, stick together and are no names, the most valuable first."""
        frequent = {
            terms: held
            for terms, held in self._phrases.items()
            if held.count >= LEAST_COUNT and held.documents_apart >= LEAST_DOCUMENTS
        }
        values = _c_values({terms: held.documents_apart for terms, held in frequent.items()})
        found = []
        for terms, held in frequent.items():
            written = _as_written(held.written)
            ratio = self._weakest_ratio(terms)
            if written and ratio >= LEAST_RATIO and values[terms] >= LEAST_DOCUMENTS:
                found.append(
                    CountedPhrase(
                        written=written,
                        count=held.count,
                        documents=held.documents,
                        ratio=ratio,
                        value=values[terms],
                        occurrences=tuple(held.occurrences),
                    )
                )
        yield from sorted(found, key=lambda phrase: (-phrase.value, -phrase.ratio, phrase.written))

    def _weakest_ratio(self, terms: tuple[str, ...]) -> float:
        """The least log-likelihood ratio of the phrase's neighbouring pairs (Dunning 1993, as NLTK measures it)."""
        from nltk.metrics.association import BigramAssocMeasures

        ratios = []
        for pair in pairwise(terms):
            held = self._phrases.get(pair)
            together = held.count if held else self._phrases[terms].count
            first, second = (max(self._words[term], together) for term in pair)
            expected = first * second / max(self._total, 1)
            ratio = BigramAssocMeasures.likelihood_ratio(together, (first, second), max(self._total, first + second))
            ratios.append(float(ratio) if together > expected else 0.0)
        return min(ratios, default=0.0)


def _c_values(frequencies: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], float]:
    """How much each phrase says by itself (C-value, Frantzi and others 2000): less where longer ones hold it."""
    longer: dict[tuple[str, ...], list[int]] = {}
    for terms, frequency in frequencies.items():
        for size in range(2, len(terms)):
            for start in range(len(terms) - size + 1):
                part = terms[start : start + size]
                if part in frequencies:
                    longer.setdefault(part, []).append(frequency)
    values = {}
    for terms, frequency in frequencies.items():
        within = longer.get(terms)
        alone = frequency - (sum(within) / len(within) if within else 0)
        values[terms] = math.log2(max(len(terms), 2)) * alone
    return values


def _as_written(written: Counter[str]) -> str:
    """The commonest form in small letters (acronyms keep theirs); none for what is mostly written as a name."""
    names = sum(count for form, count in written.items() if _is_name(form))
    if 2 * names >= sum(written.values()):
        return ""
    form = max(sorted(form for form in written if not _is_name(form)), key=written.__getitem__)
    return " ".join(word if word.isupper() else word.lower() for word in form.split())


def _is_name(form: str) -> bool:
    """Whether every word with a letter to raise is raised, beyond the first, which a sentence raises too."""
    words = [word for word in form.split() if len(word) > 2 and not word.isupper()]
    return all(word[0].isupper() for word in words[1:]) if len(words) > 1 else all(w[0].isupper() for w in words)

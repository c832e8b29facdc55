"""The passages of a document that answer a query best, cut to snippets with the words to mark.

A passage scores BM25 × (1 + 2 · proximity), after Climate Policy Radar's passage ranking, less for
headings, contents and reference lists.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from indexer.language.analysis import terms
from indexer.language.words import PLAIN_LETTERS, Word, fold, words
from indexer.nouns.documents import Document, Passage, Role
from indexer.nouns.search import Snippet
from indexer.search.tree import Wanted

SNIPPET_CHARACTERS = 320
MAX_SNIPPETS = 3

_K1, _B, _USUAL_WORDS = 1.2, 0.4, 60.0
_PENALTY = {Role.HEADING: 0.85, Role.CONTENTS: 0.65, Role.REFERENCES: 0.5}
_MAX_ANALYSED = 24
_LEAD_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a wanted word stands: its number among the wanted ones, its position and characters."""

    wanted: int
    position: int
    start: int
    end: int


class PassageFinder:
    """Finds the best passages for one query; `weight` gives the importance of a wanted form."""

    def __init__(self, wanted: Wanted, languages: tuple[str, ...], weight: Callable[[str], float]) -> None:
        self._by_language: dict[str, dict[str, int]] = {}
        self._wanted = wanted
        self._languages = languages
        self._weights = [*(weight(form) for form in wanted.forms), *(1.0 for _ in wanted.beginnings)]
        self._beginnings = [(fold(each), len(wanted.forms) + at) for at, each in enumerate(wanted.beginnings)]
        beginnings = [_opening(form) for form in wanted.forms] + [each for each, _ in self._beginnings]
        self._openings = list(zip(beginnings, self._weights, strict=True))

    def snippets(self, document: Document) -> tuple[Snippet, ...]:
        """Up to three snippets, best first; the abstract's beginning where no passage holds a word."""
        scored = []
        for passage in self._candidates(document.passages):
            matches, length = self._matches(passage.text, document.language)
            if matches:
                scored.append((self._score(passage, matches, length), passage, matches))
        scored.sort(key=lambda each: (-each[0], each[1].number))
        snippets = [_cut(passage, matches) for _, passage, matches in scored[:MAX_SNIPPETS]]
        return tuple(snippets) or lead_snippet(document)

    def _candidates(self, passages: Iterable[Passage]) -> list[Passage]:
        """The passages worth analysing, told by counting the beginnings of words: a long report has
        hundreds that hold one word somewhere, and three are shown."""
        if not self._openings:
            return []
        simple = fold_to_ascii if all(opening.isascii() for opening, _ in self._openings) else fold_text
        promising = []
        for passage in passages:
            text = simple(passage.text)
            counts = [(min(text.count(opening), 3), weight) for opening, weight in self._openings]
            promise = sum(weight * count for count, weight in counts)
            if promise:
                found = sum(1 for count, _ in counts if count)
                promising.append((-found * promise * _PENALTY.get(passage.role, 1.0), passage.number, passage))
        return [passage for _, _, passage in sorted(promising, key=lambda each: each[:2])[:_MAX_ANALYSED]]

    def _matches(self, text: str, language: str) -> tuple[list[_Match], int]:
        table = self._table(language)
        matches, length = [], 0
        for position, word in enumerate(words(text)):
            length += 1
            number = self._number(word, table, language)
            if number is not None:
                matches.append(_Match(number, position, word.start, word.end))
        return matches, length

    def _table(self, language: str) -> dict[str, int]:
        if language not in self._by_language:
            self._by_language[language] = {
                term: number
                for number, form in reversed(list(enumerate(self._wanted.forms)))
                for query_language in dict.fromkeys((*self._languages, language))
                for term in terms(form, query_language)[:1]
            }
        return self._by_language[language]

    def _number(self, word: Word, table: dict[str, int], language: str) -> int | None:
        for term in terms(word.form, language):
            if term in table:
                return table[term]
        if self._beginnings:
            folded = fold(word.form)
            for beginning, number in self._beginnings:
                if folded.startswith(beginning):
                    return number
        return None

    def _score(self, passage: Passage, matches: list[_Match], length: int) -> float:
        counts: dict[int, int] = {}
        for match in matches:
            counts[match.wanted] = counts.get(match.wanted, 0) + 1
        norm = _K1 * (1 - _B + _B * length / _USUAL_WORDS)
        bm25 = sum(self._weights[number] * count * (_K1 + 1) / (count + norm) for number, count in counts.items())
        return bm25 * (1 + 2 * proximity(matches, len(self._weights))) * _PENALTY.get(passage.role, 1.0)


def proximity(matches: list[_Match], wanted: int) -> float:
    """How near each other different wanted words stand: the mean of 1 ÷ distance over the nearest
    pairs, from 0 (one word only) to 1 (all side by side)."""
    if wanted < 2:
        return 0.0
    nearest: dict[frozenset[int], int] = {}
    for left, right in pairwise(matches):
        if left.wanted != right.wanted:
            pair = frozenset((left.wanted, right.wanted))
            distance = max(right.position - left.position, 1)
            nearest[pair] = min(distance, nearest.get(pair, distance))
    closest = sorted(nearest.values())[: wanted - 1]
    return sum(1 / distance for distance in closest) / (wanted - 1)


def lead_snippet(document: Document) -> tuple[Snippet, ...]:
    """The beginning of the abstract as the only snippet, nothing marked; none where there is no abstract."""
    text = document.abstract
    if not text:
        return ()
    if len(text) > SNIPPET_CHARACTERS:
        text = text[: text.rfind(" ", 0, SNIPPET_CHARACTERS) + 1 or SNIPPET_CHARACTERS].rstrip() + "…"
    passage = next((each for each in document.passages if each.text.startswith(document.abstract[:80])), None)
    return (
        Snippet(
            text=text,
            marks=(),
            heading=passage.headings[-1] if passage and passage.headings else "",
            page=passage.page if passage else None,
            anchor=passage.anchor if passage else "",
        ),
    )


def fold_text(text: str) -> str:
    """A text without accents, case, and what stands inside words, for telling quickly whether one may be in it."""
    return (text.lower() if text.isascii() else fold.__wrapped__(text)).translate(_INSIDE_WORDS)


def fold_to_ascii(text: str) -> str:
    """The same for texts searched for plain Latin letters alone: other letters are dropped, which is fast."""
    lowered = text.casefold().translate(_INSIDE_WORDS)
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFKD", lowered.translate(PLAIN_LETTERS)).encode("ascii", "ignore").decode()


_INSIDE_WORDS = str.maketrans("", "", "'’,")


def _opening(form: str) -> str:
    """The beginning that a word form and its inflections share, as a rule."""
    folded = fold(form)
    return folded[: max(3, len(folded) - 3)] if len(folded) > 4 else folded[:3]


def _cut(passage: Passage, matches: list[_Match]) -> Snippet:
    """The stretch of a passage with the most marks, cut between words, with the marks inside it."""
    start, end = _densest(passage.text, matches)
    text = passage.text[start:end]
    before = "…" if start > 0 else ""
    after = "…" if end < len(passage.text) else ""
    shift = len(before) - start
    marks = tuple(
        (match.start + shift, match.end + shift) for match in matches if start <= match.start and match.end <= end
    )
    return Snippet(
        text=f"{before}{text}{after}",
        marks=marks,
        heading=passage.headings[-1] if passage.headings else "",
        page=passage.page,
        anchor=passage.anchor,
    )


def _densest(text: str, matches: list[_Match]) -> tuple[int, int]:
    if len(text) <= SNIPPET_CHARACTERS:
        return 0, len(text)
    best, best_key = matches[0].start, (0, 0)
    for first in matches:
        inside = [
            each for each in matches if first.start <= each.start and each.end <= first.start + SNIPPET_CHARACTERS
        ]
        key = (len({each.wanted for each in inside}), len(inside))
        if key > best_key:
            best, best_key = first.start, key
    start = max(0, best - _LEAD_CHARACTERS)
    if start:
        start = text.find(" ", start, best) + 1 or best
    end = min(len(text), start + SNIPPET_CHARACTERS)
    if end < len(text):
        end = text.rfind(" ", best + 1, end) if " " in text[best + 1 : end] else end
    longest = max((each.end for each in matches if each.start == best), default=end)
    return start, max(end, longest)

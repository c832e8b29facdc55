"""What tells the type of a document: words of its title, of its beginning and of its headings, and its shape.

Words are as written, only in lower case and not stemmed: "we", "you" and "shall" tell types apart, topics seldom do.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import log1p, sqrt

from indexer.language.tokens import Tokens, tokens_of
from indexer.tagging.text import TaggedText, Zone

_MAX_CHARACTERS = 60_000
_OPENING_WORDS = 60
_WEIGHTS = {"title": 1.0, "opening": 0.6, "heading": 0.5, "word": 0.8, "shape": 1.0}
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_LINES = {
    "questions": re.compile(r"\?"),
    "list lines": re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s", re.MULTILINE),
    "numbered sections": re.compile(r"^\s*(?:§|art(?:icle|\.)|section|\d+\.\d+)\s?\d*", re.MULTILINE | re.IGNORECASE),
    "links": re.compile(r"https?://|\]\("),
    "times of day": re.compile(r"\b\d{1,2}(?::\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)", re.IGNORECASE),
    "years": re.compile(r"\b(?:19|20)\d\d\b"),
    "numbers": re.compile(r"\b\d[\d.,]*%?"),
    "quotations": re.compile(r"[“”\"]"),
    "exclamations": re.compile(r"!(?=\s)"),
    "headings": _HEADING,
}

Signs = dict[tuple[str, str], float]
"""(where, what) with a weight: ("title", "guide"), ("opening", "we"), ("shape", "questions")."""


def signs_of(text: TaggedText) -> Signs:
    """The signs of a text, each kind of length at most one; a text is read to its first 60,000 characters."""
    title, rest = _title_and_rest(text)
    title_words = _lowered(tokens_of(title))
    body = tokens_of(rest)
    words = _lowered(body)
    headings = [_lowered(tokens_of(heading)) for heading in _headings(text, rest)]
    found: Signs = {}
    found |= _weighted("title", Counter([*title_words, *_pairs(title_words), *_ends(title_words)]))
    found |= _weighted("opening", Counter([*words[:_OPENING_WORDS], *_pairs(words[:_OPENING_WORDS])]))
    found |= _weighted("heading", Counter(word for heading in headings for word in {*heading, *_pairs(heading)}))
    found |= _weighted("word", Counter(words))
    found |= _shape(rest, words, len(title_words), len(headings))
    return found


def in_words(sign: tuple[str, str]) -> str:
    """A sign as a reader would say it."""
    where, what = sign
    if where == "shape":
        if what in _LENGTHS:
            return f"the text has {what}"
        return "how long the title is" if what == "words in the title" else f"how many {what} the text has"
    if where == "title" and what.startswith("^"):
        return f"the title begins with “{what[1:]}”"
    if where == "title" and what.endswith("$"):
        return f"the title ends with “{what[:-1]}”"
    places = {"title": "in the title", "opening": "at the beginning", "heading": "in a heading", "word": "in the text"}
    return f"“{what}” {places[where]}"


_LENGTHS = frozenset({"no words", "under 150 words", "150 to 600 words", "600 to 3,000 words", "over 3,000 words"})


def _title_and_rest(text: TaggedText) -> tuple[str, str]:
    titles = [part for part in text.parts if part.zone is Zone.TITLE]
    rest_start = titles[-1].end if titles else 0
    return " ".join(text.text[part.start : part.end] for part in titles), text.text[rest_start:][:_MAX_CHARACTERS]


def _headings(text: TaggedText, rest: str) -> list[str]:
    marked = [text.text[part.start : part.end] for part in text.parts if part.zone is Zone.HEADING]
    return marked or _HEADING.findall(rest)


def _lowered(tokens: Tokens) -> list[str]:
    return ["#" if word[0].isdigit() else word.lower() for word in tokens.raw]


def _pairs(words: list[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]


def _ends(words: list[str]) -> list[str]:
    return [f"^{words[0]}", f"{words[-1]}$"] if words else []


def _weighted(where: str, counts: Counter[str]) -> Signs:
    """Logarithms of counts, together of the length that their place weighs."""
    weights = {what: 1.0 + log1p(count - 1) for what, count in counts.items()}
    length = sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    return {(where, what): _WEIGHTS[where] * weight / length for what, weight in weights.items()}


def _shape(rest: str, words: list[str], title_words: int, headings: int) -> Signs:
    """How often each pattern occurs in a thousand words, damped; how long the text is; whether the title is short."""
    size = len(words)
    thousands = max(size, 100) / 1000
    found = {what: log1p(len(pattern.findall(rest)) / thousands) / 5 for what, pattern in _LINES.items()}
    found["headings"] = log1p(headings / thousands) / 5
    found["words in the title"] = log1p(title_words) / 5
    bounds = ((1, "no words"), (150, "under 150 words"), (600, "150 to 600 words"), (3_000, "600 to 3,000 words"))
    found[next((name for bound, name in bounds if size < bound), "over 3,000 words")] = 0.3
    return {("shape", what): _WEIGHTS["shape"] * weight for what, weight in found.items() if weight}

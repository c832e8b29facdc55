"""A whole text cut into words at once: as `words` does, in bulk, for texts that are only matched and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from indexer.language.numbers import Int64s
from indexer.language.words import WORD, words

_PARTS = re.compile(f"({WORD.pattern})")
_ASCII_PARTS = re.compile(r"(\d+(?:[.,]\d+)*(?![A-Za-z\d])|[A-Za-z\d]+(?:'[A-Za-z\d]+)*)", re.ASCII)
"""The same pattern for texts of ASCII characters only, for which it is twice as fast."""

_FIRST_NOT_SPACED = "\u3040"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text as written.

    `starts` and `ends` (int64) are their character places; `separators` holds what stands before each word.
    """

    text: str
    raw: list[str]
    starts: Int64s
    ends: Int64s
    separators: list[str]

    def __len__(self) -> int:
        return len(self.raw)


def tokens_of(text: str) -> Tokens:
    """The words of a text with their places; the same words as `indexer.language.words.words` finds."""
    parts = _ASCII_PARTS.split(text) if text.isascii() else _parts_by_line(text)
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    after = np.cumsum(lengths)
    ends = after[1::2]
    tokens = Tokens(text, parts[1::2], ends - lengths[1::2], ends, parts[0:-1:2])
    if text.isascii():
        return tokens
    runs = {word for word in set(tokens.raw) if len(word) > 2 and word[0] >= _FIRST_NOT_SPACED and _is_cut(word)}
    return _in_pairs(tokens, runs) if runs else tokens


def _parts_by_line(text: str) -> list[str]:
    """Separators and words in turn; lines of ASCII characters take the faster pattern."""
    parts = [""]
    for line in text.splitlines(keepends=True):
        cut = (_ASCII_PARTS if line.isascii() else _PARTS).split(line)
        parts[-1] += cut[0]
        parts += cut[1:]
    return parts


def _is_cut(word: str) -> bool:
    """Whether a run of characters is cut into pairs: scripts without spaces."""
    return len(list(words(word))) > 1


def _in_pairs(tokens: Tokens, runs: set[str]) -> Tokens:
    """The same words with the runs of Chinese, Japanese or Korean characters as overlapping pairs."""
    raw: list[str] = []
    separators: list[str] = []
    counts = np.ones(len(tokens), dtype=np.int64)
    done = 0
    for place in [place for place, word in enumerate(tokens.raw) if word in runs]:
        word = tokens.raw[place]
        pairs = [word[offset : offset + 2] for offset in range(len(word) - 1)]
        raw += tokens.raw[done:place] + pairs
        separators += [*tokens.separators[done : place + 1], *([""] * (len(pairs) - 1))]
        counts[place] = len(pairs)
        done = place + 1
    raw += tokens.raw[done:]
    separators += tokens.separators[done:]
    within = np.arange(len(raw)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.repeat(tokens.starts, counts) + within
    widths = np.fromiter(map(len, raw), dtype=np.int64, count=len(raw))
    return Tokens(tokens.text, raw, starts, starts + widths, separators)

"""Analysis of many texts at once: the terms and positions of `indexer.language.analysis`, without Python per word.

Text is cut into *pieces* at characters that never lie inside a word (white space, most punctuation)
by scanning bytes with numpy. The words, terms and forms of a piece depend on nothing around it, so
each distinct piece is analysed once, by the one analyser, and occurrences are looked up in a hash
table of 16-byte keys that is read for a whole batch at a time. Keys hold the piece itself, so the
table is exact; longer pieces go through a dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import terms
from indexer.language.words import fold, words

Integers = NDArray[np.int32]
Longs = NDArray[np.int64]
Keys = NDArray[np.uint64]

_KEY_BYTES = 16
_MOST_PIECES = 2_000_000
_SPACE = 32
_SEPARATORS = tuple(character.encode() for character in "“”‘–—…•«»\u00a0\u2009\u202f")
_TABLE = bytes(
    code + 32
    if 65 <= code <= 90
    else code
    if 48 <= code <= 57 or 97 <= code <= 122 or code in b"'" or code > 127
    else 32
    for code in range(256)
)
_NUMERIC = np.array([48 <= code <= 57 or code > 127 for code in range(256)])
_LOW_BYTES = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xD6E8FEB86659FD93))


@dataclass(frozen=True, slots=True)
class Analysed:
    """A batch of texts as numbers; words are counted through all texts of the batch.

    `words` int32 [texts]: words of each text. `term`, `word` int32 [occurrences]: term number and word
    index, ascending by word. `form`, `form_word`: the same for the surface forms.
    """

    words: Integers
    term: Integers
    word: Integers
    form: Integers
    form_word: Integers


class BulkAnalyser:
    """Numbers terms and forms as it meets them: `terms[n]` and `forms[n]` are the strings of number n."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.forms: list[str] = []
        self._term_numbers: dict[str, int] = {}
        self._form_numbers: dict[str, int] = {}
        self._pieces: dict[str, _Pieces] = {}

    def analyse(self, texts: Sequence[str], language: str) -> Analysed:
        """The occurrences of terms and forms in texts of one language."""
        pieces = self._pieces.get(language)
        if pieces is None or len(pieces.numbers) > _MOST_PIECES:
            pieces = self._pieces[language] = _Pieces()
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        buffer, starts, ends = _cut(b"\n".join(encoded))
        numbers = self._look_up(pieces, language, buffer, starts, ends)
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        first_piece = np.searchsorted(starts, np.cumsum(lengths + 1))
        return pieces.expand(numbers, first_piece)

    def _look_up(
        self, pieces: _Pieces, language: str, buffer: NDArray[np.uint8], starts: Longs, ends: Longs
    ) -> Integers:
        lengths = ends - starts
        low, high = _keys(buffer, starts, lengths)
        numbers = pieces.table.find(low, high)
        numbers[lengths > _KEY_BYTES] = -1
        unknown = np.flatnonzero(numbers < 0)
        if len(unknown):
            new = self._learn(pieces, language, buffer, starts, ends, unknown, numbers)
            short = new[lengths[new] <= _KEY_BYTES]
            pieces.table.insert(low[short], high[short], numbers[short])
        return numbers

    def _learn(
        self,
        pieces: _Pieces,
        language: str,
        buffer: NDArray[np.uint8],
        starts: Longs,
        ends: Longs,
        unknown: Longs,
        numbers: Integers,
    ) -> Longs:
        data = buffer.tobytes()
        new = []
        found = []
        for index, start, end in zip(unknown.tolist(), starts[unknown].tolist(), ends[unknown].tolist(), strict=True):
            piece = data[start:end]
            number = pieces.numbers.get(piece)
            if number is None:
                number = pieces.numbers[piece] = len(pieces.numbers)
                self._add(pieces, piece.decode("utf-8", "surrogatepass"), language)
                new.append(index)
            found.append(number)
        numbers[unknown] = found
        return np.array(new, np.int64)

    def _add(self, pieces: _Pieces, piece: str, language: str) -> None:
        term_numbers: list[tuple[int, int]] = []
        form_numbers: list[tuple[int, int]] = []
        count = 0
        for word in words(piece):
            for term in terms(word.form, language):
                term_numbers.append((_number(self._term_numbers, self.terms, term), count))
            for form in dict.fromkeys((word.form, fold(word.form))):
                form_numbers.append((_number(self._form_numbers, self.forms, form), count))
            count += 1
        pieces.add(count, term_numbers, form_numbers)


def _number(numbers: dict[str, int], names: list[str], name: str) -> int:
    number = numbers.get(name)
    if number is None:
        number = numbers[name] = len(names)
        names.append(name)
    return number


def _cut(data: bytes) -> tuple[NDArray[np.uint8], Longs, Longs]:
    """The text with only word characters left, padded for 8-byte reads, and the [start, end) of each piece."""
    if not data.isascii():
        for separator in _SEPARATORS:
            if separator in data:
                data = data.replace(separator, b" " * len(separator))
    buffer = np.full((len(data) + 33) // 8 * 8, _SPACE, np.uint8)
    buffer[: len(data)] = np.frombuffer(data.translate(_TABLE), np.uint8)
    _keep_points_in_numbers(np.frombuffer(data, np.uint8), buffer)
    inside = buffer != _SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate((np.zeros(1, np.int64), edges))
    return buffer, edges[::2], edges[1::2]


def _keep_points_in_numbers(source: NDArray[np.uint8], buffer: NDArray[np.uint8]) -> None:
    points = np.flatnonzero((source[1:-1] == ord(".")) | (source[1:-1] == ord(","))) + 1
    points = points[_NUMERIC[source[points - 1]] & _NUMERIC[source[points + 1]]]
    buffer[points] = source[points]


def _keys(buffer: NDArray[np.uint8], starts: Longs, lengths: Longs) -> tuple[Keys, Keys]:
    """The first 16 bytes of each piece as two numbers, zero beyond its end."""
    eights = buffer.view("<u8")
    base = starts >> 3
    right = ((starts & 7) << 3).astype(np.uint64)
    left = np.uint64(63) - right
    first, second, third = eights[base], eights[base + 1], eights[base + 2]
    one = np.uint64(1)
    low = (first >> right) | ((second << one) << left)
    high = (second >> right) | ((third << one) << left)
    low &= _LOW_BYTES[np.minimum(lengths, 8)]
    high &= _LOW_BYTES[np.clip(lengths - 8, 0, 8)]
    return low, high


class _Pieces:
    """The distinct pieces of one language: how many words each has, and their terms and forms."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.table = _Table()
        self._words: list[int] = []
        self._terms = _Lists()
        self._forms = _Lists()
        self._word_counts = np.zeros(0, np.int32)

    def add(self, count: int, term_numbers: list[tuple[int, int]], form_numbers: list[tuple[int, int]]) -> None:
        self._words.append(count)
        self._terms.add(term_numbers)
        self._forms.add(form_numbers)

    def expand(self, numbers: Integers, first_piece: Longs) -> Analysed:
        """Occurrences of the pieces `numbers`; text n ends before piece `first_piece[n]`."""
        if len(self._word_counts) < len(self._words):
            self._word_counts = np.array(self._words, np.int32)
        counts = self._word_counts[numbers]
        upto = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(counts, out=upto[1:])
        per_text = np.diff(upto[first_piece], prepend=0).astype(np.int32)
        before = upto[:-1].astype(np.int32)
        term, word = self._terms.expand(numbers, before)
        form, form_word = self._forms.expand(numbers, before)
        return Analysed(words=per_text, term=term, word=word, form=form, form_word=form_word)


class _Lists:
    """One list of (number, word within the piece) for each piece, laid end to end."""

    def __init__(self) -> None:
        self._new: list[tuple[int, int]] = []
        self._new_counts: list[int] = []
        self._flat = np.zeros((0, 2), np.int32)
        self._counts = np.zeros(0, np.int64)
        self._starts = np.zeros(0, np.int64)

    def add(self, pairs: list[tuple[int, int]]) -> None:
        self._new.extend(pairs)
        self._new_counts.append(len(pairs))

    def expand(self, numbers: Integers, before: Integers) -> tuple[Integers, Integers]:
        """The pairs of all the pieces in order, the words counted from `before` each piece."""
        self._settle()
        counts = self._counts[numbers]
        starts = self._starts[numbers]
        if len(counts) and counts.min() == counts.max() == 1:
            return self._flat[starts, 0], before
        owner = np.repeat(np.arange(len(numbers)), counts)
        index = np.arange(len(owner)) + (starts - (np.cumsum(counts) - counts))[owner]
        return self._flat[index, 0], before[owner] + self._flat[index, 1]

    def _settle(self) -> None:
        if self._new_counts:
            self._flat = np.concatenate((self._flat, np.array(self._new, np.int32).reshape(-1, 2)))
            self._counts = np.concatenate((self._counts, np.array(self._new_counts, np.int64)))
            self._starts = np.cumsum(self._counts) - self._counts
            self._new, self._new_counts = [], []


class _Table:
    """An open-addressing hash table of 16-byte keys to numbers, searched for many keys at a time."""

    def __init__(self, bits: int = 16) -> None:
        self._bits = bits
        self._used = 0
        self._low = np.zeros(1 << bits, np.uint64)
        self._high = np.zeros(1 << bits, np.uint64)
        self._number = np.full(1 << bits, -1, np.int32)

    def find(self, low: Keys, high: Keys) -> Integers:
        """The number of each key, -1 where it is unknown."""
        slots = self._slots(low, high)
        numbers = self._number[slots]
        pending = np.flatnonzero(((self._low[slots] != low) | (self._high[slots] != high)) & (numbers >= 0))
        slots = slots[pending]
        while len(pending):
            slots = (slots + 1) & ((1 << self._bits) - 1)
            found = self._number[slots]
            numbers[pending] = found
            wrong = ((self._low[slots] != low[pending]) | (self._high[slots] != high[pending])) & (found >= 0)
            pending, slots = pending[wrong], slots[wrong]
        return numbers

    def insert(self, low: Keys, high: Keys, numbers: Integers) -> None:
        """Add keys that are not in the table, each once."""
        self._used += len(low)
        if self._used * 2 > 1 << self._bits:
            self._grow()
        slots = self._slots(low, high)
        pending = np.arange(len(low))
        while len(pending):
            free = self._number[slots] < 0
            self._number[slots[free]] = numbers[pending[free]]
            won = free & (self._number[slots] == numbers[pending])
            self._low[slots[won]] = low[pending[won]]
            self._high[slots[won]] = high[pending[won]]
            pending, slots = pending[~won], (slots[~won] + 1) & ((1 << self._bits) - 1)

    def _grow(self) -> None:
        taken = np.flatnonzero(self._number >= 0)
        low, high, numbers = self._low[taken], self._high[taken], self._number[taken]
        used = self._used
        bits = self._bits
        while used * 4 > 1 << bits:
            bits += 1
        self.__init__(bits)  # type: ignore[misc]
        self.insert(low, high, numbers)
        self._used = used

    def _slots(self, low: Keys, high: Keys) -> Longs:
        mixed = (low * _MIX[0]) ^ (high * _MIX[1])
        mixed ^= mixed >> np.uint64(32)
        mixed *= _MIX[2]
        return (mixed >> np.uint64(64 - self._bits)).astype(np.int64)

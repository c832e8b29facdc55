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
from indexer.language.words import MAX_WORD_CHARACTERS, fold, words

Integers = NDArray[np.int32]
Longs = NDArray[np.int64]
Keys = NDArray[np.uint64]

_KEY_BYTES = 16
_MOST_PIECES = 2_000_000
_SPACE = 32
_SEPARATORS_OF_3 = np.isin(np.arange(256), [character.encode()[2] for character in "“”‘–—…•\u2009\u202f"])
_SEPARATORS_OF_2 = np.isin(np.arange(256), [character.encode()[1] for character in "«»\u00a0"])
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
        known = pieces.numbers
        new = []
        found = []
        for index, start, end in zip(unknown.tolist(), starts[unknown].tolist(), ends[unknown].tolist(), strict=True):
            piece = data[start:end]
            number = known.get(piece)
            if number is None:
                number = known[piece] = len(known)
                self._add(pieces, piece, language)
                new.append(index)
            found.append(number)
        numbers[unknown] = found
        return np.array(new, np.int64)

    def _add(self, pieces: _Pieces, piece: bytes, language: str) -> None:
        if piece.isalnum() and len(piece) <= MAX_WORD_CHARACTERS:
            # ASCII letters and digits alone are one word and its own form
            form = piece.decode("ascii")
            pieces.terms.add([_number(self._term_numbers, self.terms, term) for term in terms(form, language)])
            pieces.forms.add([_number(self._form_numbers, self.forms, form)])
            pieces.words.add(1)
            return
        term_numbers: list[int] = []
        form_numbers: list[int] = []
        term_words: list[int] = []
        form_words: list[int] = []
        count = 0
        for word in words(piece.decode("utf-8", "surrogatepass")):
            for term in terms(word.form, language):
                term_numbers.append(_number(self._term_numbers, self.terms, term))
                term_words.append(count)
            for form in dict.fromkeys((word.form, fold(word.form))):
                form_numbers.append(_number(self._form_numbers, self.forms, form))
                form_words.append(count)
            count += 1
        pieces.terms.add(term_numbers, term_words)
        pieces.forms.add(form_numbers, form_words)
        pieces.words.add(count)


def _number(numbers: dict[str, int], names: list[str], name: str) -> int:
    number = numbers.get(name)
    if number is None:
        number = numbers[name] = len(names)
        names.append(name)
    return number


def _cut(data: bytes) -> tuple[NDArray[np.uint8], Longs, Longs]:
    """The text with only word characters left, padded for 8-byte reads, and the [start, end) of each piece."""
    buffer = np.full((len(data) + 33) // 8 * 8, _SPACE, np.uint8)
    buffer[: len(data)] = np.frombuffer(data.translate(_TABLE), np.uint8)
    source = np.frombuffer(data, np.uint8)
    if not data.isascii():
        _blank_separators(source, buffer)
    _keep_points_in_numbers(source, buffer)
    inside = buffer != _SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate((np.zeros(1, np.int64), edges))
    return buffer, edges[::2], edges[1::2]


def _blank_separators(source: NDArray[np.uint8], buffer: NDArray[np.uint8]) -> None:
    """Common signs that part words but are no ASCII: fewer distinct pieces."""
    threes = np.flatnonzero(source[:-2] == 0xE2)
    threes = threes[(source[threes + 1] == 0x80) & _SEPARATORS_OF_3[source[threes + 2]]]
    twos = np.flatnonzero(source[:-1] == 0xC2)
    twos = twos[_SEPARATORS_OF_2[source[twos + 1]]]
    for offset in range(3):
        buffer[threes + offset] = _SPACE
    for offset in range(2):
        buffer[twos + offset] = _SPACE


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
        self.words = _Growing()
        self.terms = _Lists()
        self.forms = _Lists()

    def expand(self, numbers: Integers, first_piece: Longs) -> Analysed:
        """Occurrences of the pieces `numbers`; text n ends before piece `first_piece[n]`."""
        counts = self.words.all()[numbers]
        upto = np.zeros(len(numbers) + 1, np.int32)
        np.cumsum(counts, out=upto[1:])
        per_text = np.diff(upto[first_piece], prepend=np.int32(0))
        term, word = self.terms.expand(numbers, upto[:-1])
        form, form_word = self.forms.expand(numbers, upto[:-1])
        return Analysed(words=per_text, term=term, word=word, form=form, form_word=form_word)


class _Growing:
    """An int32 array that is added to one number at a time and read as a whole."""

    def __init__(self) -> None:
        self._new: list[int] = []
        self._array = np.zeros(1024, np.int32)
        self._size = 0

    def add(self, number: int) -> None:
        self._new.append(number)

    def extend(self, numbers: list[int]) -> None:
        self._new += numbers

    def all(self) -> Integers:
        size = self._size + len(self._new)
        if size > len(self._array):
            grown = np.zeros(size * 2, np.int32)
            grown[: self._size] = self._array[: self._size]
            self._array = grown
        self._array[self._size : size] = self._new
        self._new, self._size = [], size
        return self._array[:size]


class _Lists:
    """A list of (number, word within the piece) for each piece, laid end to end."""

    def __init__(self) -> None:
        self._numbers = _Growing()
        self._words = _Growing()
        self._starts = _Growing()
        self._counts = _Growing()
        self._total = 0

    def add(self, numbers: list[int], words_of: list[int] | None = None) -> None:
        """The list of the next piece; its words are all the first unless given."""
        self._numbers.extend(numbers)
        self._words.extend(words_of or [0] * len(numbers))
        self._starts.add(self._total)
        self._counts.add(len(numbers))
        self._total += len(numbers)

    def expand(self, numbers: Integers, before: Integers) -> tuple[Integers, Integers]:
        """The numbers of all the pieces in order, and their words counted from `before` each piece."""
        counts = self._counts.all()[numbers]
        starts = self._starts.all()[numbers]
        flat, words_of = self._numbers.all(), self._words.all()
        if len(counts) and counts.min() == counts.max() == 1:
            return flat[starts], before
        shift = starts - (np.cumsum(counts, dtype=np.int32) - counts)
        index = np.repeat(shift, counts)
        index += np.arange(len(index), dtype=np.int32)
        return flat[index], np.repeat(before, counts) + words_of[index]


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

"""Analysis of many texts at once: the terms and positions of `indexer.language.analysis`, without Python per word.

Text is cut into *pieces* at characters that never lie inside a word (white space, most punctuation)
by scanning bytes with numpy. The words, terms and forms of a piece depend on nothing around it, so
each distinct piece is analysed once, by the one analyser, and occurrences are looked up in a hash
table of 16-byte keys that is read for a whole batch at a time. UInt64s hold the piece itself, so the
table is exact; longer pieces go through a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.language import scan_numpy
from indexer.language.analysis import terms
from indexer.language.numbers import Int32s, UInt64s
from indexer.language.scan_numpy import KEY_BYTES, keys_of, slots_of
from indexer.language.scanning import Pieces, Scanning
from indexer.language.words import MAX_WORD_CHARACTERS, fold, word_form, words

_MOST_PIECES = 2_000_000
_FIRST = [0]
_NUMBER = re.compile(rb"[0-9]+(?:[.,][0-9]+)+")
_terms = terms.__wrapped__
"""`terms` without its memory: here each form is met once."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A batch of texts as numbers; words are counted through all texts of the batch.

    `words` int32 [texts]: words of each text. `term`, `word` int32 [occurrences]: term number and word
    index, ascending by word. `form`, `form_word`: the same for the surface forms.
    """

    words: Int32s
    term: Int32s
    word: Int32s
    form: Int32s
    form_word: Int32s


class BulkAnalyser:
    """Numbers terms and forms as it meets them; `loops` scan the text."""

    def __init__(self, loops: Scanning = scan_numpy) -> None:
        self.loops = loops
        self._term_numbers: dict[str, int] = {}
        self._form_numbers: dict[str, int] = {}
        self._pieces: dict[str, _Pieces] = {}

    @property
    def terms(self) -> list[str]:
        """The terms by their numbers."""
        return list(self._term_numbers)

    @property
    def forms(self) -> list[str]:
        """The surface forms by their numbers."""
        return list(self._form_numbers)

    def analyse(self, texts: Sequence[str], language: str) -> Analysed:
        """The occurrences of terms and forms in texts of one language."""
        pieces = self._pieces.get(language)
        if pieces is None or len(pieces.numbers) > _MOST_PIECES:
            pieces = self._pieces[language] = _Pieces()
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        text = b"\n".join(encoded)
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1)
        table = pieces.table
        found = self.loops.look_up(text, ends, table.low, table.high, table.number)
        if len(found.unknown):
            self._learn(pieces, language, text, found)
        return pieces.expand(found, self.loops)

    def _learn(self, pieces: _Pieces, language: str, text: bytes, found: Pieces) -> None:
        """Number the unknown pieces."""
        known = pieces.numbers
        first_new = len(known)
        new: list[bytes] = []
        numbers = []
        lower = text.lower()
        for start, stop in zip(found.starts.tolist(), found.stops.tolist(), strict=True):
            piece = lower[start:stop]
            number = known.get(piece)
            if number is None:
                number = known[piece] = len(known)
                self._add(pieces, piece, language)
                new.append(piece)
            numbers.append(number)
        found.numbers[found.unknown] = numbers
        short = [number for number, piece in enumerate(new, first_new) if len(piece) <= KEY_BYTES]
        pieces.table.insert(*keys_of([new[number - first_new] for number in short]), np.array(short, np.int32))

    def _add(self, pieces: _Pieces, piece: bytes, language: str) -> None:
        term_numbers, form_numbers = self._term_numbers, self._form_numbers
        if len(piece) <= MAX_WORD_CHARACTERS and (piece.isalnum() or _NUMBER.fullmatch(piece)):
            # ASCII letters and digits alone are one word and its own form, numbers with points one word
            form = piece.decode("ascii") if piece.isalnum() else word_form(piece.decode("ascii"))
            found = [term_numbers.setdefault(term, len(term_numbers)) for term in _terms(form, language)]
            pieces.add(1, found, [0] * len(found), [form_numbers.setdefault(form, len(form_numbers))], _FIRST)
            return
        found, found_words, forms, form_words = [], [], [], []
        count = 0
        for word in words(piece.decode("utf-8", "surrogatepass")):
            for term in _terms(word.form, language):
                found.append(term_numbers.setdefault(term, len(term_numbers)))
                found_words.append(count)
            for form in dict.fromkeys((word.form, fold(word.form))):
                forms.append(form_numbers.setdefault(form, len(form_numbers)))
                form_words.append(count)
            count += 1
        pieces.add(count, found, found_words, forms, form_words)


class _Pieces:
    """The distinct pieces of one language: how many words each has, and their terms and forms."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.table = _Table()
        self._words = _Growing()
        self._terms = _Lists()
        self._forms = _Lists()

    def add(self, count: int, found: list[int], words_of: list[int], forms: list[int], form_words: list[int]) -> None:
        """The next piece: its number of words, its terms and forms, and the word within it of each."""
        self._words.new.append(count)
        self._terms.add(found, words_of)
        self._forms.add(forms, form_words)

    def expand(self, found: Pieces, loops: Scanning) -> Analysed:
        """The occurrences in pieces that all have numbers now."""
        words = self._words.all()
        upto = np.zeros(len(found.numbers) + 1, np.int32)
        np.cumsum(words[found.numbers], out=upto[1:])
        per_text = np.diff(upto[found.upto], prepend=np.int32(0))
        term, word = loops.expand(found.numbers, words, *self._terms.all())
        form, form_word = loops.expand(found.numbers, words, *self._forms.all())
        return Analysed(words=per_text, term=term, word=word, form=form, form_word=form_word)


class _Growing:
    """An int32 array that is added to through a list and read as a whole."""

    def __init__(self) -> None:
        self.new: list[int] = []
        self._array = np.zeros(1024, np.int32)
        self._size = 0

    def all(self) -> Int32s:
        size = self._size + len(self.new)
        if size > len(self._array):
            grown = np.zeros(size * 2, np.int32)
            grown[: self._size] = self._array[: self._size]
            self._array = grown
        self._array[self._size : size] = self.new
        self.new, self._size = [], size
        return self._array[:size]


class _Lists:
    """A list of (number, word within the piece) for each piece, laid end to end."""

    def __init__(self) -> None:
        self._flat = _Growing()
        self._words = _Growing()
        self._starts = _Growing()
        self._counts = _Growing()
        self._total = 0

    def add(self, numbers: list[int], words_of: list[int]) -> None:
        """The list of the next piece."""
        self._flat.new += numbers
        self._words.new += words_of
        self._starts.new.append(self._total)
        self._counts.new.append(len(numbers))
        self._total += len(numbers)

    def all(self) -> tuple[Int32s, Int32s, Int32s, Int32s]:
        """The length and beginning of each list; the numbers of all lists, and their words."""
        return self._counts.all(), self._starts.all(), self._flat.all(), self._words.all()


class _Table:
    """An open-addressing hash table of keys to numbers, at most half full."""

    def __init__(self, size: int = 1 << 16) -> None:
        self._used = 0
        self.low = np.zeros(size, np.uint64)
        self.high = np.zeros(size, np.uint64)
        self.number = np.full(size, -1, np.int32)

    def insert(self, low: UInt64s, high: UInt64s, numbers: Int32s) -> None:
        """Add keys that are not in the table, each once."""
        if (self._used + len(low)) * 2 > len(self.low):
            self._grow(len(low))
        self._used += len(low)
        slots = slots_of(low, high, len(self.low))
        pending = np.arange(len(low))
        while len(pending):
            free = self.number[slots] < 0
            self.number[slots[free]] = numbers[pending[free]]
            won = free & (self.number[slots] == numbers[pending])
            self.low[slots[won]] = low[pending[won]]
            self.high[slots[won]] = high[pending[won]]
            pending, slots = pending[~won], (slots[~won] + 1) & (len(self.low) - 1)

    def _grow(self, more: int) -> None:
        taken = np.flatnonzero(self.number >= 0)
        low, high, numbers = self.low[taken], self.high[taken], self.number[taken]
        self.__init__(1 << (4 * (self._used + more)).bit_length())  # type: ignore[misc]
        self.insert(low, high, numbers)

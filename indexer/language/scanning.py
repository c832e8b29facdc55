"""What the loops that scan text must do: `scan_numpy` says it in numpy, `scan_numba` is the same compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from indexer.language.numbers import Int32s, Int64s, UInt64s


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a text, looked up in a table.

    `numbers` int32 [pieces], -1 where unknown or longer than a key; `upto` int64 [texts]: how many pieces
    begin before the end of each text; `unknown`, `starts`, `stops` int64: which pieces are unknown, and
    their [start, stop) bytes.
    """

    numbers: Int32s
    upto: Int64s
    unknown: Int64s
    starts: Int64s
    stops: Int64s


class Scanning(Protocol):
    """The part of bulk analysis that touches every character. Both implementations give the same numbers."""

    def look_up(self, text: bytes, ends: Int64s, low: UInt64s, high: UInt64s, number: Int32s) -> Pieces:
        """The pieces of UTF-8 text that consists of texts that end at `ends`, by their numbers in a table.

        The table has a power of two of slots: the two halves of a key, `low` and `high`, and its `number`,
        -1 where the slot is free.
        """
        ...

    def expand(
        self, numbers: Int32s, words: Int32s, counts: Int32s, starts: Int32s, flat: Int32s, within: Int32s
    ) -> tuple[Int32s, Int32s]:
        """The entries of the list of each piece in order, and their words counted through all pieces.

        Piece n has `words[n]` words and the list `flat[starts[n] : starts[n] + counts[n]]`, the words of whose
        entries within the piece are in `within` likewise.
        """
        ...

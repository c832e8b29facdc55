"""A sorted list of distinct strings as two arrays: the UTF-8 bytes end to end, and where each begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.index.columnar.file.arrays import Array, Column

_STEP = 32
_MOST_REMEMBERED = 10_000


def encode_strings(name: str, strings: Sequence[bytes]) -> dict[str, Array]:
    """The arrays `NAME.bytes` and `NAME.ends` of strings in the given order."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    ends = np.cumsum(lengths)
    width = np.uint32 if not len(ends) or ends[-1] < 1 << 32 else np.uint64
    return {
        f"{name}.bytes": np.frombuffer(b"".join(strings), np.uint8),
        f"{name}.ends": ends.astype(width),
    }


def as_bytes(text: object) -> bytes:
    """A term as it is kept: bytes as they are, anything else by its text in UTF-8, lone surrogates allowed."""
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogatepass")


class Strings:
    """Strings by number; `find` and the ranges need them sorted by their bytes."""

    __slots__ = ("_bytes", "_ends", "_every", "_found")

    def __init__(self, name: str, columns: Mapping[str, Column]) -> None:
        self._bytes = columns[f"{name}.bytes"]
        self._ends = columns[f"{name}.ends"]
        self._every: list[bytes] | None = None
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        ends = self._ends.read(max(number - 1, 0), number + 1).tolist()
        start = ends[0] if number else 0
        return self._bytes.read(start, ends[-1]).tobytes()

    def many(self, numbers: list[int]) -> list[bytes]:
        """The strings of some numbers."""
        data, ends = self._bytes.all().data, self._ends.all().data
        return [bytes(data[ends[number - 1] if number else 0 : ends[number]]) for number in numbers]

    def __iter__(self) -> Iterator[bytes]:
        return self.between(0, len(self))

    def between(self, first: int, last: int) -> Iterator[bytes]:
        """The strings numbered [first, last)."""
        if first >= last:
            return
        start = int(self._ends.read(first - 1, first)[0]) if first else 0
        ends = self._ends.read(first, last).tolist()
        data = self._bytes.read(start, ends[-1]).tobytes()
        begin = 0
        for end in ends:
            yield data[begin : end - start]
            begin = end - start

    def at_or_after(self, string: bytes) -> int:
        """The number of the first string not before the given one."""
        block = max(bisect_right(self._every_few(), string) - 1, 0) * _STEP
        return block + bisect_left(list(self.between(block, min(block + _STEP, len(self)))), string)

    def find(self, string: bytes) -> int:
        """The number of a string, -1 where it is not among them."""
        number = self._found.get(string)
        if number is None:
            number = self.at_or_after(string)
            if number == len(self) or self[number] != string:
                number = -1
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[string] = number
        return number

    def with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """The numbers [first, last) of the strings that begin with a prefix."""
        first = self.at_or_after(prefix)
        after = _next_prefix(prefix)
        return first, len(self) if after is None else self.at_or_after(after)

    def _every_few(self) -> list[bytes]:
        """Every 32nd string: what a search begins with."""
        if self._every is None:
            ends = self._ends.all().tolist()
            data = self._bytes.all().tobytes()
            self._every = [data[ends[at - 1] if at else 0 : ends[at]] for at in range(0, len(ends), _STEP)]
        return self._every


def _next_prefix(prefix: bytes) -> bytes | None:
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else None

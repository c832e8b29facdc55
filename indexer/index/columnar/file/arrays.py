"""The file of a segment: named arrays, one after another, each checked in blocks when first read.

    8 bytes   magic
    4 bytes   length of the directory, 4 bytes its CRC-32
    JSON      name → dtype, length, offset, CRC-32 of each 64 KB block
    arrays    little-endian, aligned to 64 bytes

The file is memory-mapped, so opening costs the directory alone; a block is verified before anything
in it is used for the first time, so damage is found before it can answer.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import LibraryDamaged
from indexer.index.durable import Buffer

MAGIC = b"PSCOLS01"
BLOCK = 1 << 16
_ALIGNMENT = 64

Array = NDArray[Any]


def encode(arrays: Mapping[str, Array]) -> Iterator[Buffer]:
    """The parts of a file holding the arrays, in order of name."""
    directory: dict[str, list[object]] = {}
    views: list[memoryview] = []
    offset = 0
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        view = array.data.cast("B") if array.size else memoryview(b"")
        sums = [zlib.crc32(view[start : start + BLOCK]) for start in range(0, len(view), BLOCK)]
        directory[name] = [array.dtype.str, len(array), offset, sums]
        views.append(view)
        offset += -(-len(view) // _ALIGNMENT) * _ALIGNMENT
    head = json.dumps(directory, separators=(",", ":")).encode()
    yield MAGIC + struct.pack("<II", len(head), zlib.crc32(head)) + head
    yield bytes(-(16 + len(head)) % _ALIGNMENT)
    for view in views:
        yield view
        yield bytes(-len(view) % _ALIGNMENT)


class Column:
    """One array of a file; `read` and `all` verify the blocks they touch the first time."""

    __slots__ = ("_array", "_bytes", "_name", "_shift", "_sums", "_verified", "_whole")

    def __init__(self, name: str, array: Array, sums: list[int]) -> None:
        self._name = name
        self._array = array
        self._bytes = array.data.cast("B") if array.size else memoryview(b"")
        self._sums = sums
        self._shift = BLOCK // array.dtype.itemsize
        self._verified = bytearray(len(sums))
        self._whole = not sums

    def __len__(self) -> int:
        return len(self._array)

    def read(self, start: int, stop: int) -> Array:
        """A view of the entries [start, stop)."""
        if not self._whole and start < stop:
            first, last = start // self._shift, (stop - 1) // self._shift + 1
            if self._verified.find(0, first, last) >= 0:
                self._verify(first, last)
        return self._array[start:stop]

    def all(self) -> Array:
        """A view of the whole array."""
        if not self._whole:
            self._verify(0, len(self._sums))
        return self._array

    def _verify(self, first: int, last: int) -> None:
        for block in range(first, last):
            if not self._verified[block]:
                if zlib.crc32(self._bytes[block * BLOCK : (block + 1) * BLOCK]) != self._sums[block]:
                    raise LibraryDamaged(f"{self._name} is damaged in block {block}; rebuild the index")
                self._verified[block] = 1
        if self._verified.find(0) < 0:
            self._whole = True


class Columns(dict[str, Column]):
    """The arrays of a file by name; one that is not there means that another program wrote the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __missing__(self, name: str) -> Column:
        raise LibraryDamaged(f"{self._path} holds no {name}, so another version wrote it; rebuild the index")


class ArrayFile:
    """A file of arrays opened for reading; raises `LibraryDamaged` where it is not what was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            try:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise LibraryDamaged(f"{path} is empty; rebuild the index") from error
        try:
            self.columns = self._columns()
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise LibraryDamaged(f"{path} has a damaged directory: {error}; rebuild the index") from error

    def _columns(self) -> Columns:
        if self._map[:8] != MAGIC:
            raise ValueError("it does not begin as an index file does")
        length, checksum = struct.unpack("<II", self._map[8:16])
        head = self._map[16 : 16 + length]
        if zlib.crc32(head) != checksum:
            raise ValueError("its checksum is wrong")
        begin = 16 + length + -(16 + length) % _ALIGNMENT
        columns = Columns(self.path)
        for name, (dtype, count, offset, sums) in json.loads(head).items():
            array = np.frombuffer(self._map, np.dtype(dtype), count, begin + offset) if count else np.zeros(0, dtype)
            columns[name] = Column(f"{self.path}: {name}", array, sums)
        return columns

    def verify(self) -> None:
        """Read and check everything; raises `LibraryDamaged` naming the first array at fault."""
        for column in self.columns.values():
            column.all()

    def let_go(self) -> None:
        """Take no memory for what was read; it is read again when it is used again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

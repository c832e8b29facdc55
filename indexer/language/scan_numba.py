"""The loops of `indexer.language.scan_numpy`, compiled by numba: the same numbers, in one pass over the bytes."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.language import scan_numpy
from indexer.language.compiling import compiled, inlined, read_only
from indexer.language.numbers import Bytes, Int32s, Int64s, UInt64s
from indexer.language.scan_numpy import KEY_BYTES
from indexer.language.scanning import Pieces

_SEPARATOR, _INSIDE, _POINT, _TWO_BYTES, _THREE_BYTES = range(5)
_LOWER = scan_numpy.LOWER
_KIND = np.where(_LOWER == scan_numpy.SPACE, _SEPARATOR, _INSIDE).astype(np.uint8)
_KIND[[*b".,"]] = _POINT
_KIND[0xC2], _KIND[0xE2] = _TWO_BYTES, _THREE_BYTES
_TABLES = (
    _KIND,
    _LOWER,
    *(table.astype(np.uint8) for table in (scan_numpy.NUMERIC, scan_numpy.SEPARATORS_OF_2, scan_numpy.SEPARATORS_OF_3)),
)
_MIX_1, _MIX_2, _MIX_3 = scan_numpy.MIX


_BYTES, _INT32S, _INT64S, _UINT64S = map(read_only, (types.uint8, types.int32, types.int64, types.uint64))


@inlined
def _slot(first: np.uint64, second: np.uint64, shift: np.uint64) -> np.uint64:
    mixed = (first * _MIX_1) ^ (second * _MIX_2)
    mixed ^= mixed >> np.uint64(32)
    return (mixed * _MIX_3) >> shift


# In one piece, with tables as arguments: numba counts references to an array that goes to another function
# or comes from the module, for each byte, which takes longer than all the rest.
@compiled((_BYTES, _INT64S, _UINT64S, _UINT64S, _INT32S, types.uint64, *(_BYTES,) * 5))
def _look_up(
    data: Bytes,
    text_ends: Int64s,
    low: UInt64s,
    high: UInt64s,
    number: Int32s,
    shift: np.uint64,
    kinds: Bytes,
    lower: Bytes,
    numeric: Bytes,
    second_bytes: Bytes,
    third_bytes: Bytes,
) -> tuple[Int32s, Int64s, NDArray[np.int64]]:
    size = len(data)
    most = size // 2 + 1
    numbers = np.empty(most, np.int32)
    upto = np.zeros(len(text_ends), np.int64)
    unknown = np.empty((3, most), np.int64)
    pieces = new = at = text = length = 0
    first = second = np.uint64(0)
    while at <= size:
        separator = 1
        if at < size:
            byte = data[at]
            kind = kinds[byte]
            if kind == _INSIDE:
                separator = 0
            elif kind == _POINT:
                if 0 < at < size - 1 and numeric[data[at - 1]] and numeric[data[at + 1]]:
                    separator = 0
            elif kind == _TWO_BYTES:
                separator = 2 if at + 1 < size and second_bytes[data[at + 1]] else 0
            elif kind == _THREE_BYTES:
                separator = 3 if at + 2 < size and data[at + 1] == 0x80 and third_bytes[data[at + 2]] else 0
            if separator == 0:
                if length < 8:
                    first |= np.uint64(lower[byte]) << np.uint64(8 * length)
                elif length < KEY_BYTES:
                    second |= np.uint64(lower[byte]) << np.uint64(8 * length - 64)
                length, at = length + 1, at + 1
                continue
        if length:
            known = np.int32(-1)
            if length <= KEY_BYTES:
                slot = _slot(first, second, shift)
                known = number[slot]
                while known >= 0 and (low[slot] != first or high[slot] != second):
                    slot = (slot + np.uint64(1)) & np.uint64(len(low) - 1)
                    known = number[slot]
            numbers[pieces] = known
            if known < 0:
                unknown[0, new], unknown[1, new], unknown[2, new] = pieces, at - length, at
                new += 1
            pieces, length = pieces + 1, 0
            first = second = np.uint64(0)
        at += separator
        while text < len(text_ends) and at >= text_ends[text]:
            upto[text] = pieces
            text += 1
    return numbers[:pieces], upto, unknown[:, :new]


def look_up(text: bytes, ends: Int64s, low: UInt64s, high: UInt64s, number: Int32s) -> Pieces:
    """See `indexer.language.scanning.Scanning`."""
    shift = np.uint64(65 - len(low).bit_length())
    numbers, upto, unknown = _look_up(np.frombuffer(text, np.uint8), ends, low, high, number, shift, *_TABLES)
    return Pieces(numbers.copy(), upto, *(row.copy() for row in unknown))


@compiled((_INT32S,) * 6)
def expand(
    numbers: Int32s, words: Int32s, counts: Int32s, starts: Int32s, flat: Int32s, within: Int32s
) -> tuple[Int32s, Int32s]:
    """See `indexer.language.scanning.Scanning`."""
    size = 0
    for number in numbers:
        size += counts[number]
    entries, places = np.empty(size, np.int32), np.empty(size, np.int32)
    at = before = 0
    for number in numbers:
        for index in range(starts[number], starts[number] + counts[number]):
            entries[at] = flat[index]
            places[at] = before + within[index]
            at += 1
        before += words[number]
    return entries, places

"""The loops of `indexer.language.scan_numpy`, compiled by numba: the same numbers, in one pass over the bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from indexer.language import scan_numpy
from indexer.language.numbers import Int32s, Int64s, UInt64s
from indexer.language.scan_numpy import KEY_BYTES, Pieces

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


def _array(kind: Any) -> Any:
    return types.Array(kind, 1, "C", readonly=True)


_BYTES, _INTEGERS, _LONGS, _KEYS = map(_array, (types.uint8, types.int32, types.int64, types.uint64))


@njit(inline="always")
def _slot(first: Any, second: Any, shift: Any) -> Any:
    mixed = (first * _MIX_1) ^ (second * _MIX_2)
    mixed ^= mixed >> np.uint64(32)
    return (mixed * _MIX_3) >> shift


# In one piece, with tables as arguments: numba counts references to an array that goes to another function
# or comes from the module, for each byte, which takes longer than all the rest.
@njit([(_BYTES, _LONGS, _KEYS, _KEYS, _INTEGERS, types.uint64, *(_BYTES,) * 5)], nogil=True, cache=True)
def _look_up(
    data: Any,
    text_ends: Any,
    low: Any,
    high: Any,
    number: Any,
    shift: Any,
    kinds: Any,
    lower: Any,
    numeric: Any,
    second_bytes: Any,
    third_bytes: Any,
) -> Any:
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
    """As in `indexer.language.scan_numpy`."""
    shift = np.uint64(65 - len(low).bit_length())
    numbers, upto, unknown = _look_up(np.frombuffer(text, np.uint8), ends, low, high, number, shift, *_TABLES)
    return Pieces(numbers.copy(), upto, *(row.copy() for row in unknown))


@njit([(_INTEGERS,) * 6], nogil=True, cache=True)
def expand(numbers: Any, words: Any, counts: Any, starts: Any, flat: Any, within: Any) -> Any:
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

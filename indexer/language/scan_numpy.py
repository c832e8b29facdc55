"""Text to pieces and their numbers by scanning bytes: the part of bulk analysis that touches every character.

A *piece* is what stands between characters that never lie inside a word (white space, most signs), in
lower case as far as ASCII goes. Its first 16 bytes are a key; keys are looked up in a hash table, a
whole batch at a time. `indexer.language.scan_numba` holds `look_up` and `expand` compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.language.numbers import Bytes, Int32s, Int64s, UInt64s
from indexer.language.scanning import Pieces

KEY_BYTES = 16
SPACE = 32
_TABLE = bytes(
    code + 32
    if 65 <= code <= 90
    else code
    if 48 <= code <= 57 or 97 <= code <= 122 or code in b"'" or code > 127
    else SPACE
    for code in range(256)
)
LOWER = np.frombuffer(_TABLE, np.uint8).copy()
LOWER[[*b".,"]] = [*b".,"]
NUMERIC = np.array([48 <= code <= 57 or code > 127 for code in range(256)])
SEPARATORS_OF_3 = np.isin(np.arange(256), [sign.encode()[2] for sign in "“”‘–—…•\u2009\u202f"])
SEPARATORS_OF_2 = np.isin(np.arange(256), [sign.encode()[1] for sign in "«»\u00a0"])
MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0xD6E8FEB86659FD93))
_LOW_BYTES = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


def look_up(text: bytes, ends: Int64s, low: UInt64s, high: UInt64s, number: Int32s) -> Pieces:
    """See `indexer.language.scanning.Scanning`."""
    data, starts, stops = _cut(text)
    lengths = stops - starts
    numbers = _find(*_keys(data, starts, lengths), low, high, number)
    numbers[lengths > KEY_BYTES] = -1
    unknown = np.flatnonzero(numbers < 0)
    return Pieces(numbers, np.searchsorted(starts, ends), unknown, starts[unknown], stops[unknown])


def _cut(data: bytes) -> tuple[Bytes, Int64s, Int64s]:
    """The text with only word characters left, padded for 8-byte reads, and the [start, end) of each piece."""
    buffer = np.full((len(data) + 33) // 8 * 8, SPACE, np.uint8)
    buffer[: len(data)] = np.frombuffer(data.translate(_TABLE), np.uint8)
    source = np.frombuffer(data, np.uint8)
    if not data.isascii():
        _blank_separators(source, buffer)
    _keep_points_in_numbers(source, buffer)
    inside = buffer != SPACE
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate((np.zeros(1, np.int64), edges))
    return buffer, edges[::2], edges[1::2]


def _blank_separators(source: Bytes, buffer: Bytes) -> None:
    """Common signs that part words but are no ASCII: fewer distinct pieces."""
    threes = np.flatnonzero(source[:-2] == 0xE2)
    threes = threes[(source[threes + 1] == 0x80) & SEPARATORS_OF_3[source[threes + 2]]]
    twos = np.flatnonzero(source[:-1] == 0xC2)
    twos = twos[SEPARATORS_OF_2[source[twos + 1]]]
    for offset in range(3):
        buffer[threes + offset] = SPACE
    for offset in range(2):
        buffer[twos + offset] = SPACE


def _keep_points_in_numbers(source: Bytes, buffer: Bytes) -> None:
    points = np.flatnonzero((source[1:-1] == ord(".")) | (source[1:-1] == ord(","))) + 1
    points = points[NUMERIC[source[points - 1]] & NUMERIC[source[points + 1]]]
    buffer[points] = source[points]


def _keys(buffer: Bytes, starts: Int64s, lengths: Int64s) -> tuple[UInt64s, UInt64s]:
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


def _find(low: UInt64s, high: UInt64s, table_low: UInt64s, table_high: UInt64s, table_number: Int32s) -> Int32s:
    """The number of each key in an open-addressing table, -1 where it is unknown."""
    mask = len(table_low) - 1
    slots = slots_of(low, high, len(table_low))
    numbers = table_number[slots]
    pending = np.flatnonzero(((table_low[slots] != low) | (table_high[slots] != high)) & (numbers >= 0))
    slots = slots[pending]
    while len(pending):
        slots = (slots + 1) & mask
        found = table_number[slots]
        numbers[pending] = found
        wrong = ((table_low[slots] != low[pending]) | (table_high[slots] != high[pending])) & (found >= 0)
        pending, slots = pending[wrong], slots[wrong]
    return numbers


def slots_of(low: UInt64s, high: UInt64s, size: int) -> Int64s:
    """Where in a table of a size, a power of two, each key belongs."""
    mixed = (low * MIX[0]) ^ (high * MIX[1])
    mixed ^= mixed >> np.uint64(32)
    mixed *= MIX[2]
    return (mixed >> np.uint64(65 - size.bit_length())).astype(np.int64)


def keys_of(pieces: Sequence[bytes]) -> tuple[UInt64s, UInt64s]:
    """The two numbers that are the key of each piece of at most 16 bytes."""
    keys = np.frombuffer(b"".join(piece.ljust(KEY_BYTES, b"\0") for piece in pieces), "<u8").astype(np.uint64)
    return keys[::2].copy(), keys[1::2].copy()


def expand(
    numbers: Int32s, words: Int32s, counts: Int32s, starts: Int32s, flat: Int32s, within: Int32s
) -> tuple[Int32s, Int32s]:
    """See `indexer.language.scanning.Scanning`."""
    before = np.cumsum(words[numbers], dtype=np.int32) - words[numbers]
    chosen = counts[numbers]
    others = np.flatnonzero(chosen != 1)
    if not len(others):
        return flat[starts[numbers]], before
    # nearly every list has one entry: those move as they are, and room is left for the longer ones
    sizes = chosen[others]
    ends = np.cumsum(sizes)
    room = np.repeat(others + np.cumsum(sizes - 1) - (sizes - 1) - (ends - sizes), sizes) + np.arange(int(ends[-1]))
    total = len(numbers) - len(others) + len(room)
    single = np.ones(total, np.bool_)
    single[room] = False
    alone = chosen == 1
    entries, places = np.empty(total, np.int32), np.empty(total, np.int32)
    entries[single] = flat[starts[numbers[alone]]]
    places[single] = before[alone]
    index = np.repeat(starts[numbers[others]] - (ends - sizes), sizes) + np.arange(int(ends[-1]))
    entries[room] = flat[index]
    places[room] = np.repeat(before[others], sizes) + within[index]
    return entries, places

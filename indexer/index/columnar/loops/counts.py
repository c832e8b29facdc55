"""How often a term stands in a document, and the weight it has beyond that, in one number.

Four bits each where both are below 15, which is nearly always; else bit 31 set, the surplus in bits 24
to 30, at most 127, and the count below.
"""

from __future__ import annotations

import numpy as np

from indexer.language.numbers import Float32s, Unsigned

_SMALL = 15
_WIDE = np.uint32(1 << 31)
_COUNT_BITS = 24
_MOST_SURPLUS = 127


def pack(counts: Unsigned, surplus: Unsigned) -> Unsigned:
    """One number for each pair, uint8 where all are small."""
    fits = (counts < _SMALL) & (surplus < _SMALL)
    small = counts.astype(np.uint8) | (surplus.astype(np.uint8) << 4)
    if fits.all():
        return small
    wide = _WIDE | (np.minimum(surplus, _MOST_SURPLUS).astype(np.uint32) << _COUNT_BITS) | counts.astype(np.uint32)
    return np.where(fits, small, wide)


def counts_of(packed: Unsigned) -> Unsigned:
    """The counts of packed numbers."""
    small = packed & 15
    if packed.dtype != np.uint32:
        return small
    return np.where(packed & _WIDE, packed & np.uint32((1 << _COUNT_BITS) - 1), small)


def surplus_of(packed: Unsigned) -> Unsigned:
    """The surplus weights of packed numbers."""
    if packed.dtype != np.uint32:
        return packed >> 4
    return np.where(packed & _WIDE, packed >> _COUNT_BITS & np.uint32(_MOST_SURPLUS), packed >> 4)


def weights_of(packed: Unsigned) -> Float32s:
    """Counts and surplus together."""
    if packed.dtype == np.uint8:
        return ((packed & 15) + (packed >> 4)).astype(np.float32)
    return counts_of(packed).astype(np.float32) + surplus_of(packed).astype(np.float32)

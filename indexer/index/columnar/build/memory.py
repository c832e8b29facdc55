"""Memory that was freed goes back to the system, so that the next large step does not come on top of it."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Ask the C library to return the pages it keeps for later; does nothing where it has no such call (glibc has)."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return
    trim(0)

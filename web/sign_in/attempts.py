"""How often an address may try passwords: a few wrong ones, then one wait that grows."""

from __future__ import annotations

from threading import Lock

FREE = 5
"""Wrong passwords without a wait."""

_LONGEST_WAIT = 900.0
_FORGOTTEN_AFTER = 3_600.0
_MAX_ADDRESSES = 10_000


class Attempts:
    """Wrong passwords by address; times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: dict[str, tuple[int, float]] = {}

    def wait(self, address: str, now: float) -> int:
        """Whole seconds until this address may try again, 0 where it may now."""
        with self._lock:
            count, last = self._failed.get(address, (0, now))
            if count < FREE or now - last > _FORGOTTEN_AFTER:
                return 0
            until = last + min(2.0 ** (count - FREE + 1), _LONGEST_WAIT)
            return max(0, -int(-(until - now) // 1))

    def failed(self, address: str, now: float) -> None:
        """Remember a wrong password; the longest forgotten address goes when there are too many."""
        with self._lock:
            count, last = self._failed.pop(address, (0, now))
            self._failed[address] = (1 if now - last > _FORGOTTEN_AFTER else count + 1, now)
            if len(self._failed) > _MAX_ADDRESSES:
                del self._failed[next(iter(self._failed))]

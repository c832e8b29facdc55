"""How often an address may try passwords: a few wrong ones, then one wait that grows."""

from __future__ import annotations

import ipaddress
from threading import Lock

FREE = 5
"""Wrong passwords without a wait."""

_LONGEST_WAIT = 900.0
_FORGOTTEN_AFTER = 3_600.0
_MAX_ADDRESSES = 10_000
_IPV6_SITE_BITS = 64


class Attempts:
    """Passwords tried by address; times are seconds of a monotonic clock.

    A try counts as wrong from its beginning until it is forgiven, so that many at once win nothing.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._failed: dict[str, tuple[int, float]] = {}

    def begin(self, address: str, now: float) -> int:
        """Count a try, 0; or the whole seconds until this address may try again, when nothing is counted."""
        key = _site(address)
        with self._lock:
            wait = self._wait(key, now)
            if wait:
                return wait
            count, last = self._failed.pop(key, (0, now))
            self._failed[key] = (1 if now - last > _FORGOTTEN_AFTER else count + 1, now)
            if len(self._failed) > _MAX_ADDRESSES:
                del self._failed[next(iter(self._failed))]
            return 0

    def forgive(self, address: str) -> None:
        """The password was right: what this address tried before is forgotten."""
        with self._lock:
            self._failed.pop(_site(address), None)

    def _wait(self, key: str, now: float) -> int:
        count, last = self._failed.get(key, (0, now))
        if count < FREE or now - last > _FORGOTTEN_AFTER:
            return 0
        until = last + min(2.0 ** (count - FREE + 1), _LONGEST_WAIT)
        return max(0, -int(-(until - now) // 1))


def _site(address: str) -> str:
    """An address, or the IPv6 network it shares with the others of its owner."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))

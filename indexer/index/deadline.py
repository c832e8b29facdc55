"""The one moment by which everything that answers a request has to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The moment `at` on `clock`, which was `seconds` away when it was set; all three count in seconds."""

    seconds: float
    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(seconds=seconds, at=clock() + seconds, clock=clock)

    @property
    def note(self) -> str:
        """What to tell of an answer that the time cut short."""
        return f"the search was stopped after {self.seconds:g} seconds; the answer is incomplete"

    def passed(self) -> bool:
        """Whether the time is over."""
        return self.clock() > self.at

"""How work grows with what is worked on: ratios, which hold on any machine however busy, unlike seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

LINEAR = 8.0
"""Four times as much may take this many times as long: linear work takes 4 times, quadratic 16."""

CONSTANT = 2.5
"""What does not depend on the size may take this many times as long where there is four times as much."""


def cpu_seconds(work: Callable[[], object], times: int = 5) -> float:
    """The least CPU time of this thread for some work, after one run that warms up."""
    work()
    taken = []
    for _ in range(times):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    return min(taken)


def growth(small: Callable[[], object], large: Callable[[], object], times: int = 5) -> float:
    """How many times as long the large work takes as the small one."""
    one, other = cpu_seconds(small, times), cpu_seconds(large, times)
    print(f"{1000 * one:.2f} ms, then {1000 * other:.2f} ms")
    return other / one

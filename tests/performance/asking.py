"""Timing queries: CPU time of the asking thread, engines by turns, so that a busy machine is busy for all of them.

All engines answer in the thread that asks; what an engine prepares in the background is not a query's time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.performance.peers.peer import Peer, PeerAnswer
from tests.performance.queries import CorpusQuery, Mode


@dataclass(frozen=True, slots=True)
class Asked:
    """`milliseconds` float64 [queries]: the median of the rounds for each query, with the answers given."""

    milliseconds: NDArray[np.float64]
    answers: tuple[PeerAnswer, ...]

    @property
    def mean(self) -> float:
        """Milliseconds a query, whose inverse is the throughput."""
        return float(self.milliseconds.mean())

    def percentile(self, share: float) -> float:
        """The milliseconds that a share of the queries, in percent, stays within."""
        return float(np.percentile(self.milliseconds, share))


def ask_all(
    engines: Mapping[str, Peer], queries: Sequence[CorpusQuery], mode: Mode, rounds: Mapping[str, int]
) -> dict[str, Asked]:
    """Ask every engine every query `rounds` times after a first pass to warm up; engines with 1 round only once."""
    times: dict[str, list[list[float]]] = {name: [] for name in engines}
    answers: dict[str, tuple[PeerAnswer, ...]] = {}
    for turn in range(max(rounds.values()) + 1):
        for name, engine in engines.items():
            if turn <= rounds[name] and not (turn == 0 and rounds[name] == 1):
                answers[name], taken = _ask(engine, queries, mode)
                if turn:
                    times[name].append(taken)
    return {name: Asked(np.median(times[name], axis=0) * 1000, answers[name]) for name in engines}


def _ask(engine: Peer, queries: Sequence[CorpusQuery], mode: Mode) -> tuple[tuple[PeerAnswer, ...], list[float]]:
    answers, taken = [], []
    for query in queries:
        before = time.thread_time()
        answers.append(engine.ask(query, mode))
        taken.append(time.thread_time() - before)
    return tuple(answers), taken

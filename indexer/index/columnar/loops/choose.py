"""Which inner loops run: numpy's at first, numba's once a process has shown that it will stay.

Importing numba and loading machine code takes about a second, as long as thousands of searches in
numpy; so a short command never waits for it and a server changes over in the background. Both give
the same numbers, so the change cannot be seen but in speed. Without numba, which comes with
`policyscope[fast]`, numpy does it all.
"""

from __future__ import annotations

import logging
import threading

from indexer.index.columnar.loops import ask_numpy, build_numpy
from indexer.index.columnar.loops.kinds import Asking, Building
from indexer.language import scan_numpy
from indexer.language.scanning import Scanning

_SEARCHES_BEFORE = 100
_CHARACTERS_BEFORE = 20_000_000

logger = logging.getLogger(__name__)


class Loops:
    """The loops in use for searching, building and scanning text, and how many searches there were."""

    def __init__(self) -> None:
        self.asking: Asking = ask_numpy
        self.building: Building = build_numpy
        self.scanning: Scanning = scan_numpy
        self._searches = 0
        self._begun = False

    def searched(self) -> None:
        """Count a search; the compiled loops are loaded in the background when it was one of many."""
        self._searches += 1
        if self._searches >= _SEARCHES_BEFORE and not self._begun:
            self._begun = True
            threading.Thread(target=self.compile, daemon=True, name="compiled-loops").start()

    def built(self, characters: int) -> None:
        """Say how much text will be indexed; the compiled loops are loaded where they save more than that costs."""
        if characters >= _CHARACTERS_BEFORE and self.building is build_numpy:
            try:
                self.building, self.scanning = _compiled_building()
            except Exception as error:
                logger.info("indexing with numpy alone: %s", error)

    def compile(self) -> bool:
        """Load the compiled loops of searching now; False where they cannot be had."""
        self._begun = True
        try:
            self.asking = _compiled_asking()
        except Exception as error:
            logger.info("searching with numpy alone: %s", error)
            return False
        return True


def _compiled_asking() -> Asking:
    from indexer.index.columnar.loops import ask_numba

    return ask_numba


def _compiled_building() -> tuple[Building, Scanning]:
    from indexer.index.columnar.loops import build_numba
    from indexer.language import scan_numba

    return build_numba, scan_numba


loops = Loops()

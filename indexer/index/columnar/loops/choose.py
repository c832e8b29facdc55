"""Which inner loops run: numpy's at first, numba's once a process has shown that it will stay.

Importing numba and loading machine code takes about a second, as long as thousands of searches in
numpy; so a short command never waits for it and a server changes over in the background. Both give
the same numbers, so the change cannot be seen but in speed. Without numba, numpy does it all.
"""

from __future__ import annotations

import importlib
import logging
import threading
from types import ModuleType

from indexer.index.columnar.loops import ask_numpy, build_numpy
from indexer.language import scan_numpy

_SEARCHES_BEFORE = 100
_CHARACTERS_BEFORE = 20_000_000

logger = logging.getLogger(__name__)


class Loops:
    """The modules in use for searching, building and scanning text, and how many searches there were."""

    def __init__(self) -> None:
        self.module: ModuleType = ask_numpy
        self.building: ModuleType = build_numpy
        self.scanning: ModuleType = scan_numpy
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
                self.building = importlib.import_module("indexer.index.columnar.loops.build_numba")
                self.scanning = importlib.import_module("indexer.language.scan_numba")
            except Exception as error:
                logger.info("indexing with numpy alone: %s", error)

    def compile(self) -> bool:
        """Load the compiled loops now; False where they cannot be had."""
        self._begun = True
        try:
            self.module = importlib.import_module("indexer.index.columnar.loops.ask_numba")
        except Exception as error:
            logger.info("searching with numpy alone: %s", error)
            return False
        return True


loops = Loops()

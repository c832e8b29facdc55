"""The engine tests run with numpy's inner loops unless they ask for the compiled ones."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from indexer.index.columnar.loops import ask_numpy
from indexer.index.columnar.loops.choose import loops


@pytest.fixture(scope="module", params=["ask_numpy", "ask_numba"])
def inner_loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both kinds of inner loops, one after the other."""
    if request.param == "ask_numba":
        pytest.importorskip("numba")
    loops._begun = True
    loops.asking = importlib.import_module(f"indexer.index.columnar.loops.{request.param}")
    yield
    loops.asking = ask_numpy

"""The engine tests run with numpy's inner loops unless they ask for the compiled ones."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from indexer.columnar import plain
from indexer.columnar.loops import loops


@pytest.fixture(scope="module", params=["plain", "compiled"])
def inner_loops(request: pytest.FixtureRequest) -> Iterator[None]:
    """Both kinds of inner loops, one after the other."""
    if request.param == "compiled":
        pytest.importorskip("numba")
    loops._begun = True
    loops.module = importlib.import_module(f"indexer.columnar.{request.param}")
    yield
    loops.module = plain

"""The tagger does not fall below what it has once reached."""

from __future__ import annotations

import pytest

from tests.shared_data import needs_shared
from tests.tagging.floors import floors, measured


@needs_shared
@pytest.mark.parametrize("name", sorted(measured()))
def test_no_figure_falls_below_its_floor(name: str) -> None:
    assert measured()[name]() >= floors()[name]


def test_every_figure_has_a_floor() -> None:
    assert set(floors()) == set(measured())

"""Comparing, counting and matching 10,000 profiles: comparing costs the same in any library, the others grow with it."""

from __future__ import annotations

import pytest

from indexer.nouns.places import PlaceFilter
from indexer.nouns.search import FacetFilter
from indexer.profiles.compare.survey import Survey
from tests.performance.growth import CONSTANT, LINEAR, growth
from tests.unit.profiles.compare.made_places import record

PROFILES = 10_000


def made(profiles: int) -> Survey:
    survey = Survey(record(number, seed=5) for number in range(profiles))
    survey.benchmark(PlaceFilter())
    return survey


@pytest.fixture(scope="module")
def surveys() -> tuple[Survey, Survey]:
    """A quarter of the profiles, and all of them."""
    return made(PROFILES // 4), made(PROFILES)


def test_comparison(surveys: tuple[Survey, Survey]) -> None:
    small, large = surveys
    ids = [place.id for place in small.coded().places[:12]]
    assert growth(lambda: small.compare(ids), lambda: large.compare(ids)) < CONSTANT


@pytest.mark.parametrize(
    "chosen",
    [
        PlaceFilter(),
        PlaceFilter(
            regions=("latin-america-and-the-caribbean",),
            answers={"dedicated-funding": FacetFilter(values=("yes",))},
        ),
    ],
    ids=["all", "narrowed"],
)
def test_benchmark(surveys: tuple[Survey, Survey], chosen: PlaceFilter) -> None:
    small, large = surveys
    assert growth(lambda: small.benchmark(chosen), lambda: large.benchmark(chosen)) < LINEAR


def test_peers(surveys: tuple[Survey, Survey]) -> None:
    small, large = surveys
    first = small.coded().places[0].id
    assert growth(lambda: small.peers(first, PlaceFilter(), 10), lambda: large.peers(first, PlaceFilter(), 10)) < LINEAR

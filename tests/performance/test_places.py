"""Ten thousand profiles: comparing, counting and matching stay within their CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from indexer.nouns.places import PlaceFilter
from indexer.nouns.search import FacetFilter
from indexer.profiles.compare.survey import Survey
from tests.unit.profiles.compare.made_places import record

PROFILES = 10_000


@pytest.fixture(scope="module")
def survey() -> Survey:
    made = Survey(record(number, seed=5) for number in range(PROFILES))
    made.benchmark(PlaceFilter())
    return made


def milliseconds(call: Callable[[], object], times: int = 5) -> float:
    """CPU milliseconds of one call, the best of several."""
    call()
    took = []
    for _ in range(times):
        began = time.process_time()
        call()
        took.append(time.process_time() - began)
    return 1000 * min(took)


def test_comparison(survey: Survey) -> None:
    ids = [place.id for place in survey.coded().places[:12]]
    took = milliseconds(lambda: survey.compare(ids))
    print(f"comparison of 12 places: {took:.1f} ms")
    assert took < 50


def test_benchmark(survey: Survey) -> None:
    whole = milliseconds(lambda: survey.benchmark(PlaceFilter()))
    chosen = PlaceFilter(
        regions=("latin-america-and-the-caribbean",), answers={"dedicated-funding": FacetFilter(values=("yes",))}
    )
    narrowed = milliseconds(lambda: survey.benchmark(chosen))
    print(f"benchmark of {PROFILES} places: {whole:.1f} ms, narrowed {narrowed:.1f} ms")
    assert max(whole, narrowed) < 200


def test_peers(survey: Survey) -> None:
    first = survey.coded().places[0].id
    took = milliseconds(lambda: survey.peers(first, PlaceFilter(), 10))
    print(f"peers among {PROFILES} places: {took:.1f} ms")
    assert took < 100

"""No byte of an answer changes unnoticed: every data route and the commands' JSON against recordings.

Where an answer is meant to change, `python -m tests.golden` records anew and the difference is read before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.golden.recorded import (
    ANSWERS,
    DIGESTS,
    Answer,
    file_name,
    recorded_digests,
    sample_answers,
    sample_site,
    small_answers,
    small_library,
)
from tests.golden.requests import FORMS, PAGES

RECORDED = recorded_digests()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, dict[str, Answer]]]:
    with small_library(tmp_path_factory.mktemp("recorded-small")) as (library, app):
        yield app, small_answers(library, app)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    with sample_site(tmp_path_factory.mktemp("recorded-sample")) as app:
        yield sample_answers(app)


@pytest.mark.parametrize("request_", RECORDED["small"])
def test_the_small_library_answers_as_recorded(small: tuple[Flask, dict[str, Answer]], request_: str) -> None:
    answer = small[1][request_]
    assert answer.readable() == (ANSWERS / file_name(request_)).read_text("utf-8")
    assert answer.digest() == RECORDED["small"][request_]


def test_the_sample_corpus_answers_as_recorded(sample: dict[str, Answer]) -> None:
    differing = {
        request: (answer.digest(), RECORDED["sample"].get(request))
        for request, answer in sample.items()
        if answer.digest() != RECORDED["sample"].get(request)
    }
    assert differing == {}


def test_what_is_asked_and_what_is_recorded_are_the_same(
    small: tuple[Flask, dict[str, Answer]], sample: dict[str, Answer]
) -> None:
    assert list(RECORDED["small"]) == list(small[1])
    assert list(RECORDED["sample"]) == list(sample)
    files = {path.name for path in ANSWERS.iterdir()}
    assert files == {DIGESTS.name, *map(file_name, RECORDED["small"])}
    assert len(files) == len(RECORDED["small"]) + 1


def test_every_route_of_data_is_recorded_with_a_good_answer(small: tuple[Flask, dict[str, Answer]]) -> None:
    app = small[0]
    adapter = app.url_map.bind("localhost")
    answered = set()
    for library in RECORDED.values():
        for request, (status, *_) in library.items():
            method, address, *_ = request.split(" ", 2)
            if method in ("GET", "POST") and status == 200:
                rule, _ = adapter.match(address.partition("?")[0], method=method, return_rule=True)
                answered.add((method, rule.rule))
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    pages = {("GET", rule) for rule in PAGES} | {("POST", rule) for rule in FORMS}
    assert pages <= routes
    assert routes - pages == answered

"""Did you mean, and completion: both only offer what finds a document."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.library import Library
from indexer.nouns.search import SearchRequest
from indexer.search.spelling import edit_distance


def suggestion(library: Library, typed: str) -> str | None:
    return library.search(SearchRequest(text=typed)).did_you_mean


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("agencey", "agency"),
        ("digtial", "digital"),
        ("tranport", "transport"),
        ("digital agecny", "digital agency"),
        ('"digtial agency"', '"digital agency"'),
        ("govrenment -letters", "government -letters"),
        ("cisterna", None),
        ("unicorn", None),
        ("digital", None),
        ("digtial unicorn", None),
        ("bus", None),
        ("buzes", "buses"),
        ("buzez", None),
        ("agemct", "agency"),
        ("1001", None),
    ],
)
def test_a_word_that_no_document_holds_is_put_right_when_one_is_near(
    library: Library, typed: str, meant: str | None
) -> None:
    assert suggestion(library, typed) == meant
    if meant:
        assert library.search(SearchRequest(text=meant)).total > 0


WORDS = st.text("abc", max_size=7)


@given(WORDS, WORDS, st.integers(0, 3))
@settings(max_examples=300, deadline=None)
def test_the_distance_is_the_fewest_changes(left: str, right: str, most: int) -> None:
    assert edit_distance(left, right, most) == min(_distance(left, right), most + 1)


def _distance(left: str, right: str) -> int:
    """The same by its definition, recursively."""
    if not left or not right:
        return len(left) + len(right)
    if left[0] == right[0]:
        return _distance(left[1:], right[1:])
    options = [_distance(left[1:], right), _distance(left, right[1:]), _distance(left[1:], right[1:])]
    if len(left) > 1 and len(right) > 1 and left[0] == right[1] and left[1] == right[0]:
        options.append(_distance(left[2:], right[2:]))
    return 1 + min(options)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("transp", "topic", "transparency"),
        ("Méx", "country", "MX"),
        ("mexik", "country", "MX"),
        ("case", "knowledge_type", "case-study"),
        ("afri", "region", "africa"),
        ("clean bu", "document", "buses"),
        ("cister", "word", "cisternas"),
        ("seca cister", "word", "seca cisternas"),
    ],
)
def test_a_beginning_is_completed_by_values_titles_and_words(
    library: Library, typed: str, kind: str, value: str
) -> None:
    offered = library.complete(typed, limit=20)
    assert (kind, value) in {(each.kind, each.value) for each in offered}
    assert all(each.count > 0 for each in offered)


@pytest.mark.parametrize("typed", ["", "t", " ", "unicorn", "(", "finl"])
def test_nothing_is_offered_that_finds_nothing(library: Library, typed: str) -> None:
    assert library.complete(typed) == ()


def test_no_more_is_offered_than_asked_for(library: Library) -> None:
    assert len(library.complete("tr", limit=3)) == 3


def test_years_are_no_completions(library: Library) -> None:
    assert [each for each in library.complete("2016", limit=50) if each.kind == "year"] == []
    assert [each for each in library.complete("201", limit=50) if each.kind == "year"] == []


def test_the_commonest_come_first(library: Library) -> None:
    orders = []
    for typed in ("tr", "de", "op", "co", "pa", "tax"):
        offered = library.complete(typed, limit=50)
        for kind in {each.kind for each in offered} - {"document"}:
            counts = [each.count for each in offered if each.kind == kind]
            assert counts == sorted(counts, reverse=True), (typed, kind)
        orders.append([each.value for each in offered if each.kind == "word"])
    assert any(order != sorted(order) for order in orders)

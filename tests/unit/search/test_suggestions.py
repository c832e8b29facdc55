"""Did you mean, and completion: both only offer what finds a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.deadline import Deadline
from indexer.index.engine import Engine
from indexer.library import Library
from indexer.nouns.search import SearchRequest
from indexer.search.grammar import Word
from indexer.search.spelling import corrected


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


class _Held:
    """What spelling asks of an engine, over words with how many documents hold each."""

    def __init__(self, held: dict[str, int]) -> None:
        self._held = held

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        return (pair for pair in sorted(self._held.items()) if pair[0].startswith(prefix))

    def frequency(self, field: str, term: str) -> int:
        return self._held.get(term, 0)


WORDS = st.text("abcde", min_size=2, max_size=7)


@given(WORDS, st.dictionaries(WORDS, st.integers(1, 3), max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_word_meant_is_the_one_with_the_fewest_changes(typed: str, held: dict[str, int]) -> None:
    changes = {word: _distance(typed, word) for word in held}
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 6 else 2
    near = sorted(
        (changes[word], len(word) != len(typed), -count, word)
        for word, count in held.items()
        if changes[word] <= allowed and (word[:2] == typed[:2] or _differs_in_its_first_letters(typed, word))
    )
    meant = Word(near[0][-1]) if near and typed not in held else None
    assert corrected(Word(typed), cast(Engine, _Held(held)), Deadline.after(60)) == meant


def _differs_in_its_first_letters(typed: str, word: str) -> bool:
    """Whether one change to the first two letters, or their swap, makes the word."""
    swapped = typed[1] + typed[0] + typed[2:]
    dropped = [typed[:at] + typed[at + 1 :] for at in (0, 1)]
    added = [typed[:at] + letter + typed[at:] for at in (0, 1) for letter in "abcde"]
    changed = [typed[:at] + letter + typed[at + 1 :] for at in (0, 1) for letter in "abcde"]
    return word in (swapped, *dropped, *added, *changed)


def test_no_word_is_put_right_once_the_time_is_over() -> None:
    engine = cast(Engine, _Held({"agency": 1}))
    assert corrected(Word("agencey"), engine, Deadline.after(60)) == Word("agency")
    assert corrected(Word("agencey"), engine, Deadline.after(-1)) is None


def _distance(left: str, right: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours, by definition."""
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

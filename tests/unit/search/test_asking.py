"""One search asks the engine few questions, all by one deadline, and tells nothing that it had no time to find out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue.store import Catalogue
from indexer.index.columnar import ColumnarEngine
from indexer.index.deadline import Deadline
from indexer.index.engine import EngineAnswer, EngineQuery
from indexer.library import Library
from indexer.nouns.search import FacetFilter, SearchRequest, SearchResult
from indexer.search.searching import Searcher
from indexer.vocabulary.facets import ANSWER_FACETS, FACETS

SECONDS = 2.0
KENYA = {"country": FacetFilter(values=("KE",))}
EMPTY = SearchRequest(text="silence", filters=KENYA, year_from=2000)
"""The word is in one document, which is not about Kenya; two documents are."""


class SlowEngine(ColumnarEngine):
    """An engine whose every search takes `cost` seconds of a clock that nothing else moves, or `cuts` its answers."""

    cuts = False

    def start(self, cost: float) -> Deadline:
        """Forget what was asked; gives the deadline of the next search."""
        self.now, self.cost = 0.0, cost
        self.asked: list[EngineQuery] = []
        return Deadline.after(SECONDS, clock=lambda: self.now)

    def search(self, query: EngineQuery) -> EngineAnswer:
        self.asked.append(query)
        answer = super().search(query)
        self.now += self.cost
        return replace(answer, partial=True) if self.cuts else answer


@dataclass(frozen=True)
class Slow:
    """A searcher with its slow engine."""

    engine: SlowEngine
    searcher: Searcher

    def search(self, request: SearchRequest, cost: float) -> SearchResult:
        return self.searcher.search(request, self.engine.start(cost))


def slow_over(library: Library) -> Iterator[Slow]:
    catalogue = Catalogue(library.settings.catalogue_file)
    engine = SlowEngine(library.settings.index_folder, library.settings)
    yield Slow(
        engine,
        Searcher(
            engine=engine,
            catalogue=catalogue,
            vocabularies=catalogue.vocabulary_tables.vocabularies(),
            languages=catalogue.languages(),
            settings=library.settings,
        ),
    )
    engine.close()
    catalogue.close()


@pytest.fixture(scope="module")
def slow(library: Library) -> Iterator[Slow]:
    yield from slow_over(library)


@pytest.fixture(scope="module")
def slow_sample(sample_library: Library) -> Iterator[Slow]:
    yield from slow_over(sample_library)


WORDS = st.sampled_from(
    ["agency", "digital", "silence", "unicorn", "digtial", "tarifs", "tax*", '"open data"', "-water", "OR", "year:2016"]
)
FILTERS = st.dictionaries(
    st.sampled_from(["country", "topic", "language", "region"]),
    st.sampled_from(["KE", "MX", "transparency", "en"]).map(lambda value: FacetFilter(values=(value,))),
)
REQUESTS = st.builds(
    SearchRequest,
    text=st.lists(WORDS, max_size=5).map(" ".join),
    filters=FILTERS,
    year_from=st.none() | st.just(2016),
    facets=st.sampled_from([{}, dict.fromkeys(FACETS, 5)]),
    explain=st.booleans(),
)


@given(REQUESTS, st.sampled_from([0.0, 0.3, 0.9, 1.5, 3.0]))
@settings(max_examples=150, deadline=None)
def test_a_search_has_few_questions_and_one_deadline(slow: Slow, request: SearchRequest, cost: float) -> None:
    deadline = slow.engine.start(cost)
    result = slow.searcher.search(request, deadline)
    assert {query.deadline for query in slow.engine.asked} == {deadline}
    assert len(slow.engine.asked) <= 6 + len(request.filters)
    assert slow.engine.now <= SECONDS + cost, "no question is asked after the deadline"
    assert not result.meta.partial or slow.engine.now > SECONDS


@given(REQUESTS, st.sampled_from([0.3, 0.9, 1.5, 3.0]))
@settings(max_examples=150, deadline=None)
def test_what_is_told_in_a_hurry_is_told_with_time_too(slow: Slow, request: SearchRequest, cost: float) -> None:
    whole = slow.search(request, cost=0.0)
    hurried = slow.search(request, cost)
    assert not whole.meta.partial
    if not hurried.meta.partial:
        assert hurried.notes == whole.notes
        assert hurried.items == whole.items
    assert set(hurried.repairs) <= set(whole.repairs)
    assert hurried.did_you_mean in (None, whole.did_you_mean)
    told = [note for note in hurried.notes if "the search was stopped" not in note]
    assert set(told) <= set(whole.notes)
    assert len(hurried.notes) == len(told) + hurried.meta.partial


@pytest.mark.parametrize("text", ["agency", "digital agency", "silence tariffs", "digtial unicorn", ""])
def test_who_had_no_time_to_look_does_not_say_that_nothing_is_there(slow: Slow, text: str) -> None:
    result = slow.searcher.search(SearchRequest(text=text, filters=KENYA), Deadline.after(-1))
    assert result.meta.partial
    assert (result.repairs, result.did_you_mean) == ((), None)
    assert result.notes == (Deadline.after(-1).note,)


def test_no_way_out_is_looked_for_once_the_time_is_over(slow: Slow) -> None:
    result = slow.search(replace(EMPTY, text="silence unicorn digtial"), cost=3.0)
    assert (result.total, len(slow.engine.asked)) == (0, 1)
    assert result.meta.partial
    assert (result.repairs, result.did_you_mean, len(result.notes)) == ((), None, 1)


def test_from_an_answer_cut_short_nothing_is_concluded(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow.engine, "cuts", True)
    for request in (EMPTY, replace(EMPTY, text="silence unicorn digtial"), SearchRequest(text="agency", page=9)):
        result = slow.search(request, cost=0.0)
        assert len(slow.engine.asked) == 1
        assert result.meta.partial
        assert (result.repairs, result.did_you_mean, len(result.notes)) == ((), None, 1)


def test_a_way_out_that_was_found_in_time_is_kept(slow: Slow) -> None:
    whole = slow.search(EMPTY, cost=0.0)
    assert {repair.name: repair.total for repair in whole.repairs} == {"country": 1, "q": 2}
    hurried = slow.search(EMPTY, cost=0.9)
    assert {repair.name: repair.total for repair in hurried.repairs} == {"country": 1}
    assert hurried.meta.partial


def test_beginnings_are_shown_where_there_is_no_time_for_passages(slow: Slow) -> None:
    request = SearchRequest(text="silence", explain=True)
    (whole,) = slow.search(request, cost=0.0).items
    result = slow.search(request, cost=3.0)
    (hurried,) = result.items
    assert any(snippet.marks for snippet in whole.snippets)
    assert whole.explanation is not None
    assert [snippet.marks for snippet in hurried.snippets] == [()]
    assert hurried.explanation is None
    assert result.meta.partial


def test_what_profiles_answer_is_counted_with_everything_else(slow_sample: Slow) -> None:
    request = SearchRequest(text="city", facets=dict.fromkeys(FACETS, 5))
    result = slow_sample.search(request, cost=0.0)
    assert len(slow_sample.engine.asked) == 1
    assert set(result.facets) & set(ANSWER_FACETS)
    without = slow_sample.search(SearchRequest(text="city", facets={"country": 5}), cost=0.0)
    assert set(without.facets) == {"country"}


def test_no_answers_are_shown_where_there_are_no_profiles(slow: Slow) -> None:
    result = slow.search(SearchRequest(text="agency", facets=dict.fromkeys(FACETS, 5)), cost=0.0)
    assert result.total
    assert not set(result.facets) & set(ANSWER_FACETS)

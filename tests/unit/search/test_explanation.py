"""Why a document stands where it does: reasons that add up to its score, on every page, and only where asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.index.engine import PROMISING
from indexer.library import Library
from indexer.nouns.search import Explanation, FacetFilter, SearchRequest, Sort
from indexer.settings import Settings
from tests.conftest import ingested, write_files

QUERIES = [
    "open government",
    "transparency",
    '"open government"',
    "transport OR mobility",
    "transpar*",
    "government -tax",
    "country:Mexico government",
    "the government",
    "(open OR public) government data",
    "government zebra unicorn",
]


def leaves(explanation: Explanation) -> Iterator[Explanation]:
    if explanation.parts:
        for part in explanation.parts:
            yield from leaves(part)
    else:
        yield explanation


@pytest.mark.parametrize("text", QUERIES)
def test_the_reasons_add_up_to_the_score(sample_library: Library, text: str) -> None:
    result = sample_library.search(SearchRequest(text=text, explain=True))
    assert result.items
    for item in result.items:
        assert item.explanation is not None
        assert item.explanation.score == pytest.approx(item.score, rel=1e-4)
        assert sum(leaf.score for leaf in leaves(item.explanation)) == pytest.approx(item.score, rel=1e-4)


def test_reasons_are_given_on_later_pages_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.mktemp("many")
    files = {f"{number}.md": f"# Plan {number}\n\nOpen {'city ' * (number % 7)}data for all." for number in range(70)}
    with Library(Settings(library=base / "library")) as library:
        ingested(library, write_files(base / "documents", files))
        for page in range(1, 8):
            result = library.search(SearchRequest(text="open data", page=page, explain=True))
            assert len(result.items) == 10
            for item in result.items:
                assert item.explanation is not None
                assert item.explanation.score == pytest.approx(item.score, rel=1e-4)
    assert PROMISING < 70


def test_reasons_are_given_only_where_asked_for_and_only_of_a_ranking(sample_library: Library) -> None:
    plain = sample_library.search(SearchRequest(text="government"))
    newest = sample_library.search(SearchRequest(text="government", explain=True, sort=Sort.NEWEST))
    unranked = sample_library.search(SearchRequest(explain=True, filters={"country": FacetFilter(values=("MX",))}))
    assert unranked.items
    for result in (plain, newest, unranked):
        assert all(item.explanation is None for item in result.items)


def test_words_near_each_other_are_a_reason(sample_library: Library) -> None:
    result = sample_library.search(SearchRequest(text="open government", explain=True))
    assert any("near each other" in str(item.explanation) for item in result.items)


def test_a_search_whose_time_runs_out_says_that_it_is_partial(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = tmp_path_factory.mktemp("hurried")
    with Library(Settings(library=base / "library", search_seconds=1e-9)) as library:
        ingested(library, write_files(base / "documents", {"a.md": "# Plan\n\nOpen data."}))
        result = library.search(SearchRequest(text="data"))
    assert result.meta.partial
    assert any("incomplete" in note for note in result.notes)

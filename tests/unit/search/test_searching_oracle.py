"""Every search over a small library finds exactly what plain loops find, and counts what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.library import Library
from indexer.nouns.search import FacetFilter, SearchRequest, SearchResult, Sort
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SmallDocument
from tests.unit.search.plain_search import (
    COUNTRIES,
    FAMILIES,
    KNOWLEDGE_TYPES,
    TOPICS,
    Chosen,
    Predicate,
    counts,
    facet_values,
    has_in_title,
    has_prefix,
    has_quoted,
    has_side_by_side,
    has_word,
    in_years,
    passes_all,
    plain_documents,
    word_list,
)

DOCUMENTS = plain_documents(80, seed=20)
FACETS = ("topic", "knowledge_type", "country", "region", "year", "language")


@pytest.fixture(scope="module")
def plain_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    base = tmp_path_factory.mktemp("plain")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in DOCUMENTS})
    with Library(Settings(library=base / "library")) as opened:
        yield ingested(opened, folder)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, with the predicate that says what it means."""

    typed: str
    predicate: Predicate


FORMS = st.sampled_from([form for forms in FAMILIES for form in forms])
NEIGHBOURS = sorted(
    {
        pair
        for document in DOCUMENTS
        for text in (document.title, *document.paragraphs)
        for pair in pairwise(word_list(text))
    }
)
PAIRS = st.sampled_from(NEIGHBOURS) | st.tuples(FORMS, FORMS)


def _quoted(forms: Sequence[str]) -> Query:
    return Query(f'"{" ".join(forms)}"', has_quoted(forms))


def _hyphened(forms: Sequence[str]) -> Query:
    return Query("-".join(forms), has_side_by_side(forms))


def _has_value(facet: str, value: str) -> Predicate:
    return lambda document: value in facet_values(document)[facet]


def _named(field: str, facet: str, typed: str, value: str) -> Query:
    return Query(f'{field}:"{typed}"', _has_value(facet, value))


def _years(first: int, last: int) -> Query:
    return Query(f"year:{first}-{last}", in_years(first, last))


LEAVES = st.one_of(
    FORMS.map(lambda form: Query(form, has_word(form))),
    FORMS.map(lambda form: Query(f"title:{form}", has_in_title(form))),
    st.sampled_from(["ta", "tax", "water", "pla", "court", "10", "agenc"]).map(
        lambda beginning: Query(f"{beginning}*", has_prefix(beginning))
    ),
    PAIRS.map(_quoted),
    PAIRS.filter(lambda pair: "," not in "".join(pair)).map(_hyphened),
    st.sampled_from(sorted(TOPICS.items())).map(lambda item: _named("topic", "topic", *item)),
    st.sampled_from(sorted(COUNTRIES)).map(lambda name: _named("country", "country", name, COUNTRIES[name][0])),
    st.sampled_from(sorted(KNOWLEDGE_TYPES.items())).map(lambda item: _named("type", "knowledge_type", *item)),
    st.just(Query("region:Americas", _has_value("region", "americas"))),
    st.tuples(st.integers(2003, 2021), st.integers(0, 10)).map(lambda pair: _years(pair[0], pair[0] + pair[1])),
    st.just(Query("year:2010-", in_years(2010, None))),
)


def _negated(query: Query) -> Query:
    return Query(f"-({query.typed})", lambda document: not query.predicate(document))


def _all_of(queries: list[Query]) -> Query:
    return Query(
        " ".join(f"({each.typed})" if " OR " in each.typed else each.typed for each in queries),
        lambda document: all(each.predicate(document) for each in queries),
    )


def _any_of(queries: list[Query]) -> Query:
    return Query(
        " OR ".join(f"({each.typed})" for each in queries),
        lambda document: any(each.predicate(document) for each in queries),
    )


def _joined(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(children, min_size=2, max_size=3)
    return several.map(_all_of) | several.map(_any_of) | children.map(_negated)


QUERIES = st.recursive(LEAVES, _joined, max_leaves=6)


def _chosen(values: list[str]) -> st.SearchStrategy[Chosen]:
    some = st.lists(st.sampled_from([*values, "_none"]), max_size=3, unique=True).map(tuple)
    return st.builds(Chosen, some, st.lists(st.sampled_from([*values, "_none"]), max_size=1).map(tuple), st.booleans())


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "topic": _chosen(sorted(TOPICS.values())),
        "country": _chosen(["MX", "CL", "KE", "FR", "DE"]),
        "region": _chosen(["americas", "africa", "europe"]),
        "knowledge_type": _chosen(sorted(KNOWLEDGE_TYPES.values())),
        "year": _chosen(["2004", "2010", "2015"]),
    },
)
YEARS = st.none() | st.integers(2003, 2021)


def _search(
    library: Library,
    typed: str,
    chosen: dict[str, Chosen] | None = None,
    years: tuple[int | None, int | None] = (None, None),
) -> SearchResult:
    return library.current().search(
        SearchRequest(
            text=typed,
            filters={
                name: FacetFilter(values=each.values, excluded=each.excluded, match_all=each.match_all)
                for name, each in (chosen or {}).items()
            },
            year_from=years[0],
            year_to=years[1],
            per_page=100,
            facets=dict.fromkeys(FACETS, 100),
        )
    )


def _relaxed(result: SearchResult) -> bool:
    return any("these hold at least" in note for note in result.notes)


@given(query=QUERIES)
@settings(max_examples=100, deadline=None)
def test_a_query_finds_exactly_what_its_operators_mean(plain_library: Library, query: Query) -> None:
    expected = {document.name for document in DOCUMENTS if query.predicate(document)}
    result = _search(plain_library, query.typed)
    if not expected:
        assert result.total == 0 or _relaxed(result)
        return
    assert {item.id for item in result.items} == expected
    assert result.total == len(expected)
    assert not _relaxed(result)


@given(query=QUERIES, chosen=FILTERS, first=YEARS, last=YEARS)
@settings(max_examples=80, deadline=None)
def test_filters_and_facet_counts_are_those_of_plain_loops(
    plain_library: Library, query: Query, chosen: dict[str, Chosen], first: int | None, last: int | None
) -> None:
    in_range = in_years(first, last) if first is not None or last is not None else lambda document: True
    asked = [document for document in DOCUMENTS if query.predicate(document) and in_range(document)]
    expected = [document for document in asked if passes_all(document, chosen)]
    result = _search(plain_library, query.typed, chosen, (first, last))
    if not expected and _relaxed(result):
        return
    assert {item.id for item in result.items} == {document.name for document in expected}
    assert result.total == len(expected)
    for name in FACETS:
        found, missing = counts([each for each in asked if passes_all(each, chosen, but=name)], name)
        facet = result.facets[name]
        assert {each.value: each.count for each in facet.values if each.count and each.value != "_none"} == found
        assert facet.missing_count == missing
        assert facet.total_values == len(found)


@given(st.lists(FORMS, min_size=2, max_size=9, unique=True))
@settings(max_examples=60, deadline=None)
def test_words_that_no_document_holds_together_are_relaxed_to_most_of_them_and_the_answer_says_so(
    plain_library: Library, forms: list[str]
) -> None:
    tests = [has_word(form) for form in forms]

    def holding(needed: int) -> set[str]:
        subsets = list(combinations(tests, needed))
        return {
            document.name for document in DOCUMENTS if any(all(test(document) for test in subset) for subset in subsets)
        }

    result = _search(plain_library, " ".join(forms))
    found = {item.id for item in result.items}
    if holding(len(forms)):
        assert found == holding(len(forms))
        assert result.notes == ()
        return
    most = len(forms) - 1 if len(forms) <= 8 else 1
    needed = most if holding(most) else 1
    assert found == holding(needed)
    assert any(f"all {len(forms)} words; these hold at least {needed} of them" in note for note in result.notes)


@given(query=QUERIES, sort=st.sampled_from(Sort), per_page=st.integers(1, 7))
@settings(max_examples=25, deadline=None)
def test_pages_laid_end_to_end_are_the_whole_result_in_one_stable_order(
    plain_library: Library, query: Query, sort: Sort, per_page: int
) -> None:
    def items(page: int, size: int) -> list[tuple[str, float]]:
        request = SearchRequest(text=query.typed, sort=sort, page=page, per_page=size)
        return [(item.id, item.score) for item in plain_library.current().search(request).items]

    whole = items(1, 100)
    pages = [items(page, per_page) for page in range(1, len(whole) // per_page + 2)]
    assert [item for page in pages for item in page] == whole
    assert items(len(pages) + 1, per_page) == []
    assert _is_in_order(whole, sort)


def _is_in_order(items: list[tuple[str, float]], sort: Sort) -> bool:
    known = {document.name: document for document in DOCUMENTS}
    found = [known[name] for name, _ in items]
    if sort is Sort.RELEVANCE:
        return items == sorted(items, key=lambda item: (-item[1], item[0]))
    by_name = sorted(found, key=lambda document: document.name)
    if sort is Sort.TITLE:
        return found == sorted(by_name, key=lambda document: document.title.lower())
    return found == _by_date(by_name, newest=sort is Sort.NEWEST)


def _by_date(documents: list[SmallDocument], *, newest: bool) -> list[SmallDocument]:
    dated = [document for document in documents if document.published]
    undated = [document for document in documents if not document.published]
    return sorted(dated, key=lambda document: document.published or "", reverse=newest) + undated

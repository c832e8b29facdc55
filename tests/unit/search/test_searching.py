"""What a search says and shows: languages, common words, facets by name, relaxation, order, limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import NotFound, WrongUsage
from indexer.library import Library
from indexer.nouns.search import NOT_STATED, FacetFilter, SearchRequest, SearchResult, Sort
from indexer.vocabulary.facets import FACETS
from tests.conftest import MakeLibrary
from tests.small_corpus import SMALL_CORPUS


def search(library: Library, text: str, **options: object) -> SearchResult:
    return library.search(replace(SearchRequest(text=text, per_page=50), **options))  # type: ignore[arg-type]


def found(library: Library, text: str, **options: object) -> set[str]:
    """The ids of a strict answer; fails where the query was relaxed."""
    result = search(library, text, **options)
    assert not any("at least" in note for note in result.notes), result.notes
    return {item.id for item in result.items}


def test_a_word_is_as_rare_as_it_is_in_all_languages_together(make_library: MakeLibrary) -> None:
    """One English word in a Spanish text, where it has another stem, is no rarity among ten English texts with it."""
    english = {
        f"{number}.md": f"---\nlanguage: en\n---\n# Report\n\nThe ministers met {number} times." for number in range(10)
    }
    spanish = {"es.md": "---\nlanguage: es\n---\n# Informe\n\nLos ministers llegaron tarde."}
    items = search(make_library({**english, **spanish}), "ministers").items
    assert len(items) == 11
    scores = {item.id: item.score for item in items}
    assert scores["es"] == pytest.approx(scores["0"], rel=0.2)


def test_one_common_word_beside_others_is_not_asked_for_and_ranks(make_library: MakeLibrary) -> None:
    """ "sin" is "without" in Spanish, so a library that speaks it may not insist on the word; it still tells."""
    library = make_library(
        {
            "plain.md": "---\nlanguage: en\n---\n# Sugar\n\nThe new tax is on sugar alone.",
            "sin.md": "---\nlanguage: en\n---\n# Sugar\n\nThe sin tax is on sugar alone.",
            "es.md": "---\nlanguage: es\n---\n# Informe\n\nUn puerto sin barcos.",
        }
    )
    assert [item.id for item in search(library, "sin tax").items] == ["sin", "plain"]


EVERYTHING = {document.name for document in SMALL_CORPUS}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("digital agency", {"agency", "budget"}),
        ('"digital agency"', {"agency"}),
        ("agencies digitally", {"agency", "budget"}),
        ("agency -letters", {"agency"}),
        ("transport OR mobility", {"buses", "cycling", "zeta"}),
        ("title:transparency", {"budget", "declaration"}),
        ("whole-of-government", {"budget"}),
        ("pop-up", {"cycling"}),
        ("100", {"agency", "buses"}),
        ("1000", {"agency", "cycling"}),
        ("1,000", {"agency", "cycling"}),
        ("100*", {"agency", "buses", "cycling"}),
        ("year:2016", {"budget", "declaration"}),
        ("year:2016-2019", {"budget", "declaration", "forets", "buses", "zeta"}),
        ("year:-2010", {"gestao"}),
        ("-year:2009-", {"undated"}),
        ('type:"case study"', {"buses", "escuelas", "haushalt", "zeta"}),
        ("country:kenia", {"budget", "zeta"}),
        ("country:KE", {"budget", "zeta"}),
        ("region:Americas", {"agency", "buses", "escuelas", "gestao"}),
        ("region:Afrique", {"budget", "zeta", "forets"}),
        ("language:Spanish", {"escuelas"}),
        ("topic:transparencia", {"agency", "budget", "declaration"}),
    ],
)
def test_each_form_of_the_grammar_finds_its_documents(library: Library, typed: str, ids: set[str]) -> None:
    assert found(library, typed) == ids


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("organización", "escuelas"),
        ("organizacion", "escuelas"),
        ("participaciones familia", "escuelas"),
        ("educacion tecnica", "escuelas"),
        ("educación técnicas", "escuelas"),
        ("transmisiones clase", "escuelas"),
        ("montana", "escuelas"),
        ("forêt", "forets"),
        ("foret", "forets"),
        ("FORÊTS", "forets"),
        ("état", "forets"),
        ("l'Etat", "forets"),
        ("planteur locaux", "forets"),
        ("politique économique", "forets"),
        ("économie", "forets"),
        ("decisões comite", "gestao"),
        ("decisoes", "gestao"),
        ("decisão água", "gestao"),
        ("decisao agua", "gestao"),
        ("participação agricultor", "gestao"),
        ("regiões", "gestao"),
        ("inovacao cisterna", "gestao"),
        ("município", "gestao"),
        ("Massnahme", "haushalt"),
        ("Maßnahmen", "haushalt"),
        ("Bürgerhaushalt", "haushalt"),
        ("burgerinnen", "haushalt"),
        ("groesseren OR größer", "haushalt"),
        ("fore\u0302t", "forets"),
    ],
)
def test_inflected_words_of_every_language_are_found_with_and_without_accents(
    library: Library, typed: str, expected: str
) -> None:
    assert expected in found(library, typed)


@pytest.mark.parametrize("typed", ["the agency", "agency of the", "la agency", "agency with and under"])
def test_common_words_do_not_have_to_be_there_when_others_remain(library: Library, typed: str) -> None:
    assert found(library, typed) >= found(library, "agency")


def test_a_query_of_common_words_alone_asks_for_them(library: Library) -> None:
    assert "agency" in found(library, "the")
    assert found(library, "the of") <= found(library, "the")


def test_common_words_inside_quotation_marks_have_to_stand_as_written(library: Library) -> None:
    assert found(library, '"the silence first"') == {"buses"}
    assert found(library, '"of silence first"') == set()


def test_a_document_is_found_by_the_labels_of_its_tags_in_its_language_and_in_english(library: Library) -> None:
    assert "forets" in found(library, "foresterie") | found(library, "sylviculture")
    assert "gestao" in found(library, "Brazil")
    assert "gestao" in found(library, "Brasil")


@pytest.mark.parametrize("typed", ["topic:silence", "country:silence", 'region:"the silence"', "language:silence"])
def test_a_facet_value_that_does_not_exist_is_searched_for_as_words_and_the_answer_says_so(
    library: Library, typed: str
) -> None:
    result = search(library, typed)
    assert {item.id for item in result.items} == {"buses"}
    assert len(result.notes) == 1
    assert "it was searched for as words" in result.notes[0]
    snippet = result.items[0].snippets[0]
    assert "silence" in {snippet.text[start:end] for start, end in snippet.marks}


def test_relaxation_keeps_filters_phrases_and_exclusions(library: Library) -> None:
    result = search(library, "silence tariffs unicorn -water")
    assert {item.id for item in result.items} == {"buses"}
    assert "at least 1 of them" in result.notes[0]
    filtered = search(library, "digital unicorn", filters={"country": FacetFilter(values=("KE",))})
    assert {item.id for item in filtered.items} == {"budget", "zeta"}
    assert "no document that passes the filters holds all 2 words" in filtered.notes[0]


def test_what_nothing_holds_stays_empty_with_a_way_out(library: Library) -> None:
    result = search(library, "silence", filters={"country": FacetFilter(values=("KE",))}, year_from=2000)
    assert (result.total, result.items) == (0, ())
    assert {repair.name: repair.total for repair in result.repairs} == {"country": 1, "q": 2}


def test_one_unknown_word_finds_nothing_and_is_not_relaxed(library: Library) -> None:
    assert search(library, "unicorn").total == 0
    assert search(library, '"agency digital"').total == 0


def test_facet_filters_take_ids_and_labels_in_any_language(library: Library) -> None:
    for value in ("MX", "mx", "Mexico", "México", "Mexiko"):
        assert found(library, "", filters={"country": FacetFilter(values=(value,))}) == {"agency"}
    assert found(library, "", filters={"topic": FacetFilter(values=("Transparency", "forêts"))}) >= {"agency"}
    assert found(library, "", filters={"language": FacetFilter(values=("German",))}) == {"haushalt"}


def test_chosen_values_stand_first_even_without_a_document(library: Library) -> None:
    chosen = FacetFilter(values=("FI", "CL"), excluded=("KE",))
    facet = search(library, "", filters={"country": chosen}, facets={"country": 4}).facets["country"]
    states = [(each.value, each.count, each.selected, each.excluded) for each in facet.values]
    assert states[:3] == [("KE", 2, False, True), ("CL", 1, True, False), ("FI", 0, True, False)]
    assert len(states) == 4


def test_facet_values_are_ordered_by_count_then_label_and_years_newest_first(library: Library) -> None:
    facets = search(library, "", facets=dict.fromkeys(FACETS, 50)).facets
    topics = [(-each.count, each.label.casefold()) for each in facets["topic"].values]
    assert topics == sorted(topics)
    years = [each.value for each in facets["year"].values]
    assert years == sorted(years, reverse=True)
    assert facets["year"].missing_count == 1
    assert facets["country"].missing_count == 2


def test_not_stated_is_a_value_of_every_facet(library: Library) -> None:
    none = FacetFilter(values=(NOT_STATED,))
    assert found(library, "", filters={"year": none}) == {"undated"}
    assert found(library, "", filters={"country": none}) == {"declaration", "undated"}
    assert found(library, "", filters={"country": FacetFilter(excluded=(NOT_STATED,))}) == EVERYTHING - {
        "declaration",
        "undated",
    }


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        (Sort.NEWEST, ["cycling", "zeta", "buses"], ["gestao", "undated"]),
        (Sort.OLDEST, ["gestao", "haushalt", "escuelas"], ["cycling", "undated"]),
        (Sort.TITLE, ["agency", "gestao", "budget", "haushalt"], ["undated", "declaration"]),
    ],
)
def test_orders_put_undated_documents_last_and_ignore_accents(
    library: Library, sort: Sort, first: list[str], last: list[str]
) -> None:
    ids = [item.id for item in search(library, "", sort=sort).items]
    assert ids[: len(first)] == first
    assert ids[-len(last) :] == last
    assert set(ids) == EVERYTHING


def test_a_word_in_the_title_outranks_the_same_word_in_the_text(library: Library) -> None:
    assert [item.id for item in search(library, "digital").items][:2] == ["zeta", "agency"]
    assert search(library, "transparency").items[0].id in {"budget", "declaration"}


def test_a_page_beyond_the_end_is_empty_with_the_same_total(library: Library) -> None:
    assert search(library, "agency", page=9, per_page=5).items == ()
    assert search(library, "agency", page=9, per_page=5).total == 2


def test_a_query_of_512_characters_is_read_and_a_longer_one_refused(library: Library) -> None:
    assert search(library, "a" * 512).total == 0
    with pytest.raises(WrongUsage, match="513 characters long") as refused:
        search(library, "a" * 513)
    assert refused.value.parameter == "q"


def test_paging_beyond_the_limit_and_too_many_values_are_refused(library: Library) -> None:
    with pytest.raises(WrongUsage, match="narrow the search"):
        search(library, "", page=201, per_page=50)
    with pytest.raises(WrongUsage, match="at most 100"):
        search(library, "", per_page=101)
    with pytest.raises(WrongUsage, match="at most 50 values"):
        search(library, "", filters={"topic": FacetFilter(values=tuple(map(str, range(51))))})


def test_an_unknown_facet_is_refused_with_the_known_ones(library: Library) -> None:
    for options in ({"filters": {"colour": FacetFilter(values=("red",))}}, {"facets": {"colour": 5}}):
        with pytest.raises(WrongUsage) as refused:
            search(library, "", **options)
        assert set(FACETS) <= set(refused.value.allowed)
    with pytest.raises(NotFound):
        library.facet("colour", SearchRequest())


def test_a_facet_is_searched_by_any_of_its_labels(library: Library) -> None:
    for words in ("México", "mexic", "Mexican"):
        assert [each.value for each in library.facet("country", SearchRequest(), words).values] == ["MX"]
    assert library.facet("country", SearchRequest(), "nowhere").values == ()


def test_chinese_japanese_and_korean_are_found_by_parts_of_a_run(make_library: MakeLibrary) -> None:
    made = make_library(
        {
            "zh.md": "---\nlanguage: zh\n---\n# 城市\n\n数字政府建设报告由市政府发布。",
            "ja.md": "---\nlanguage: ja\n---\n# 都市\n\nデジタル庁は2021年に設立された。",
            "ko.md": "---\nlanguage: ko\n---\n# 도시\n\n디지털 정부 혁신 계획을 발표했다.",
        }
    )
    assert found(made, "政府") == {"zh"}
    assert found(made, "数字政府") == {"zh"}
    assert found(made, "政府数字") == set()
    assert found(made, "デジタル庁 2021") == {"ja"}
    assert found(made, "정부") == {"ko"}
    snippet = search(made, "政府").items[0].snippets[0]
    assert {snippet.text[start:end] for start, end in snippet.marks} == {"政府"}


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("( ) \" - * OR NOT a title: topic: year: ' é".split())).map(" ".join)
)
@settings(max_examples=150, deadline=None)
def test_nothing_typed_makes_a_search_fail(library: Library, typed: str) -> None:
    result = search(library, typed[:512])
    assert 0 <= result.total <= len(SMALL_CORPUS)


def test_a_word_is_as_rare_in_one_language_as_it_is_in_all(make_library: MakeLibrary) -> None:
    text = "---\ntitle: {title}\nlanguage: {language}\n---\n\nThe ministries agree on bridges and ferries.\n"
    files = {f"en{number}.md": text.format(title=f"Plan {number}", language="en") for number in range(8)}
    files["fr.md"] = text.format(title="Plan 9", language="fr")
    result = search(make_library(files), "ministries")
    scores = {item.id: item.score for item in result.items}
    assert len(scores) == 9
    assert scores["fr"] == pytest.approx(scores["en1"], rel=0.05)

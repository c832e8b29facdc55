"""The one analysis: words of a language meet in any of their forms, with and without accents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language.analysis import STEMMED, analyse, query_terms, stop_words, terms
from indexer.language.bulk import BulkAnalyser
from indexer.language.words import fold
from tests.word_forms import word_forms


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("policy", "policies")),
        ("en", ("agency", "agencies")),
        ("en", ("innovate", "innovating", "innovation")),
        ("es", ("organización", "organizaciones", "organizacion")),
        ("es", ("ciudad", "ciudades")),
        ("es", ("pública", "público", "publicas")),
        ("fr", ("politique", "politiques")),
        ("fr", ("économique", "économiques", "economique")),
        ("pt", ("participação", "participações", "participacao", "participacoes")),
        ("pt", ("decisão", "decisões", "decisao", "decisoes")),
        ("pt", ("região", "regiões", "regioes")),
        ("pt", ("cidadão", "cidadãos", "cidadaos")),
        ("pt", ("alemão", "alemães")),
        ("de", ("Maßnahme", "Massnahmen")),
        ("de", ("Stadt", "Städte")),
        ("tr", ("Türkiye", "turkiye")),
    ],
)
def test_forms_of_a_word_share_a_term(language: str, forms: tuple[str, ...]) -> None:
    first = set(terms(forms[0].casefold(), language))
    for form in forms[1:]:
        query = query_terms(form.casefold(), [language])
        held = {term for each in forms for term in terms(each.casefold(), language)}
        assert set(query) <= held
        assert first & set(terms(form.casefold(), language)) or query[0] in held


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "tax", "taxi"),
        ("en", "policy", "police"),
        ("en", "100", "1000"),
        ("es", "caso", "causa"),
        ("pt", "pais", "pão"),
        ("und", "taxes", "tax"),
    ],
)
def test_other_words_do_not(language: str, one: str, other: str) -> None:
    assert not set(terms(one, language)) & set(terms(other, language))


@given(st.text(max_size=30), st.sampled_from([*STEMMED, "und", "tr", "zh"]))
@settings(max_examples=300, deadline=None)
def test_a_word_has_one_or_two_terms_and_is_found_by_what_is_written(form: str, language: str) -> None:
    for term, _ in analyse(form, language):
        assert term
    for each in word_forms(form):
        found = terms(each, language)
        assert 1 <= len(found) <= 2
        assert set(query_terms(each, [language])) <= set(found)


@pytest.mark.parametrize("language", sorted(STEMMED))
@pytest.mark.parametrize("form", ["organização", "économiques", "größeren", "ciudadanía", "perché", "coördinatie"])
def test_a_word_written_with_accents_is_found_without_them(language: str, form: str) -> None:
    assert set(query_terms(fold(form), [language])) <= set(terms(form, language))


TEXTS = st.lists(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["l'État", "1,000", "3.5", "whole-of-government", "政府の", "e\u0301", "İz", "x" * 70, "a’b", "_"]
        )
    ).map(" ".join),
    max_size=5,
)


@given(TEXTS, st.sampled_from(["en", "fr", "pt", "und"]))
@settings(max_examples=300, deadline=None)
def test_analysis_in_bulk_is_analysis_word_by_word(texts: list[str], language: str) -> None:
    analyser = BulkAnalyser()
    analysed = analyser.analyse(texts, language)
    expected, offset = [], 0
    for text, count in zip(texts, analysed.words, strict=True):
        expected.extend((term, offset + position) for term, position in analyse(text, language))
        offset += int(count)
    found = [(analyser.terms[number], int(word)) for number, word in zip(analysed.term, analysed.word, strict=True)]
    assert found == expected
    forms = {analyser.forms[number] for number in analysed.form}
    assert forms == {form for text in texts for form in word_forms(text)}


def test_stop_words_are_folded_and_missing_lists_are_empty() -> None:
    assert {"the", "of", "and"} <= stop_words("en")
    assert "de" in stop_words("es") & stop_words("fr") & stop_words("pt")
    assert all(word == fold(word) for language in STEMMED for word in stop_words(language))
    assert stop_words("und") == stop_words("zh") == frozenset()

"""What counts as a word, and which forms are the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language.words import MAX_WORD_CHARACTERS, fold, words


def forms(text: str) -> list[str]:
    return [word.form for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Whole-of-government", ["whole", "of", "government"]),
        ("the country's laws; countries’ laws", ["the", "country", "laws", "countries", "laws"]),
        ("l'État, d’abord, qu'une, aujourd'hui", ["état", "abord", "une", "aujourdhui"]),
        ("dell'acqua", ["acqua"]),
        ("O'Brien", ["brien"]),
        ("1,000 and 1000 and 100", ["1000", "and", "1000", "and", "100"]),
        ("1,234,567.89", ["1234567.89"]),
        ("3.5 % of 2.000", ["3.5", "of", "2.000"]),
        ("2015-2020", ["2015", "2020"]),
        ("5G, G20, CO2", ["5g", "g20", "co2"]),
        ("02091-C-71", ["02091", "c", "71"]),
        ("open_data", ["open", "data"]),
        ("http://a.org/b", ["http", "a", "org", "b"]),
        ("Straße ﬁne", ["strasse", "fine"]),
        ("e\u0301tat", ["état"]),
        ("数字政府", ["数字", "字政", "政府"]),
        ("政", ["政"]),
        ("2015年", ["2015", "年"]),
        ("디지털 정부", ["디지", "지털", "정부"]),
        ("Новая политика", ["новая", "политика"]),
        ("a" * 100, ["a" * MAX_WORD_CHARACTERS]),
        ("— … ?", []),
    ],
)
def test_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("form", "folded"),
    [
        ("Türkiye", "turkiye"),
        ("Straße", "strasse"),
        ("Côte", "cote"),
        ("São", "sao"),
        ("smørrebrød", "smorrebrod"),
        ("œuvre", "oeuvre"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("ırmak", "irmak"),
        ("Ελλάδα", "ελλαδα"),
    ],
)
def test_folding_takes_accents_and_case_away(form: str, folded: str) -> None:
    assert fold(form) == folded
    assert fold(folded) == folded


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_words_lie_in_the_text_in_order_and_read_again_are_the_same(text: str) -> None:
    found = list(words(text))
    end = 0
    for word in found:
        assert word.start < word.end <= len(text)
        assert word.end > end
        end = word.end
        assert word.form
        assert len(word.form) <= MAX_WORD_CHARACTERS
    again = forms(" ".join(word.form for word in found))
    assert again == [word.form for word in found]


@given(st.text(st.characters(categories=["L", "Nd"]), max_size=40))
@settings(max_examples=200, deadline=None)
def test_composed_and_decomposed_text_are_the_same_words(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    if unicodedata.normalize("NFD", composed).isascii() or all(ord(each) < 0x250 for each in composed):
        assert forms(unicodedata.normalize("NFD", composed)) == forms(composed)

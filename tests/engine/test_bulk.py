"""Bulk analysis gives exactly the terms, positions and forms of the one analyser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language import scan_numpy
from indexer.language.analysis import analyse
from indexer.language.bulk import BulkAnalyser
from indexer.language.scanning import Scanning
from tests.engine.strategies import LANGUAGES, WORDS
from tests.word_forms import word_forms

characters = st.one_of(
    st.characters(),
    st.sampled_from("aAbB019.,'’_- \u00a0\u2014“”éÉçßİıøœ\u0301東京한국カ٣٥²ﬁ\ud800\u0000\n"),
)
texts = st.one_of(st.text(characters, max_size=60), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))

BOTH: list[Scanning] = [scan_numpy]
try:
    from indexer.language import scan_numba

    BOTH.append(scan_numba)
except ImportError:
    pass


def agree(analyser: BulkAnalyser, batch: list[str], language: str) -> None:
    analysed = analyser.analyse(batch, language)
    terms = list(map(analyser.terms.__getitem__, analysed.term.tolist()))
    forms = list(map(analyser.forms.__getitem__, analysed.form.tolist()))
    begin = 0
    for text, count in zip(batch, analysed.words.tolist(), strict=True):
        end = begin + count
        got = [
            (term, word - begin)
            for term, word in zip(terms, analysed.word.tolist(), strict=True)
            if begin <= word < end
        ]
        assert got == list(analyse(text, language))
        assert {
            form for form, word in zip(forms, analysed.form_word.tolist(), strict=True) if begin <= word < end
        } == word_forms(text)
        begin = end


@settings(max_examples=1500, deadline=None)
@given(st.lists(texts, max_size=6), st.sampled_from([*LANGUAGES, "de", "it", "nl", "pt", "und"]))
def test_the_same_as_one_by_one(batch: list[str], language: str) -> None:
    for loops in BOTH:
        agree(BulkAnalyser(loops), batch, language)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.lists(texts, max_size=4), st.sampled_from(LANGUAGES)), max_size=5))
def test_what_was_learnt_before_changes_nothing(lots: list[tuple[list[str], str]]) -> None:
    for loops in BOTH:
        analyser = BulkAnalyser(loops)
        for batch, language in lots:
            agree(analyser, batch, language)


@pytest.mark.parametrize("loops", BOTH)
def test_thousands_of_distinct_words(loops: Scanning) -> None:
    """The table of pieces grows and long pieces stay exact."""
    analyser = BulkAnalyser(loops)
    for begin in range(0, 60_000, 20_000):
        numbers = range(begin, begin + 20_000)
        agree(analyser, [" ".join(f"word{number}x{'y' * (number % 40)}" for number in numbers)], "en")
    assert len(analyser.terms) == 60_000

"""Words cut in bulk are the words cut one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.language.lexicon import UNKNOWN_TERM, Lexicon
from indexer.language.tokens import tokens_of
from indexer.language.words import word_form, words

TEXTS = st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aB é-'’.,1 \n政府開放")))


@given(TEXTS)
@example("開放政府資料 open-data l'État 1,000.5 country's")
@example("")
def test_the_same_places_as_one_by_one(text: str) -> None:
    tokens = tokens_of(text)
    spans = list(zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True))
    assert [text[start:end] for start, end in spans] == tokens.raw
    kept = [span for span, raw in zip(spans, tokens.raw, strict=True) if word_form(raw)]
    assert kept == [(word.start, word.end) for word in words(text)]


@given(TEXTS)
def test_separators_and_words_make_the_text(text: str) -> None:
    tokens = tokens_of(text)
    place = 0
    for separator, raw, start in zip(tokens.separators, tokens.raw, tokens.starts.tolist(), strict=True):
        if separator or start >= place:
            assert text[place:start] == separator
        place = start + len(raw)


def test_a_lexicon_tells_content_stop_and_unknown_words_apart() -> None:
    lexicon = Lexicon("en")
    learned = lexicon.learn(["The", "policies", "of", "policy"])
    assert learned[0] < UNKNOWN_TERM
    assert learned[1] == learned[3] == 0
    assert np.array_equal(lexicon.numbers(["POLICY", "unheard", "the"]), [0, UNKNOWN_TERM, learned[0]])
    assert lexicon.terms == ["polici"]


def test_languages_that_search_does_not_stem_are_stemmed_for_labels() -> None:
    lexicon = Lexicon("fi")
    assert len(set(lexicon.learn(["kirjastot", "kirjastojen", "kirjastoissa"]).tolist())) == 1

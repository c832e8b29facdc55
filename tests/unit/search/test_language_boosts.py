"""A word counts alike in every language: a stem that is rare only because its language is rare is no rarity."""

from __future__ import annotations

import pytest

from indexer.language.analysis import terms
from indexer.nouns.search import SearchRequest
from tests.conftest import MakeLibrary


def test_an_english_word_in_a_french_text_is_no_rarity(make_library: MakeLibrary) -> None:
    """The promise of the language boosts: stems of one word weigh as the word does over all languages together."""
    assert set(terms("transparency", "en")).isdisjoint(terms("transparency", "fr"))
    texts = {f"english{number}": "en" for number in range(30)} | {"french": "fr"}
    files = {
        f"{name}.md": f"---\ntitle: Paper\nlanguage: {language}\n---\n\nTransparency beside zebra lemur {name.title()}.\n"
        for name, language in texts.items()
    }
    files |= {
        f"other-{number}.md": "---\ntitle: Other\nlanguage: en\n---\n\nNothing of it here.\n" for number in range(30)
    }
    result = make_library(files).search(SearchRequest(text="transparency", per_page=50))
    scores = {item.id: item.score for item in result.items}
    assert set(scores) == set(texts)
    assert scores["french"] == pytest.approx(scores["english1"], rel=0.02)

"""Words with one stem that are forms of one word, and those that a stemmer only takes for such."""

from __future__ import annotations

import pytest

from indexer.labels.same_word import same_word
from indexer.nouns.vocabularies import Concept
from indexer.tagging.learn.cold import cold_tagger


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("policies", "policy"),
        ("planning", "plan"),
        ("transparent", "transparency"),
        ("sustainable", "sustainability"),
        ("accountable", "accountability"),
        ("financing", "finance"),
        ("ciudades", "ciudad"),
        ("Häuser", "Haus"),
        ("taxes", "tax"),
        ("innovative", "innovation"),
    ],
)
def test_forms_of_one_word(written: str, label: str) -> None:
    assert same_word(written, label)
    assert same_word(label, written)


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("important", "import"),
        ("answer", "answerability"),
        ("account", "accountability"),
        ("general", "generation"),
        ("digital", "digitalisation"),
    ],
)
def test_words_that_only_share_a_stem(written: str, label: str) -> None:
    assert not same_word(written, label)


def test_a_label_of_one_word_is_not_found_in_another_word_of_its_stem() -> None:
    concept = Concept(vocabulary="topic", id="trade", uri="urn:trade", preferred={"en": "import"})
    matcher = cold_tagger([concept], "en").index.matcher
    assert len(matcher.find("Imports and importing matter; an important import.")) == 3

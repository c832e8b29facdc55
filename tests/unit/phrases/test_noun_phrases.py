"""Phrases by word endings and closed classes, and which of them stick together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.phrases.noun_phrases import noun_phrases
from indexer.phrases.phrase_counts import PhraseCounts


def phrases(text: str, language: str = "en") -> set[str]:
    return {phrase.written for phrase in noun_phrases(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The tide mill grinds salt.", "en", {"tide mill"}),
        ("A quality of life survey", "en", {"quality of life", "life survey"}),
        ("national water plans", "en", {"national water plans", "water plans", "national water"}),
        ("houses, gardens; streets. Parks", "en", set()),
        ("they quickly introduced it", "en", set()),
        ("el presupuesto participativo del municipio", "es", {"presupuesto participativo", "presupuesto participativo del municipio"}),
        ("la politique de la ville", "fr", set()),
        ("le logement social des villes", "fr", {"logement social", "logement social des villes"}),
        ("", "en", set()),
        ("NGO rules", "en", {"NGO rules"}),
    ],
)  # fmt: skip
def test_phrases_of_a_text(text: str, language: str, found: set[str]) -> None:
    assert found <= phrases(text, language)
    if not found:
        assert phrases(text, language) == set()


def test_a_phrase_never_reaches_over_a_mark_or_a_line() -> None:
    assert phrases("tide\nmill") == phrases("tide, mill") == phrases("tide. Mill") == set()


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "de", "zh", "und"]))
def test_a_phrase_is_the_words_at_its_place(text: str, language: str) -> None:
    for phrase in noun_phrases(text, language):
        assert " ".join(text[phrase.start : phrase.end].split()) == phrase.written
        assert len(phrase.terms) >= 2


def counted(*texts: str) -> dict[str, tuple[int, int]]:
    counts = PhraseCounts("en")
    for number, text in enumerate(texts):
        counts.add(f"document-{number}", 0, text)
    return {phrase.written: (phrase.count, phrase.documents) for phrase in counts.frequent()}


VARIED = (
    "An old tide mill stands. Rivers run, salt falls.",
    "The tide mill was sold; nobody wept for it.",
    "Of every tide mill here, one turns. Wheels creak.",
    "Tide mills were common. Stones remain, boats pass.",
    "Without tide mill or well, the village thirsts.",
)


def test_a_phrase_of_several_documents_is_counted_in_all_its_forms() -> None:
    assert counted(*VARIED) == {"tide mill": (5, 5)}


def test_a_phrase_of_one_document_or_of_a_form_is_not() -> None:
    assert counted(" ".join(VARIED)) == {}
    assert counted(*(f"Population size: {number}. Nothing else, {number} times." for number in range(9))) == {}


def test_names_are_no_topics() -> None:
    assert counted(*(text.replace("tide mill", "Tide Mill").replace("Tide mill", "Tide Mill") for text in VARIED)) == {}


def test_the_part_of_a_longer_phrase_that_never_stands_alone_is_left_out() -> None:
    texts = [
        text.replace("tide mill", "tide mill museum").replace("Tide mills", "Tide mill museums") for text in VARIED
    ]
    assert set(counted(*texts)) == {"tide mill museum"}

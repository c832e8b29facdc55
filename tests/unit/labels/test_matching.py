"""Labels found in text: the rules of wording, and that every span is what it says."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.labels.labels import is_acronym_of
from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.nouns.vocabularies import Concept


def concept(name: str, *alternative: str, negative: tuple[str, ...] = (), language: str = "en") -> Concept:
    return Concept(
        vocabulary="test",
        id=name,
        uri=f"test:{name}",
        preferred={language: name},
        alternative={language: alternative},
        negative={language: negative},
    )


def found(text: str, *concepts: Concept, covered: bool = False, language: str = "en") -> list[tuple[str, str]]:
    """(concept, words as they stand) of every occurrence, those inside longer ones left out unless asked for."""
    matches = LabelMatcher(concepts, Lexicon(language)).find(text)
    return [
        (concepts[row].id, text[start:end])
        for row, start, end, hidden in zip(
            matches.concept.tolist(),
            matches.start.tolist(),
            matches.end.tolist(),
            matches.covered.tolist(),
            strict=True,
        )
        if covered or not hidden
    ]


@pytest.mark.parametrize(
    ("label", "text", "quote"),
    [
        ("climate change", "On Climate\nchange.", "Climate\nchange"),
        ("large-scale systems", "a large scale system", "large scale system"),
        ("open data", "open-data portals", "open-data"),
        ("e-government", "egovernment", "egovernment"),
        ("information retrieval", "the retrieval of information", "retrieval of information"),
        (
            "natural resource conservation",
            "conservation of the natural resources",
            "conservation of the natural resources",
        ),
        ("freedom of the press", "press freedom", "press freedom"),
        ("tangos (dances)", "A tango.", "tango"),
        ("World Health Organization (WHO)", "the WHO said", "WHO"),
        ("SME", "SMEs grow", "SMEs"),
        ("café culture", "cafe culture", "cafe culture"),
    ],
)
def test_wordings_of_a_label_are_found(label: str, text: str, quote: str) -> None:
    assert found(text, concept(label)) == [(label, quote)]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("WHO", "those who know, Who else"),
        ("US", "LET US GO HOME"),
        ("Turkey", "roast turkey"),
        ("AIDS", "state aid and aids"),
        ("trade union", "trade and union"),
        ("trade union", "trade. Unions"),
        ("trade union", "trade, unions"),
        ("school library", "library school"),
        ("freedom of speech", "freedom and speech"),
        ("education policy", "policy and education"),
        ("art", "party"),
    ],
)
def test_other_words_are_not(label: str, text: str) -> None:
    assert found(text, concept("zebra"), concept(label)) == []


def test_order_that_carries_meaning_is_kept() -> None:
    both = (concept("school library"), concept("library school"))
    assert found("a library of the school; the school library", *both) == [
        ("library school", "library of the school"),
        ("school library", "school library"),
    ] or found("the school library", *both) == [("school library", "school library")]


def test_the_longest_label_stands() -> None:
    concepts = (concept("climate"), concept("climate change"), concept("climate change policy"))
    assert found("climate change policy, climate", *concepts) == [
        ("climate change policy", "climate change policy"),
        ("climate", "climate"),
    ]
    assert len(found("climate change policy", *concepts, covered=True)) == 3


def test_of_two_that_overlap_the_first_stands() -> None:
    assert found("open data policy", concept("open data"), concept("data policy")) == [("open data", "open data")]


def test_a_negative_label_vetoes_its_own_concept_only() -> None:
    gas, effect = concept("gas", negative=("greenhouse gas",)), concept("greenhouse")
    assert found("Greenhouse gas and natural gas.", gas, effect) == [("greenhouse", "Greenhouse"), ("gas", "gas")]


def test_a_text_says_what_its_acronyms_mean() -> None:
    health, office = concept("World Health Organization", "WHO"), concept("women's health office")
    text = "The Women's Health Office (WHO) met. WHO decided."
    assert found(text, health) == []
    assert [name for name, _ in found(text, health, office)] == [office.id, office.id, office.id]


def test_capitals_of_a_sentence_case_vocabulary_mean_nothing() -> None:
    concepts = (concept("Order processing"), concept("Income"), concept("Trade union"), concept("NATO"))
    assert [name for name, _ in found("income from order processing in nato", *concepts)] == [
        "Income",
        "Order processing",
    ]


def test_labels_in_the_language_of_the_text() -> None:
    water = Concept(vocabulary="t", id="w", uri="t:w", preferred={"en": "water", "fr": "eau", "es": "agua"})
    assert found("l'eau potable, water", water, language="fr") == [("w", "l'eau")]


@pytest.mark.parametrize("text", ["", "   ", "?!", "(WHO)", "(" * 50 + ")" * 50, "的", "a" * 100_000])
def test_odd_texts_are_harmless(text: str) -> None:
    assert found(text, concept("zebra")) == []


def test_an_acronym_is_made_of_first_letters() -> None:
    assert is_acronym_of("WHO", ["World", "Health", "Organization"])
    assert is_acronym_of("SMEs", ["small", "and", "medium", "enterprises"])
    assert not is_acronym_of("WHO", ["Health", "Organization"])
    assert not is_acronym_of("planet", ["Mercury"])


WORDS = ("red", "green", "blue", "tall", "round")


@settings(max_examples=200, deadline=None)
@given(
    labels=st.sets(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8),
    text=st.lists(st.sampled_from((*WORDS, "nothing", "x.", "y,")), max_size=25),
)
def test_the_same_as_looking_at_every_place(labels: set[str], text: list[str]) -> None:
    """Against a brute force: every label at every run of words without a full stop or comma inside."""
    names = sorted(labels)
    expected = set()
    for start, length in product(range(len(text)), (1, 2, 3)):
        run = text[start : start + length]
        if len(run) == length and all(word in WORDS for word in run) and " ".join(run) in labels:
            before = len(" ".join(text[:start])) + (start > 0)
            expected.add((" ".join(run), before, before + len(" ".join(run))))
    matcher = LabelMatcher([concept(name) for name in names], Lexicon("en"))
    matches = matcher.find(" ".join(text))
    actual = {
        (names[row], start, end)
        for row, start, end in zip(matches.concept.tolist(), matches.start.tolist(), matches.end.tolist(), strict=True)
    }
    assert actual == expected
    standing = sorted(
        zip(matches.start[~matches.covered].tolist(), matches.end[~matches.covered].tolist(), strict=True)
    )
    assert all(end <= start for (_, end), (start, _) in pairwise(standing))


def test_a_stop_word_that_begins_a_label_must_stand_there() -> None:
    concepts = [
        Concept(vocabulary="v", id=label, uri=f"v:{label}", preferred={"en": label})
        for label in ("nor circuits", "very large databases", "The Gambia")
    ]
    matcher = LabelMatcher(concepts, Lexicon("en"))

    def quoted(text: str) -> list[str]:
        found = matcher.find(text)
        return [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]

    assert quoted("Circuits and large databases") == []
    assert quoted("NOR circuits, very large databases") == ["NOR circuits", "very large databases"]
    assert quoted("In The Gambia, and in Gambia") == ["Gambia", "Gambia"]


@pytest.mark.parametrize(("between", "named"), [("of", True), ("of all the", True), ("of all of the", False)])
def test_a_label_reaches_over_three_stop_words_and_no_more(between: str, named: bool) -> None:
    """The promise of `MAX_SKIPPED_WORDS`: words further apart say something of their own."""
    text = f"the conservation {between} resources"
    expected = [("conservation of resources", text.removeprefix("the "))]
    assert found(text, concept("conservation of resources")) == (expected if named else [])

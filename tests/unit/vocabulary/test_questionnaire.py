"""The questionnaire is a vocabulary: complete, unambiguous, and open to another family by another file."""

from __future__ import annotations

import pytest

from indexer.nouns.documents import Passage, Role
from indexer.profiles.read.answers import read_profile
from indexer.profiles.read.phrases import phrase
from indexer.vocabulary.questionnaire import Question, Type, parse_questionnaire, questionnaires

QUESTIONS = [(family, question) for family in questionnaires() for question in family.questions]
LANGUAGES = {"en", "es", "fr", "pt"}

OTHER = """
id = "library-census"
label = { en = "Library census" }
title = "Library Census"
[[section]]
id = "building"
label = { en = "Building" }
headings = ["the building"]
[[question]]
id = "reading-room"
section = "building"
type = "yes or no"
label = { en = "Has a reading room" }
objects = ["reading room"]
[[question]]
id = "collections"
section = "building"
type = "some of"
label = { en = "Collections" }
announced_by = ["its collections are"]
options = [{ id = "maps", label = { en = "Maps" } }, { id = "coins", label = { en = "Coins" } }]
"""


@pytest.mark.parametrize("question", [question for _, question in QUESTIONS], ids=lambda question: question.id)
def test_labels_in_all_languages(question: Question) -> None:
    assert set(question.label) == LANGUAGES
    assert all(set(option.label) == LANGUAGES for option in question.options)


@pytest.mark.parametrize("question", [question for _, question in QUESTIONS], ids=lambda question: question.id)
def test_no_printed_form_means_two_options(question: Question) -> None:
    meaning: dict[tuple[str, ...], str] = {}
    for option in question.options:
        for printed in option.printed:
            assert meaning.setdefault(phrase(printed), option.id) == option.id, printed


@pytest.mark.parametrize("question", [question for _, question in QUESTIONS], ids=lambda question: question.id)
def test_every_question_can_be_found(question: Question) -> None:
    told = (
        question.fact_labels + question.announced_by + question.objects + question.counted_after + question.subject_of
    )
    assert told or question.type is Type.ONE_OF
    assert bool(question.options) == (question.type in (Type.ONE_OF, Type.SOME_OF))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("Yes", "yes"), ("sí", "yes"), ("Não", "no"), ("in preparation", "in preparation"), ("_none", "none")],
)
def test_values_called_by_label(typed: str, value: str) -> None:
    (strategy,) = [question for _, question in QUESTIONS if question.id == "formal-strategy"]
    assert strategy.value_called(typed) == value


def test_options_are_called_by_any_label() -> None:
    (roles,) = [question for _, question in QUESTIONS if question.id == "roles"]
    assert roles.value_called("Científico de datos") == roles.value_called("data scientist") == "data-scientist"
    assert roles.value_label("data-scientist", "fr") == "Spécialiste des données"
    assert roles.value_label("beekeeper", "en", ("Beekeeper!",)) == "Beekeeper!"


def test_another_family_is_another_file() -> None:
    family = parse_questionnaire(OTHER)
    passages = [
        Passage(number=0, text="The building", role=Role.HEADING),
        Passage(number=1, text="It has no reading room. Its collections are maps, coins and sea shells."),
    ]
    found = {answer.question: answer for answer in read_profile(passages, family, place="X", country=None).answers}
    assert found["reading-room"].values == ("no",)
    assert found["collections"].values == ("maps", "coins", "sea-shells")
    assert found["collections"].own_words == ("sea shells",)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [('section = "building"\ntype = "yes or no"', 'section = "roof"'), ('id = "coins"', 'id = "maps"'), ('id = "collections"', 'id = "reading-room"')],
)  # fmt: skip
def test_a_broken_file_is_refused(wrong: str, right: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse_questionnaire(OTHER.replace(wrong, right))

"""An invented city snapshot, answer by answer, as a person reads it: every kind of question, in every format.

The city does not exist. What is told of it stands in `invented/city-snapshot.md`, in other words than the real snapshots use
where the survey leaves a choice; the real one has tests of its own beside this, where it is at hand.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from indexer.nouns.documents import Document, Role
from indexer.nouns.profiles import Bound, Polarity, Profile, Status
from indexer.vocabulary.questionnaire import Type, questionnaire
from tests.documents import kept_words, read, texts, under, words
from tests.golden.seeds import as_html

TEXT = (Path(__file__).parent / "invented/city-snapshot.md").read_text("utf-8")
FORMATS = ("snapshot.txt", "snapshot.md", "snapshot.html")

STATED = {
    # question: (values, own words, words of the passage that says so)
    "mayor": (("Inés Quiroga Vidal",), (), "Inés"),
    "term": (("2021", "2025"), (), "2021–2025"),
    "innovation-lead": (("Tomás Arriagada",), (), "Tomás"),
    "population": (("412 000 (2019)",), (), "412 000"),
    "website": (("https://datos.puertoalba.example/",), (), "datos.puertoalba.example"),
    "structure": (("mayors-office",), (), "sits in the Mayor's office"),
    "innovation-body": (("Harbour Laboratory",), (), "The Harbour Laboratory"),
    "staff": (("24",), (), "24 employees"),
    "roles": (("urban-planner", "sociologist", "developer", "ferry-pilot"), ("Ferry Pilot",), "Ferry Pilot"),
    "formal-strategy": (("no",), (), "no formal innovation strategy"),
    "formal-goals": (("in preparation",), (), "goals are being prepared"),
    "terms": (("resident-engagement", "experimentation"), (), "Resident engagement"),
    "approach": (("holistic",), (), "holistically"),
    "priority-areas": (("resilience", "night-ferries"), ("Night ferries",), "Night ferries"),
    "partners": (("academia", "non-profits", "fishers-guild"), ("fishers' guild",), "fishers' guild"),
    "data-partners": (("none",), (), "does not have data partnerships"),
    "dedicated-funding": (("yes",), (), "has dedicated funding"),
    "funding-sources": (("higher-levels-of-government", "external"), (), "Federal grants"),
    "funding-directed-to": (("physical-infrastructure", "generating-ideas"), (), "brainstorming"),
    "helping": (("engage-residents", "save-costs"), (), "Saving costs"),
    "success-factors": (("dedicated-team", "outside-support"), (), "a dedicated team"),
    "outcome-evaluation": (("no",), (), "does not evaluate"),
    "data-uses": (("align-budget-with-priorities",), (), "align the budget"),
    "data-barriers": (("technical-infrastructure",), (), "lack of technical infrastructure"),
    "data-inventory": (("no",), (), "no data inventory"),
    "open-data": (("yes",), (), "publishes open data"),
}
NOT_STATED = {"activities"}
COLOUR_ONLY = ("policy-areas-with-sufficient-data", "policy-areas-without-sufficient-data")
AREAS = ("housing", "tourism", "blight", "culture", "public-works", "health", "education", "land-use")
CLAIMS = [
    ("formal-strategy", "yes", Polarity.POSITIVE, 0.62, Bound.EXACTLY, None),
    ("approach", "holistic", Polarity.POSITIVE, 0.333333, Bound.LESS_THAN, None),
    ("dedicated-funding", "yes", Polarity.POSITIVE, 0.5, Bound.EXACTLY, 90),
    ("open-data", "yes", Polarity.POSITIVE, 0.7, Bound.ABOUT, None),
]


@lru_cache(maxsize=len(FORMATS))
def document(name: str) -> Document:
    return read(as_html(TEXT) if name.endswith(".html") else TEXT, name)


def profile(name: str) -> Profile:
    found = document(name).profile
    assert found is not None
    return found


def said(name: str, passage: int | None) -> str:
    assert passage is not None
    return " ".join(document(name).passages[passage].text.split())


def test_every_kind_of_question_is_among_those_answered() -> None:
    family = questionnaire("city-innovation-snapshot")
    kinds = {question.type for question in family.questions if question.id in STATED}
    assert kinds == set(Type)
    assert {question.id for question in family.questions} == {*STATED, *NOT_STATED, *COLOUR_ONLY}


@pytest.mark.parametrize("name", FORMATS)
def test_whose_snapshot_it_is(name: str) -> None:
    found = profile(name)
    assert (found.place, found.country, found.edition) == ("Puerto Alba", "CL", None)
    assert found.family == "city-innovation-snapshot"
    assert document(name).title == "City Innovation Snapshot: Puerto Alba, Chile"
    assert document(name).origin.reader == "city snapshot"
    assert document(name).countries == ("CL",)
    assert document(name).content_url == "https://datos.puertoalba.example/"
    assert document(name).knowledge_type is not None
    assert document(name).knowledge_type.label == "City profile"  # type: ignore[union-attr]
    assert document(name).origin.problems == ()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("question", STATED)
def test_stated_answer(name: str, question: str) -> None:
    values, own_words, telling = STATED[question]
    answer = profile(name).answer(question)
    assert answer is not None
    assert answer.status is Status.STATED
    assert answer.values == values
    assert answer.own_words == own_words
    assert telling in said(name, answer.passage)
    assert answer.printed
    assert " ".join(answer.printed.split()) in said(name, answer.passage)


@pytest.mark.parametrize("name", FORMATS)
def test_numbers(name: str) -> None:
    numbers = {
        answer.question: (answer.number, answer.unit, answer.year)
        for answer in profile(name).answers
        if answer.number is not None
    }
    assert numbers == {"population": (412_000, "people", 2019), "staff": (24, "staff", None)}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_else_is_stated(name: str) -> None:
    answers = profile(name).answers
    assert {answer.question for answer in answers if answer.status is Status.STATED} == set(STATED)
    assert {answer.question for answer in answers if answer.status is Status.NOT_STATED} == NOT_STATED


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("question", COLOUR_ONLY)
def test_what_only_colour_told_is_not_recoverable(name: str, question: str) -> None:
    answer = profile(name).answer(question)
    assert answer is not None
    assert answer.status is Status.NOT_RECOVERABLE
    assert answer.values == AREAS
    assert said(name, answer.passage).startswith("Housing Tourism Blight")
    assert [loss.passage for loss in profile(name).losses] == [answer.passage]


@pytest.mark.parametrize("name", FORMATS)
def test_claims(name: str) -> None:
    claims = profile(name).claims
    assert [
        (claim.question, claim.value, claim.polarity, claim.share, claim.bound, claim.places) for claim in claims
    ] == CLAIMS
    assert all(claim.edition is None for claim in claims)
    assert all(" ".join(claim.printed.split()) in said(name, claim.passage) for claim in claims)


@pytest.mark.parametrize("name", FORMATS)
def test_sections_lists_and_table_are_kept_and_furniture_is_gone(name: str) -> None:
    found = document(name)
    headings = [line.lstrip("# ") for line in TEXT.splitlines() if line.startswith("#")]
    assert texts(found, Role.HEADING) == [heading for heading in headings if "Snapshot" not in heading]
    assert not any("City Innovation Snapshot" in text for text in texts(found))
    assert texts(found, Role.LIST)[1:] == [
        "Urban Planner\nSociologist\nBack-end Developer\nFerry Pilot",
        "Resident engagement\nExperimentation",
        "Resilience\nNight ferries",
        "Federal grants\nExternal (non-public) funding",
        "Engaging residents and other stakeholders\nSaving costs and improving efficiency within the public sector",
    ]
    rows = [text for text in under(found, "How are outcomes measured?") if "\t" in text]
    assert [cell for text in rows for row in text.split("\n") for cell in row.split("\t")] == [
        *("Housing", "Tourism", "Blight", "Culture", "Public Works", "Health", "Education", "Land Use / Zoning"),
    ]
    assert not kept_words(found) & {"Homepage", "Copyrightline"}


@pytest.mark.parametrize("name", FORMATS)
def test_no_word_of_the_page_is_lost(name: str) -> None:
    assert set(words(TEXT)) - kept_words(document(name)) <= {"PUERTO", "ALBA"}

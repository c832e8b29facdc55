"""The city snapshot: every fact, every section, whichever of its forms it is read from."""

from __future__ import annotations

import pytest

from indexer.nouns.documents import Document, Role
from indexer.nouns.profiles import Answer, Status
from tests.documents import kept_words, read, texts, under, words
from tests.golden.seeds import CITY_SNAPSHOT, as_html
from tests.shared_data import needs_shared

pytestmark = needs_shared

SECTIONS = [
    "Overview",
    "What is the organisational structure?",
    "Spotlight",
    "What is the city's innovation vision?",
    "What is the city's innovation approach?",
    "What innovation partnerships exist?",
    "What funding is available?",
    "How is innovation helping the city?",
    "How is data used?",
    "How are outcomes measured?",
]
POLICY_AREAS = (
    "Transport / Mobility",
    "Economic Development",
    "Housing",
    "Policing and Law Enforcement",
    "Health",
    "Government Finance",
    "Waste and Sewage",
    "Labour Market and Skills",
    "Environment and Climate Change",
    "Education",
    "Culture",
    "Social Inclusion, Equity",
    "Public Works",
    "Tourism",
    "Digital Governance",
)
FACTS = {
    "mayor": ("Claudia Sheinbaum Pardo",),
    "term": ("2018", "2024"),
    "innovation-lead": ("José Antonio Peña Merino",),
    "population": ("9.21 million (2020)",),
    "website": ("https://adip.cdmx.gob.mx/",),
    "staff": ("150",),
}
ROLES = ["Project Manager", "Data Scientist", "Strategic Communications / Marketing", "Engineer", "Designer"]
LISTS = {
    "What is the organisational structure?": ROLES,
    "What is the city's innovation vision?": ["Data analytics", "Technological innovation"],
    "What is the city's innovation approach?": ["Connectivity", "Data-driven decision-making"],
    "What funding is available?": ["Higher levels of government", "Municipal budget (operating budget)"],
    "How is innovation helping the city?": [
        "Simplifying administrative procedures for firms and residents",
        "Improving internal government operations",
        "Improving service delivery",
    ],
}


@pytest.fixture(params=["snapshot.txt", "snapshot.md", "snapshot.html"])
def snapshot(request: pytest.FixtureRequest) -> Document:
    text = CITY_SNAPSHOT.read_text("utf-8")
    return read(as_html(text) if request.param.endswith(".html") else text, request.param)


def answer(document: Document, question: str) -> Answer:
    assert document.profile is not None
    found = document.profile.answer(question)
    assert found is not None
    return found


def test_place_and_country_are_those_of_the_title(snapshot: Document) -> None:
    assert snapshot.profile is not None
    assert snapshot.title == "City Innovation Snapshot: Mexico City, Mexico"
    assert (snapshot.profile.place, snapshot.profile.country) == ("Mexico City", "MX")
    assert snapshot.countries == ("MX",)
    assert snapshot.knowledge_type is not None
    assert snapshot.knowledge_type.label == "City profile"
    assert snapshot.content_url == "https://adip.cdmx.gob.mx/"
    assert snapshot.language == "en"
    assert snapshot.origin.problems == ()


@pytest.mark.parametrize("question", FACTS)
def test_each_fact_is_stated_with_the_passage_it_stands_in(snapshot: Document, question: str) -> None:
    found = answer(snapshot, question)
    assert found.status is Status.STATED
    assert found.values == FACTS[question]
    assert found.passage is not None
    held = words(snapshot.passages[found.passage].text)
    assert set(words(" ".join(found.values))) <= set(held)


def test_population_and_staff_are_numbers(snapshot: Document) -> None:
    population, staff = answer(snapshot, "population"), answer(snapshot, "staff")
    assert (population.number, population.year) == (9_210_000, 2020)
    assert staff.number == 150


def test_roles_and_policy_areas_are_answered_in_the_words_printed(snapshot: Document) -> None:
    roles, areas = answer(snapshot, "roles"), answer(snapshot, "policy-areas-with-sufficient-data")
    assert roles.status is Status.STATED
    assert roles.printed.split("\n") == ROLES
    assert len(roles.values) == len(ROLES)
    assert len(areas.values) == len(POLICY_AREAS)


def test_sections_come_in_order_and_the_repeated_title_is_gone(snapshot: Document) -> None:
    assert texts(snapshot, Role.HEADING) == SECTIONS
    assert not any("City Innovation Snapshot" in text for text in texts(snapshot))
    assert not kept_words(snapshot) & {"Homepage", "Copyrightline"}


@pytest.mark.parametrize("section", LISTS)
def test_bullets_of_every_form_become_lists_of_their_words(snapshot: Document, section: str) -> None:
    lists = [
        passage.text.split("\n")
        for passage in snapshot.passages
        if passage.headings[-1:] == (section,) and passage.role is Role.LIST
    ]
    assert lists == [LISTS[section]]


def test_the_table_is_kept_and_what_its_colours_told_is_not_recoverable(snapshot: Document) -> None:
    found = answer(snapshot, "policy-areas-with-sufficient-data")
    assert found.status is Status.NOT_RECOVERABLE
    rows = [text for text in under(snapshot, "How are outcomes measured?") if "\t" in text]
    assert [cell for text in rows for row in text.split("\n") for cell in row.split("\t")] == list(POLICY_AREAS)


def test_no_word_of_the_page_is_lost(snapshot: Document) -> None:
    assert set(words(CITY_SNAPSHOT.read_text("utf-8"))) - kept_words(snapshot) <= {"MEXICO", "CITY"}

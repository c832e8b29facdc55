"""The traps of city snapshots, each on a city of our own."""

from __future__ import annotations

import pytest

from indexer.nouns.documents import Document, Role
from indexer.nouns.profiles import Answer, Status
from tests.documents import kept_words, read, texts, words

SNAPSHOT = """## City Innovation Snapshot PORTO NOVO, Benin

### Overview

- ▶ **Mayor:** Ada Example
- ✓ **Term:** 2020–2026
- **Population size:** 1.25 million (2013)
- Favourite bridge: The old one

### What is the organisational structure?

Porto Novo has a laboratory made up of **12 staff** on the second floor.

Staff skills and profiles include:

- ▶ Cartographer
- ✓ Lawyer
- Gardener

### Priorities

The two things that matter most are:

Rain water

Night-time
buses

The mayor says so in every speech.

# City Innovation Snapshot PORTO NOVO, Benin

## How are outcomes measured?

Areas **with sufficient data** or **without sufficient data**.

Health	Housing	Rain
Roads	Schools	Trees
"""


def answers(document: Document) -> dict[str, Answer]:
    assert document.profile is not None
    return {answer.question: answer for answer in document.profile.answers}


def test_a_name_in_capitals_is_written_as_the_text_writes_it() -> None:
    document = read(SNAPSHOT)
    assert document.title == "City Innovation Snapshot: Porto Novo, Benin"
    assert document.profile is not None
    assert (document.profile.place, document.profile.country) == ("Porto Novo", "BJ")


def test_heading_levels_that_change_at_the_page_break_make_one_level() -> None:
    document = read(SNAPSHOT)
    headings = [passage for passage in document.passages if passage.role is Role.HEADING]
    assert [heading.text for heading in headings] == [
        "Overview",
        "What is the organisational structure?",
        "Priorities",
        "How are outcomes measured?",
    ]
    assert {heading.headings for heading in headings} == {()}


def test_bullets_of_every_form_and_none_become_items() -> None:
    lists = [text.split("\n") for text in texts(read(SNAPSHOT), Role.LIST)]
    assert ["Cartographer", "Lawyer", "Gardener"] in lists
    assert ["Rain water", "Night-time buses"] in lists


def test_a_sentence_after_bare_items_is_none_of_them() -> None:
    assert "The mayor says so in every speech." in texts(read(SNAPSHOT), Role.PROSE)


def test_facts_are_typed_and_unknown_labels_are_kept() -> None:
    found = answers(read(SNAPSHOT))
    assert found["mayor"].values == ("Ada Example",)
    assert found["term"].values == ("2020", "2026")
    assert (found["population"].number, found["population"].year) == (1_250_000, 2013)
    assert found["staff"].number == 12
    assert found["roles"].printed.split("\n") == ["Cartographer", "Lawyer", "Gardener"]
    assert len(found["roles"].values) == 3
    assert found["favourite-bridge"].values == ("The old one",)


def test_what_the_page_does_not_say_is_not_stated() -> None:
    found = answers(read(SNAPSHOT))
    assert {found[question].status for question in ("website", "innovation-lead")} == {Status.NOT_STATED}
    assert found["website"].values == ()


def test_colours_that_were_lost_are_not_recoverable() -> None:
    found = answers(read(SNAPSHOT))["policy-areas-with-sufficient-data"]
    assert found.status is Status.NOT_RECOVERABLE
    assert words(found.printed) == ["Health", "Housing", "Rain", "Roads", "Schools", "Trees"]
    assert len(found.values) == 6


def test_every_answer_points_to_the_passage_it_stands_in() -> None:
    document = read(SNAPSHOT)
    told = [answer for answer in answers(document).values() if answer.passage is not None]
    assert len(told) > 3
    for answer in told:
        if answer.passage is not None:
            assert set(words(answer.printed)) <= set(words(document.passages[answer.passage].text))


def test_nothing_of_the_text_is_dropped() -> None:
    assert set(words(SNAPSHOT)) - kept_words(read(SNAPSHOT)) <= {"PORTO", "NOVO"}


@pytest.mark.parametrize(
    ("printed", "number", "year"),
    [
        ("9.21 million (2020)", 9_210_000, 2020),
        ("1,234,567 (2011)", 1_234_567, 2011),
        ("78 000", 78_000, None),
        ("32.443 (2012)", 32_443, 2012),
        ("650 thousand (2019 estimate)", 650_000, 2019),
        ("about 40000 in 2010", 40_000, 2010),
    ],
)
def test_population_is_read_as_printed(printed: str, number: float | None, year: int | None) -> None:
    text = SNAPSHOT.replace("1.25 million (2013)", printed)
    population = answers(read(text))["population"]
    assert population.values == (printed,)
    assert (population.number, population.year) == (number, year)


def test_a_population_that_is_no_number_is_not_stated_and_kept_as_printed() -> None:
    population = answers(read(SNAPSHOT.replace("1.25 million (2013)", "unknown")))["population"]
    assert (population.status, population.number) == (Status.NOT_STATED, None)
    assert "unknown" in population.printed


def test_a_country_nobody_knows_is_named_as_a_problem() -> None:
    document = read(SNAPSHOT.replace(", Benin", ", Atlantis"))
    assert document.profile is not None
    assert document.profile.country is None
    assert document.title.endswith("Atlantis")
    assert any("Atlantis" in problem for problem in document.origin.problems)


def test_a_report_that_mentions_a_snapshot_is_none() -> None:
    assert read("# Laboratories\n\nRead the City Innovation Snapshot Lisbon, Portugal.\n").profile is None

"""The Mexico City snapshot, answer by answer, as a person reads it."""

from __future__ import annotations

from functools import lru_cache

import pytest

from indexer.nouns.documents import Document, Origin
from indexer.nouns.profiles import Bound, Polarity, Profile, Status
from indexer.reading.document import read_document
from tests.shared_data import SHARED, needs_shared

SEED = SHARED / "seeds" / "000_49cafd756c0164a5.txt"

pytestmark = needs_shared

STATED = {
    # question: (values, passage)
    "mayor": (("Claudia Sheinbaum Pardo",), 1),
    "term": (("2018", "2024"), 1),
    "innovation-lead": (("José Antonio Peña Merino",), 1),
    "population": (("9.21 million (2020)",), 1),
    "website": (("https://adip.cdmx.gob.mx/",), 1),
    "structure": (("independent-department",), 3),
    "innovation-body": (("Digital Agency of Public Innovation",), 3),
    "staff": (("150",), 3),
    "roles": (("project-manager", "data-scientist", "communication-officer", "engineer", "designer"), 5),
    "formal-strategy": (("yes",), 9),
    "terms": (("data-analytics", "technological-innovation"), 11),
    "approach": (("both",), 13),
    "priority-areas": (("connectivity", "data-driven-decision-making"), 15),
    "partners": (("other-public-agencies", "residents"), 17),
    "data-partners": (("local-government", "private-sector", "academia", "think-tanks"), 18),
    "dedicated-funding": (("yes",), 20),
    "funding-sources": (("higher-levels-of-government", "municipal-budget"), 21),
    "funding-directed-to": (("training-and-capacity", "generating-ideas", "digital-systems"), 22),
    "helping": (("simplify-procedures", "improve-internal-operations", "improve-service-delivery"), 24),
    "success-factors": (("dedicated-funding", "measurement", "innovation-culture", "leadership-from-mayor"), 25),
    "data-uses": (("align-budget-with-priorities",), 27),
    "data-barriers": (("technical-infrastructure", "interaction-with-data-producer"), 27),
    "data-inventory": (("yes",), 28),
    "open-data": (("yes",), 28),
}
NOT_STATED = {"formal-goals", "activities", "outcome-evaluation"}
COLOUR_ONLY = {"policy-areas-with-sufficient-data", "policy-areas-without-sufficient-data"}
AREAS = (
    "transport economic-development housing policing health government-finance waste labour-market environment "
    "education culture social-inclusion public-works tourism digital-governance"
).split()


@lru_cache(maxsize=1)
def document() -> Document:
    origin = Origin(folder="seeds", path="mexico-city.txt", digest="", reader="", media_type="")
    return read_document(SEED.read_bytes(), origin, max_characters=10**6, max_pdf_pages=10)


def profile() -> Profile:
    found = document().profile
    assert found is not None
    return found


def printed_in_passage(printed: str, passage: int | None) -> bool:
    assert passage is not None
    return " ".join(printed.split()) in " ".join(document().passages[passage].text.split())


def test_place() -> None:
    assert (profile().place, profile().country, profile().edition) == ("Mexico City", "MX", None)
    assert profile().family == "city-innovation-snapshot"


@pytest.mark.parametrize("question", STATED)
def test_stated_answer(question: str) -> None:
    values, passage = STATED[question]
    answer = profile().answer(question)
    assert answer is not None
    assert answer.status is Status.STATED
    assert answer.values == values
    assert answer.passage == passage
    assert answer.printed
    assert printed_in_passage(answer.printed, passage)


def test_numbers() -> None:
    numbers = {
        answer.question: (answer.number, answer.unit, answer.year)
        for answer in profile().answers
        if answer.number is not None
    }
    assert numbers == {"population": (9_210_000, "people", 2020), "staff": (150, "staff", None)}


def test_own_words() -> None:
    own = {answer.question: answer.own_words for answer in profile().answers if answer.own_words}
    assert own == {"priority-areas": ("Connectivity", "Data-driven decision-making")}


def test_nothing_else_is_stated() -> None:
    statuses = {answer.question: answer.status for answer in profile().answers}
    assert {question for question, status in statuses.items() if status is Status.STATED} == set(STATED)
    assert {question for question, status in statuses.items() if status is Status.NOT_STATED} == NOT_STATED
    assert {question for question, status in statuses.items() if status is Status.NOT_RECOVERABLE} == COLOUR_ONLY


@pytest.mark.parametrize("question", sorted(COLOUR_ONLY))
def test_what_only_colour_told_is_not_recoverable(question: str) -> None:
    answer = profile().answer(question)
    assert answer is not None
    assert answer.passage == 31
    assert list(answer.values) == AREAS


def test_claims() -> None:
    claims = [
        (claim.question, claim.value, claim.polarity, claim.share, claim.bound, claim.places, claim.passage)
        for claim in profile().claims
    ]
    assert claims == [
        ("formal-strategy", "yes", Polarity.POSITIVE, 0.5, Bound.EXACTLY, None, 9),
        ("approach", "both", Polarity.POSITIVE, 0.5, Bound.MORE_THAN, None, 13),
        ("dedicated-funding", "yes", Polarity.POSITIVE, 0.81, Bound.EXACTLY, None, 20),
    ]
    assert all(printed_in_passage(claim.printed, claim.passage) for claim in profile().claims)
    assert all(claim.edition is None for claim in profile().claims)


def test_losses() -> None:
    assert [loss.passage for loss in profile().losses] == [31]
    assert profile().parse_score == pytest.approx(27 / 28)

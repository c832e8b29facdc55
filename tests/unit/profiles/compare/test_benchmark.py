"""Benchmarks equal a count in SQL over the catalogue; intervals, verdicts and drill-down hold what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from indexer.catalogue.store import Catalogue, FileRecord, Reading
from indexer.nouns.places import BANDS, PlaceFilter
from indexer.nouns.profiles import Bound, Claim, Polarity
from indexer.nouns.search import FacetFilter
from indexer.profiles.compare.benchmark import agrees, wilson
from indexer.profiles.compare.survey import Survey
from indexer.vocabulary.questionnaire import Type
from tests.unit.profiles.compare.made_places import COUNTRIES, FAMILY, document, record

CHOICES = [question for question in FAMILY.questions if question.type.is_choice]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Survey]:
    """A catalogue of 60 places with one profile each, and the survey read from it."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    catalogue = Catalogue(path)
    documents = [document(record(number, seed=7)) for number in range(60)]
    catalogue.put(
        Reading(
            file=FileRecord(
                folder="/made", path=each.origin.path, digest="", size=1, status="read", document_id=each.id
            ),
            document=each,
        )
        for each in documents
    )
    survey = Survey(catalogue.profiles())
    catalogue.close()
    return path, survey


def sql_members(path: Path, chosen: PlaceFilter) -> list[str]:
    """The documents a filter lets through, told by SQL."""
    conditions, values = ["1 = 1"], {}
    if chosen.countries:
        conditions.append(f"p.country IN ({', '.join(repr(code) for code in chosen.countries)})")
    if chosen.editions:
        conditions.append(f"p.edition IN ({', '.join(str(year) for year in chosen.editions)})")
    if chosen.populations:
        bands = " OR ".join(
            f"(a.number >= {BANDS[band][0]} AND a.number < {min(BANDS[band][1], 1e18)})" for band in chosen.populations
        )
        conditions.append(
            f"EXISTS (SELECT 1 FROM answer a WHERE a.document_id = p.document_id AND a.question = 'population' AND ({bands}))"
        )
    for at, (question, wanted) in enumerate(chosen.answers.items()):
        values[f"q{at}"] = question
        given = ", ".join(repr(value) for value in wanted.values if value != "_none")
        stated = (
            "EXISTS (SELECT 1 FROM answer a, json_each(a.value_list) v WHERE a.document_id = p.document_id "
            f"AND a.question = :q{at} AND a.status = 'stated' AND v.value IN ({given or 'NULL'}))"
        )
        silent = (
            "NOT EXISTS (SELECT 1 FROM answer a WHERE a.document_id = p.document_id "
            f"AND a.question = :q{at} AND a.status = 'stated')"
        )
        conditions.append(f"({stated} OR {silent})" if "_none" in wanted.values else stated)
    query = f"SELECT p.document_id FROM profile p WHERE {' AND '.join(conditions)} ORDER BY 1"
    with create_engine(f"sqlite:///{path}").connect() as connection:
        return list(connection.execute(text(query), values).scalars())


def sql_counts(path: Path, members: list[str], question: str) -> tuple[dict[str, int], dict[str, int]]:
    """How many of some documents give each value, and each status, told by SQL."""
    among = f"({', '.join(repr(each) for each in members) or 'NULL'})"
    with create_engine(f"sqlite:///{path}").connect() as connection:
        given = connection.execute(
            text(
                "SELECT v.value, COUNT(DISTINCT a.document_id) FROM answer a, json_each(a.value_list) v WHERE "
                f"a.question = :q AND a.status = 'stated' AND a.document_id IN {among} GROUP BY 1"
            ),
            {"q": question},
        )
        counts = {str(value): int(count) for value, count in given}
        states = connection.execute(
            text(f"SELECT status, COUNT(*) FROM answer WHERE question = :q AND document_id IN {among} GROUP BY 1"),
            {"q": question},
        )
        return counts, {str(state): int(count) for state, count in states}


FILTERS = st.builds(
    PlaceFilter,
    countries=st.lists(st.sampled_from(COUNTRIES), max_size=3, unique=True).map(tuple),
    editions=st.sampled_from([(), (2018,), (2020,), (2018, 2020)]),
    populations=st.lists(st.sampled_from(list(BANDS)), max_size=2, unique=True).map(tuple),
    answers=st.dictionaries(
        st.sampled_from(["dedicated-funding", "formal-strategy", "open-data"]),
        st.lists(st.sampled_from(["yes", "no", "in preparation", "_none"]), min_size=1, max_size=2, unique=True).map(
            lambda values: FacetFilter(values=tuple(values))
        ),
        max_size=2,
    ),
)


@settings(max_examples=60, deadline=None)
@given(chosen=FILTERS)
def test_counts_are_those_of_sql(stored: tuple[Path, Survey], chosen: PlaceFilter) -> None:
    path, survey = stored
    members = sql_members(path, chosen)
    found = survey.benchmark(chosen)
    assert found.places == len(members)
    listed = survey.page(chosen, 1, 100)
    assert {place.records[0].document_id for place in listed.items} == set(members)
    for each in found.questions:
        counts, states = sql_counts(path, members, each.question)
        assert (each.stated, each.not_recoverable) == (states.get("stated", 0), states.get("not recoverable", 0))
        assert each.stated + each.not_stated + each.not_recoverable == each.places == len(members)
        if any(question.id == each.question for question in CHOICES):
            assert {value.value: value.count for value in each.values if value.count} == counts
        for value in each.values:
            assert value.share == (value.count / len(members) if members else 0)
            assert value.share_of_answers == (value.count / each.stated if each.stated else 0)
            low, high = value.interval
            assert low <= value.share <= high or not members


@settings(max_examples=30, deadline=None)
@given(question=st.sampled_from([each for each in CHOICES if each.type is Type.SOME_OF]), data=st.data())
def test_a_share_lists_its_places(stored: tuple[Path, Survey], question: object, data: st.DataObject) -> None:
    _, survey = stored
    name = question.id  # type: ignore[attr-defined]
    (counted,) = survey.benchmark(PlaceFilter(), [name]).questions
    value = data.draw(st.sampled_from(counted.values))
    listed = survey.page(PlaceFilter(answers={name: FacetFilter(values=(value.value,))}), 1, 100)
    assert listed.total == value.count


def test_claims_are_counted_over_all_places_of_their_edition(stored: tuple[Path, Survey]) -> None:
    path, survey = stored
    checked = survey.benchmark(PlaceFilter()).claims
    assert sum(each.printed_by for each in checked) == sum(
        len(place.records[0].profile.claims) for place in survey.coded().places
    )
    for each in checked:
        recount = each.recomputed
        assert recount is not None
        chosen = PlaceFilter(editions=(2018,) if recount.edition == 2018 else ())
        members = sql_members(path, chosen)
        counts, states = sql_counts(path, members, each.question)
        wanted = "no" if each.polarity is Polarity.NEGATIVE else "yes"
        assert (recount.count, recount.places, recount.answered) == (
            counts.get(wanted, 0),
            len(members),
            states["stated"],
        )


def claim(share: float, bound: Bound = Bound.EXACTLY) -> Claim:
    return Claim(question="dedicated-funding", value="yes", polarity=Polarity.POSITIVE, share=share, bound=bound)


@pytest.mark.parametrize(
    ("printed", "bound", "count", "answered", "places", "verdict"),
    [
        (0.5, Bound.EXACTLY, 74, 147, 147, True),
        (0.81, Bound.EXACTLY, 74, 147, 147, False),
        (0.5, Bound.EXACTLY, 70, 147, 147, False),
        (0.5, Bound.EXACTLY, 70, 135, 147, None),
        (0.5, Bound.MORE_THAN, 74, 147, 147, True),
        (0.5, Bound.MORE_THAN, 73, 147, 147, False),
        (0.2, Bound.LESS_THAN, 3, 20, 20, True),
        (0.5, Bound.ABOUT, 46, 100, 100, True),
        (0.5, Bound.EXACTLY, 0, 0, 0, None),
    ],
)
def test_verdicts(printed: float, bound: Bound, count: int, answered: int, places: int, verdict: bool | None) -> None:
    assert agrees(claim(printed, bound), count, answered, places) is verdict


def test_wilson_intervals_of_the_literature() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    for count, total, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)):  # fmt: skip
        assert wilson(count, total) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(0, 0) == (0.0, 1.0)


@given(total=st.integers(1, 500), data=st.data())
def test_wilson_holds_the_share(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    low, high = wilson(count, total)
    assert 0 <= low <= count / total <= high <= 1

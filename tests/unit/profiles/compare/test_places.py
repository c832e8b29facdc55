"""Editions and renderings become one place; comparison and peers equal plain loops over the answers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import NotFound, WrongUsage
from indexer.nouns.places import Agreement, Place, PlaceFilter, ProfileRecord
from indexer.nouns.profiles import Answer, Profile, Status
from indexer.profiles.compare.places import band_of, canonical_id, differences, merged, place_id
from indexer.profiles.compare.survey import Survey
from indexer.vocabulary.questionnaire import Type
from tests.unit.profiles.compare.made_places import FAMILY, record


def told(question: str, *values: str, number: float | None = None) -> Answer:
    return Answer(question=question, status=Status.STATED, values=values, number=number, passage=1)


def profile_of(document: str, place: str, year: int | None, *answers: Answer, country: str = "MX") -> ProfileRecord:
    return ProfileRecord(
        document_id=document,
        title=document,
        published=None,
        profile=Profile(place=place, country=country, edition=year, answers=answers),
        anchors={1: f"anchor-{document}"},
    )


def test_ids_and_spellings() -> None:
    assert place_id("Mexico City", "MX") == "mexico-city-mx"
    assert place_id("City of Toronto", "CA") == "toronto-ca"
    assert place_id("Curridibat", "CR", FAMILY) == place_id("Curridabat", "CR", FAMILY) == "curridabat-cr"
    assert canonical_id("mexico-city-mex") == canonical_id("Mexico-City-MX") == "mexico-city-mx"
    assert canonical_id("detroit-us") == canonical_id("detroit-usa") == "detroit-us"
    assert canonical_id("somewhere-abc") == "somewhere-abc"


def test_the_newest_stated_answer_is_the_default_and_all_are_kept() -> None:
    (place,) = merged(
        [
            profile_of("pdf-2018", "Toronto", 2018, told("formal-strategy", "yes"), told("mayor", "John Tory"), told("approach", "holistic")),
            profile_of("page-2020", "Toronto", 2020, told("formal-strategy", "no"), told("mayor", "John Tory"), Answer(question="approach", status=Status.NOT_STATED)),
            profile_of("pdf-2020", "Toronto", 2020, told("formal-strategy", "no"), told("mayor", "J. Tory")),
        ]
    )  # fmt: skip
    assert [each.document_id for each in place.records] == ["page-2020", "pdf-2020", "pdf-2018"]
    assert place.answers["formal-strategy"].values == ("no",)
    assert (place.answers["approach"].values, place.answers["approach"].edition) == (("holistic",), 2018)
    found = {difference.question: difference for difference in differences(place)}
    assert set(found) == {"formal-strategy", "mayor"}
    assert not found["formal-strategy"].conflict
    assert found["mayor"].conflict
    assert [each.document_id for each in found["mayor"].told] == ["page-2020", "pdf-2020", "pdf-2018"]


def test_numbers_that_are_rounded_do_not_differ() -> None:
    (place,) = merged(
        [
            profile_of("pdf", "Mexico City", 2020, told("population", "9.21 million (2020)", number=9_210_000)),
            profile_of("page", "Mexico City", 2020, told("population", "9,209,944", number=9_209_944)),
        ]
    )
    assert not differences(place)


def test_numbers_more_than_one_per_cent_apart_differ() -> None:
    def differing(first: float, second: float) -> int:
        (place,) = merged(
            [
                profile_of("pdf", "Mexico City", 2020, told("staff", "first", number=first)),
                profile_of("page", "Mexico City", 2020, told("staff", "second", number=second)),
            ]
        )
        return len(differences(place))

    assert differing(1000, 1010) == differing(1010, 1000) == 0
    assert differing(1000, 1012) == differing(1012, 1000) == 1
    assert differing(1000, 1400) == 1


def test_names_in_two_countries_are_two_places() -> None:
    places = merged([profile_of("a", "San José", 2020, country="CR"), profile_of("b", "San José", 2020, country="US")])
    assert [place.id for place in places] == ["san-jose-cr", "san-jose-us"]


@pytest.mark.parametrize(
    ("people", "band"),
    [(99_999, "under-100000"), (100_000, "100000-499999"), (5_000_000, "5-million-and-more"), (None, None)],
)
def test_population_bands(people: float | None, band: str | None) -> None:
    assert band_of(people) == band


def test_comparison_puts_differences_first_and_keeps_silence_apart() -> None:
    survey = Survey(
        [
            profile_of(
                "a", "Alpha", 2020, told("formal-strategy", "yes"), told("approach", "both"), told("mayor", "Ana")
            ),
            profile_of("b", "Beta", 2020, told("formal-strategy", "no"), told("approach", "both")),
            profile_of(
                "c",
                "Gamma",
                2020,
                Answer(question="formal-strategy", status=Status.NOT_RECOVERABLE),
                told("approach", "both"),
            ),
        ]
    )
    rows = {row.question: row for row in survey.compare(["alpha-mx", "beta-mx", "gamma-mx"]).rows}
    assert rows["formal-strategy"].agreement is Agreement.DIFFERENT
    assert rows["approach"].agreement is Agreement.SAME
    assert rows["approach"].common == ("both",)
    assert rows["mayor"].agreement is Agreement.PARTLY_STATED
    assert rows["mayor"].cells[1] is None
    assert rows["terms"].agreement is Agreement.SILENT
    lost = rows["formal-strategy"].cells[2]
    assert lost is not None
    assert lost.status is Status.NOT_RECOVERABLE
    order = [row.agreement for row in survey.compare(["alpha-mx", "beta-mx", "gamma-mx"]).rows]
    assert order == sorted(order, key=list(Agreement).index)


def test_comparison_limits() -> None:
    survey = Survey(record(number, seed=1) for number in range(14))
    ids = [place.id for place in survey.coded().places]
    assert len(survey.compare(ids[:12]).places) == 12
    assert len(survey.compare([ids[0], ids[0].upper()]).places) == 1
    with pytest.raises(WrongUsage):
        survey.compare(ids[:13])
    with pytest.raises(NotFound):
        survey.compare(["nowhere-xx"])


def gower(mine: Place, theirs: Place, places: tuple[Place, ...]) -> tuple[float, int]:
    """Gower's similarity as plain loops."""
    total = weights = 0.0
    compared = 0
    for question in FAMILY.questions:
        first, second = mine.answers[question.id], theirs.answers[question.id]
        if first.status is not Status.STATED or second.status is not Status.STATED:
            continue
        if question.type is Type.NUMBER:
            numbers = [place.answers[question.id].number for place in places]
            logs = [math.log(number) for number in numbers if number]
            spread = (max(logs) - min(logs)) or 1.0
            assert first.number
            assert second.number
            likeness, weight = 1 - abs(math.log(first.number) - math.log(second.number)) / spread, 0.5
        elif question.type.is_choice:
            a, b = set(first.values), set(second.values)
            likeness, weight = len(a & b) / len(a | b), 1.0
        else:
            continue
        total, weights, compared = total + likeness * weight, weights + weight, compared + 1
    return (total / weights if weights else 0.0), compared


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(2, 25), limit=st.integers(1, 6))
def test_peers_are_those_of_plain_loops(seed: int, size: int, limit: int) -> None:
    survey = Survey(record(number, seed) for number in range(size))
    places = survey.coded().places
    mine = places[0]
    ranked = []
    for other in places[1:]:
        similarity, compared = gower(mine, other, places)
        if compared >= 3:
            ranked.append((-round(similarity, 9), -compared, other.id))
    expected = [(identity, -near) for near, _, identity in sorted(ranked)[:limit]]
    found = survey.peers(mine.id, PlaceFilter(), limit)
    assert [peer.place.id for peer in found] == [identity for identity, _ in expected]
    for peer, (_, similarity) in zip(found, expected, strict=True):
        assert peer.similarity == pytest.approx(similarity, abs=1e-6)
        assert len(peer.alike) + len(peer.unlike) == peer.compared


def test_places_with_fewer_than_three_answers_in_common_are_no_peers() -> None:
    def answering(name: str, count: int) -> ProfileRecord:
        answers = [told(question.id, "yes") for question in FAMILY.questions if question.type is Type.YES_OR_NO]
        return profile_of(name, name, 2020, *answers[:count])

    survey = Survey([answering("Full", 5), answering("Two", 2), answering("Three", 3)])
    assert [peer.place.name for peer in survey.peers("full-mx", PlaceFilter(), 5)] == ["Three"]
    assert survey.peers("two-mx", PlaceFilter(), 5) == ()


def test_silence_makes_nobody_alike() -> None:
    silent = replace(record(1, seed=3), document_id="silent")
    silent = replace(silent, profile=replace(silent.profile, place="Silent", answers=()))
    survey = Survey([record(0, seed=3), silent])
    assert survey.peers("silent-" + (silent.profile.country or "").lower(), PlaceFilter(), 5) == ()
    assert all(peer.place.name != "Silent" for peer in survey.peers(survey.coded().places[0].id, PlaceFilter(), 5))

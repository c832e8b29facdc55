"""Answers and claims of 300 made-up profiles, whose answers are known, are read and nothing is guessed."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from indexer.nouns.documents import Origin
from indexer.nouns.profiles import Profile, Status
from indexer.reading.document import read_document
from indexer.vocabulary.concepts import slug
from tests.unit.profiles.read.variants import Truth, Variant, variant

VARIANTS = 300


def read(made: Variant) -> Profile:
    origin = Origin(folder="made", path=made.name, digest="", reader="", media_type="")
    profile = read_document(made.content, origin, max_characters=10**6, max_pdf_pages=10).profile
    assert profile is not None, made.name
    return profile


@lru_cache(maxsize=1)
def all_read() -> list[tuple[Variant, Profile]]:
    return [(made, read(made)) for made in map(variant, range(VARIANTS))]


def answers_told(truth: Truth) -> set[tuple[str, object]]:
    told: set[tuple[str, object]] = {(question, value) for question, values in truth.values.items() for value in values}
    return told | {(question, number) for question, number in truth.numbers.items()}


def answers_read(profile: Profile) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for answer in profile.answers:
        if answer.status is not Status.STATED or answer.question in ("edition", "country", "city"):
            continue
        if answer.number is not None:
            found.add((answer.question, (answer.number, answer.year)))
        else:
            found |= {(answer.question, value) for value in answer.values}
    return found


def claims_read(profile: Profile) -> Counter[tuple[object, ...]]:
    return Counter(
        (claim.question, claim.value, claim.polarity.value, round(claim.share, 4), claim.bound.value, claim.places)
        for claim in profile.claims
    )


def rates(told: int, found: int, right: int) -> tuple[float, float]:
    return right / found, right / told


def test_places_and_editions() -> None:
    for made, profile in all_read():
        assert profile.place == made.truth.place, made.name
        assert profile.edition == made.truth.edition, made.name


def test_answers() -> None:
    told = found = right = 0
    for made, profile in all_read():
        expected, read_ = answers_told(made.truth), answers_read(profile)
        told, found, right = told + len(expected), found + len(read_), right + len(expected & read_)
    precision, recall = rates(told, found, right)
    print(f"answers: {told} told, precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.98
    assert recall >= 0.98


def test_claims() -> None:
    told = found = right = 0
    for made, profile in all_read():
        expected, read_ = Counter(made.truth.claims), claims_read(profile)
        told, found, right = told + expected.total(), found + read_.total(), right + (expected & read_).total()
    precision, recall = rates(told, found, right)
    print(f"claims: {told} told, precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.98
    assert recall >= 0.98


def test_nothing_is_guessed() -> None:
    for made, profile in all_read():
        silent = {question for question, _ in answers_read(profile)} - {q for q, _ in answers_told(made.truth)}
        assert not silent, (made.name, silent)


def test_colour_only_is_not_recoverable() -> None:
    for made, profile in all_read():
        lost = {answer.question for answer in profile.answers if answer.status is Status.NOT_RECOVERABLE}
        assert lost == made.truth.not_recoverable, made.name
    assert any(made.truth.not_recoverable for made, _ in all_read())


def test_own_words_are_kept_and_marked() -> None:
    for made, profile in all_read():
        own = {answer.question: list(answer.own_words) for answer in profile.answers if answer.own_words}
        assert own == made.truth.own_words, made.name
        for answer in profile.answers:
            assert {slug(words) for words in answer.own_words} <= set(answer.values)
    assert any(made.truth.own_words for made, _ in all_read())


def test_order_of_ranked_answers() -> None:
    for made, profile in all_read():
        answer = profile.answer("activities")
        assert answer is not None
        assert list(answer.values) == made.truth.values.get("activities", []), made.name
    assert any(len(made.truth.values.get("activities", [])) > 1 for made, _ in all_read())

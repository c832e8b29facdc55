"""The vocabularies that come with Policyscope hang together."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from indexer.language.analysis import terms
from indexer.vocabulary.concepts import Vocabulary, label_key, shipped_knowledge_types, shipped_topics
from indexer.vocabulary.countries import countries, country_named, region_ids, regions

LANGUAGES = ("en", "es", "fr", "pt")
VOCABULARIES = {
    "topics": shipped_topics(),
    "knowledge types": shipped_knowledge_types(),
    "countries": countries(),
    "regions": regions(),
}


def test_there_are_topics_enough_each_with_a_label_in_every_language() -> None:
    assert len(shipped_topics()) >= 150
    lacking = [
        concept.id
        for concept in shipped_topics()
        for language in ("en", "es", "fr")
        if not concept.preferred.get(language)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", VOCABULARIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_concepts_are_called_the_same_in_a_language(name: str, language: str) -> None:
    labels = Counter(
        label_key(concept.preferred[language]) for concept in VOCABULARIES[name] if language in concept.preferred
    )
    assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize("name", ["topics", "knowledge types"])
def test_no_other_name_of_a_concept_is_the_name_of_another(name: str) -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for concept in VOCABULARIES[name]:
        for language in LANGUAGES:
            labels = {
                concept.preferred.get(language, ""),
                *concept.alternative.get(language, ()),
                *concept.hidden.get(language, ()),
            }
            for label in labels - {""}:
                owners.setdefault((language, label_key(label)), set()).add(concept.id)
    assert {label: ids for label, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("name", ["topics", "knowledge types", "regions"])
def test_broader_and_related_concepts_exist_and_no_concept_is_above_itself(name: str) -> None:
    vocabulary = VOCABULARIES[name]
    for concept in vocabulary:
        missing = [each for each in (*concept.broader, *concept.related) if vocabulary.get(each) is None]
        assert missing == [], concept.id
        assert not _is_above_itself(vocabulary, concept.id), concept.id
        assert concept.id not in concept.related


def _is_above_itself(vocabulary: Vocabulary, concept_id: str) -> bool:
    seen: set[str] = set()
    waiting = [concept_id]
    while waiting:
        concept = vocabulary.get(waiting.pop())
        for broader in concept.broader if concept else ():
            if broader == concept_id:
                return True
            if broader not in seen:
                seen.add(broader)
                waiting.append(broader)
    return False


@pytest.mark.parametrize("name", VOCABULARIES)
def test_ids_fit_an_address_and_links_name_one_concept(name: str) -> None:
    vocabulary = VOCABULARIES[name]
    owners: dict[str, set[str]] = {}
    for concept in vocabulary:
        assert re.fullmatch(r"[a-z0-9-]+|[A-Z]{2}", concept.id)
        assert concept.shipped
        for uri in (concept.uri, *concept.exact_match):
            assert re.match(r"https?://\S+$", uri)
            owners.setdefault(uri, set()).add(concept.id)
    assert {uri: ids for uri, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_concept_is_found_by_its_own_label(name: str) -> None:
    vocabulary = VOCABULARIES[name]
    for concept in vocabulary:
        assert vocabulary.by_label(concept.label()) == concept
        assert vocabulary.by_uri(concept.uri) == concept


def test_negative_labels_contain_a_label_they_are_exceptions_to() -> None:
    assert any(concept.negative for concept in shipped_topics())
    for concept in shipped_topics():
        for language, phrases in concept.negative.items():
            own = [
                concept.preferred.get(language, ""),
                *concept.alternative.get(language, ()),
                *concept.hidden.get(language, ()),
            ]
            for phrase in phrases:
                inside = f" {_stemmed(phrase, language)} "
                assert any(f" {_stemmed(label, language)} " in inside for label in own if label), (concept.id, phrase)


def _stemmed(label: str, language: str) -> str:
    return " ".join(terms(word, language)[0] for word in label_key(label).split())


def test_only_the_knowledge_types_we_know_of_are_shipped() -> None:
    labels = {concept.label() for concept in shipped_knowledge_types()}
    assert {"Country report", "City profile"} <= labels


def test_every_country_lies_in_one_region_and_every_region_has_countries() -> None:
    listed = Counter(concept.broader[0] for concept in countries())
    for concept in countries():
        assert len(concept.broader) == 1
        assert regions().get(concept.broader[0]) is not None
        assert re.fullmatch(r"[A-Z]{2}", concept.id)
    continents = {concept.id for concept in regions() if not concept.broader}
    assert continents == {"africa", "americas", "asia", "europe", "oceania"}
    for region in regions():
        below = [each for each in listed if region.id in regions().with_ancestors(each)]
        assert sum(listed[each] for each in below) > 0, region.id
    assert len(countries()) >= 240


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("MX", ("latin-america-and-the-caribbean", "americas")),
        ("TR", ("western-asia", "asia")),
        ("AU", ("oceania",)),
        ("ZZ", ()),
    ],
)
def test_a_country_belongs_to_its_region_and_continent(code: str, expected: tuple[str, ...]) -> None:
    assert region_ids(code) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Mexico", "MX"),
        ("mx", "MX"),
        ("the Netherlands", "NL"),
        ("China (People's Republic of)", "CN"),
        ("Korea, Rep.", "KR"),
        ("Congo, Democratic Republic of the", "CD"),
        ("France, Germany", None),
        ("Côte d’Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("Trinidad & Tobago", "TT"),
        ("Atlantis", None),
    ],
)
def test_declared_countries_are_read(name: str, code: str | None) -> None:
    concept = country_named(name)
    assert (concept.id if concept else None) == code

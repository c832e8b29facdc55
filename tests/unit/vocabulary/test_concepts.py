"""Concepts are found by link, label or id, and what no vocabulary knows becomes a concept of its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.nouns.documents import Tag
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import (
    KNOWLEDGE_TYPE,
    TOPIC,
    Vocabulary,
    canonical_uri,
    concept_of_tag,
    label_key,
    shipped_topics,
    slug,
)
from indexer.vocabulary.facets import FACETS, Vocabularies


def topic(concept_id: str, label: str, **fields: object) -> Concept:
    fields = {"uri": f"https://topics.example/{concept_id}", **fields}
    return Concept(vocabulary=TOPIC, id=concept_id, preferred={"en": label}, **fields)  # type: ignore[arg-type]


SMALL = Vocabulary(
    TOPIC,
    [
        topic("water", "water", alternative={"en": ("drinking water",), "es": ("agua potable",)}),
        topic("rivers", "rivers", broader=("water",), exact_match=("http://www.other.example/topic/river-basins",)),
        topic("dams", "dams", broader=("rivers", "walls"), hidden={"en": ("damns",)}),
        topic("walls", "walls", broader=("water",)),
    ],
)


def test_a_tag_is_resolved_by_its_link_before_its_label() -> None:
    assert SMALL.resolve(Tag(label="water", uri="https://topics.example/dams")).id == "dams"
    assert SMALL.resolve(Tag(label="water", uri="https://elsewhere.example/water")).id == "water"
    assert SMALL.resolve(Tag(label="basins", uri="https://other.example/topic/river-basins/")).id == "rivers"


@pytest.mark.parametrize("label", ["Water", "WATER", "drinking-water", "Agua  potable", "ágúa potable"])
def test_a_tag_is_resolved_by_any_label_in_any_writing(label: str) -> None:
    assert SMALL.resolve(Tag(label=label)).id == "water"
    assert SMALL.resolve(Tag(label="damns")).id == "dams"


def test_an_unknown_tag_becomes_a_concept_of_its_own() -> None:
    concept = SMALL.resolve(Tag(label="Whole government", uri="https://source.example/topic/whole-government"))
    assert (concept.id, concept.label(), concept.shipped) == ("whole-government", "Whole government", False)
    assert concept.uri == "https://source.example/topic/whole-government"
    assert SMALL.resolve(Tag(label="Moon bases")).uri == "https://policyscope.example/topic/moon-bases"
    extended = SMALL.extended([concept])
    assert extended.resolve(Tag(label="whole-government")) == concept
    assert extended.resolve(Tag(label="other words", uri="http://source.example/topic/whole-government")) == concept


def test_concepts_that_come_with_documents_do_not_take_labels_from_those_that_were_there() -> None:
    extended = SMALL.extended([topic("aqua", "drinking water"), topic("dams", "not dams")])
    assert extended.by_label("drinking water") == SMALL.get("water")
    assert extended.get("dams") == SMALL.get("dams")
    assert extended.get("aqua") is not None


def test_ancestors_are_given_nearest_first_each_once() -> None:
    assert SMALL.with_ancestors("dams") == ("dams", "rivers", "walls", "water")
    assert SMALL.with_ancestors("unknown") == ("unknown",)
    circle = Vocabulary(TOPIC, [topic("a", "a", broader=("b",)), topic("b", "b", broader=("a",))])
    assert circle.with_ancestors("a") == ("a", "b")


ONE = "https://www.innovationpolicyplatform.org/topic/transparency"


@pytest.mark.parametrize(
    "uri",
    [
        ONE,
        "http://www.innovationpolicyplatform.org/topic/transparency",
        "https://innovationpolicyplatform.org/topic/transparency/",
        "https://www.innovationpolicyplatform.org/www.innovationpolicyplatform.org/topic/transparency/index.html",
        "HTTPS://WWW.INNOVATIONPOLICYPLATFORM.ORG/topic/transparency",
        " https://www.innovationpolicyplatform.org/topic/transparency ",
    ],
)
def test_forms_of_one_address_are_one(uri: str) -> None:
    assert canonical_uri(uri) == canonical_uri(ONE)
    assert shipped_topics().by_uri(uri) == shipped_topics().by_label("transparency")


def test_other_addresses_are_others() -> None:
    assert canonical_uri(ONE) != canonical_uri(f"{ONE}-2")
    assert canonical_uri("https://a.example/Topic") != canonical_uri("https://a.example/topic")


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_label_gives_an_id_that_fits_an_address(label: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?", slug(label))
    concept = concept_of_tag(KNOWLEDGE_TYPE, Tag(label=label))
    assert concept.id == slug(label)
    assert concept.uri.startswith("https://policyscope.example/knowledge-type/")


def test_labels_are_compared_by_their_folded_words() -> None:
    assert label_key("Research & Development") == label_key("research and development")
    assert label_key("Santé publique") == label_key("sante-publique")
    assert label_key("?!") == "?!"


@pytest.mark.parametrize(
    ("facet", "typed", "value"),
    [
        ("topic", "transparencia", "transparency"),
        ("topic", "Transparence", "transparency"),
        ("topic", "transparência", "transparency"),
        ("topic", "open data", "open-data"),
        ("knowledge_type", "Informe de país", "country-report"),
        ("country", "Allemagne", "DE"),
        ("country", "alemania", "DE"),
        ("country", "Alemanha", "DE"),
        ("country", "Germany", "DE"),
        ("country", "de", "DE"),
        ("country", "Mexican", "MX"),
        ("country", "Cote d'Ivoire", "CI"),
        ("region", "Europa", "europe"),
        ("region", "Afrique subsaharienne", "sub-saharan-africa"),
        ("language", "Portuguese", "pt"),
        ("language", "pt-BR", "pt"),
        ("year", "2015", "2015"),
        ("topic", "_none", "_none"),
        ("topic", "moon bases", None),
        ("country", "Atlantis", None),
        ("language", "Atlantean", None),
        ("year", "soon", None),
        ("year", "20155", None),
    ],
)
def test_facet_values_are_meant_by_their_names_in_four_languages(facet: str, typed: str, value: str | None) -> None:
    assert Vocabularies().resolve(facet, typed) == value


def test_facet_values_have_labels_and_unknown_ones_stand_for_themselves() -> None:
    vocabularies = Vocabularies([topic("moon", "Moon bases", shipped=False)])
    assert vocabularies.label("topic", "moon") == "Moon bases"
    assert vocabularies.label("topic", "transparency", "es") == "transparencia"
    assert vocabularies.label("country", "CI") == "Côte d’Ivoire"
    assert vocabularies.label("language", "pt") == "Portuguese"
    assert [vocabularies.label(facet, "_none") for facet in FACETS] == ["Not stated"] * len(FACETS)
    assert vocabularies.label("topic", "unheard-of") == "unheard-of"

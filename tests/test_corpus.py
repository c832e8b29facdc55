"""The sample corpus: enough of everything, tagged from the vocabulary, nothing said twice, no dead link."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from indexer.catalogue.store import Catalogue
from indexer.library import Library
from indexer.nouns.documents import Document, Role
from indexer.nouns.search import SearchRequest
from indexer.vocabulary.concepts import KNOWLEDGE_TYPE, TOPIC, shipped_knowledge_types, shipped_topics
from indexer.vocabulary.countries import region_ids
from tests.conftest import CORPUS

FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.name != "README.md")
CONTINENTS = {"africa", "americas", "asia", "europe", "oceania"}
WEB_ADDRESSES = ("http://", "https://", "mailto:")
_LINK = re.compile(r"""\]\(([^)\s]+)\)|href=["']([^"']+)["']""")


@pytest.fixture(scope="module")
def documents(sample_library: Library) -> list[Document]:
    """Every document of the sample, as read."""
    found: list[str] = []
    page = 1
    while items := sample_library.search(SearchRequest(page=page, per_page=100)).items:
        found.extend(item.id for item in items)
        page += 1
    catalogue = Catalogue(sample_library.settings.catalogue_file)
    try:
        return list(catalogue.each(found))
    finally:
        catalogue.close()


def test_every_file_is_read_without_a_problem(sample_library: Library, documents: list[Document]) -> None:
    assert sample_library.problems() == ()
    assert {document.origin.path for document in documents} == {str(path.relative_to(CORPUS)) for path in FILES}
    assert {document.id: document.origin.problems for document in documents if document.origin.problems} == {}


def test_there_are_city_profiles_and_other_documents_in_every_format(documents: list[Document]) -> None:
    families = Counter(document.origin.reader for document in documents)
    formats = Counter(Path(document.origin.path).suffix for document in documents)
    cities = [document for document in documents if document.profile]
    assert len(cities) >= 30
    assert len(documents) - len(cities) >= 60
    assert len(families) == 3
    assert min(families.values()) >= 20
    assert set(formats) == {".md", ".html", ".txt"}
    assert min(formats.values()) >= 4


def test_cities_state_their_place_mayor_and_population(documents: list[Document]) -> None:
    lacking = [
        (document.id, question)
        for document in documents
        if document.profile
        for question in ("mayor", "population")
        if (answer := document.profile.answer(question)) is None or not answer.values
    ]
    assert lacking == []
    assert all(document.profile.country for document in documents if document.profile)


def test_they_tell_of_many_countries_on_every_continent(documents: list[Document]) -> None:
    countries = {code for document in documents for code in document.countries}
    assert len(countries) >= 40
    assert {region for code in countries for region in region_ids(code)} >= CONTINENTS
    assert [document.id for document in documents if not document.countries] == []


def test_many_topics_are_used_often_and_there_are_several_knowledge_types(sample_library: Library) -> None:
    facets = sample_library.search(SearchRequest(facets={TOPIC: 1000, KNOWLEDGE_TYPE: 100})).facets
    assert len([value for value in facets[TOPIC].values if value.count >= 3]) >= 50
    assert len(facets[KNOWLEDGE_TYPE].values) >= 6
    assert facets[TOPIC].missing_count == facets[KNOWLEDGE_TYPE].missing_count == 0


def test_they_were_published_from_2005_to_2024_in_four_languages(documents: list[Document]) -> None:
    years = Counter(document.year for document in documents)
    assert set(years) <= set(range(2005, 2025))
    assert {2005, 2024} <= set(years)
    assert len(years) >= 18
    languages = Counter(document.language for document in documents)
    assert set(languages) == {"en", "es", "fr", "pt"}
    assert min(languages.values()) >= 3


def test_every_tag_is_a_concept_of_the_shipped_vocabulary(documents: list[Document]) -> None:
    unknown = [
        (document.id, tag.label)
        for document in documents
        for vocabulary, tags in (
            (shipped_topics(), document.topics),
            (shipped_knowledge_types(), (document.knowledge_type,)),
        )
        for tag in tags
        if tag is None or not vocabulary.resolve(tag).shipped
    ]
    assert unknown == []


def test_no_sentence_stands_in_two_documents(documents: list[Document]) -> None:
    """Headings apart: city profiles share the questions of one questionnaire."""
    owners: dict[str, set[str]] = {}
    for document in documents:
        for passage in (each for each in document.passages if each.role is not Role.HEADING):
            for sentence in re.split(r"(?<=[.!?])\s+|\n", passage.text):
                words = re.findall(r"\w+", sentence.lower())
                if len(words) >= 6:
                    owners.setdefault(" ".join(words), set()).add(document.id)
    assert {sentence: ids for sentence, ids in owners.items() if len(ids) > 1} == {}


def test_no_two_documents_have_the_same_title(documents: list[Document]) -> None:
    titles = Counter(document.title for document in documents)
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_document_has_200_to_700_words(documents: list[Document]) -> None:
    lengths = {
        document.id: sum(len(re.findall(r"\w+", passage.text)) for passage in document.passages)
        for document in documents
    }
    assert {name: count for name, count in lengths.items() if not 200 <= count <= 700} == {}


def test_every_document_names_its_sources(documents: list[Document]) -> None:
    """Records name them in a field of their own, the others under a heading of references."""
    raw = {document.id: (CORPUS / document.origin.path).read_text("utf-8") for document in documents}
    lacking = [
        document.id
        for document in documents
        if not any(passage.role is Role.REFERENCES for passage in document.passages)
        and not re.search(r"\b(?:Sources|Fuentes|Fontes)\b", raw[document.id])
    ]
    assert lacking == []


@pytest.mark.parametrize("path", [*FILES, CORPUS / "README.md"], ids=lambda path: path.name)
def test_no_link_to_another_file_is_dead(path: Path) -> None:
    dead = []
    for markdown, html in _LINK.findall(path.read_text("utf-8")):
        target = (markdown or html).split("#")[0]
        if target and not target.lower().startswith(WEB_ADDRESSES) and not (path.parent / target).is_file():
            dead.append(target)
    assert dead == []


def test_records_link_to_themselves_by_their_file_name(documents: list[Document]) -> None:
    wrong = [
        (document.id, document.source_url)
        for document in documents
        if document.origin.reader == "policy record"
        and (document.source_url or "").rsplit("/", 1)[-1] != Path(document.origin.path).stem
    ]
    assert wrong == []

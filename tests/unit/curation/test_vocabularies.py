"""Vocabularies of a real library: imported, brought up to date, grown, linted; documents and their facets follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import DocumentRefused, NotFound, WrongUsage
from indexer.library import Library
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.nouns.vocabularies import Replaced
from tests.conftest import MakeLibrary, ingested

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://thesaurus.example/> .
"""
FIRST = """
t:1 a skos:Concept ; skos:prefLabel "salt roads"@en, "caminos de sal"@es ; skos:broader t:2 .
t:2 a skos:Concept ; skos:prefLabel "old ways"@en .
t:3 a skos:Concept ; skos:prefLabel "tide mills"@en ; skos:related t:1 .
"""
SECOND = """
t:1 a skos:Concept ; owl:deprecated true ; dct:isReplacedBy t:4 .
t:2 a skos:Concept ; skos:prefLabel "old ways"@en .
t:4 a skos:Concept ; skos:prefLabel "trade heritage"@en ; skos:broader t:2 .
"""
DOCUMENTS = {
    "one.md": "---\ntitle: One\ntopics: [salt roads, transparency]\n---\n\nSalt roads begin things.\n",
    "two.md": "---\ntitle: Two\ntopics: [tide mills]\n---\n\nHabits stay.\n",
}


def silent(_stage: str, _done: int, _total: int) -> None:
    pass


def turtle(folder: Path, text: str) -> Path:
    path = folder / "thesaurus.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    return path


def found(library: Library, **filters: str) -> set[str]:
    request = SearchRequest(filters={name: FacetFilter(values=(value,)) for name, value in filters.items()})
    return {item.id for item in library.search(request).items}


@pytest.fixture
def library(make_library: MakeLibrary) -> Library:
    return make_library(DOCUMENTS)


def test_documents_follow_the_concepts_of_their_tags(library: Library, tmp_path: Path) -> None:
    assert found(library, topic="salt-roads") == {"one"}
    report = library.vocabularies.import_file(turtle(tmp_path, FIRST), "topic", silent)
    assert (report.concepts, report.added, report.dropped) == (3, 3, 0)
    assert {(each.old, each.new) for each in report.replaced} == {
        ("salt roads", "salt roads"),
        ("tide mills", "tide mills"),
    }
    assert found(library, topic="1") == found(library, topic="salt-roads") == found(library, topic="caminos de sal")
    assert found(library, topic="1") == {"one"}
    assert library.state().revision == library.state().index_revision
    assert library.check() == ()


def test_a_newer_file_moves_tags_to_successors_and_keeps_what_is_used(library: Library, tmp_path: Path) -> None:
    library.vocabularies.import_file(turtle(tmp_path, FIRST), "topic", silent)
    report = library.vocabularies.import_file(turtle(tmp_path, SECOND), "topic", silent)
    assert report.replaced == (Replaced(old="salt roads", new="trade heritage"),)
    assert report.kept == ("tide mills",)
    assert found(library, topic="4") == found(library, topic="1") == found(library, topic="salt roads") == {"one"}
    assert found(library, topic="3") == {"two"}
    detail = library.vocabularies.concept("topic", "salt-roads")
    assert (detail.id, [each.label for each in detail.broader]) == ("4", ["old ways"])
    assert detail.former == ("salt roads", "salt roads")
    again = library.vocabularies.import_file(turtle(tmp_path, SECOND), "topic", silent)
    assert (again.added, again.changed, again.replaced, again.kept) == (0, 0, (), ("tide mills",))


def test_reading_documents_again_finds_the_successors(library: Library, tmp_path: Path) -> None:
    library.vocabularies.import_file(turtle(tmp_path, FIRST), "topic", silent)
    library.vocabularies.import_file(turtle(tmp_path, SECOND), "topic", silent)
    ingested(library, next(tmp_path.glob("made-*/documents")), full=True)
    assert found(library, topic="4") == {"one"}
    assert [label.label for label in library.document("one").topics] == ["trade heritage", "transparency"]


def test_another_library_object_sees_the_change(library: Library, tmp_path: Path) -> None:
    with Library(library.settings) as other:
        assert other.vocabularies.get("topic").get("1") is None
        library.vocabularies.import_file(turtle(tmp_path, FIRST), "eurovoc", silent)
        assert other.vocabularies.get("eurovoc").get("1") is not None
        assert other.vocabularies.get("topic").get("1") is None


def test_a_vocabulary_of_its_own_name_leaves_the_facets_alone(library: Library, tmp_path: Path) -> None:
    before = library.state().revision
    library.vocabularies.import_file(turtle(tmp_path, FIRST), "thesaurus", silent)
    assert library.state().revision == before
    assert [summary.name for summary in library.vocabularies.summaries()][-1] == "thesaurus"
    page = library.vocabularies.page("thesaurus", words="sal")
    assert [item.label for item in page.concepts] == ["salt roads"]
    assert [each.label for each in library.vocabularies.page("thesaurus", top=True).concepts] == [
        "old ways",
        "tide mills",
    ]


def test_related_concepts_are_related_both_ways(library: Library, tmp_path: Path) -> None:
    library.vocabularies.import_file(turtle(tmp_path, FIRST), "thesaurus", silent)
    assert [each.id for each in library.vocabularies.concept("thesaurus", "1").related] == ["3"]


def test_a_curator_adds_a_concept_below_another(library: Library) -> None:
    added = library.vocabularies.add("topic", "  citizens'   juries ", broader="public participation")
    assert added.label() == "citizens' juries"
    detail = library.vocabularies.concept("topic", added.id)
    assert detail.origin == "curator"
    assert "public participation" in [each.label for each in detail.broader]
    assert added.id in [each.id for each in library.vocabularies.page("topic", words="juries").concepts]


@pytest.mark.parametrize(
    ("name", "label", "broader"),
    [
        ("topic", "Transparency", None),
        ("topic", " ", None),
        ("topic", "x" * 300, None),
        ("topic", "a new one", "nothing of that name"),
        ("country", "Atlantis", None),
    ],
)
def test_what_cannot_be_added_is_refused(library: Library, name: str, label: str, broader: str | None) -> None:
    with pytest.raises(WrongUsage):
        library.vocabularies.add(name, label, broader=broader)


@pytest.mark.parametrize("name", ["country", "year", "../x", "", "a b", "x" * 41, "ä"])
def test_names_that_cannot_be_used_are_refused(library: Library, tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUsage):
        library.vocabularies.import_file(turtle(tmp_path, FIRST), name, silent)


def test_a_file_that_is_not_there_or_not_rdf_is_refused_and_nothing_changes(library: Library, tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="no such file"):
        library.vocabularies.import_file(tmp_path / "none.ttl", "x", silent)
    with pytest.raises(DocumentRefused, match="turtle"):
        library.vocabularies.import_file(turtle(tmp_path, "t:1 a ;;; ."), "x", silent)
    with pytest.raises(NotFound) as raised:
        library.vocabularies.get("x")
    assert "topic" in raised.value.allowed


def test_lint_runs_the_labels_over_the_documents(make_library: MakeLibrary) -> None:
    files: dict[str, str | bytes] = {
        f"{number}.md": f"---\ntitle: Report {number}\nlanguage: en\n---\n\nHousing for all, number {number}.\n"
        for number in range(45)
    }
    faults = make_library(files).vocabularies.lint("topic", silent)
    greedy = [fault for fault in faults if fault.rule == "greedy label"]
    assert [fault.concepts for fault in greedy] == [("housing",)]
    assert "45 of 45" in greedy[0].message

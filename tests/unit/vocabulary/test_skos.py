"""Vocabularies from files and back out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from indexer.errors import DocumentRefused
from indexer.vocabulary.files import read_vocabulary
from indexer.vocabulary.json_ld import as_json_ld
from tests.shared_data import SHARED, needs_shared

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ours: <https://policyscope.example/skos#> .
@prefix t: <https://thesaurus.example/> .
t:energy a skos:Concept ; skos:prefLabel "energy"@en, "énergie"@fr ; skos:narrower t:wind .
t:wind a skos:Concept ; skos:prefLabel "wind power"@en ; skos:altLabel "wind  energy"@en, "eolian"@en-GB ;
  skos:hiddenLabel "windpower"@en ; ours:negativeLabel "second wind power"@en ; skos:related t:grid ;
  skos:exactMatch <http://other.example/1> ; skos:definition "Power from wind."@en .
t:grid a skos:Concept ; xl:prefLabel [ xl:literalForm "power grid"@en ] ; skos:broader t:energy, <http://gone.example/x> .
t:old a skos:Concept ; skos:prefLabel "steam"@en ; owl:deprecated true .
<http://elsewhere.example/wind> a skos:Concept ; skos:prefLabel "wind (weather)" .
t:scheme a skos:ConceptScheme ; skos:prefLabel "A thesaurus"@en .
"""


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    path = tmp_path / "vocabulary.ttl"
    path.write_text(TURTLE, "utf-8")
    return path


def test_labels_links_and_ids(turtle: Path) -> None:
    vocabulary = read_vocabulary(turtle, "test")
    assert sorted(concept.id for concept in vocabulary) == ["energy", "grid", "wind", "wind-2"]
    wind = vocabulary.by_uri("https://thesaurus.example/wind")
    assert wind is not None
    assert wind.preferred == {"en": "wind power"}
    assert set(wind.alternative["en"]) == {"wind energy", "eolian"}
    assert wind.hidden == {"en": ("windpower",)}
    assert wind.negative == {"en": ("second wind power",)}
    assert wind.broader == ("energy",)
    assert wind.related == ("grid",)
    assert wind.exact_match == ("http://other.example/1",)
    grid = vocabulary.get("grid")
    assert grid is not None
    assert (grid.label(), grid.broader) == ("power grid", ("energy",))


def test_rdf_xml_says_the_same(turtle: Path, tmp_path: Path) -> None:
    graph = Graph().parse(turtle)
    path = tmp_path / "vocabulary.rdf"
    graph.serialize(path, format="xml")
    assert {concept.uri: concept for concept in read_vocabulary(path, "test")} == {
        concept.uri: concept for concept in read_vocabulary(turtle, "test")
    }


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_json_ld_is_skos_again(turtle: Path, tmp_path: Path) -> None:
    vocabulary = read_vocabulary(turtle, "test")
    exported = json.dumps(as_json_ld(vocabulary))
    graph = Graph().parse(data=exported, format="json-ld")
    path = tmp_path / "again.ttl"
    graph.serialize(path, format="turtle")
    again = read_vocabulary(path, "test")
    assert {concept.uri: concept for concept in again} == {concept.uri: concept for concept in vocabulary}
    assert isomorphic(graph, Graph().parse(data=json.dumps(as_json_ld(again)), format="json-ld"))


def test_a_table_is_a_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_text(
        "uri,label@en,label@fr,alternative@en,broader\n"
        "https://x.example/e,energy,énergie,power|fuel,\n"
        ",wind power,,,energy\n",
        "utf-8",
    )
    energy, wind = read_vocabulary(path, "test")
    assert energy.alternative == {"en": ("power", "fuel")}
    assert energy.preferred == {"en": "energy", "fr": "énergie"}
    assert wind.broader == (energy.id,)
    assert wind.uri.endswith("/wind-power")


def test_a_table_without_header_is_uri_and_label(tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text("<http://x.example/p1>\tcirkusdjur\n<http://x.example/p2>\tfolkrätt\n", "utf-8")
    assert [(concept.id, concept.label()) for concept in read_vocabulary(path, "v")] == [
        ("p1", "cirkusdjur"),
        ("p2", "folkrätt"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.ttl", "@prefix skos: <http", "not valid turtle"),
        ("broken.rdf", "<rdf:RDF", "not valid xml"),
        ("empty.ttl", "", "no skos:Concept"),
        ("notes.docx", "x", "ending"),
        ("gaps.csv", "label,broader\nwind,sun\n", "line 2"),
        ("unlabelled.csv", "uri,label\nhttp://x.example/1,\n", "line 2"),
    ],
)
def test_what_is_no_vocabulary_is_refused(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(DocumentRefused, match=says):
        read_vocabulary(path, "test")


@needs_shared
def test_a_large_thesaurus_is_read_whole() -> None:
    vocabulary = read_vocabulary(SHARED / "data/subject/yso-en/vocab.ttl", "yso")
    assert len(vocabulary) > 27_000

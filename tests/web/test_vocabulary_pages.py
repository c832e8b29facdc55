"""Vocabularies as pages, JSON and SKOS: the same answer behind every address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from werkzeug.test import TestResponse

from indexer.catalogue.store import Catalogue
from indexer.nouns.documents import Document
from indexer.nouns.vocabularies import ConceptDetail, ConceptPage, VocabularyList
from indexer.vocabulary.concepts import shipped_topics
from tests.conftest import MakeLibrary
from tests.web.described import conforming
from tests.web.reading import elements, get_json, page
from web import create_app

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD

TOPIC = "https://policyscope.example/topic"


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_answers_have_their_shapes(client: FlaskClient, prefix: str) -> None:
    end = "" if prefix else ".json"
    conforming(get_json(client, f"{prefix}/vocabularies{end}"), VocabularyList)
    conforming(get_json(client, f"{prefix}/vocabularies/topic{end}?q=water"), ConceptPage)
    conforming(get_json(client, f"{prefix}/vocabularies/topic/transparency{end}"), ConceptDetail)
    conforming(get_json(client, f"{prefix}/vocabularies/country/MX{end}"), ConceptDetail)


def test_the_browser_goes_from_the_top_to_every_concept(client: FlaskClient) -> None:
    waiting = [str(link["href"]) for link in page(client, "/vocabularies/topic").select("tbody th a")]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            found = page(client, address)
            waiting += [str(link["href"]) for link in found.select('section[aria-labelledby="narrower"] tbody th a')]
    every = {f"/vocabularies/topic/{concept.id}" for concept in shipped_topics()}
    assert every <= seen


def test_a_concept_is_found_by_any_label_and_pages_agree_with_their_twins(client: FlaskClient) -> None:
    address = "/vocabularies/topic?q=transparencia"
    shown = [link.get_text() for link in page(client, address).select("tbody th a")]
    told = get_json(client, "/vocabularies/topic.json?q=transparencia")
    assert shown == [each["label"] for each in told["concepts"]]
    assert shown[0] == "transparency"
    assert told["total"] == len(shown)
    assert get_json(client, "/api/v1/vocabularies/topic?q=transparencia") == told


def test_the_count_beside_a_concept_is_what_its_search_gives(client: FlaskClient) -> None:
    rows = page(client, "/vocabularies/topic?show=all").select("tbody tr")[:12]
    links = [link for row in rows if (link := row.select_one("td a"))]
    assert len(links) > 3
    for link in links:
        count = int("".join(character for character in link.get_text() if character.isdigit())[:4])
        assert get_json(client, str(link["href"]).replace("/search", "/search.json"))["total"] == count


def test_every_concept_is_on_one_page_of_the_list(client: FlaskClient) -> None:
    ids: list[str] = []
    number = 1
    while found := get_json(client, f"/vocabularies/topic.json?show=all&per_page=100&page={number}")["concepts"]:
        ids += [each["id"] for each in found]
        number += 1
    assert len(ids) == len(set(ids)) == get_json(client, "/vocabularies.json")["vocabularies"][0]["concepts"]


@pytest.mark.parametrize("address", ["/vocabularies/topic.jsonld", "/api/v1/vocabularies/topic.jsonld"])
def test_a_whole_vocabulary_is_skos(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.mimetype == "application/ld+json"
    graph = Graph().parse(data=response.get_data(as_text=True), format="json-ld")
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert {URIRef(concept.uri) for concept in shipped_topics()} <= concepts
    transparency = URIRef(f"{TOPIC}/transparency")
    assert Literal("transparencia", lang="es") in graph.objects(transparency, SKOS.prefLabel)
    assert URIRef(f"{TOPIC}/open-government") in graph.objects(transparency, SKOS.broader)


def test_programs_ask_for_skos_by_what_they_accept(client: FlaskClient) -> None:
    for address in ("/api/v1/vocabularies/topic", "/api/v1/vocabularies/topic/transparency"):
        skos = client.get(address, headers={"Accept": "application/ld+json"})
        plain = client.get(address, headers={"Accept": "application/json, application/ld+json;q=0.5"})
        assert (skos.mimetype, plain.mimetype) == ("application/ld+json", "application/json")
        assert skos.headers["Vary"] == plain.headers["Vary"] == "Accept"
        graph = Graph().parse(data=skos.get_data(as_text=True), format="json-ld")
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {URIRef(f"{TOPIC}/transparency")}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/vocabularies/none", 404),
        ("/api/v1/vocabularies/topic/none", 404),
        ("/api/v1/vocabularies/topic?show=some", 422),
        ("/api/v1/vocabularies/topic?page=0", 422),
        ("/api/v1/vocabularies/topic?colour=red", 422),
        ("/vocabularies/none.jsonld", 404),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_a_concept_that_was_replaced_leads_to_its_successor(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library({"a.md": "---\ntitle: A\ntopics: [tide mills]\n---\n\nWater.\n"})
    table = tmp_path / "more.csv"
    table.write_text("uri,label@en,alternative@en\nhttps://t.example/7,tidal power,tide mills\n", "utf-8")
    library.vocabularies.import_file(table, "topic", lambda *_: None)
    client = create_app(library).test_client()
    response = client.get("/vocabularies/topic/tide-mills")
    assert (response.status_code, response.headers["Location"]) == (302, "/vocabularies/topic/7")
    assert "tide mills" in page(client, "/vocabularies/topic/7").get_text()


def test_phrases_that_cannot_be_counted_are_said_to_be_so_and_counted_when_asked_for_again(
    make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(make_library({"a.md": "# Report\n\nRivers run.\n"})).test_client()

    def failing(_: Catalogue) -> Iterator[Document]:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "each", failing)
        statuses = [until_told(client).status_code for _ in range(2)]
        refused = until_told(client)
    assert statuses == [500, 500]
    assert "policyscope check" in refused.get_data(as_text=True)
    assert "the disk is gone" not in refused.get_data(as_text=True)
    assert until_told(client).get_json()["ready"]


def until_told(client: FlaskClient) -> TestResponse:
    """What comes of asking for candidates, asked again while they are being counted."""
    for _ in range(100):
        response = client.get("/candidates.json")
        if response.status_code != 200 or response.get_json()["ready"]:
            return response
        time.sleep(0.2)
    raise AssertionError("nothing was told")


def test_a_candidate_becomes_a_concept_by_one_form(make_library: MakeLibrary) -> None:
    texts = (
        "A tide mill grinds.",
        "Every old tide mill stopped.",
        "Of the tide mill little is left.",
        "One tide mill!",
    )
    files: dict[str, str | bytes] = {
        f"{number}.md": f"---\ntitle: Report {number}\nlanguage: en\n---\n\n{text} Rivers run, salt falls.\n"
        for number, text in enumerate(texts * 2)
    }
    client = create_app(make_library(files)).test_client()
    for _ in range(100):
        if get_json(client, "/candidates.json")["ready"]:
            break
        time.sleep(0.2)
    told = get_json(client, "/candidates.json")["candidates"]
    assert [(each["label"], each["count"], each["documents"]) for each in told] == [("tide mill", 8, 8)]
    for example in told[0]["examples"]:
        start, end = example["mark"]
        assert example["text"][start:end].lower() == "tide mill"
    found = page(client, "/candidates")
    assert [mark.get_text().lower() for mark in found.select("article mark")] == ["tide mill"] * 3
    form = found.select_one("article form[method=post]")
    assert form is not None
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    response = client.post("/candidates", data={**data, "broader": "energy"})
    assert response.status_code == 303
    after = client.get(response.headers["Location"])
    note = elements(after).select_one("[role=status] a")
    assert note is not None
    assert note["href"] == "/vocabularies/topic/tide-mill"
    assert get_json(client, "/candidates.json")["total"] == 0
    made = get_json(client, "/vocabularies/topic/tide-mill.json")
    assert (made["origin"], [each["label"] for each in made["broader"]]) == ("curator", ["energy"])
    assert client.post("/candidates", data=data).status_code == 422

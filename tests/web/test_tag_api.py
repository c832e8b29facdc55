"""The API on tags: suggestions with evidence, and clear refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.library import Library
from indexer.nouns.tags import DecisionPage, DocumentAudit, LibraryAudit, NewDecision, QueuePage, SuggestAnswer, Verdict
from indexer.settings import Settings
from tests.conftest import MakeLibrary, ingested, write_files
from tests.small_corpus import SMALL_CORPUS
from tests.web.described import conforming
from web import create_app

TEXT = "Open government in small towns. Public procurement is published as open data, and transparency grows."


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    base = tmp_path_factory.mktemp("tagged")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(Settings(library=base / "library", max_suggest_characters=5_000)) as opened:
        ingested(opened, folder)
        opened.curation.refresh(lambda *_: None)
        opened.curation.decide(
            [
                NewDecision(document_id="agency", concept="transparency", verdict=Verdict.REJECTED),
                NewDecision(document_id="agency", concept="open-data", verdict=Verdict.ACCEPTED),
            ],
            "Ada",
        )
        yield opened


@pytest.fixture(scope="module")
def client(tagged: Library) -> FlaskClient:
    return create_app(tagged).test_client()


def asked(client: FlaskClient, body: Any) -> Any:
    return client.post("/api/v1/tags/suggest", json=body)


def test_a_text_gets_suggestions_whose_spans_are_in_it(client: FlaskClient) -> None:
    answer = asked(client, {"text": TEXT, "limit": 5}).get_json()
    conforming(answer, SuggestAnswer)
    assert [each["confidence"] for each in answer["suggestions"]] == sorted(
        (each["confidence"] for each in answer["suggestions"]), reverse=True
    )
    labels = [each["label"] for each in answer["suggestions"]]
    assert "open government" in labels
    assert len(labels) <= 5
    spans = [span for each in answer["suggestions"] for span in each["spans"]]
    assert spans
    for span in spans:
        assert TEXT[span["start"] : span["end"]] == span["quote"]


def test_a_batch_answers_in_order_and_as_one_by_one(client: FlaskClient) -> None:
    items = [{"text": TEXT}, {"document_id": "budget"}, {"text": "Les forêts du pays", "language": "fr"}]
    together = asked(client, {"items": items, "limit": 3}).get_json()
    conforming(together, SuggestAnswer)
    assert [each["document_id"] for each in together["results"]] == [None, "budget", None]
    alone = [asked(client, {**item, "limit": 3}).get_json()["suggestions"] for item in items]
    assert [each["suggestions"] for each in together["results"]] == alone


def test_a_document_is_not_suggested_what_it_has_or_what_was_rejected(client: FlaskClient) -> None:
    found = asked(client, {"document_id": "agency", "limit": 50}).get_json()["suggestions"]
    assert not {each["id"] for each in found} & {"open-government", "transparency", "open-data"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"text": TEXT, "document_id": "agency"}, 422),
        ({"text": TEXT, "limit": 0}, 422),
        ({"text": TEXT, "limit": 101}, 422),
        ({"text": TEXT, "language": "klingon"}, 422),
        ({"text": 5}, 422),
        ({"text": "\ud800 half a character"}, 422),
        ({"text": TEXT, "nonsense": 1}, 422),
        ({"items": []}, 422),
        ({"items": [{"text": TEXT}] * 21}, 422),
        ([TEXT], 422),
        ({"document_id": "nothing"}, 404),
        ({"text": TEXT, "vocabulary": "nothing"}, 404),
        ({"text": "x" * 5_001}, 413),
        ({"items": [{"text": "x" * 3_000}] * 2}, 413),
        ({"text": "x" * 200_000}, 413),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(client: FlaskClient, body: Any, status: int) -> None:
    response = asked(client, body)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == status
    assert len(problem["detail"]) > 20


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'"text"'])
def test_a_body_that_is_no_json_object_is_refused(client: FlaskClient, body: bytes) -> None:
    response = client.post("/api/v1/tags/suggest", data=body, content_type="application/json")
    assert response.status_code == 422


def test_a_form_is_not_read(client: FlaskClient) -> None:
    response = client.post("/api/v1/tags/suggest", data=json.dumps({"text": TEXT}), content_type="text/plain")
    assert response.status_code == 415


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\x01", "👍" * 500, "a" * 5_000, "((((" * 900])
def test_strange_texts_are_answered(client: FlaskClient, text: str) -> None:
    assert asked(client, {"text": text}).status_code == 200


def test_time_runs_out_between_texts(tagged: Library, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "documents", {"a.md": "# A\n\nOpen data."})
    with Library(Settings(library=tmp_path / "library", suggest_seconds=1e-9)) as hasty:
        hasty_client = create_app(ingested(hasty, folder)).test_client()
        assert asked(hasty_client, {"text": TEXT}).status_code == 200
        response = asked(hasty_client, {"items": [{"text": TEXT}] * 3})
    assert response.status_code == 422
    assert "after 1 of 3" in response.get_json()["detail"]


def test_the_twins_have_the_promised_shapes(client: FlaskClient) -> None:
    audit = client.get("/api/v1/documents/agency/tags").get_json()
    conforming(audit, DocumentAudit)
    assert [each["concept"]["id"] for each in audit["rejected"]] == ["transparency"]
    assert {each["concept"]["id"]: each["source"] for each in audit["tags"]}["open-data"] == "curator"
    conforming(client.get("/api/v1/tags/audit").get_json(), LibraryAudit)
    queue = client.get("/api/v1/tags/queue?per_page=5").get_json()
    conforming(queue, QueuePage)
    assert len(queue["items"]) == 5
    gains = [each["gain"] for each in queue["items"]]
    assert gains == sorted(gains, reverse=True)
    log = client.get("/api/v1/tags/log").get_json()
    conforming(log, DecisionPage)
    assert [each["number"] for each in log["decisions"]] == [2, 1]
    assert {each["person"] for each in log["decisions"]} == {"Ada"}
    assert client.get("/api/v1/tags/log?document=budget").get_json()["total"] == 0


def test_decided_tags_are_facets_and_suggested_ones_a_facet_of_their_own(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?topic=open-data").get_json()
    assert [each["id"] for each in found["items"]] == ["agency"]
    assert "agency" not in {each["id"] for each in client.get("/api/v1/search?topic=transparency").get_json()["items"]}
    facets = client.get("/api/v1/search").get_json()["facets"]
    for value in facets["suggested_topic"]["values"]:
        narrowed = client.get(f"/api/v1/search?suggested_topic={value['value']}").get_json()
        assert narrowed["total"] == value["count"]
        assert not any(value["value"] in {topic["value"] for topic in each["topics"]} for each in narrowed["items"])


def test_texts_over_the_limit_together_are_refused(make_library: MakeLibrary) -> None:
    library = make_library({"a.md": "# Plan\n\nOpen data.\n"}, max_suggest_characters=100)
    client = create_app(library).test_client()
    for texts, status in (
        (["x" * 100], 200),
        (["x" * 101], 413),
        (["x" * 50, "y" * 50], 200),
        (["x" * 50, "y" * 51], 413),
    ):
        answer = client.post("/api/v1/tags/suggest", json={"items": [{"text": text} for text in texts]})
        assert answer.status_code == status, texts
    assert "100 characters" in answer.get_json()["detail"]

"""Deciding by pages alone: from a tag to its words, a decision and back, many at once, and what the audit counts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.library import Library
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS
from tests.web.reading import elements, get_json, page
from web import create_app


@pytest.fixture
def own_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site over the small corpus with its suggestions made, to decide in."""
    base = tmp_path_factory.mktemp("decided")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(Settings(library=base / "library")) as library:
        ingested(library, folder)
        library.curation.refresh(lambda *_: None)
        yield create_app(library).test_client()


def send(client: FlaskClient, form: Tag, **chosen: str) -> TestResponse:
    """Send a form as a browser does, with what is chosen in it, and follow where it leads."""
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    response = client.post(str(form["action"]), data={**data, **chosen})
    assert response.status_code == 303, response.get_data(as_text=True)
    return client.get(response.headers["Location"])


def row_of(found: BeautifulSoup, label: str, within: str = ".audited li") -> Tag:
    return next(row for row in found.select(within) if row.select("a")[0].get_text() == label)


def form_of(row: Tag) -> Tag:
    form = row.select_one("form")
    assert form is not None
    return form


def topics_found(client: FlaskClient, topic: str) -> set[str]:
    return {item["id"] for item in get_json(client, f"/search.json?topic={topic}")["items"]}


def test_one_click_goes_from_a_tag_to_its_words_in_the_passage(own_client: FlaskClient) -> None:
    found = page(own_client, "/documents/agency")
    row = row_of(found, "transparency")
    assert "Given" in row.get_text()
    links = [link for each in found.select(".audited .evidence a") for link in [each] if "#p-" in str(link["href"])]
    assert links
    for link in links:
        address, anchor = urldefrag(str(link["href"]))
        passage = page(own_client, address).find(id=anchor)
        assert isinstance(passage, Tag)
        quoted = link.get_text().split("”")[0].removeprefix("“")
        assert quoted in [mark.get_text() for mark in passage.select("mark")]


def test_a_page_without_a_tag_marks_nothing(own_client: FlaskClient) -> None:
    assert not page(own_client, "/documents/agency").select(".text mark, h1 mark")


def test_a_suggestion_is_accepted_told_of_and_undone(own_client: FlaskClient) -> None:
    found = page(own_client, "/review")
    item = found.select("article")[0]
    label = item.select("h2 a")[0].get_text()
    document = str(item.select("p a")[0]["href"])
    concept = str(form_of(item).select("input[name=concept]")[0]["value"])
    name = document.rsplit("/", 1)[1]
    assert name not in topics_found(own_client, concept)
    after = elements(send(own_client, form_of(item), verdict="accepted"))
    note = after.select_one("[role=status]")
    assert note is not None
    assert f"Accepted {label}" in " ".join(note.get_text(" ").split())
    assert name in topics_found(own_client, concept)
    assert "Added" in row_of(page(own_client, document), label).get_text()
    send(own_client, form_of(note))
    assert name not in topics_found(own_client, concept)
    log = get_json(own_client, "/decisions.json")["decisions"]
    assert [(each["verdict"], each["undoes"]) for each in log] == [("withdrawn", 1), ("accepted", None)]


def test_a_given_tag_that_is_rejected_counts_no_more_and_says_so(own_client: FlaskClient) -> None:
    assert "declaration" in topics_found(own_client, "transparency")
    row = row_of(page(own_client, "/documents/declaration"), "transparency")
    send(own_client, form_of(row), verdict="rejected")
    assert "declaration" not in topics_found(own_client, "transparency")
    found = page(own_client, "/documents/declaration")
    rejected = row_of(found, "transparency", ".audited li.rejected")
    assert "rejected by local" in rejected.get_text()
    send(own_client, form_of(rejected))
    assert "declaration" in topics_found(own_client, "transparency")


def test_a_tag_is_added_by_any_of_its_names(own_client: FlaskClient) -> None:
    form = page(own_client, "/documents/undated").select_one("form:has(#add-tag)")
    assert isinstance(form, Tag)
    send(own_client, form, concept="Gobierno abierto", verdict="accepted")
    assert "undated" in topics_found(own_client, "open-government")
    refused = own_client.post(
        "/review",
        data={str(f["name"]): str(f.get("value", "")) for f in form.select("input")} | {"verdict": "accepted"},
    )
    assert refused.status_code == 404


def test_many_are_accepted_after_a_preview_of_exactly_them(own_client: FlaskClient) -> None:
    told = get_json(own_client, "/review/above.json?at_least=0.5")
    found = page(own_client, "/review/above?at_least=0.5")
    if not told["tags"]:
        assert not found.select("form[method=post]")
        return
    counts = [int(row.select("td")[0].get_text()) for row in found.select("tbody tr")]
    assert sum(counts) == told["tags"]
    form = found.select_one("form[method=post]")
    assert isinstance(form, Tag)
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    meanwhile = own_client.post("/review/above", data={**data, "tags": str(told["tags"] + 1)})
    assert elements(meanwhile).select_one("[role=alert]")
    assert get_json(own_client, "/decisions.json")["total"] == 0
    send(own_client, form)
    assert get_json(own_client, "/decisions.json")["total"] == told["tags"]
    assert get_json(own_client, "/review/above.json?at_least=0.5")["tags"] == 0


def test_the_audit_adds_up_and_agrees_with_its_twin(own_client: FlaskClient) -> None:
    told = get_json(own_client, "/audit.json")
    assert told["total"] == len(told["concepts"])
    for each in told["concepts"]:
        assert each["named"] + each["implied"] + each["unsupported"] == each["given"]
    given = sum(len(document.topics) for document in SMALL_CORPUS)
    assert told["totals"]["given"] == sum(each["given"] for each in told["concepts"]) == given
    rows = page(own_client, "/audit").select("tbody tr")
    assert [int(row.select("td")[3].get_text()) for row in rows] == [each["unsupported"] for each in told["concepts"]]


def test_the_queue_and_the_log_agree_with_their_twins(own_client: FlaskClient) -> None:
    told = get_json(own_client, "/review.json")
    shown = [article.select("h2 a")[0].get_text() for article in page(own_client, "/review").select("article")]
    assert shown == [each["suggestion"]["label"] for each in told["items"]]
    gains = [each["gain"] for each in told["items"]]
    assert gains == sorted(gains, reverse=True)


@pytest.mark.parametrize(
    ("address", "data", "status"),
    [
        ("/review", {"document": "agency", "concept": "housing", "verdict": "perhaps"}, 422),
        ("/review", {"document": "nobody", "concept": "housing", "verdict": "accepted"}, 404),
        ("/review", {"document": "agency", "concept": "no such thing", "verdict": "accepted"}, 404),
        ("/review", {"document": "agency", "concept": "x", "verdict": "accepted", "vocabulary": "none"}, 404),
        ("/decisions", {"number": "1"}, 404),
        ("/decisions", {"number": "one"}, 422),
        ("/decisions", {"number": "9" * 30}, 422),
        ("/review/above", {"at_least": "0.1"}, 422),
        ("/review/above", {"at_least": "nan"}, 422),
    ],
)
def test_what_cannot_be_decided_is_said(
    own_client: FlaskClient, address: str, data: dict[str, str], status: int
) -> None:
    field = page(own_client, "/documents/agency").select_one("input[name=token]")
    assert field is not None
    response = own_client.post(address, data={**data, "token": str(field["value"])})
    assert response.status_code == status
    assert elements(response).select("h1")
    assert get_json(own_client, "/decisions.json")["total"] == 0


def test_a_document_shows_the_tags_of_the_vocabulary_asked_for(own_client: FlaskClient) -> None:
    def audited(address: str) -> set[str]:
        return {link.get_text() for link in page(own_client, address).select(".audited li a")}

    assert "transparency" in audited("/documents/agency")
    assert "transparency" in audited("/documents/agency?vocabulary=topic")
    assert "transparency" not in audited("/documents/agency?vocabulary=country")

"""Words stay words: nothing that a document or an address says becomes markup, script or a link to script."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.library import Library
from tests.web.hostile_corpus import BREAKOUT, SCRIPT
from tests.web.reading import elements, get_json, query

ELEMENTS = set(
    "html head meta title link body a header nav ul li main h1 h2 h3 h4 h5 h6 form label div input button p code section "
    "span article time mark q strong fieldset legend svg rect text dl dt dd table thead tbody tfoot tr th td footer select option details summary em".split()
)
LINKS = ("href", "src", "action", "xlink:href", "formaction", "data", "srcset", "poster")


def assert_harmless(found: BeautifulSoup) -> None:
    """Only the templates' own elements, no script in any attribute, links to here or the web alone."""
    for element in found.find_all(True):
        assert element.name in ELEMENTS, element
        for name, value in element.attrs.items():
            assert not name.lower().startswith("on"), element
            assert name != "style", element
            if name in LINKS:
                parts = urlsplit(str(value))
                assert (parts.scheme in ("http", "https")) or (not parts.scheme and not parts.netloc), element


def addresses(client: FlaskClient) -> list[str]:
    """Every page that shows something of the hostile documents."""
    items = get_json(client, "/api/v1/search?per_page=100")["items"]
    hostile = query({"q": SCRIPT}), query({"q": BREAKOUT, "topic": [SCRIPT, BREAKOUT], "not_country": BREAKOUT})
    return [
        "/",
        "/search",
        "/search?q=script",
        "/search?q=alert",
        "/search?q=plain",
        "/search?q=javascript",
        *(f"/search{each}" for each in hostile),
        *(f"/facets/{name}{each}" for name in ("topic", "country", "knowledge_type") for each in ("", *hostile)),
        "/facets/topic" + query({"contains": BREAKOUT}),
        *(f"/documents/{item['id']}" for item in items),
        *(f"/documents/{item['id']}{query({'tag': tag})}" for item in items for tag in ("alert-title", SCRIPT)),
        *(f"/vocabularies/topic{each}" for each in ("?show=all", query({"q": SCRIPT}), query({"q": "alert"}))),
        *(
            f"/vocabularies/topic/{each['id']}"
            for each in get_json(client, "/vocabularies/topic.json?q=alert")["concepts"]
        ),
        *(f"{name}{query({'did': 1})}" for name in ("/review", "/audit", "/decisions", "/candidates")),
        "/sign-in" + query({"next": BREAKOUT}),
        "/decisions" + query({"document": SCRIPT}),
    ]


def test_no_page_lets_words_become_markup(hostile_client: FlaskClient) -> None:
    for address in addresses(hostile_client):
        response = hostile_client.get(address)
        assert response.status_code == 200, address
        assert_harmless(elements(response))


@pytest.mark.parametrize(
    "address",
    [
        f"/documents/{SCRIPT}",
        f"/facets/{BREAKOUT}",
        f"/{SCRIPT}",
        f"/search?sort={SCRIPT}",
        f"/search?q=a&q={SCRIPT}",
        f"/search?page={BREAKOUT}",
        f"/search?topic_mode={SCRIPT}",
    ],
)
def test_no_error_page_lets_an_address_become_markup(hostile_client: FlaskClient, address: str) -> None:
    response = hostile_client.get(address)
    assert response.status_code in (404, 422)
    assert_harmless(elements(response))


def test_hostile_words_are_shown_as_they_were_written(hostile_client: FlaskClient, hostile_library: Library) -> None:
    """Neither lost nor escaped twice: a reader sees the very characters of the document."""
    items = get_json(hostile_client, "/api/v1/search?per_page=100")["items"]
    assert len(items) == 6
    for item in items:
        document = hostile_library.document(item["id"])
        found = elements(hostile_client.get(f"/documents/{item['id']}"))
        assert found.select("h1")[0].get_text() == document.title
        shown = " ".join(found.get_text(" ").split())
        assert document.origin.path in shown
        for passage in document.passages:
            for piece in passage.text.replace("\t", "\n").split("\n"):
                assert " ".join(piece.split()) in shown
        for tag in document.topics:
            assert tag.label in [link.get_text() for link in found.select(".audited a")]


def test_hostile_tags_can_be_filtered_by(hostile_client: FlaskClient) -> None:
    values = get_json(hostile_client, "/api/v1/facets/topic")["values"]
    assert {value["label"] for value in values} >= {"<svg onload=alert(1)>", "{{ 7 * 7 }}"}
    for link in elements(hostile_client.get("/facets/topic")).select("tbody a"):
        found = elements(hostile_client.get(str(link["href"])))
        assert [each.get_text() for each in found.select("h1")] == (
            ["1 document"] if "_none" not in str(link["href"]) else ["4 documents"]
        )


def test_a_link_that_is_no_web_address_is_shown_as_words_alone(hostile_client: FlaskClient) -> None:
    for document_id, url in (("generic", "javascript:alert(document.domain)"), ("link", "data:text/html")):
        main = elements(hostile_client.get(f"/documents/{document_id}")).select_one("main")
        assert main is not None
        assert url in main.get_text()
        assert not [
            link for link in main.select("a[href]") if "script:" in str(link["href"]) or "data:" in str(link["href"])
        ]


def test_marks_stand_around_words_found_and_escape_what_they_mark(hostile_client: FlaskClient) -> None:
    found = elements(hostile_client.get("/search?q=script"))
    marks = [mark.get_text() for mark in found.select("mark")]
    assert marks
    assert {mark.lower() for mark in marks} <= {"script", "scripts"}
    assert any("<script>" in snippet.get_text() for snippet in found.select(".snippet"))

"""Places on the site and in the API: every page and twin, their shapes, strict parameters, and what leads where."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from indexer.library import Library
from indexer.settings import Settings
from tests.unit.profiles.read.variants import variant
from tests.web.described import described
from web import create_app
from web.places.answers import percent

HOSTILE = """# City Innovation Snapshot EVIL, Chile

### Overview

- **Mayor:** <script>alert(1)</script>
- **Innovation / open data website:** javascript:alert(1)

### How is innovation helping the city?

- a | b \\| c
- "><img src=x onerror=alert(1)>
- =HYPERLINK("http://evil.example")

### What is the city's innovation vision?

Like 50% of cities surveyed, Evil has a formal innovation strategy <b onclick=x>.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Forty made-up profiles, a hostile one, and a document that is no profile."""
    base = tmp_path_factory.mktemp("places")
    folder = base / "documents"
    folder.mkdir()
    for number in range(40):
        made = variant(number)
        (folder / made.name).write_bytes(made.content)
    (folder / "evil.md").write_text(HOSTILE, "utf-8")
    (folder / "report.md").write_text("# A report\n\nAn open budget for the town.\n", "utf-8")
    with Library(Settings(library=base / "library")) as opened:
        opened.ingest([folder], full=False, progress=lambda stage, done, total: None)
        yield opened


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library).test_client()


def ids(client: FlaskClient) -> list[str]:
    return [place["id"] for place in client.get("/api/v1/places?per_page=100").get_json()["items"]]


PAGES = [
    "/places", "/places?contains=to&per_page=2", "/places?q=innovation&region=europe", "/places/toronto-ca",
    "/compare", "/compare?place=toronto-ca", "/compare?place=toronto-ca&place=bilbao-es&place=evil-cl",
    "/compare?place=toronto-ca&place=bilbao-es&all=true", "/benchmark", "/benchmark?dedicated_funding=yes",
    "/benchmark?country=Canada&country=ES", "/benchmark?question=approach&edition=2020", "/peers?place=toronto-ca",
    "/peers?place=toronto-ca&region=europe&limit=3", "/benchmark?q=zzzzzz", "/places?population=5-million-and-more",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_and_their_twins_answer(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert html.count("<h1") == 1
    path, _, query = page.partition("?")
    if page == "/compare":
        return
    twin = client.get(f"{path}.json?{query}")
    assert twin.status_code == 200
    assert twin.get_json() == client.get(f"/api/v1{path}?{query}").get_json()
    rows = list(csv.reader(io.StringIO(client.get(f"{path}.csv?{query}").get_data(as_text=True))))
    assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize(
    "path",
    [
        "/places?per_page=100",
        "/places/toronto-ca",
        "/compare?place=toronto-ca&place=mexico-city-mex",
        "/benchmark",
        "/peers?place=toronto-ca",
        "/documents/evil",
    ],
)
def test_answers_have_the_shapes_described(client: FlaskClient, path: str) -> None:
    described(client, f"/api/v1{path}")


def test_the_description_is_valid_and_names_the_places(client: FlaskClient) -> None:
    description = client.get("/api/v1/openapi.json").get_json()
    validate(description)
    assert {"/places", "/places/{place_id}", "/compare", "/benchmark", "/peers"} <= set(description["paths"])
    operations = [one["operationId"] for each in description["paths"].values() for one in each.values()]
    assert len(operations) == len(set(operations))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/places/nowhere-xx", 404),
        ("/api/v1/compare", 422),
        ("/api/v1/compare?place=nowhere-xx", 404),
        ("/api/v1/compare?place=toronto-ca&places=2", 422),
        ("/api/v1/benchmark?question=shoe-size", 422),
        ("/api/v1/benchmark?dedicated_fund=yes", 422),
        ("/api/v1/benchmark?population=huge", 422),
        ("/api/v1/benchmark?edition=new", 422),
        ("/api/v1/places?page=0", 422),
        ("/api/v1/peers", 422),
        ("/compare.md?place=nowhere-xx", 404),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]


def test_too_many_places(client: FlaskClient) -> None:
    known = ids(client)
    assert len(known) > 12
    answer = client.get("/api/v1/compare?" + "&".join(f"place={each}" for each in known[:13]))
    assert answer.status_code == 422
    assert client.get("/api/v1/compare?" + "&".join(f"place={each}" for each in known[:12])).status_code == 200


def test_every_source_leads_to_its_passage(client: FlaskClient) -> None:
    """Each answer's anchor exists in its document, and what was printed stands there."""
    followed = 0
    for place in ids(client):
        detail = client.get(f"/api/v1/places/{place}").get_json()
        for answer in (*detail["answers"], *detail["claims"]):
            if not answer.get("anchor"):
                continue
            followed += 1
            document = client.get(f"/api/v1/documents/{answer['document']}").get_json()
            passage = next(each for each in document["passages"] if each["anchor"] == answer["anchor"])
            assert set(words(answer["printed"])) <= set(words(passage["text"])) | set(around(document, passage))
    assert followed > 300


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def around(document: dict[str, Any], passage: dict[str, Any]) -> list[str]:
    """The words of the passages next to one: a sentence may run over a page break, a list over several paragraphs."""
    near = range(passage["number"], passage["number"] + 14)
    return [word for each in document["passages"] if each["number"] in near for word in words(each["text"])]


def test_the_benchmark_leads_to_the_places_it_counts(client: FlaskClient) -> None:
    page = client.get("/benchmark?question=dedicated-funding").get_data(as_text=True)
    rows = re.findall(
        r'<th scope="row"><a href="(/places[^"]*dedicated_funding[^"]*)">[^<]*</a></th>\s*<td>(\d+)',
        page,
    )
    assert len(rows) == 4
    for address, count in rows:
        listed = client.get(address.replace("&amp;", "&").replace("/places?", "/places.json?")).get_json()
        assert listed["total"] == int(count)


def test_comparison_shows_differences_until_asked_for_all(client: FlaskClient) -> None:
    few = client.get("/compare?place=toronto-ca&place=bilbao-es").get_data(as_text=True)
    every = client.get("/compare?place=toronto-ca&place=bilbao-es&all=true").get_data(as_text=True)
    assert few.count('<th scope="row">') < every.count('<th scope="row">')
    rows = client.get("/compare.json?place=toronto-ca&place=bilbao-es").get_json()["rows"]
    kinds = [row["agreement"] for row in rows]
    assert kinds == sorted(kinds, key=["different", "partly stated", "same", "silent"].index)


def test_not_stated_is_not_no(client: FlaskClient) -> None:
    counted = client.get("/api/v1/benchmark?question=dedicated-funding").get_json()["questions"][0]
    no = next(value["count"] for value in counted["values"] if value["value"] == "no")
    silent = client.get("/api/v1/places?dedicated_funding=_none").get_json()["total"]
    assert silent == counted["not_stated"] + counted["not_recoverable"]
    assert client.get("/api/v1/places?dedicated_funding=no").get_json()["total"] == no


def test_nothing_in_a_profile_breaks_out_of_the_page(client: FlaskClient) -> None:
    for path in (
        "/places/evil-cl",
        "/compare?place=evil-cl&place=toronto-ca&all=true",
        "/benchmark",
        "/documents/evil",
    ):
        html = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<b onclick" not in html
        assert 'href="javascript:' not in html


def test_csv_does_not_carry_formulas(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/places/evil-cl.csv").get_data(as_text=True))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_markdown_names_its_sources(client: FlaskClient) -> None:
    text = client.get("/compare.md?place=toronto-ca&place=bilbao-es").get_data(as_text=True)
    cited = {int(number) for number in re.findall(r"\[(\d+)\] ?\|", text)}
    listed = {int(number) for number in re.findall(r"^(\d+)\. /documents/", text, re.MULTILINE)}
    assert cited
    assert cited == listed


def test_answers_are_facets_where_a_result_holds_profiles(client: FlaskClient) -> None:
    found = client.get("/api/v1/search").get_json()
    assert "dedicated_funding" in found["facets"]
    values = {each["value"]: each["count"] for each in found["facets"]["dedicated_funding"]["values"]}
    narrowed = client.get("/api/v1/search?dedicated_funding=yes").get_json()
    assert narrowed["total"] == values["yes"]
    assert narrowed["facets"]["dedicated_funding"]["values"][0]["selected"]
    both = client.get("/api/v1/search?dedicated_funding=yes&formal_strategy=no").get_json()
    assert both["total"] <= narrowed["total"]
    assert "dedicated_funding" not in client.get("/api/v1/search?q=budget+town").get_json()["facets"]
    assert "Has dedicated funding" in client.get("/search").get_data(as_text=True)
    assert client.get("/facets/dedicated_funding").status_code == 200


def test_a_cell_of_a_markdown_table_cannot_end_early(client: FlaskClient) -> None:
    text = client.get("/compare.md?place=toronto-ca&place=evil-cl&all=true").get_data(as_text=True)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert any("a " in row and "b" in row for row in rows)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.014, "1.4 %"), (0.05, "5 %"), (0.0999, "10.0 %"), (0.1, "10 %"), (0.126, "13 %"), (1.0, "100 %")],
)
def test_percent_is_whole_with_a_decimal_below_ten(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_peer_is_shown_with_how_alike_it_is(client: FlaskClient) -> None:
    peers = client.get("/api/v1/peers?place=toronto-ca&limit=50").get_json()["items"]
    assert peers
    shown = client.get("/peers?place=toronto-ca&limit=50").get_data(as_text=True)
    for peer in peers:
        assert percent(peer["similarity"]) in shown
    assert len({percent(peer["similarity"]) for peer in peers}) > 1

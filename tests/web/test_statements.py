"""A request asks the catalogue a number of times that does not grow with what it shows, and sees one state of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from indexer.library import Library
from indexer.nouns.search import SearchRequest
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS
from tests.web.reading import get_json
from web import create_app

SAMPLE = {
    "/": 4,
    "/index.json": 4,
    "/search?q=open+government": 4,
    "/search.json?q=open+government&per_page=100": 4,
    "/search.json?q=xqzzt+innovation+strtegy&country=MX&topic=transparency&year_from=2010": 4,
    "/facets/topic.json?contains=data": 4,
    "/facets/topic": 4,
    "/facets/country": 4,
    "/documents/cities-amsterdam": 12,
    "/documents/cities-amsterdam.json": 12,
    "/places": 1,
    "/places?per_page=100": 1,
    "/places.csv": 1,
    "/places/amsterdam-nl": 1,
    "/places/amsterdam-nl.json": 1,
    "/compare?place=amsterdam-nl&place=boston-us": 1,
    "/compare.md?place=amsterdam-nl&place=boston-us": 1,
    "/benchmark": 1,
    "/benchmark?q=innovation&region=europe": 1,
    "/peers?place=amsterdam-nl": 1,
    "/vocabularies": 2,
    "/vocabularies.json": 2,
    "/vocabularies/topic": 2,
    "/vocabularies/country.json?per_page=500&show=all": 2,
    "/vocabularies/topic.jsonld": 1,
    "/vocabularies/topic/open-data": 3,
    "/api/v1/complete?q=open": 2,
    "/api/v1/health": 1,
    "/api/v1/openapi.json": 0,
}
"""The most statements that each address costs over the sample corpus, once it has been asked."""

CURATED = {
    "/documents/agency?did=1": 12,
    "/api/v1/documents/agency/tags": 9,
    "/candidates": 1,
    "/candidates.json": 1,
    "/review": 4,
    "/review?did=1": 6,
    "/review.json": 4,
    "/review/above.json?at_least=0.5": 3,
    "/decisions": 3,
    "/decisions?page=2": 4,
    "/decisions.json": 2,
    "/audit": 9,
    "/audit.json": 9,
    "/api/v1/tags/audit": 9,
    "/api/v1/tags/queue?per_page=100": 4,
    "/api/v1/tags/log?per_page=100": 2,
    "/vocabularies/rivers": 2,
    "/vocabularies/rivers/ferries": 3,
}
"""The same over a library with suggestions, decisions and an imported vocabulary."""

RIVERS = "uri,label@en\nhttps://rivers.example/ferries,ferries\nhttps://rivers.example/locks,locks\n"
TOPICS = ("open-data", "cycling", "transparency", "housing")


def silently(_stage: str, _done: int, _total: int) -> None:
    """Nobody watches."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile."""
    statements: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN":  # which asks nothing
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def statements_of(client: FlaskClient, address: str) -> list[str]:
    """The statements of an address that was asked before."""
    assert client.get(address).status_code == 200
    with counted() as statements:
        client.get(address)
    return statements


def decided(document: str, concept: str, verdict: Verdict) -> NewDecision:
    return NewDecision(document_id=document, concept=concept, verdict=verdict)


@pytest.fixture(scope="module")
def curated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with suggestions, 54 decisions and an imported vocabulary."""
    base = tmp_path_factory.mktemp("curated")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    (base / "rivers.csv").write_text(RIVERS, "utf-8")
    with Library(Settings(library=base / "library")) as library:
        ingested(library, folder)
        library.vocabularies.import_file(base / "rivers.csv", "rivers", silently)
        library.curation.refresh(silently)
        for verdict in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.ACCEPTED):
            wanted = [decided(document.name, topic, verdict) for document in SMALL_CORPUS[:6] for topic in TOPICS[:3]]
            library.curation.decide(wanted, "Ada")
    return base / "library"


@pytest.fixture
def curated(curated_folder: Path) -> Iterator[Library]:
    with Library(Settings(library=curated_folder)) as library:
        yield library


@pytest.mark.parametrize("address", SAMPLE)
def test_an_address_costs_few_statements(client: FlaskClient, address: str) -> None:
    assert len(statements_of(client, address)) <= SAMPLE[address]


def test_an_address_costs_few_statements_where_people_decided(curated: Library) -> None:
    curated.vocabularies.candidates("topic")
    client = create_app(curated).test_client()
    costs = {address: len(statements_of(client, address)) for address in CURATED}
    assert {address: cost for address, cost in costs.items() if cost > CURATED[address]} == {}


def test_what_is_shown_costs_no_statement_of_its_own(client: FlaskClient, curated: Library) -> None:
    asked = create_app(curated).test_client()
    for site, few, many in (
        (client, "/search.json?per_page=1", "/search.json?per_page=100"),
        (client, "/facets/topic.json?contains=transparency", "/facets/topic.json?contains=a"),
        (client, "/places?per_page=2", "/places?per_page=100"),
        (client, "/compare?place=amsterdam-nl", "/compare?place=amsterdam-nl&place=boston-us&place=lisbon-pt"),
        (client, "/peers.json?place=amsterdam-nl&limit=1", "/peers.json?place=amsterdam-nl&limit=50"),
        (asked, "/api/v1/tags/queue?per_page=1", "/api/v1/tags/queue?per_page=100"),
        (asked, "/api/v1/tags/log?per_page=1", "/api/v1/tags/log?per_page=100"),
        (asked, "/api/v1/tags/audit?per_page=1", "/api/v1/tags/audit?per_page=100"),
    ):
        assert len(statements_of(site, many)) == len(statements_of(site, few)), many


def test_hits_come_without_what_their_profiles_answer(client: FlaskClient) -> None:
    statements = statements_of(client, "/search?knowledge_type=city-profile")
    assert not [each for each in statements if "FROM answer" in each or "FROM claim" in each or "FROM profile" in each]
    assert sum("FROM tag" in each for each in statements) == 1


def test_a_request_asks_once_how_far_the_library_has_come(client: FlaskClient) -> None:
    for address in ("/places", "/benchmark", "/documents/cities-amsterdam", "/search?q=data"):
        statements = statements_of(client, address)
        assert sum("max(change.revision)" in each for each in statements) == 1, address


def test_the_same_holdings_are_given_until_something_changes_here_or_elsewhere(curated: Library) -> None:
    before = curated.current()
    survey = before.survey()
    assert curated.current() is before
    assert curated.current().survey() is survey
    with Library(curated.settings) as other:
        other.curation.decide([decided("zeta", "housing", Verdict.ACCEPTED)], "Ben")
    after = curated.current()
    assert after is not before
    assert after.vocabularies.all is before.vocabularies.all, "no vocabulary was changed"
    with Library(curated.settings) as other:
        other.vocabularies.add("topic", "Salt roads")
    assert curated.current().facet_label("topic", "salt-roads") == "Salt roads"
    assert before.facet_label("topic", "salt-roads") is None, "a request goes on with what it began with"


def test_what_another_process_decides_is_in_the_next_answer(curated: Library) -> None:
    client = create_app(curated).test_client()

    def told() -> tuple[bool, bool]:
        tags = get_json(client, "/api/v1/documents/budget/tags")["tags"]
        found = get_json(client, "/search.json?topic=housing")["items"]
        return "housing" in {tag["concept"]["id"] for tag in tags}, "budget" in {item["id"] for item in found}

    assert told() == (False, False)
    with Library(curated.settings) as other:
        other.curation.decide([decided("budget", "housing", Verdict.ACCEPTED)], "Ben")
        assert told() == (True, True)
        other.curation.decide([decided("budget", "housing", Verdict.WITHDRAWN)], "Ben")
    assert told() == (False, False)


def test_many_threads_decide_and_search_at_once(curated: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.ingest.publishing._WAIT_SECONDS", 300.0)
    app = create_app(curated)
    documents = [document.name for document in SMALL_CORPUS[-4:]]
    together, done = Barrier(8), Event()

    def tags_of(document: str) -> set[str]:
        return {
            tag["concept"]["id"] for tag in get_json(app.test_client(), f"/api/v1/documents/{document}/tags")["tags"]
        }

    def decide(document: str) -> None:
        together.wait()
        for topic in TOPICS:
            curated.curation.decide([decided(document, topic, Verdict.REJECTED)], "Ada")
            assert topic not in tags_of(document)
            curated.curation.decide([decided(document, topic, Verdict.ACCEPTED)], "Ada")
            assert topic in tags_of(document)

    def search(address: str) -> int:
        together.wait()
        asked = 0
        while not asked or not done.is_set():
            assert app.test_client().get(address).status_code == 200
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as pool:
        addresses = ("/search?q=data", "/facets/topic.json?contains=o", "/places", "/review")
        searching = [pool.submit(search, address) for address in addresses]
        deciding = [pool.submit(decide, document) for document in documents]
        try:
            for each in deciding:
                each.result()
        finally:
            done.set()
        assert all(each.result() for each in searching)
    found = curated.current().search(SearchRequest(text="", per_page=100))
    topics = {item.id: {label.value for label in item.topics} for item in found.items}
    assert all(set(TOPICS) <= topics[document] for document in documents)
    assert curated.check() == ()

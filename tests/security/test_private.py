"""A private library is read by its people and their programs alone; everybody decides under their own name."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from indexer.access import Access, May
from indexer.command.main import main
from indexer.errors import NotFound, WrongUsage
from tests.conftest import MakeLibrary
from tests.security.conftest import FILES
from tests.web.reading import elements
from web import create_app

PASSWORD = "a long enough password"
Made = Callable[..., FlaskClient]


@pytest.fixture
def made(make_library: MakeLibrary) -> Made:
    """Makes a client of a site over two documents, with settings; its library's `Access` is `client.access`."""

    def make(**settings: Any) -> FlaskClient:
        library = make_library(FILES, **settings)
        client = create_app(library).test_client()
        client.access = Access(library.settings.library)  # type: ignore[attr-defined]
        return client

    return make


def access(client: FlaskClient) -> Access:
    found = client.access  # type: ignore[attr-defined]
    assert isinstance(found, Access)
    return found


def token_of(client: FlaskClient, address: str = "/sign-in") -> str:
    field = elements(client.get(address)).select_one("input[name=token]")
    return str(field["value"]) if field else ""


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD) -> int:
    data = {"token": token_of(client), "name": name, "password": password}
    return client.post("/sign-in", data=data).status_code


def decide(client: FlaskClient, concept: str = "housing", **options: Any) -> int:
    data = {
        "document": "water",
        "concept": concept,
        "verdict": "accepted",
        "token": token_of(client, "/documents/roads"),
    }
    return client.post("/review", data=data, **options).status_code


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_every_route_of_a_private_library_is_closed(made: Made) -> None:
    client = made(private_reading=True)
    access(client).add_person("Ada", PASSWORD, May.READ)
    for rule in client.application.url_map.iter_rules():
        address = rule.rule
        for name, value in (("document_id", "roads"), ("name", "topic"), ("concept_id", "housing"), ("place_id", "x")):
            address = address.replace(f"<{name}>", value)
        if rule.endpoint in ("static", "sign_in.sign_in_page", "sign_in.sign_in_or_out"):
            continue
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        response = client.open(address, method=method)
        assert response.status_code in (303, 401), address
        if response.status_code == 303:
            assert response.headers["Location"].startswith("/sign-in?next=")
        else:
            assert response.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert "Roads" not in response.get_data(as_text=True)
    assert client.get("/nothing").status_code == 303
    with client.get("/static/style.css") as response:
        assert response.status_code == 200


def test_who_signs_in_reads_a_private_library_and_lands_where_they_wanted(made: Made) -> None:
    client = made(private_reading=True)
    access(client).add_person("Ada", PASSWORD, May.READ)
    location = client.get("/search?q=housing&country=MX").headers["Location"]
    data = {"token": token_of(client), "name": "Ada", "password": PASSWORD}
    onward = str(elements(client.get(location)).select_one("input[name=next]")["value"])  # type: ignore[index]
    response = client.post("/sign-in", data={**data, "next": onward})
    assert (response.status_code, response.headers["Location"]) == (303, "/search?q=housing&country=MX")
    page = client.get("/search?q=housing")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert decide(client) == 403, "Ada may read and no more"


def test_people_decide_under_their_own_names(made: Made) -> None:
    client = made()
    for name, concept in (("Ada", "housing"), ("Grace", "open-data")):
        access(client).add_person(name, PASSWORD, May.DECIDE)
        assert sign_in(client, name) == 303
        assert decide(client, concept) == 303
    people = [line["person"] for line in client.get("/decisions.json").get_json()["decisions"]]
    assert set(people) == {"Ada", "Grace"}


def test_who_is_removed_is_out_at_once(made: Made) -> None:
    client = made()
    access(client).add_person("Ada", PASSWORD, May.DECIDE)
    access(client).add_person("Grace", PASSWORD, May.DECIDE)
    assert sign_in(client, "Ada") == 303
    access(client).remove_person("Ada")
    assert decide(client) == 403
    assert sign_in(client, "Ada") == 422


def test_a_token_reads_and_only_one_that_may_decide_decides(made: Made) -> None:
    client = made(private_reading=True)
    reading, deciding = access(client).add_token("reports", May.READ), access(client).add_token("import", May.DECIDE)
    assert client.get("/api/v1/search", headers=bearer(reading)).status_code == 200
    form = {"document": "water", "concept": "housing", "verdict": "accepted"}
    assert client.post("/review", data=form, headers=bearer(reading)).status_code == 403
    assert client.post("/review", data=form, headers=bearer(deciding)).status_code == 303
    log = client.get("/api/v1/tags/log", headers=bearer(deciding)).get_json()
    assert log["decisions"][0]["person"] == "import"
    access(client).revoke_token("reports")
    assert client.get("/api/v1/search", headers=bearer(reading)).status_code == 401
    assert "Set-Cookie" not in client.get("/api/v1/search", headers=bearer(deciding)).headers


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "bearer é", "Bearer policyscope_", "Bearer a b"])
def test_a_token_that_is_none_is_refused_even_where_reading_is_open(made: Made, header: str) -> None:
    assert made().get("/api/v1/search", headers={"Authorization": header}).status_code == 401


def test_the_log_is_for_those_who_may_decide(made: Made) -> None:
    client = made(host="0.0.0.0")
    for address in ("/decisions", "/decisions.json", "/api/v1/tags/log"):
        assert client.get(address).status_code == 403
    secret = access(client).add_token("audit", May.DECIDE)
    form = {"document": "roads", "concept": "housing", "verdict": "accepted"}
    assert client.post("/review", data=form, headers=bearer(secret)).status_code == 303
    for address in ("/documents/roads", "/api/v1/documents/roads/tags"):
        assert "accepted" in client.get(address).get_data(as_text=True)
    told = client.get("/api/v1/documents/roads/tags").get_json()["tags"]
    assert {tag["decision"]["person"] for tag in told if tag["decision"]} == {""}
    for address in ("/decisions", "/decisions.json", "/api/v1/tags/log"):
        assert client.get(address, headers=bearer(secret)).status_code == 200


def test_many_passwords_at_once_win_no_more_tries_than_one_after_the_other(made: Made) -> None:
    client = made()
    access(client).add_person("Ada", PASSWORD, May.DECIDE)
    token = token_of(client)
    application = client.application

    def attempt(number: int) -> int:
        data = {"token": token, "name": "Ada", "password": f"wrong password {number}"}
        return application.test_client().post("/sign-in", data=data).status_code

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(attempt, range(60)))
    assert statuses.count(422) == 5
    assert statuses.count(429) == 55


def test_secrets_are_kept_as_digests_in_a_file_of_the_owner_alone(tmp_path: Path) -> None:
    known = Access(tmp_path)
    known.add_person("Ada", PASSWORD, May.DECIDE)
    secret = known.add_token("reports", May.READ)
    path = tmp_path / "access.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert PASSWORD.encode() not in content
    assert secret.encode() not in content
    assert b"scrypt:" in content


def test_names_are_taken_once_and_missing_ones_are_told(tmp_path: Path) -> None:
    known = Access(tmp_path)
    known.add_person("Ada", PASSWORD, May.READ)
    with pytest.raises(WrongUsage, match="already"):
        known.add_person("Ada", PASSWORD, May.READ)
    with pytest.raises(WrongUsage, match="12 characters"):
        known.add_person("Grace", "short", May.READ)
    for name in ("", "  ", "a\nb", "x" * 81):
        with pytest.raises(WrongUsage, match="1 to 80"):
            known.add_token(name, May.READ)
    with pytest.raises(NotFound):
        known.remove_person("Grace")
    with pytest.raises(NotFound):
        known.revoke_token("none")


def test_people_and_tokens_from_the_command_line(library_folder: Path) -> None:
    def run(*words: str, typed: str = "") -> Any:
        return CliRunner().invoke(main, [*words, "--library", str(library_folder)], input=typed)

    assert run("user", "add", "Ada", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert run("user", "add", "Ada", typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 2
    assert run("user", "list").stdout.startswith("Ada\tdecide\t")
    secret = run("token", "add", "reports").stdout.strip()
    assert secret.startswith("policyscope_")
    listed = run("token", "list", "--json").stdout
    assert '"reports"' in listed
    assert secret not in listed
    holder = Access(library_folder).token(secret)
    assert holder is not None
    assert holder.may is May.READ
    assert run("token", "revoke", "reports").exit_code == 0
    assert run("token", "revoke", "reports").exit_code == 1
    assert run("user", "remove", "Ada").exit_code == 0
    assert run("user", "list").stdout == ""

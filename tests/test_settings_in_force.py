"""Every setting, moved away from its default, is felt at a front door: the library, the site, the API, the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from indexer.command.main import main
from indexer.errors import WrongUsage
from indexer.library import Library
from indexer.nouns.library import IngestReport
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.reading.process import pool
from indexer.settings import Settings
from tests.conftest import MakeLibrary, write_files
from tests.pdf_files import make_pdf
from tests.web.reading import elements
from web import create_app
from web.server import run

REPORT = "---\ntopics: [transparency]\n---\n# Report\n\nOpen data for the agency.\n"
SUGGEST = "/api/v1/tags/suggest"


@dataclass(frozen=True)
class Doors:
    """The ways into one library under some settings."""

    library: Library
    client: FlaskClient
    settings: dict[str, Any]

    def command(self, *words: str) -> Result:
        environment = {f"POLICYSCOPE_{name.upper()}": str(value) for name, value in self.settings.items()}
        folder = str(self.library.settings.library)
        return CliRunner(env=environment).invoke(main, [*words, "--library", folder])

    def described(self, path: str, parameter: str) -> dict[str, Any]:
        """The schema of a parameter in the API's description."""
        operation = self.client.get("/api/v1/openapi.json").get_json()["paths"][path]["get"]
        return next(each["schema"] for each in operation["parameters"] if each["name"] == parameter)

    def refuses(self, asked: str, *words: str) -> None:
        """The API, the page and the command refuse a search, each in words."""
        assert self.client.get(f"/api/v1/search?{asked}").status_code == 422
        assert self.client.get(f"/search?{asked}").status_code == 422
        refused = self.command("search", *words)
        assert (refused.exit_code, refused.exception and type(refused.exception)) == (2, SystemExit), refused.output

    def answers(self, asked: str, *words: str) -> None:
        """The API, the page and the command answer a search."""
        assert self.client.get(f"/api/v1/search?{asked}").status_code == 200
        assert self.client.get(f"/search?{asked}").status_code == 200
        assert self.command("search", *words).exit_code == 0


OpenDoors = Callable[..., Doors]
Read = Callable[..., IngestReport]


@pytest.fixture
def doors(library: Library) -> Iterator[OpenDoors]:
    """Opens the small library, which is only read, under other settings."""
    with ExitStack() as opened:

        def open_doors(**settings: Any) -> Doors:
            other = opened.enter_context(Library(Settings(library=library.settings.library, **settings)))
            return Doors(other, create_app(other).test_client(), settings)

        yield open_doors


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads files into a new library under settings; gives the report."""

    def read_files(files: dict[str, str | bytes], **settings: Any) -> IngestReport:
        base = tmp_path / f"read-{len(list(tmp_path.iterdir()))}"
        with Library(Settings(library=base / "library", **settings)) as opened:
            folder = write_files(base / "documents", files)
            return opened.ingest([folder], full=False, progress=lambda *_: None)

    return read_files


def test_every_setting_has_its_test() -> None:
    tested = {name.removeprefix("test_the_setting_") for name in globals() if name.startswith("test_the_setting_")}
    assert tested == {setting.name for setting in fields(Settings)}


def test_the_setting_library(library: Library, tmp_path: Path) -> None:
    def searched(folder: Path) -> int:
        return CliRunner(env={"POLICYSCOPE_LIBRARY": str(folder)}).invoke(main, ["search", "agency"]).exit_code

    assert searched(library.settings.library) == 0
    assert searched(tmp_path / "elsewhere") == 2


def test_the_setting_host(doors: OpenDoors) -> None:
    with pytest.raises(WrongUsage, match=r"no-such-host\.invalid"):
        run(doors(host="no-such-host.invalid").library, lambda address: None)
    # Who listens beyond this machine lets nobody decide without a password.
    assert 'name="token"' in doors().client.get("/documents/agency").get_data(as_text=True)
    assert 'name="token"' not in doors(host="0.0.0.0").client.get("/documents/agency").get_data(as_text=True)


def test_the_setting_port(doors: OpenDoors) -> None:
    # An address of nobody (RFC 5737), so that nothing is listened on.
    with pytest.raises(WrongUsage, match=r"192\.0\.2\.1:4711"):
        run(doors(host="192.0.2.1", port=4711).library, lambda address: None)


def test_the_setting_curator(make_library: MakeLibrary) -> None:
    made = make_library({"report.md": REPORT}, curator="Ada")
    opened = Doors(made, create_app(made).test_client(), {"curator": "Ada"})
    assert opened.command("tag", "accept", "report", "housing").exit_code == 0
    (decision,) = opened.client.get("/api/v1/tags/log").get_json()["decisions"]
    assert decision["person"] == "Ada"


def test_the_setting_curator_password_hash(doors: OpenDoors) -> None:
    signed = doors(curator_password_hash="pbkdf2:sha256:1$salt$00").client
    assert 'name="token"' not in signed.get("/documents/agency").get_data(as_text=True)
    assert 'type="password"' in signed.get("/sign-in").get_data(as_text=True)
    assert 'type="password"' not in doors().client.get("/sign-in").get_data(as_text=True)


def test_the_setting_public_hosts(doors: OpenDoors) -> None:
    asked = {"environ_overrides": {"HTTP_HOST": "policy.example"}}
    assert doors().client.get("/", **asked).status_code == 421
    assert doors(public_hosts=("policy.example",)).client.get("/", **asked).status_code == 200


def test_the_setting_trusted_proxies(doors: OpenDoors) -> None:
    asked = {"headers": {"X-Forwarded-Host": "policy.example"}}
    assert doors().client.get("/", **asked).status_code == 200
    assert doors(trusted_proxies=("127.0.0.1",)).client.get("/", **asked).status_code == 421


def test_the_setting_cors_origins(doors: OpenDoors) -> None:
    asked = {"headers": {"Origin": "https://portal.example"}}
    allowed = "Access-Control-Allow-Origin"
    assert allowed not in doors().client.get("/search.json", **asked).headers
    portal = doors(cors_origins=("https://portal.example",)).client
    assert portal.get("/search.json", **asked).headers[allowed] == "https://portal.example"


def test_the_setting_private_reading(doors: OpenDoors) -> None:
    stranger = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}
    assert doors().client.get("/search.json", **stranger).status_code == 200
    assert doors(private_reading=True).client.get("/search.json", **stranger).status_code == 401


def test_the_setting_max_file_bytes(read: Read) -> None:
    assert read({"report.md": REPORT}).documents == 1
    (refused,) = read({"report.md": REPORT}, max_file_bytes=20).refused
    assert "max_file_bytes" in refused.reason


def test_the_setting_max_text_characters(read: Read) -> None:
    files: dict[str, str | bytes] = {"report.md": REPORT + "\nMore text. " * 100}
    assert not read(files).warnings
    limited = read(files, max_text_characters=50)
    assert any("50" in problem.reason for problem in (*limited.warnings, *limited.refused))


def test_the_setting_max_pdf_pages(read: Read) -> None:
    files: dict[str, str | bytes] = {"report.pdf": make_pdf([["Roads and bridges."], ["Ferries and tunnels."]])}
    assert read(files).documents == 1
    limited = read(files, max_pdf_pages=1)
    assert any("1" in problem.reason for problem in (*limited.warnings, *limited.refused))


def test_the_setting_read_seconds(read: Read) -> None:
    long = b"<html><body>" + b"<p>x<b>y</b>" * 400_000
    (refused,) = read({"report.html": long}, read_seconds=1).refused
    assert refused.reason == "reading it took longer than 1 seconds"


def test_the_setting_read_memory_bytes(read: Read) -> None:
    (refused,) = read({"report.md": REPORT}, read_memory_bytes=50_000_000).refused
    assert "read_memory_bytes" in refused.reason


@pytest.mark.parametrize("processes", [1, 3])
def test_the_setting_read_processes(read: Read, monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    used: list[int] = []

    class Watched(ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            used.append(workers)
            super().__init__(workers)

    monkeypatch.setattr(pool, "ThreadPoolExecutor", Watched)
    files: dict[str, str | bytes] = {f"{number}.md": f"# Report {number}\n\nText.\n" for number in range(60)}
    assert read(files, read_processes=processes).documents == 60
    assert used == [processes]


def test_the_setting_max_suggest_characters(doors: OpenDoors, tmp_path: Path) -> None:
    text = "Open data for housing and transport."
    (tmp_path / "text.txt").write_text(text, "utf-8")
    words = ("tag", "suggest", "--text", str(tmp_path / "text.txt"), "--json")
    opened = doors(max_suggest_characters=len(text))
    assert opened.client.post(SUGGEST, json={"text": text}).status_code == 200
    assert "suggestions" in json.loads(opened.command(*words).stdout)
    limited = doors(max_suggest_characters=len(text) - 1)
    assert limited.client.post(SUGGEST, json={"text": text}).status_code == 413
    assert (limited.command(*words).exit_code, limited.command(*words).stdout) == (2, "")


def test_the_setting_suggest_seconds(doors: OpenDoors) -> None:
    several = {"items": [{"text": "Open data."}, {"text": "Housing."}]}
    assert doors().client.post(SUGGEST, json=several).status_code == 200
    response = doors(suggest_seconds=1e-9).client.post(SUGGEST, json=several)
    assert response.status_code == 422
    assert "1e-09 seconds were over" in response.get_json()["detail"]


@pytest.mark.parametrize("most", [10, 600])
def test_the_setting_max_query_characters(doors: OpenDoors, most: int) -> None:
    opened = doors(max_query_characters=most)
    opened.answers("q=" + "a" * most, "a" * most)
    opened.refuses("q=" + "a" * (most + 1), "a" * (most + 1))
    for path in ("/search", "/places", "/benchmark", "/peers"):
        assert opened.described(path, "q")["maxLength"] == most
    for address in ("/search", "/places"):
        typed = elements(opened.client.get(address)).select("input[name=q]")
        assert {each["maxlength"] for each in typed} == {str(most)}
    assert opened.client.get("/places?q=" + "a" * most).status_code == 200
    assert opened.client.get("/places?q=" + "a" * (most + 1)).status_code == 422


def notes(opened: Doors, words: str) -> list[str]:
    """What the API tells of a search, which the command tells too."""
    told: list[str] = opened.client.get("/api/v1/search", query_string={"q": words}).get_json()["notes"]
    assert json.loads(opened.command("search", "--json", words).stdout)["notes"] == told
    return told


def test_the_setting_max_query_terms(doors: OpenDoors) -> None:
    assert notes(doors(), "agency digital") == []
    assert notes(doors(max_query_terms=1), "agency digital") == ["only the first 1 words were used"]


def test_the_setting_max_query_nesting(doors: OpenDoors) -> None:
    assert notes(doors(), "((agency))") == []
    assert notes(doors(max_query_nesting=1), "((agency)) digital")[:1] == [
        "brackets nested deeper than 1 were left out"
    ]


def test_the_setting_max_expansions(doors: OpenDoors) -> None:
    assert notes(doors(), "tr*") == []
    assert "more than 1 terms" in notes(doors(max_expansions=1), "tr*")[0]


def test_the_setting_search_seconds(doors: OpenDoors) -> None:
    assert not doors().client.get("/api/v1/search?q=agency").get_json()["meta"]["partial"]
    hasty = doors(search_seconds=1e-9)
    assert hasty.client.get("/api/v1/search?q=agency").get_json()["meta"]["partial"]
    assert notes(hasty, "agency") == ["the search was stopped after 1e-09 seconds; the answer is incomplete"]
    assert "the answer is incomplete" in elements(hasty.client.get("/search?q=agency")).get_text()


def test_the_setting_index_memory_bytes(tmp_path: Path) -> None:
    def parts(name: str, **settings: Any) -> int:
        files: dict[str, str | bytes] = {f"{number}.md": f"# Report {number}\n\nText.\n" for number in range(5)}
        with Library(Settings(library=tmp_path / name, **settings)) as opened:
            folder = write_files(tmp_path / f"{name}-files", files)
            opened.ingest([folder], full=False, progress=lambda *_: None)
            assert opened.search(SearchRequest(text="report")).total == 5
        return len(list((tmp_path / name / "index").rglob("*.segment")))

    assert parts("plenty") == 1
    assert parts("little", index_memory_bytes=1) == 5


@pytest.mark.parametrize("most", [3, 200])
def test_the_setting_max_per_page(doors: OpenDoors, most: int) -> None:
    opened = doors(max_per_page=most)
    opened.answers(f"per_page={most}", "--per-page", str(most))
    opened.refuses(f"per_page={most + 1}", "--per-page", str(most + 1))
    opened.answers("")
    shown = opened.client.get("/api/v1/search").get_json()["items"]
    assert len(shown) == min(most, 10)
    assert opened.client.get("/").status_code == 200
    for path in ("/search", "/places", "/tags/queue", "/tags/audit", "/tags/log"):
        described = opened.described(path, "per_page")
        assert described["maximum"] == most
        assert described["default"] <= most
        assert opened.client.get(f"/api/v1{path}").status_code == 200
        assert opened.client.get(f"/api/v1{path}?per_page={most + 1}").status_code == 422


@pytest.mark.parametrize("most", [4, 20_000])
def test_the_setting_max_results(doors: OpenDoors, most: int) -> None:
    opened = doors(max_results=most)
    opened.answers(f"per_page=2&page={most // 2}", "--per-page", "2", "--page", str(most // 2))
    opened.refuses(f"per_page=2&page={most // 2 + 1}", "--per-page", "2", "--page", str(most // 2 + 1))
    opened.answers("")
    assert opened.client.get("/").status_code == 200
    assert opened.described("/search", "page")["maximum"] == most
    assert len(opened.library.matching(SearchRequest(text=""))) == min(most, opened.library.state().documents)


@pytest.mark.parametrize("most", [2, 60])
def test_the_setting_max_filter_values(doors: OpenDoors, most: int) -> None:
    opened = doors(max_filter_values=most)
    chosen = [("country", f"country {number}") for number in range(most + 1)]
    options = [word for name, value in chosen for word in (f"--{name}", value)]
    enough = "&".join(f"{name}={value}" for name, value in chosen[:most])
    opened.answers(enough, *options[: 2 * most])
    opened.refuses("&".join(f"{name}={value}" for name, value in chosen), *options)
    for path in ("/search", "/facets/{name}", "/places", "/benchmark", "/peers"):
        assert opened.described(path, "country")["maxItems"] == most
    values = FacetFilter(values=tuple(value for _, value in chosen))
    with pytest.raises(WrongUsage, match=f"at most {most} values"):
        opened.library.search(SearchRequest(filters={"country": values}))


@pytest.mark.parametrize("most", [1, 3])
def test_the_setting_max_facet_values(doors: OpenDoors, most: int) -> None:
    opened = doors(max_facet_values=most)
    assert opened.client.get("/api/v1/facets/topic").get_json()["total_values"] > most
    assert len(opened.client.get("/api/v1/facets/topic").get_json()["values"]) == most
    assert len(json.loads(opened.command("facets", "topic", "--json").stdout)["topic"]["values"]) == most

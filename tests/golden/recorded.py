"""How the recorded answers are asked for, what of them may differ from run to run, and where they are kept.

`answers/digests.toml` holds status, headers, length and SHA-256 of every answer; `answers/` also each answer of the
small library as it reads, so that a difference can be seen.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from indexer.command.main import main
from indexer.library import Library
from indexer.settings import Settings
from tests.conftest import CORPUS, write_files
from tests.golden.fictional_cities import FICTIONAL_CITIES, RIVERS
from tests.golden.requests import SMALL_COMMANDS, sample_requests, small_requests
from tests.small_corpus import SMALL_CORPUS
from web import create_app

ANSWERS = Path(__file__).parent / "answers"
DIGESTS = ANSWERS / "digests.toml"

_VOLATILE = (
    (r'"took_ms":( ?)[0-9.e+-]+', r'"took_ms":\g<1>0'),
    (r'"seconds":( ?)[0-9.e+-]+', r'"seconds":\g<1>0'),
    (r'"(moment|imported)":( ?)"\d{4}-[^"]*"', r'"\1":\g<2>"(time)"'),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", "(time)"),
)
"""All that differs from run to run: how long something took, and when a decision or an import was made."""

_HEADERS = ("Content-Type", "Content-Disposition", "Location", "Vary")
_READY_SECONDS = 120
_PATIENT: dict[str, Any] = {"search_seconds": 120.0, "suggest_seconds": 600.0}
"""Limits that no machine reaches, so that no answer is cut short by a slow one."""

_SMALL_STEPS = (
    "tag suggest",
    "tag accept agency open-data --person Ada",
    "tag reject agency transparency --person Ada",
    "tag add buses 'Gobierno abierto' --person Grace",
    "tag undo 3 --person Ada",
    "tag reject declaration transparency --person Grace",
)
_SAMPLE_STEPS = (
    "tag suggest",
    "tag accept cities-lisbon transparency --person Ada",
    "tag reject cities-amsterdam smart-cities --person Ada",
    "tag add cities-lisbon housing --person Grace",
    "tag undo 3 --person Grace",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer without what is volatile: a status or exit code, the headers that matter, and the text."""

    status: int
    headers: str
    body: str

    def digest(self) -> list[int | str]:
        """Status, headers, length in bytes and SHA-256."""
        content = self.body.encode()
        return [self.status, self.headers, len(content), hashlib.sha256(content).hexdigest()]

    def readable(self) -> str:
        """The text with JSON indented, below a line of status and headers."""
        try:
            body = json.dumps(json.loads(self.body), ensure_ascii=False, indent=1)
        except ValueError:
            body = self.body.replace("\r\n", "\n")
        return f"{self.status} {self.headers}".strip() + f"\n{body.rstrip()}\n"


def steady(text: str) -> str:
    """A text without what is volatile."""
    for pattern, instead in _VOLATILE:
        text = re.sub(pattern, instead, text)
    return text


@contextmanager
def small_library(base: Path) -> Iterator[tuple[Path, Flask]]:
    """The small corpus with three fictional cities, a vocabulary, suggestions and decisions: its folder and its site."""
    files = {document.path: document.markdown() for document in SMALL_CORPUS} | FICTIONAL_CITIES
    folder = write_files(base / "documents", files)
    write_files(base, {"rivers.csv": RIVERS})
    import_rivers = f"vocabulary import {shlex.quote(str(base / 'rivers.csv'))} --as rivers"
    with _site(base / "library", folder, (import_rivers, *_SMALL_STEPS)) as app:
        yield base / "library", app


@contextmanager
def sample_site(base: Path) -> Iterator[Flask]:
    """The site over the whole sample corpus, with suggestions and decisions."""
    with _site(base / "library", CORPUS, _SAMPLE_STEPS) as app:
        yield app


@contextmanager
def _site(library: Path, folder: Path, steps: Sequence[str]) -> Iterator[Flask]:
    write_files(library, {"policyscope.toml": "\n".join(f"{name} = {value}" for name, value in _PATIENT.items())})
    for step in (f"index {shlex.quote(str(folder))}", *steps):
        status, said = command(library, step)
        if status != 0:
            raise RuntimeError(f"policyscope {step} ended with {status}: {said}")
    with Library(Settings(library=library, **_PATIENT)) as opened:
        yield create_app(opened)


def command(library: Path, words: str) -> tuple[int, str]:
    """The exit code of a command of the program and what it printed as its result (its talk where it failed)."""
    result = CliRunner().invoke(main, [*shlex.split(words), "--library", str(library)], prog_name="policyscope")
    return result.exit_code, result.stdout or result.stderr


def ran(library: Path, words: str) -> Answer:
    """The answer of a command."""
    status, said = command(library, words)
    return Answer(status=status, headers="", body=steady(said))


def asked(client: FlaskClient, request: str) -> Answer:
    """The answer to `METHOD ADDRESS`, for a POST followed by its body; waits for what is still being counted."""
    method, address, *body = request.split(" ", 2)
    until = time.monotonic() + _READY_SECONDS
    while True:
        response = client.open(
            address, method=method, data=body[0] if body else None, content_type="application/json" if body else None
        )
        if not _is_unready(response.get_json(silent=True)) or time.monotonic() > until:
            break
        time.sleep(0.1)
    headers = "; ".join(f"{name}: {response.headers[name]}" for name in _HEADERS if name in response.headers)
    return Answer(status=response.status_code, headers=headers, body=steady(response.get_data(as_text=True)))


def _is_unready(content: Any) -> bool:
    return isinstance(content, dict) and content.get("ready") is False


def small_answers(library: Path, app: Flask) -> dict[str, Answer]:
    """Every recorded answer of the small library, by its request or command."""
    client = app.test_client()
    found = {request: asked(client, request) for request in small_requests()}
    return found | {f"policyscope {words}": ran(library, words) for words in SMALL_COMMANDS}


def sample_answers(app: Flask) -> dict[str, Answer]:
    """Every recorded answer of the sample corpus, by its request."""
    client = app.test_client()
    pages = [client.get(f"/api/v1/search?per_page=100&sort=title&page={page}").get_json() for page in (1, 2)]
    documents = sorted(item["id"] for page in pages for item in page["items"])
    places = sorted(item["id"] for item in client.get("/places.json?per_page=100").get_json()["items"])
    return {request: asked(client, request) for request in sample_requests(documents, places)}


def file_name(request: str) -> str:
    """The name under which a readable answer of the small library is kept."""
    name = re.sub(r"[^A-Za-z0-9_.=&-]+", "-", request.removeprefix("GET /").removeprefix("POST /")).strip("-")
    return f"{name[:80].rstrip('-.')}-{hashlib.sha256(request.encode()).hexdigest()[:6]}.txt"


def recorded_digests() -> dict[str, dict[str, list[int | str]]]:
    """The digests that are kept, by library and request."""
    return tomllib.loads(DIGESTS.read_text("utf-8"))


def write(answers: dict[str, dict[str, Answer]]) -> None:
    """Keep the answers of both libraries, in place of those that were kept."""
    ANSWERS.mkdir(exist_ok=True)
    for path in ANSWERS.iterdir():
        path.unlink()
    lines = []
    for library, given in answers.items():
        lines += [
            f"[{library}]",
            *(f"{_quoted(request)} = {_quoted(each.digest())}" for request, each in given.items()),
        ]
    DIGESTS.write_text("\n".join(lines) + "\n", "utf-8")
    for request, answer in answers["small"].items():
        (ANSWERS / file_name(request)).write_text(answer.readable(), "utf-8")


def _quoted(value: object) -> str:
    """A text or list as TOML, which writes both as JSON does."""
    return json.dumps(value, ensure_ascii=False)

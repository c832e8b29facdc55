"""Runs what the pages show: lines of a shell, Python, files, addresses, in a folder with the sample corpus.

Only what the pages need of a shell is understood, so that nothing on them can do more: one command a line, variables
before it, `>` after it. `policyscope` runs in this process by the function that is installed under that name; `curl`
asks a server of its own on a free port.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
from click.testing import CliRunner
from werkzeug.serving import make_server

from indexer.command.main import main
from indexer.library import Library
from indexer.settings import load
from tests.documentation.pages import ROOT
from web import create_app

SHOWN_ADDRESS = "http://127.0.0.1:8000"
PATIENT = {f"POLICYSCOPE_{limit}_SECONDS": "600" for limit in ("READ", "SEARCH", "SUGGEST")}
"""Settings under which answers do not depend on how busy the machine is."""

PASSWORD = "a long password of nobody\n" * 2
FAULTS_ARE_FOUND = ("vocabulary", "lint")
"""The one command on the pages that ends with exit code 1 on the sample corpus, as its page says."""


def installed_command() -> click.Group:
    """What is installed as `policyscope`: a function that calls the command's group."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"policyscope": "indexer.__main__:run"}
    return main


@dataclass(frozen=True, slots=True)
class Answer:
    """What was printed on standard output, or what an address answered with its status."""

    text: str
    status: int | None = None


@dataclass
class Reader:
    """A person who follows a page in `folder`, command by command."""

    folder: Path
    home: Path
    _server: str = field(default="", init=False)
    _stop: list[Callable[[], None]] = field(default_factory=list, init=False)

    def address(self) -> str:
        """Where the library of the folder is served, from now on."""
        if not self._server:
            library = Library(load({"library": self.folder / "policyscope-library"}, environment=PATIENT))
            server = make_server("127.0.0.1", 0, create_app(library), threaded=True)
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            self._stop = [server.shutdown, thread.join, server.server_close, library.close]
            self._server = f"http://127.0.0.1:{server.server_port}"
        return self._server

    def close(self) -> None:
        """Stop what was started."""
        for stop in self._stop:
            stop()

    def write(self, name: str, text: str) -> None:
        """A file shown on a page, in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def python(self, text: str) -> Answer:
        """A program shown on a page; fails where it fails."""
        program = text.replace(SHOWN_ADDRESS, self.address()) if SHOWN_ADDRESS in text else text
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=self.folder, capture_output=True, text=True, timeout=600
        )
        assert ran.returncode == 0, ran.stderr
        return Answer(ran.stdout)

    def shell(self, line: str) -> Answer:
        """A line of a shell; fails where a command fails. What status an address should have is for the caller to say."""
        words, variables, target = _taken_apart(line)
        match words:
            case ["make", made]:
                assert f"\n{made}: " in (ROOT / "Makefile").read_text("utf-8"), f"there is no make {made}"
                return Answer("")
            case ["policyscope" | ".venv/bin/policyscope", *arguments]:
                answer = self._policyscope(arguments, variables)
            case ["curl", *arguments]:
                answer = self._curl(arguments)
            case _:
                raise AssertionError(f"nobody knows how to run {line!r}")
        if target:
            self.write(target, answer.text)
        return answer

    def _policyscope(self, arguments: list[str], variables: dict[str, str]) -> Answer:
        arguments = [f"{self.home}{word[1:]}" if word.startswith("~/") else word for word in arguments]
        with _serving_in_passing(), patch.dict(os.environ, {**PATIENT, **variables}):
            ran = CliRunner().invoke(installed_command(), arguments, input=PASSWORD)
        assert ran.exception is None or isinstance(ran.exception, SystemExit), repr(ran.exception)
        expected = 1 if tuple(arguments[:2]) == FAULTS_ARE_FOUND else 0
        assert ran.exit_code == expected, f"exit code {ran.exit_code}: {ran.stderr}"
        return Answer(ran.stdout)

    def _curl(self, arguments: list[str]) -> Answer:
        headers, data, addresses = {}, None, []
        words = iter(arguments)
        for word in words:
            if word == "-H":
                name, _, value = next(words).partition(":")
                headers[name] = value.strip()
            elif word == "-d":
                data = next(words).encode()
            else:
                addresses.append(word)
        assert len(addresses) == 1, f"curl is asked for {addresses}"
        assert addresses[0].startswith(SHOWN_ADDRESS), addresses[0]
        return self.ask(addresses[0].removeprefix(SHOWN_ADDRESS), headers, data)

    def ask(self, path: str, headers: dict[str, str] | None = None, data: bytes | None = None) -> Answer:
        """What the site answers under a path, whatever its status."""
        try:
            with urlopen(Request(self.address() + path, data, headers or {}), timeout=600) as answer:
                return Answer(answer.read().decode(), answer.status)
        except HTTPError as refused:
            with refused:
                return Answer(refused.read().decode(), refused.code)


def command_lines(block: str) -> Iterator[str]:
    """The commands of a block of shell: lines joined where they go on, comments left to the shell."""
    for line in block.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _taken_apart(line: str) -> tuple[list[str], dict[str, str], str]:
    """The words of a command, the variables before it, and the file its output goes to."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    target = ""
    if ">" in words:
        at = words.index(">")
        assert words[at + 2 :] == [], line
        words, target = words[:at], words[at + 1]
    assert not [word for word in words if word and set(word) <= set("();<>|&")], f"{line!r} needs a real shell"
    variables = {}
    while words and (given := words[0].partition("="))[1] and given[0].isidentifier():
        variables[given[0]] = given[2]
        words = words[1:]
    return words, variables, target


@contextmanager
def _serving_in_passing() -> Iterator[None]:
    """While it holds, `policyscope serve` asks its own site for the first page instead of waiting for visitors."""

    def run(library: Library, announce: Callable[[str], None]) -> None:
        assert create_app(library).test_client().get("/").status_code == 200
        announce(f"http://{library.settings.host}:{library.settings.port}/")

    before = signal.getsignal(signal.SIGTERM)
    try:
        with patch("web.server.run", run):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def as_json(text: str) -> Any:
    """A JSON answer, or a failure that shows what was answered."""
    try:
        return json.loads(text)
    except ValueError:
        raise AssertionError(f"no JSON was answered: {text[:500]}") from None

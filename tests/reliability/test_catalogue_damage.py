"""A catalogue that the disk changed: every answer is as before, or refused by name, or `check` names what is wrong."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import LibraryDamaged, PolicyscopeError
from indexer.library import Library
from indexer.nouns.search import SearchRequest
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS

DAMAGES = int(os.environ.get("POLICYSCOPE_TEST_CATALOGUE_DAMAGES", "60"))
_FILES = ("catalogue.sqlite", "catalogue.sqlite-wal")
_PAGE = 4096
_QUICK = Settings(search_seconds=60)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with decisions and concepts of its own, as a process that was killed leaves it: much is in the log."""
    base = tmp_path_factory.mktemp("whole")
    folder = write_files(base / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    with Library(replace(_QUICK, library=base / "made")) as library:
        ingested(library, folder)
    # Opened again, so that some is in the file and the rest in the log.
    with Library(replace(_QUICK, library=base / "made")) as library:
        library.vocabularies.add("topic", "Ferry timetables")
        for number, document in enumerate(SMALL_CORPUS):
            verdict = (Verdict.ACCEPTED, Verdict.REJECTED)[number % 2]
            wanted = NewDecision(document_id=document.name, concept="open-data", verdict=verdict)
            library.curation.decide([wanted], "Ada")
        library.curation.undo(3, "Ben")
        assert library.check() == ()
        shutil.copytree(base / "made", base / "library")
    assert (base / "library" / "catalogue.sqlite-wal").stat().st_size > 10 * _PAGE
    return base / "library"


def answers(library: Library) -> dict[str, Any]:
    """What is asked of documents and decisions, each answer or that it was refused."""
    questions: dict[str, Callable[[], Any]] = {
        "search": lambda: [
            (item.id, item.title, item.topics, item.countries, item.knowledge_type)
            for item in library.search(SearchRequest(per_page=100)).items
        ],
        "log": lambda: library.curation.log(per_page=1000).decisions,
        "files": library.problems,
    }
    for document in SMALL_CORPUS:
        questions[document.name] = lambda name=document.name: shown(library, name)  # type: ignore[misc]
    found: dict[str, Any] = {}
    for name, question in questions.items():
        try:
            found[name] = question()
        except PolicyscopeError as error:
            found[name] = error
    return found


def shown(library: Library, name: str) -> dict[str, Any]:
    """A document as its page shows it; of those like it, which the index finds, the names alone."""
    detail = library.document(name)
    return {
        **{field.name: getattr(detail, field.name) for field in fields(detail) if field.name != "related"},
        "related": [item.id for item in detail.related],
    }


def outcome(folder: Path, expected: dict[str, Any]) -> str:
    """What a damaged library does: right, refused, or named by its check; anything else is silent."""
    try:
        library = Library(replace(_QUICK, library=folder))
    except PolicyscopeError:
        return "not opened"
    with library:
        given = answers(library)
        refused = {name for name, answer in given.items() if isinstance(answer, PolicyscopeError)}
        wrong = {name for name in expected if name not in refused and given[name] != expected[name]}
        findings = library.check()
        if any(isinstance(given[name], LibraryDamaged) for name in refused):
            assert library.state().damage or findings
    if refused and not wrong:
        return "refused"
    if findings:
        return "named" if wrong else "right and named"
    changes = {name: (expected[name], given[name]) for name in sorted(wrong)}
    return f"silent: {changes}" if wrong else "right"


def damaged(whole: Path, target: Path, chooser: random.Random) -> str:
    """A copy of a library with one damage, in its file or in its log; says which."""
    shutil.copytree(whole, target)
    path = target / chooser.choice([name for name in _FILES if (target / name).exists()])
    data = bytearray(path.read_bytes())
    kind = chooser.choice(["bit", "bit", "bit", "page", "bytes", "cut"])
    place = chooser.randrange(len(data))
    if kind == "bit":
        data[place] ^= 1 << chooser.randrange(8)
    elif kind == "page":
        start = place // _PAGE * _PAGE
        data[start : start + _PAGE] = bytes(len(data[start : start + _PAGE]))
    elif kind == "bytes":
        data[place : place + 40] = chooser.randbytes(len(data[place : place + 40]))
    else:
        del data[place:]
    path.write_bytes(data)
    return f"{kind} at {place} of {path.name}"


@pytest.mark.parametrize("log", [True, False])
def test_no_damage_is_silent(whole: Path, tmp_path: Path, log: bool) -> None:
    """With a log beside the file, and without: then every page is in the file."""
    source = tmp_path / "source"
    shutil.copytree(whole, source)
    if not log:
        with closing(sqlite3.connect(source / "catalogue.sqlite")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not (source / "catalogue.sqlite-wal").exists()
    with Library(replace(_QUICK, library=shutil.copytree(source, tmp_path / "expected"))) as library:
        expected = answers(library)
        assert not [answer for answer in expected.values() if isinstance(answer, PolicyscopeError)]
    chooser = random.Random(f"damage {log}")
    outcomes = Counter[str]()
    silent = []
    for number in range(DAMAGES // 2):
        target = tmp_path / f"damaged-{number}"
        what = damaged(source, target, chooser)
        found = outcome(target, expected)
        outcomes[found.split(":")[0]] += 1
        if found.startswith("silent"):
            silent.append(f"{what}: {found}")
        shutil.rmtree(target)
    print(f"log {log}: {dict(outcomes)}")
    assert silent == []
    assert outcomes["right"] < DAMAGES // 2

"""Processes killed at random moments of deciding and suggesting: no acknowledged decision is lost."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS

KILLS = int(os.environ.get("POLICYSCOPE_TEST_DECISION_KILLS", "32"))
CONCEPTS = ("open-data", "transparency", "public-transport", "cycling", "water-management")
VERDICTS = (Verdict.ACCEPTED, Verdict.REJECTED)


def wanted(number: int) -> NewDecision:
    """The decision that becomes line `number` of the log: never one that is in force already."""
    documents = [document.name for document in SMALL_CORPUS]
    tags = [(document, concept) for document in documents for concept in CONCEPTS]
    turn, place = divmod(number - 1, len(tags))
    document, concept = tags[place]
    return NewDecision(document_id=document, concept=concept, verdict=VERDICTS[turn % 2])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_no_acknowledged_decision_is_lost(tmp_path: Path) -> None:
    chooser = random.Random(7)
    folder = write_files(tmp_path / "documents", {document.path: document.markdown() for document in SMALL_CORPUS})
    settings = Settings(library=tmp_path / "library")
    with Library(settings) as library:
        ingested(library, folder)
    held = 0
    for _ in range(KILLS):
        acknowledged = _decide_until_killed(settings, held, chooser.randrange(4), chooser.uniform(0.0, 0.2))
        with Library(settings) as library:
            log = library.curation.log(per_page=100_000)
            assert log.total in (acknowledged, acknowledged + 1)
            for line in log.decisions:
                expected = wanted(line.number)
                assert (line.document_id, line.concept.id, line.verdict) == (
                    expected.document_id,
                    expected.concept,
                    expected.verdict,
                )
            held = log.total
    assert held > KILLS
    with Library(settings) as library:
        library.curation.refresh(lambda *_: None)
        assert library.check() == ()
        assert library.curation.library_audit().examined == len(SMALL_CORPUS)


def _decide_until_killed(settings: Settings, held: int, heard: int, seconds: float) -> int:
    """Decide in a child from a line of the log on and kill it some time after so many of its answers, however slow it
    is; gives the last line that it said is kept."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            with Library(settings) as library:
                for number in range(held + 1, held + 500):
                    (stored,) = library.curation.decide([wanted(number)], "Ada")
                    os.write(writing, f"{stored.number}\n".encode())
                    if number % 7 == 0:
                        library.curation.refresh(lambda *_: None)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        told = [pipe.readline() for _ in range(heard)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += pipe.read().split()
    return int(told[-1]) if told else held

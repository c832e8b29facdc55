"""Processes killed at random moments of publishing and merging: nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from indexer.index.columnar import ColumnarEngine
from indexer.index.columnar.build import writer
from indexer.index.engine import Changes
from indexer.settings import Settings
from tests.reliability.corpus import changes, document, expected, opened, seen

KILLS = int(os.environ.get("POLICYSCOPE_TEST_KILLS", "500"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_kills_at_random_moments(tmp_path: Path) -> None:
    chooser = random.Random(5)
    struck = 0
    round_number = 0
    acknowledgements = 0
    while struck < KILLS:
        round_number += 1
        folder = tmp_path / f"index-{round_number}"
        held = 0
        while held < 25 and struck < KILLS:
            heard, moment = chooser.randrange(3), chooser.uniform(0, 0.03)
            acknowledged = _publish_until_killed(folder, held, heard, moment)
            struck += 1
            acknowledgements += heard
            assert acknowledged >= held + heard
            engine = opened(folder)
            found, documents = seen(engine)
            assert found in (acknowledged, acknowledged + 1)
            assert documents == expected(found)
            held = found
            engine.close()
    assert acknowledgements > KILLS / 2


def _publish_until_killed(folder: Path, held: int, heard: int, seconds: float) -> int:
    """Publish in a child from a revision on and kill it some time after so many acknowledgements, however slow it is;
    gives the last revision it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            engine = opened(folder)
            for revision in range(held + 1, held + 60):
                engine.publish(changes(revision))
                os.write(writing, bytes([revision]))
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        told = [pipe.read(1) for _ in range(heard)]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told.append(pipe.read())
    return (b"".join(told) or bytes([held]))[-1]


def test_finished_lots_are_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that was broken off goes on where it was, as long as the documents are the same."""
    made: list[int] = []
    add = writer.Batch.add
    monkeypatch.setattr(writer.Batch, "add", lambda batch, one: (made.append(1), add(batch, one))[1])
    whole = [document(number, 1) for number in range(60)]

    def broken() -> object:
        yield from whole[:45]
        raise KeyboardInterrupt

    engine = ColumnarEngine(tmp_path / "index", Settings(index_memory_bytes=20_000))
    with pytest.raises(KeyboardInterrupt):
        engine.publish(Changes(revision=1, put=broken(), whole=True))  # type: ignore[arg-type]
    first = len(made)
    assert first > 20
    engine.publish(Changes(revision=1, put=whole, whole=True))
    assert len(made) == 60
    assert len(engine.document_ids()) == 60

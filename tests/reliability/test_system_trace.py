"""A decision that was acknowledged has reached the disk, as the operating system itself saw it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.conftest import MakeLibrary
from tests.reliability.system_trace import Call, trace
from tests.small_corpus import SMALL_CORPUS

ROOT = Path(__file__).parents[2]

DECIDING = """
import sys
from pathlib import Path
from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings

with Library(Settings(library=Path(sys.argv[1]))) as library, open(sys.argv[2], "wb", buffering=0) as said:
    for document in sys.argv[3:]:
        library.curation.decide([NewDecision(document_id=document, concept="open-data", verdict=Verdict.ACCEPTED)], "Ada")
        said.write(b"acknowledged")
"""


def until_acknowledged(calls: list[Call], said: Path) -> list[list[Call]]:
    """The calls before each acknowledgement since the one before."""
    parts: list[list[Call]] = [[]]
    for call in calls:
        if call.writes and said in call.paths:
            parts.append([])
        else:
            parts[-1].append(call)
    return parts[:-1]


def unsynced(calls: list[Call], name: str) -> list[Path]:
    """The files of a name that were written to and not put on disk afterwards."""
    waiting: dict[Path, None] = {}
    for call in calls:
        for path in call.paths:
            if call.writes and path.name == name:
                waiting[path] = None
            elif call.syncs:
                waiting.pop(path, None)
    return list(waiting)


def test_every_decision_is_on_disk_when_it_is_acknowledged(make_library: MakeLibrary, tmp_path: Path) -> None:
    """The promise of `synchronous=FULL`: a commit returns when the write-ahead log is on disk."""
    library = make_library({document.path: document.markdown() for document in SMALL_CORPUS})
    place, said = library.settings.library, tmp_path.resolve() / "said"
    library.close()
    names = [document.name for document in SMALL_CORPUS[:4]]
    command = [sys.executable, "-c", DECIDING, str(place), str(said), *names]
    parts = until_acknowledged(trace(command, tmp_path / "log", {**os.environ, "PYTHONPATH": str(ROOT)}), said)
    assert len(parts) == len(names)
    for calls in parts:
        assert any(call.writes and call.paths[0].name == "catalogue.sqlite-wal" for call in calls)
        assert unsynced(calls, "catalogue.sqlite-wal") == []

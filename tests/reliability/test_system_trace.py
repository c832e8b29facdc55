"""What is acknowledged has reached the disk, as the operating system itself saw it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import MakeLibrary
from tests.reliability.system_trace import Call, traced
from tests.small_corpus import SMALL_CORPUS

DECIDES = """
import sys
from pathlib import Path
from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from indexer.settings import Settings

with Library(Settings(library=Path(sys.argv[1]))) as library:
    for document in sys.argv[2:]:
        library.curation.decide([NewDecision(document_id=document, concept="open-data", verdict=Verdict.ACCEPTED)], "Ada")
        print("acknowledged", flush=True)
"""

PUBLISHES = """
import sys
from pathlib import Path
from indexer.index.columnar import ColumnarEngine
from indexer.settings import Settings
from tests.reliability.corpus import changes

engine = ColumnarEngine(Path(sys.argv[1]), Settings())
for revision in (1, 2, 3):
    engine.publish(changes(revision))
    print("acknowledged", flush=True)
"""


def until_acknowledged(calls: list[Call]) -> list[list[Call]]:
    """The calls before each acknowledgement since the one before."""
    parts: list[list[Call]] = [[]]
    for call in calls:
        parts[-1].append(call)
        if call.path == "stdout" and "acknowledged" in call.arguments:
            parts.append([])
    return parts[:-1]


def unsynced(calls: list[Call], wanted: str) -> list[str]:
    """The files whose path holds some words that were written to and not put on disk afterwards."""
    open_: dict[str, None] = {}
    for call in calls:
        if wanted in call.path and call.writes:
            open_[call.path] = None
        elif call.syncs:
            open_.pop(call.path, None)
    return list(open_)


def test_every_decision_is_on_disk_when_it_is_acknowledged(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library({document.path: document.markdown() for document in SMALL_CORPUS})
    place = library.settings.library
    library.close()
    names = [document.name for document in SMALL_CORPUS[:4]]
    parts = until_acknowledged(traced(DECIDES, str(place), *names, folder=tmp_path))
    assert len(parts) == len(names)
    for calls in parts:
        assert [call for call in calls if call.writes and call.path.endswith("catalogue.sqlite-wal")]
        assert unsynced(calls, "catalogue.sqlite-wal") == []


def test_every_file_of_a_generation_is_on_disk_before_it_is_published(tmp_path: Path) -> None:
    index = tmp_path / "index"
    parts = until_acknowledged(traced(PUBLISHES, str(index), folder=tmp_path))
    assert len(parts) == 3
    for calls in parts:
        assert {Path(call.path).name for call in calls if call.writes} >= {"manifest.json", "CURRENT.new"}
        assert unsynced(calls, f"{index}/building") == []
        assert unsynced(calls, f"{index}/CURRENT") == []
        synced = [call.path for call in calls if call.syncs]
        linked = [
            call.arguments.split('"')[3]
            for call in calls
            if call.name.startswith("link") and "/lots/" in call.arguments
        ]
        assert linked
        assert set(linked) <= set(synced)
        assert synced[-1] == str(index), "the folder that names what is published"

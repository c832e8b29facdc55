"""Durable on return: each publish asks the system to put every file and name on disk before it is pointed to."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from indexer.index.generations import CURRENT, MANIFEST
from tests.reliability.system_trace import Call, trace

ROOT = Path(__file__).parents[2]

PUBLISHING = """
import sys
from pathlib import Path
from tests.reliability.corpus import changes, opened
engine = opened(Path(sys.argv[1]))
for revision in (1, 2, 3):
    engine.publish(changes(revision))
"""


def only(numbers: list[int]) -> int:
    """The number, of which there is exactly one."""
    (number,) = numbers
    return number


def test_all_of_a_generation_is_on_disk_before_it_is_pointed_to(tmp_path: Path) -> None:
    index = tmp_path.resolve() / "index"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    calls = trace([sys.executable, "-c", PUBLISHING, str(index)], tmp_path / "log", environment)
    building, pointer = index / "building", index / f"{CURRENT}.new"
    begin = 0
    for generation in (index / f"generation-{number:08d}" for number in (1, 2, 3)):
        named = only([at for at, call in enumerate(calls) if call.renames and call.paths == (building, generation)])
        pointed = only(
            [
                at
                for at, call in enumerate(calls)
                if at > named and call.renames and call.paths == (pointer, index / CURRENT)
            ][:1]
        )
        before = calls[begin:named]
        new = {MANIFEST, *_made_for(generation)}
        for name in sorted(new):
            assert _synced_after_last_write(before, building / name), f"{generation.name}/{name} is not synced"
        assert _last(before, building, syncing=True) > max(_last(before, building / name, syncing=True) for name in new)
        assert _last(calls[named:pointed], index, syncing=True) >= 0, "the generation's name is not synced"
        assert _synced_after_last_write(calls[named:pointed], pointer), "CURRENT is not synced"
        following = [at for at, call in enumerate(calls) if at > pointed and call.renames]
        rest = calls[pointed : following[0] if following else len(calls)]
        assert _last(rest, index, syncing=True) >= 0, "the name CURRENT is not synced"
        begin = pointed


def _made_for(generation: Path) -> set[str]:
    """The files made for a generation, not linked from one before; none where it was swept, which the first was."""
    manifest = generation / MANIFEST
    if not manifest.exists():
        assert generation.name.endswith("1")
        return set()
    number = generation.name.removeprefix("generation-")
    files = json.loads(manifest.read_text().split("\n")[0])["files"]
    made = {name for name in files if name.startswith(number) or not name.endswith(".segment")}
    assert any(name.endswith(".segment") for name in made)
    return made


def _last(calls: list[Call], path: Path, *, syncing: bool) -> int:
    """Where a file was last synced or else written, -1 where it never was."""
    places = [at for at, call in enumerate(calls) if path in call.paths and (call.syncs if syncing else call.writes)]
    return places[-1] if places else -1


def _synced_after_last_write(calls: list[Call], path: Path) -> bool:
    return _last(calls, path, syncing=True) > _last(calls, path, syncing=False)

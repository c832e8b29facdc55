"""Without `policyscope[fast]` everything works and answers are the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

ANSWERS = """
import json, sys
from importlib.abc import MetaPathFinder
from pathlib import Path

class Refusing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in ("numba", "llvmlite"):
            raise ImportError(f"{name} is not installed")

if sys.argv[2] == "without":
    sys.meta_path.insert(0, Refusing())

from whoosh import query
from indexer.index.columnar.loops.choose import loops
from indexer.index.engine import EngineQuery
from indexer.nouns.search import FacetFilter, Sort
from tests.reliability.corpus import changes, opened

compiled = loops.compile()
loops.built(10**9)
engine = opened(Path(sys.argv[1]))
for revision in range(1, 12):
    engine.publish(changes(revision))
open_data = query.And([query.Term("text", "open"), query.Term("text", "data")])
asked = [
    EngineQuery(tree=tree, filters=filters, facets=("topic", "country"), sort=sort, limit=50, proximity=True)
    for tree in (
        None,
        open_data,
        query.Or([query.Term("text", "open"), query.Term("title", "plan")]),
        query.Phrase("text", ["open", "data"]),
        query.And([query.Term("text", "water"), query.Not(query.Term("country", "MX"))]),
        query.Prefix("word", "revision1"),
    )
    for filters in ({}, {"country": FacetFilter(values=("MX",))}, {"topic": FacetFilter(excluded=("topic-1",))})
    for sort in (Sort.RELEVANCE, Sort.TITLE)
]
answers = [
    [answer.total, [(hit.id, hit.score) for hit in answer.hits], [dict(one.counts) for one in answer.facets.values()]]
    for answer in map(engine.search, asked)
]
segments = sorted((path.name, path.read_bytes().hex()) for path in Path(sys.argv[1]).glob("generation-*/*.segment"))
kinds = [module.__name__.rsplit("_")[-1] for module in (loops.asking, loops.building, loops.scanning)]
print(json.dumps([compiled, kinds, "numba" in sys.modules, answers, segments]))
"""


def _answers(folder: Path, numba: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", ANSWERS, str(folder), numba],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_answers_and_files_are_the_same_without_numba(tmp_path: Path) -> None:
    compiled, kinds, loaded, answers, segments = _answers(tmp_path / "without", "without")
    assert not compiled
    assert not loaded
    assert kinds == ["numpy"] * 3
    assert any(total for total, *_ in answers)
    pytest.importorskip("numba")
    compiled, kinds, _, fast_answers, fast_segments = _answers(tmp_path / "with", "with")
    assert compiled
    assert kinds == ["numba"] * 3
    assert fast_answers == answers
    assert fast_segments == segments

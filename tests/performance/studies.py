"""A study: one corpus built and asked in several engines."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.index.columnar.loops.choose import loops
from tests.performance.asking import Asked, ask_all
from tests.performance.building import Built, build
from tests.performance.corpus import Corpus, corpus
from tests.performance.peers import installed, peer
from tests.performance.queries import Mode, queries

OURS = "ours"
PRODUCT = "ours, as the product asks"
_ROUNDS = {"whoosh": 1, "xapian": 1, "fts5": 1}
_USUAL_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a study is of; engines that are not installed are left out."""

    documents: int
    engines: tuple[str, ...]
    short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What was found: `asked` is by mode and engine, `opened` in CPU milliseconds by engine."""

    corpus: Corpus
    built: Mapping[str, Built]
    opened: Mapping[str, float]
    asked: Mapping[Mode, Mapping[str, Asked]]


def study(plan: Plan, folder: Path) -> Study:
    """Make the corpus, build it in each engine, and ask each the same queries."""
    material = corpus(folder / "corpora", plan.documents, short=plan.short)
    built: dict[str, Built] = {}
    for name in installed(plan.engines):
        if name != PRODUCT:
            print(f"{material.name}: building {name}", flush=True)
            built[name] = build(name, material, _place(folder, material, name))
    asked = queries(material)
    engines, opened = {}, {}
    for name in installed(plan.engines):
        kind = peer(name)
        before = time.process_time()
        engines[name] = kind.open(_place(folder, material, name))
        opened[name] = (time.process_time() - before) * 1000
    # a server loads them in the background once it has been asked a hundred times
    loops.compile()
    rounds = {name: _ROUNDS.get(name, _USUAL_ROUNDS) for name in engines}
    results = {}
    for mode in Mode:
        print(f"{material.name}: asking {len(asked)} queries, {mode}", flush=True)
        results[mode] = ask_all(engines, asked, mode, rounds)
    return Study(corpus=material, built=built, opened=opened, asked=results)


def _place(folder: Path, material: Corpus, name: str) -> Path:
    return folder / "indexes" / material.name / (OURS if name == PRODUCT else name)

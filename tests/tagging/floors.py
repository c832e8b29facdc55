"""The figures below which the tagger must not fall, on parts small enough for the ordinary tests.

They stand in `floors.json`, are raised by `python -m tests.tagging --raise-floors` alone, and never lowered by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.tagging.judge.evaluation import evaluate_files
from tests.shared_data import SHARED
from tests.tagging.policy import knowledge_type, main_country

FLOORS = Path(__file__).with_name("floors.json")
_SLACK = 0.005
"""Another machine's arithmetic may order two equal candidates otherwise."""


def floors() -> dict[str, float]:
    """The figures by name."""
    found: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    return found


def measured() -> dict[str, Callable[[], float]]:
    """What is measured, by name."""
    return {
        "inspec, cold, nDCG@10": partial(_ndcg, "inspec", 0, 300),
        "inspec, 300 texts, nDCG@10": partial(_ndcg, "inspec", 300, 300),
        "main country, country reports, F1": lambda: main_country("wb_country_reports", "title and abstract").f1,
        "main country, debates from text alone, F1": lambda: main_country("un_general_debate_sample", "text alone").f1,
        "knowledge type, national records, accuracy": lambda: knowledge_type("ndc_records").accuracy,
    }


def raise_floors() -> list[str]:
    """Measure all and raise the floors that are passed; what was done, a line each."""
    held = floors() if FLOORS.exists() else {}
    said = []
    for name, measure in measured().items():
        reached = round(measure() - _SLACK, 4)
        if reached > held.get(name, 0.0):
            said.append(f"{name}: floor {held.get(name, 0.0)} raised to {reached}")
            held[name] = reached
        else:
            said.append(f"{name}: floor {held[name]} stays, reached {reached + _SLACK:.4f}")
    FLOORS.write_text(json.dumps(held, indent=2) + "\n", "utf-8")
    return said


def _ndcg(name: str, trained: int, tested: int) -> float:
    source = SHARED / "data/subject" / name
    with TemporaryDirectory() as place:
        files = []
        for part, count in (("train", trained), ("valid", tested)):
            lines = (source / f"{part}.jsonl").read_text("utf-8").splitlines()[:count]
            files.append(Path(place) / f"{part}.jsonl")
            files[-1].write_text("\n".join(lines), "utf-8")
        return evaluate_files(*files, source / "vocab.ttl").report.ndcg_at_10

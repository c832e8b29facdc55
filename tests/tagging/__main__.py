"""`python -m tests.tagging`: the tagger beside others, set by set, and one line of JSON at the end.

`--quick` leaves out the sets that take minutes; `--raise-floors` writes floors where this run is above them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.tagging.judge.evaluation import evaluate_files
from tests.shared_data import SHARED
from tests.tagging import rivals
from tests.tagging.floors import raise_floors
from tests.tagging.policy import print_policy_sets
from tests.tagging.rivals import Measured
from tests.tagging.sets import Collection, eurlex, reuters_third, subject

CACHE = Path(__file__).resolve().parents[2] / ".cache"
FOLDER = CACHE / "tagging"
ENVIRONMENT = CACHE / "annif-venv"
OURS = "policyscope"
_COLD_SHARE = 0.85
_COLUMNS = (("nDCG@5", "ndcg_at_5"), ("nDCG@10", "ndcg_at_10"), ("F1@5", "f1_at_5"), ("micro F1", "micro_f1"))
_MORE_COLUMNS = (("macro F1", "macro_f1"), ("train s", "train_seconds"), ("ms/text", "milliseconds"))


@dataclass(frozen=True, slots=True)
class Round:
    """One set to measure: where it comes from, who else is measured on it, and what is wanted of us."""

    collection: Callable[[Path], Collection]
    others: Callable[[Path, Collection], dict[str, Measured]]
    goal: Callable[[Measured, dict[str, Measured]], str]
    long: bool = False


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where there is nothing to measure on."""
    if not SHARED.is_dir():
        print(f"no collections in {SHARED}", file=sys.stderr)
        return 1
    python = rivals.environment(ENVIRONMENT)
    if python is None:
        print("Annif could not be installed: only our own figures follow", file=sys.stderr)
    results: dict[str, dict[str, float]] = {}
    for one in ROUNDS:
        if one.long and "--quick" in arguments:
            continue
        collection = one.collection(FOLDER)
        ours, unseen = measure(collection)
        others = one.others(python, collection) if python else {}
        print(f"\n{collection.name}")
        print(_line("", *(name for name, _ in (*_COLUMNS, *_MORE_COLUMNS))))
        for name, found in {**others, OURS: ours}.items():
            print(_row(name, found))
        print(f"concepts that no training text has: {unseen}")
        if others:
            print(one.goal(ours, others), flush=True)
        results[collection.name] = {"ndcg_at_10": round(ours.ndcg_at_10, 4), "f1_at_5": round(ours.f1_at_5, 4)}
    print_policy_sets()
    if python:
        print(f"\ninstalled: Annif {rivals.installed_megabytes(ENVIRONMENT):.0f} MB")
    if "--raise-floors" in arguments:
        print("\n".join(raise_floors()))
    print(json.dumps(results))
    return 0


def measure(collection: Collection) -> tuple[Measured, str]:
    """Our figures, and what we find of concepts that no training text has."""
    report = evaluate_files(collection.train, collection.test, collection.vocabulary).report
    found = Measured(
        ndcg_at_5=report.ndcg_at_5,
        ndcg_at_10=report.ndcg_at_10,
        f1_at_5=report.f1_at_5,
        micro_f1=report.micro_f1,
        macro_f1=report.macro_f1,
        train_seconds=report.train_seconds,
        milliseconds=report.milliseconds_per_document,
    )
    return found, f"{report.unseen_concepts}, of their uses {report.unseen_recall_at_10:.3f} are in our first ten"


def best_annif_times(factor: float) -> Callable[[Measured, dict[str, Measured]], str]:
    """A goal: nDCG@10 so many times that of the best of Annif."""

    def goal(ours: Measured, others: dict[str, Measured]) -> str:
        best = max(found.ndcg_at_10 for found in others.values())
        return _goal(f"nDCG@10 / best of Annif {ours.ndcg_at_10 / best:.3f}", factor, ours.ndcg_at_10 >= factor * best)

    return goal


def cold_goal(ours: Measured, others: dict[str, Measured]) -> str:
    """Without any training text within 15 % of MLLM trained on three hundred."""
    best = others["annif mllm"].ndcg_at_10
    part = ours.ndcg_at_10 / best
    return _goal(f"nDCG@10 / MLLM trained on 300 {part:.3f}", _COLD_SHARE, part >= _COLD_SHARE)


def reuters_goal(ours: Measured, others: dict[str, Measured]) -> str:
    """As good as tuned support vector machines and better on rare topics."""
    micro, macro = ours.micro_f1 or 0.0, ours.macro_f1 or 0.0
    return _goal(f"micro F1 {micro:.3f}, macro F1 {macro:.3f}", "0.875 and 0.50", micro >= 0.875 and macro >= 0.5)


def above_others(ours: Measured, others: dict[str, Measured]) -> str:
    """Micro F1 and nDCG@5 above every other's."""
    micro = max(found.micro_f1 or 0.0 for found in others.values())
    ndcg = max(found.ndcg_at_5 for found in others.values())
    said = f"micro F1 {(ours.micro_f1 or 0) - micro:+.3f}, nDCG@5 {ours.ndcg_at_5 - ndcg:+.3f} beside the best other"
    return _goal(said, "above", (ours.micro_f1 or 0) > micro and ours.ndcg_at_5 > ndcg)


def cold(name: str) -> Callable[[Path], Collection]:
    """A set without training texts."""

    def made(folder: Path) -> Collection:
        return replace(subject(name, folder, documents=0), name=f"{name}, cold")

    return made


def trained_on_300(name: str) -> Callable[[Path, Collection], dict[str, Measured]]:
    """MLLM trained on 300 texts of a set."""
    return lambda python, _: rivals.annif(python, subject(name, FOLDER, documents=300), ("mllm",))


ROUNDS = (
    Round(lambda folder: subject("inspec", folder), rivals.annif, best_annif_times(1.2)),
    Round(lambda folder: subject("yso-en", folder, documents=1_000), rivals.annif, best_annif_times(1.2)),
    Round(lambda folder: subject("yso-en", folder), rivals.annif, best_annif_times(1.07), long=True),
    Round(lambda folder: subject("reuters", folder), rivals.annif, best_annif_times(1.0), long=True),
    Round(cold("inspec"), trained_on_300("inspec"), cold_goal),
    Round(cold("yso-en"), trained_on_300("yso-en"), cold_goal),
    Round(reuters_third, rivals.linear, reuters_goal),
    Round(eurlex, lambda python, found: rivals.linear(python, found, tuned_labels=400), above_others, long=True),
)


def _goal(said: str, wanted: float | str, reached: bool) -> str:
    return f"{said}; goal {wanted}: {'reached' if reached else 'NOT REACHED'}"


def _row(name: str, found: Measured) -> str:
    cells = [_figure(getattr(found, field)) for _, field in _COLUMNS]
    macro, seconds, milliseconds = (getattr(found, field) for _, field in _MORE_COLUMNS)
    return _line(name, *cells, _figure(macro), _figure(seconds, 0), _figure(milliseconds, 1)) + f"  {found.note}"


def _figure(value: float | None, digits: int = 4) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _line(name: str, *cells: str) -> str:
    return f"{name:22}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

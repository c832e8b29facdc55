"""Annif and scikit-learn, installed from PyPI in an environment of their own and measured with our measures."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from indexer.tagging.judge.measures import Judged, count_by_concept, f1_at, mean_over_documents, ndcg
from tests.tagging.sets import Collection, labels_of

PACKAGES = ("annif[omikuji]", "scikit-learn")
BACKENDS = ("mllm", "omikuji", "bonsai", "tfidf")
_WEIGHTS = (0, 1, 2, 3)
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a tagger reaches on one set; micro and macro F1 only where it chose topics itself."""

    ndcg_at_5: float
    ndcg_at_10: float
    f1_at_5: float
    micro_f1: float | None = None
    macro_f1: float | None = None
    train_seconds: float | None = None
    milliseconds: float | None = None
    note: str = ""


def environment(folder: Path) -> Path | None:
    """The interpreter of the rivals' environment, made where it is missing; None where they cannot be installed."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "installed"
    if not done.exists():
        venv.create(folder, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
        if subprocess.run(command, check=False).returncode:
            return None
        done.write_text("\n".join(PACKAGES), "utf-8")
    return python


def installed_megabytes(folder: Path) -> float:
    """The size of an environment's packages."""
    inside = (file for packages in folder.rglob("site-packages") for file in packages.rglob("*"))
    return sum(file.stat().st_size for file in inside if file.is_file()) / 1e6


def annif(python: Path, collection: Collection, backends: tuple[str, ...] = BACKENDS) -> dict[str, Measured]:
    """Each backend, and the best weighted mean of their scores.

    The weights are those best on the very test documents, so the ensemble is at least as good as one could choose.
    """
    request = {"backends": backends, "language": "en", "vocabulary": str(collection.vocabulary)}
    answer = _answer(python, "rival_annif.py", collection, request)
    given = labels_of(collection.test)
    found = {f"annif {name}": _measured(given, one) for name, one in answer.items()}
    if len(backends) > 1:
        found["annif best ensemble"] = _best_ensemble(given, answer)
    return found


def linear(python: Path, collection: Collection, *, tuned_labels: int = 0) -> dict[str, Measured]:
    """TF-IDF neighbours and one-vs-rest support vector machines; the latter tuned on their most frequent labels."""
    answer = _answer(python, "rival_linear.py", collection, {"tuned_labels": tuned_labels})
    given = labels_of(collection.test)
    return {name: _measured(given, one) for name, one in answer.items()}


def _answer(python: Path, script: str, collection: Collection, request: dict[str, object]) -> dict[str, dict]:
    folder = collection.train.parent
    files = {"folder": str(folder), "train": str(collection.train), "test": str(collection.test)}
    asked, answered = folder / "request.json", folder / f"{script}.json"
    asked.write_text(json.dumps(request | files), "utf-8")
    # its progress goes to the error stream: the output of the command is a table
    subprocess.run([str(python), str(_HERE / script), str(asked), str(answered)], check=True, stdout=sys.stderr)
    answer: dict[str, dict] = json.loads(answered.read_text("utf-8"))
    return answer


def _measured(given: list[frozenset[str]], one: dict) -> Measured:
    chosen = one.get("chosen")
    judged = [
        Judged(given=labels, ranked=_ranked(scores), chosen=frozenset(picked))
        for labels, scores, picked in zip(given, one["scores"], chosen or [[]] * len(given), strict=True)
    ]
    counts = count_by_concept(judged)
    tested = {label for labels in given for label in labels}
    return Measured(
        ndcg_at_5=_mean(judged, 5),
        ndcg_at_10=_mean(judged, 10),
        f1_at_5=mean_over_documents([f1_at(document, 5) for document in judged if document.given]),
        micro_f1=counts.micro()[2] if chosen else None,
        macro_f1=counts.macro_f1(tested | set(counts.wrong)) if chosen else None,
        train_seconds=one.get("train_seconds"),
        milliseconds=one.get("milliseconds_per_document") or None,
        note=one.get("setting", ""),
    )


def _best_ensemble(given: list[frozenset[str]], answer: dict[str, dict]) -> Measured:
    names = list(answer)
    best = Measured(ndcg_at_5=0.0, ndcg_at_10=-1.0, f1_at_5=0.0)
    for weights in itertools.product(_WEIGHTS, repeat=len(names)):
        if not any(weights) or (len(set(weights)) == 1 and weights[0] > 1):
            continue
        mixed = [
            _mixed(
                [(weight, answer[name]["scores"][row]) for name, weight in zip(names, weights, strict=True) if weight]
            )
            for row in range(len(given))
        ]
        note = ", ".join(f"{name} {weight}" for name, weight in zip(names, weights, strict=True) if weight)
        found = _measured(given, {"scores": mixed, "setting": note})
        if found.ndcg_at_10 > best.ndcg_at_10:
            best = found
    return best


def _mixed(weighted: list[tuple[int, dict[str, float]]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for weight, scores in weighted:
        for label, score in scores.items():
            total[label] = total.get(label, 0.0) + weight * score
    return total


def _ranked(scores: dict[str, float]) -> tuple[str, ...]:
    return tuple(sorted(scores, key=lambda label: (-scores[label], label)))


def _mean(judged: list[Judged], depth: int) -> float:
    return mean_over_documents([ndcg(document, depth) for document in judged if document.given])

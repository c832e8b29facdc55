"""The sets that the tagger and its rivals are measured on, as files of the same lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.shared_data import SHARED

DATA = SHARED / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A training and a test file of JSON lines with `text`, perhaps `title`, and `labels`; and a vocabulary, if any."""

    name: str
    train: Path
    test: Path
    vocabulary: Path | None


def subject(name: str, folder: Path, *, documents: int | None = None) -> Collection:
    """A set of `subject/`, its training part cut to its first documents."""
    source = DATA / "subject" / name
    called = f"{name}, {documents} texts" if documents is not None else name
    train = _lines(source / "train.jsonl")[:documents]
    return _written(folder, called, train, _lines(source / "valid.jsonl"), source / "vocab.ttl")


def reuters_third(folder: Path) -> Collection:
    """The training stories of ModApte; every third is held out."""
    lines = _lines(DATA / "tagging" / "reuters_train.jsonl")
    kept = [line for number, line in enumerate(lines) if number % 3 != 2]
    return _written(folder, "reuters, held-out third", kept, lines[2::3], None)


def eurlex(folder: Path) -> Collection:
    """Acts of the European Union with EuroVoc concepts."""
    source = DATA / "tagging"
    return _written(folder, "eurlex", _lines(source / "eurlex_train.jsonl"), _lines(source / "eurlex_dev.jsonl"), None)


def labels_of(path: Path) -> list[frozenset[str]]:
    """The given labels of each document of a file."""
    return [frozenset(line["labels"]) for line in _lines(path)]


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _written(
    folder: Path,
    name: str,
    train: list[dict[str, object]],
    test: list[dict[str, object]],
    vocabulary: Path | None,
) -> Collection:
    home = folder / name.replace(", ", "-").replace(" ", "-")
    home.mkdir(parents=True, exist_ok=True)
    for part, lines in (("train", train), ("test", test)):
        with (home / f"{part}.jsonl").open("w", encoding="utf-8") as file:
            for line in lines:
                entry = {"title": line.get("title") or "", "text": line["text"]}
                entry["labels"] = line.get("labels", line.get("tags"))
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    return Collection(name=name, train=home / "train.jsonl", test=home / "test.jsonl", vocabulary=vocabulary)

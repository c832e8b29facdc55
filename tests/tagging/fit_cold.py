"""`python -m tests.tagging.fit_cold [FILE]`: fits the ranker for a start without tagged texts, beside the shipped one.

The shipped `cold_ranker.json` was fitted in this way, on the candidates of scholarly abstracts, library records and legal
acts together. What is fitted is written to FILE where one is named; how well both rank texts that neither saw is printed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from indexer.language.lexicon import Lexicon
from indexer.language.numbers import Booleans, Float32s
from indexer.nouns.vocabularies import Concept
from indexer.tagging.features import FEATURES, LEARNED_FEATURES, Rarity, candidates_of
from indexer.tagging.judge.measures import Judged, mean_over_documents, ndcg
from indexer.tagging.judge.tagged_files import read_tagged_files
from indexer.tagging.learn.calibration import fit_calibration
from indexer.tagging.learn.cold import cold_ranker, cold_rarity, ranker_of
from indexer.tagging.learn.experience import weigh
from indexer.tagging.learn.logistic import fit_logistic
from indexer.tagging.learn.ranking import Ranker
from indexer.tagging.learn.training import TaggedDocument
from indexer.tagging.mentions import read
from indexer.tagging.text import text_of_plain
from indexer.tagging.vocabulary_index import VocabularyIndex
from tests.tagging.sets import DATA

SIZES = {"inspec": 1_000, "yso-en": 2_000, "eurlex": 600}
"""How many texts of each collection: as many candidates of abstracts and records together as of the much longer acts."""

_JUDGED = 300
_THRESHOLD = 0.3
_CALIBRATION_POINTS = 30
_KNOWN = [name for name in FEATURES if name not in LEARNED_FEATURES or name == "similarity_rank"]
"""The features that a text without any tagged ones beside it has."""

_Collection = tuple[Sequence[Concept], Iterable[TaggedDocument], Iterable[TaggedDocument]]
"""The concepts, the training texts and the texts held out."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of each document the `features` of its candidates, which of them are `right`, and how many were `given`."""

    features: list[Float32s]
    right: list[Booleans]
    given: list[int]


def main(arguments: Sequence[str]) -> None:
    """Fit, compare, and write where asked to."""
    sets = {name: candidates(name, size, _JUDGED) for name, size in SIZES.items()}
    content = fitted([taught for taught, _ in sets.values()])
    for name, (_, unseen) in sets.items():
        shipped, anew = (mean_ndcg(ranker, unseen) for ranker in (cold_ranker(), ranker_of(content)))
        print(f"{name:8} nDCG@10: shipped {shipped:.4f}, fitted {anew:.4f}")
    if arguments:
        Path(arguments[0]).write_text(content, "utf-8")


def fitted(sets: Sequence[Candidates]) -> str:
    """The content of a file as it is shipped, from the candidates of many documents of several vocabularies."""
    known = [FEATURES.index(name) for name in _KNOWN]
    features = np.concatenate([rows for one in sets for rows in one.features])[:, known]
    right = np.concatenate([rows for one in sets for rows in one.right])
    logistic = fit_logistic(features, right)
    calibration = fit_calibration(logistic.scores(features), right)
    points = np.unique(np.linspace(0, len(calibration.points) - 1, _CALIBRATION_POINTS).astype(np.int64))
    stored = {
        "features": _KNOWN,
        "base": round(logistic.base, 4),
        "weights": np.round(logistic.weights, 4).tolist(),
        "mean": np.round(logistic.mean, 4).tolist(),
        "deviation": np.round(logistic.deviation, 4).tolist(),
        "points": np.round(calibration.points[points], 4).tolist(),
        "probability": np.round(calibration.probability[points], 4).tolist(),
        "threshold": _THRESHOLD,
    }
    return json.dumps(stored, indent=1) + "\n"


def candidates(name: str, taught: int, judged: int) -> tuple[Candidates, Candidates]:
    """The candidates of the first `taught` training texts of a collection, and of the first `judged` held out from it."""
    concepts, training, held_out = _acts() if name == "eurlex" else _subject(name)
    index = VocabularyIndex(concepts, Lexicon("en"))
    rarity = cold_rarity(index)
    return _candidates(islice(training, taught), index, rarity), _candidates(islice(held_out, judged), index, rarity)


def _candidates(documents: Iterable[TaggedDocument], index: VocabularyIndex, rarity: Rarity) -> Candidates:
    made = Candidates([], [], [])
    for document in documents:
        text = read(document.text, index)[0]
        chosen = candidates_of(text, weigh(text, rarity.of_word), None, index, None, rarity)
        given = [index.row_of[uri] for uri in document.concepts if uri in index.row_of]
        made.features.append(chosen.features)
        made.right.append(np.isin(chosen.concepts, given))
        made.given.append(len(document.concepts))
    return made


def mean_ndcg(ranker: Ranker, judged: Candidates) -> float:
    """The nDCG@10 of a ranker over documents."""
    values = []
    for features, right, given in zip(judged.features, judged.right, judged.given, strict=True):
        order = np.argsort(-ranker.scores(features), kind="stable")
        names = tuple(f"right {place}" if right[place] else f"wrong {place}" for place in order.tolist())
        missed = given - int(right.sum())
        wanted = {name for name in names if name.startswith("right")} | {f"missed {number}" for number in range(missed)}
        values.append(ndcg(Judged(given=frozenset(wanted), ranked=names, chosen=frozenset()), 10))
    return mean_over_documents(values)


def _subject(name: str) -> _Collection:
    source = DATA / "subject" / name
    files = read_tagged_files(source / "train.jsonl", source / "valid.jsonl", source / "vocab.ttl")
    return files.concepts, files.train, files.test


def _acts() -> _Collection:
    """Acts of the European Union with EuroVoc, whose tags are its English labels."""
    lines = map(json.loads, (DATA / "vocab/eurovoc_en.jsonl").read_text("utf-8").splitlines())
    concepts = [
        Concept(
            vocabulary="eurovoc",
            id=line["id"],
            uri=f"eurovoc:{line['id']}",
            preferred={"en": line["label"]},
            alternative={"en": tuple(line["alt_labels"])},
            broader=tuple(line["parents"]),
        )
        for line in lines
    ]
    uris = {concept.label(): concept.uri for concept in concepts}
    training, held_out = (_documents(DATA / "tagging" / f"eurlex_{part}.jsonl", uris) for part in ("train", "dev"))
    return concepts, training, held_out


def _documents(file: Path, uris: dict[str, str]) -> Iterator[TaggedDocument]:
    with file.open(encoding="utf-8") as opened:
        for line in map(json.loads, opened):
            text = text_of_plain(line["text"], line["title"] or "")
            yield TaggedDocument(line["id"], text, tuple(uris.get(tag, tag) for tag in line["tags"]))


if __name__ == "__main__":
    main(sys.argv[1:])

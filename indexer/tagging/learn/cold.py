"""Tagging before anybody tagged: a ranker over what labels in the text tell, with weights that come with Policyscope.

The weights were fitted on scholarly abstracts, library records and legal acts together; no word or concept of them is
in the numbers. `fit_cold_ranker` is how they were made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from indexer.language.lexicon import Lexicon
from indexer.language.numbers import Booleans, Float32s, Float64s
from indexer.nouns.vocabularies import Concept
from indexer.tagging.features import FEATURES, LEARNED_FEATURES, Rarity, rarity_of
from indexer.tagging.learn.calibration import Calibration, fit_calibration
from indexer.tagging.learn.logistic import Logistic, fit_logistic
from indexer.tagging.learn.ranking import Policy, Ranker
from indexer.tagging.tagger import Tagger
from indexer.tagging.vocabulary_index import VocabularyIndex

_FILE = "cold_ranker.json"
_CALIBRATION_POINTS = 30
_UNKNOWN_WITHOUT_EXPERIENCE = frozenset({*LEARNED_FEATURES} - {"similarity_rank"})


def cold_tagger(concepts: Sequence[Concept], language: str) -> Tagger:
    """A tagger that knows a vocabulary and nothing else."""
    index = VocabularyIndex(concepts, Lexicon(language))
    return Tagger(index, cold_rarity(index), None, cold_ranker())


def cold_rarity(index: VocabularyIndex) -> Rarity:
    """How rare words are among labels, for want of documents."""
    return rarity_of(index, label_rarities(index))


def label_rarities(index: VocabularyIndex) -> Float32s:
    """log(labels / labels with the word) for each term (float32)."""
    counts = index.labels_of_word.counts()
    rarities: Float32s = np.log((len(index.label_words) + 1.0) / (counts + 0.5)).astype(np.float32)
    return np.maximum(rarities, np.float32(0.0))


@lru_cache(maxsize=1)
def cold_ranker() -> Ranker:
    """The ranker that comes with Policyscope."""
    stored = json.loads((files("indexer.tagging.learn") / _FILE).read_text("utf-8"))
    columns = {name: place for place, name in enumerate(stored["features"])}

    def values(name: str, absent: float) -> Float64s:
        return np.array([stored[name][columns[f]] if f in columns else absent for f in FEATURES])

    logistic = Logistic(stored["base"], values("weights", 0.0), values("mean", 0.0), values("deviation", 1.0))
    calibration = Calibration(np.array(stored["points"]), np.array(stored["probability"]))
    return Ranker(logistic, None, calibration, Policy(stored["threshold"], False))


def fit_cold_ranker(features: Float32s, right: Booleans, threshold: float) -> str:
    """The content of the shipped file, from the candidates of many documents of several vocabularies."""
    kept = [place for place, name in enumerate(FEATURES) if name not in _UNKNOWN_WITHOUT_EXPERIENCE]
    logistic = fit_logistic(features[:, kept], right)
    calibration = fit_calibration(logistic.scores(features[:, kept]), right)
    points = np.unique(np.linspace(0, len(calibration.points) - 1, _CALIBRATION_POINTS).astype(np.int64))
    stored = {
        "features": [FEATURES[place] for place in kept],
        "base": round(logistic.base, 4),
        "weights": np.round(logistic.weights, 4).tolist(),
        "mean": np.round(logistic.mean, 4).tolist(),
        "deviation": np.round(logistic.deviation, 4).tolist(),
        "points": np.round(calibration.points[points], 4).tolist(),
        "probability": np.round(calibration.probability[points], 4).tolist(),
        "threshold": threshold,
    }
    return json.dumps(stored, indent=1) + "\n"

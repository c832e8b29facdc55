"""Tagging before anybody tagged: a ranker over what labels in the text tell, with weights that come with Policyscope.

The weights were fitted on scholarly abstracts, library records and legal acts together; no word or concept of them is
in the numbers. `python -m tests.tagging.fit_cold` is how such weights are made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from indexer.language.lexicon import Lexicon
from indexer.language.numbers import Float32s, Float64s
from indexer.nouns.vocabularies import Concept
from indexer.tagging.features import FEATURES, Rarity, rarity_of
from indexer.tagging.learn.calibration import Calibration
from indexer.tagging.learn.logistic import Logistic
from indexer.tagging.learn.ranking import Policy, Ranker
from indexer.tagging.tagger import Tagger
from indexer.tagging.vocabulary_index import VocabularyIndex

_FILE = "cold_ranker.json"


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
    return ranker_of((files("indexer.tagging.learn") / _FILE).read_text("utf-8"))


def ranker_of(content: str) -> Ranker:
    """The ranker that the content of such a file describes; features it does not name count for nothing."""
    stored = json.loads(content)
    columns = {name: place for place, name in enumerate(stored["features"])}

    def values(name: str, absent: float) -> Float64s:
        return np.array([stored[name][columns[f]] if f in columns else absent for f in FEATURES])

    logistic = Logistic(stored["base"], values("weights", 0.0), values("mean", 0.0), values("deviation", 1.0))
    calibration = Calibration(np.array(stored["points"]), np.array(stored["probability"]))
    return Ranker(logistic, None, calibration, Policy(stored["threshold"], False))

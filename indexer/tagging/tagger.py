"""The tagger: reads a text, finds candidates, ranks them. Made by `indexer.tagging.learn.training`; never changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.labels.matching import Matches
from indexer.language.numbers import Float32s, Float64s, Int32s, Int64s
from indexer.tagging.features import Rarity, candidates_of
from indexer.tagging.learn.experience import Experience, Learned, weigh
from indexer.tagging.learn.ranking import Ranker
from indexer.tagging.mentions import ReadText, read
from indexer.tagging.text import TaggedText
from indexer.tagging.vocabulary_index import VocabularyIndex


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one text, best first: concept rows (int64), features, and how sure the tagger is (float64).

    `words` are the text's weighted words, `written` how the text writes each of them; `learned` is what experience
    said, None for a tagger without any.
    """

    concepts: Int64s
    features: Float32s
    scores: Float64s
    confidence: Float64s
    reading: ReadText
    matches: Matches
    words: tuple[Int32s, Float32s]
    written: dict[int, str]
    learned: Learned | None


@dataclass(frozen=True, slots=True)
class Tagger:
    """A vocabulary, what tagged documents taught (None for a cold start), and a ranker.

    `document_ids` names the documents of `experience`, in its order.
    """

    index: VocabularyIndex
    rarity: Rarity
    experience: Experience | None
    ranker: Ranker
    document_ids: tuple[str, ...] = ()

    def rank(self, text: TaggedText, document_id: str = "") -> Ranked:
        """All candidates of a text, best first; equal ones in the order of the vocabulary.

        `document_id` says which document the text is: one that taught this tagger does not speak for itself.
        """
        reading, matches, tokens = read(text, self.index)
        words = weigh(reading, self.rarity.of_word)
        learned = self.experience.consult(*words, self._itself(document_id)) if self.experience else None
        candidates = candidates_of(reading, words, learned, self.index, self.experience, self.rarity)
        scores = self.ranker.scores(candidates.features)
        order = np.argsort(-scores, kind="stable")
        return Ranked(
            candidates.concepts[order],
            candidates.features[order],
            scores[order],
            self.ranker.calibration.confidence(scores[order]),
            reading,
            matches,
            words,
            self.index.lexicon.written(tokens.raw),
            learned,
        )

    def _itself(self, document_id: str) -> int | None:
        return self.document_ids.index(document_id) if document_id in self.document_ids else None

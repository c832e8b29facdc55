"""How much a word tells, by how few documents hold it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from indexer.index.engine import Engine


def idf(frequency: int, documents: int) -> float:
    """The inverse document frequency of BM25 of a term that `frequency` of all `documents` hold:
    ln(1 + (N − n + ½) ÷ (n + ½))."""
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of words in what an engine holds."""

    engine: Engine

    def boosts(self, field: str, terms: tuple[str, ...]) -> tuple[float, ...]:
        """For each stem that a word has in several languages, the boost that makes it as rare as the word is
        in all: else an English word in a French text would count as a rarity."""
        frequencies = [self.engine.frequency(field, term) for term in terms]
        documents = max(self.engine.state().documents, *frequencies)
        whole = idf(min(sum(frequencies), documents), documents)
        return tuple(whole / idf(frequency, documents) for frequency in frequencies)

    def weight(self, terms: tuple[str, ...]) -> float:
        """The idf of a word by its most frequent stem in the text."""
        frequency = max(self.engine.frequency("text", term) for term in terms)
        return idf(frequency, max(self.engine.state().documents, frequency))

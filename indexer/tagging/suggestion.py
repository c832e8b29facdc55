"""What the tagger answers: a topic, how sure it is, and everything that speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.nouns.vocabularies import Concept
from indexer.tagging.text import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of the text that name the concept: characters [start, end) of the whole text tagged.

    `passage` and `page` are those of the document, `start_in_part` and `end_in_part` the characters within the title,
    abstract or passage; `label` is the label found, `quote` the words as they stand there.
    """

    start: int
    end: int
    quote: str
    label: str
    zone: Zone
    passage: int | None
    page: int | None
    start_in_part: int
    end_in_part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A tagged document like this one that carries the concept; `similarity` is a cosine, `words` what they share."""

    document: str
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that raised or lowered the rank, in plain words; `weight` in log odds."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggested topic. `confidence` is the calibrated probability that a curator would agree.

    `chosen` tells whether it passes the tagger's own threshold. `method` is "named" where a label stands in the text,
    "scattered" where the words of one stand apart in a sentence, "learned" where only tagged documents speak for it.
    """

    concept: Concept
    confidence: float
    chosen: bool
    method: str
    spans: tuple[Span, ...]
    neighbours: tuple[Neighbour, ...]
    words: tuple[str, ...]
    reasons: tuple[Reason, ...]

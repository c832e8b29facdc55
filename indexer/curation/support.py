"""What a document's own words say for the tags that it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from indexer.nouns.documents import Document
from indexer.nouns.tags import Part, Support, TagSpan
from indexer.tagging.tagger import Tagger
from indexer.tagging.text import text_of_document
from indexer.vocabulary.concepts import Vocabulary

_MAX_SPANS = 8


@dataclass(frozen=True, slots=True)
class Named:
    """The concepts a document names, by id, each with the words that name it (at most eight)."""

    spans: Mapping[str, tuple[TagSpan, ...]]

    def support(self, vocabulary: Vocabulary, concept_id: str) -> Support:
        """What speaks for a concept: its own labels, those of a narrower one, or nothing."""
        if concept_id in self.spans:
            return Support.NAMED
        return Support.IMPLIED if self.through(vocabulary, concept_id) else Support.UNSUPPORTED

    def through(self, vocabulary: Vocabulary, concept_id: str) -> tuple[str, ...]:
        """The concepts below a concept that are named, in the vocabulary's order from the top down."""
        return tuple(narrower for narrower in _below(vocabulary, concept_id) if narrower in self.spans)


def _below(vocabulary: Vocabulary, concept_id: str) -> Sequence[str]:
    found: dict[str, None] = {}
    waiting = list(vocabulary.narrower(concept_id))
    while waiting:
        current = waiting.pop(0)
        if current not in found and current != concept_id:
            found[current] = None
            waiting.extend(vocabulary.narrower(current))
    return tuple(found)


def named(document: Document, tagger: Tagger) -> Named:
    """The concepts of a tagger's vocabulary whose labels stand in a document."""
    text = text_of_document(document)
    matches = tagger.index.matcher.find(text.text)
    anchors = {passage.number: passage.anchor for passage in document.passages}
    spans: dict[str, list[TagSpan]] = {}
    for number in np.argsort(matches.covered, kind="stable").tolist():
        found = spans.setdefault(tagger.index.concepts[int(matches.concept[number])].id, [])
        if len(found) == _MAX_SPANS:
            continue
        start, end = int(matches.start[number]), int(matches.end[number])
        part = text.part_at(start)
        found.append(
            TagSpan(
                quote=text.text[start:end],
                label=tagger.index.matcher.labels[int(matches.label[number])].written,
                place=cast(Part, part.zone.name.lower()),
                start=start - part.start,
                end=end - part.start,
                passage=part.passage,
                page=part.page,
                anchor=anchors.get(part.passage) if part.passage is not None else None,
            )
        )
    return Named({concept: tuple(several) for concept, several in spans.items()})

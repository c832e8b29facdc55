"""Evidence as it is kept in the catalogue (JSON) and as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from indexer.catalogue.suggestions import StoredSuggestion
from indexer.nouns.documents import Document
from indexer.nouns.members import widened
from indexer.nouns.tags import ConceptName, TagNeighbour, TagReason, TagSpan, TagSuggestion
from indexer.tagging.suggestion import Span, Suggestion

_MAX_SPANS = 8
_DIGITS = 4


def stored(suggestion: Suggestion, document: Document | None = None) -> StoredSuggestion:
    """A suggestion as it is kept; spans of a document lead to its passages."""
    anchors = {passage.number: passage.anchor for passage in document.passages} if document else {}
    evidence = {
        "method": suggestion.method,
        "spans": [_span(span, anchors, document is None) for span in suggestion.spans[:_MAX_SPANS]],
        "neighbours": [
            [neighbour.document, round(neighbour.similarity, _DIGITS), neighbour.words]
            for neighbour in suggestion.neighbours
        ],
        "words": suggestion.words,
        "reasons": [[reason.text, round(reason.weight, _DIGITS)] for reason in suggestion.reasons],
    }
    return StoredSuggestion(
        concept_id=suggestion.concept.id,
        confidence=round(suggestion.confidence, 6),
        chosen=suggestion.chosen,
        evidence=evidence,
    )


def _span(span: Span, anchors: Mapping[int, str], in_whole: bool) -> dict[str, Any]:
    return {
        "quote": span.quote,
        "label": span.label,
        "place": span.zone.name.lower(),
        "start": span.start if in_whole else span.start_in_part,
        "end": span.end if in_whole else span.end_in_part,
        "passage": span.passage,
        "page": span.page,
        "anchor": anchors.get(span.passage) if span.passage is not None else None,
    }


def neighbours_in(suggestions: Sequence[StoredSuggestion]) -> set[str]:
    """The ids of the documents that suggestions name as neighbours."""
    return {document_id for suggestion in suggestions for document_id, _, _ in suggestion.evidence["neighbours"]}


def shown(
    suggestion: StoredSuggestion, concept: ConceptName, title_of: Callable[[str, str], str | None]
) -> TagSuggestion:
    """A suggestion as it is shown. `title_of` gives the title of a document by its id where it has a concept, else
    None: then it is a neighbour no more."""
    evidence = suggestion.evidence
    titled = [(near, title_of(near[0], concept.id)) for near in evidence["neighbours"]]
    return widened(
        TagSuggestion,
        concept,
        confidence=suggestion.confidence,
        chosen=suggestion.chosen,
        method=evidence["method"],
        spans=tuple(TagSpan(**span) for span in evidence["spans"]),
        neighbours=tuple(
            TagNeighbour(id=near[0], title=title, similarity=near[1], words=tuple(near[2]))
            for near, title in titled
            if title is not None
        ),
        words=tuple(evidence["words"]),
        reasons=tuple(TagReason(text=text, weight=weight) for text, weight in evidence["reasons"]),
    )

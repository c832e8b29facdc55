"""Evidence as it is kept in the catalogue (JSON) and as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from indexer.catalogue.suggestions import StoredSuggestion
from indexer.nouns.documents import Document
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
        "neighbours": [[each.document, round(each.similarity, _DIGITS), each.words] for each in suggestion.neighbours],
        "words": suggestion.words,
        "reasons": [[each.text, round(each.weight, _DIGITS)] for each in suggestion.reasons],
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
    return {each[0] for suggestion in suggestions for each in suggestion.evidence["neighbours"]}


def shown(
    suggestion: StoredSuggestion, concept: ConceptName, neighbour: Callable[[str, str], str | None]
) -> TagSuggestion:
    """A suggestion as it is shown. `neighbour` gives the title of a document by its id where it has a concept, else
    None: then it is a neighbour no more."""
    evidence = suggestion.evidence
    titled = [(each, neighbour(each[0], concept.id)) for each in evidence["neighbours"]]
    return TagSuggestion(
        concept=concept,
        confidence=suggestion.confidence,
        chosen=suggestion.chosen,
        method=evidence["method"],
        spans=tuple(TagSpan(**span) for span in evidence["spans"]),
        neighbours=tuple(
            TagNeighbour(document_id=each[0], title=title, similarity=each[1], words=tuple(each[2]))
            for each, title in titled
            if title is not None
        ),
        words=tuple(evidence["words"]),
        reasons=tuple(TagReason(text=text, weight=weight) for text, weight in evidence["reasons"]),
    )

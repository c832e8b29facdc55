"""Which way of suggesting a vocabulary has: topics by a tagger, countries, regions and types by rules of their own."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.nouns.documents import Document
from indexer.tagging.countries import PlaceSuggestion, suggest_places
from indexer.tagging.evidence import suggest
from indexer.tagging.suggestion import Suggestion
from indexer.tagging.tagger import Tagger
from indexer.tagging.text import TaggedText
from indexer.tagging.types.knowledge_type import TypeClassifier, TypeSuggestion
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, REGION

RULED = (COUNTRY, REGION, KNOWLEDGE_TYPE)
"""What rules suggest; nothing is learned for these."""

_LEAST_TYPE = 0.5
"""A type of at least this confidence passes; there is one type to a document, so no threshold is learned."""


def suggested(
    tagger: Tagger, vocabulary: str, text: TaggedText, limit: int, document: Document | None = None
) -> list[Suggestion]:
    """The best `limit` concepts of a vocabulary for a text, best first; `tagger` is of that vocabulary.

    `document` is the one the text is of, if any: where it has its countries, no other is one it is about.
    """
    if vocabulary in (COUNTRY, REGION):
        return _places(suggest_places(text, document.countries if document else ()), vocabulary)[:limit]
    if vocabulary == KNOWLEDGE_TYPE:
        return _types(TypeClassifier(tagger.index.concepts).rank(text))[:limit]
    return suggest(tagger, text, document_id=document.id if document else "", limit=limit)


def _places(places: Sequence[PlaceSuggestion], vocabulary: str) -> list[Suggestion]:
    """Places of one vocabulary (country or region) as suggestions; those the text is about pass the threshold."""
    return [
        Suggestion(
            concept=place.concept,
            confidence=place.confidence,
            chosen=place.main,
            method="named",
            spans=place.spans,
            neighbours=(),
            words=(),
            reasons=place.reasons,
        )
        for place in places
        if place.concept.vocabulary == vocabulary
    ]


def _types(types: Sequence[TypeSuggestion]) -> list[Suggestion]:
    """Knowledge types as suggestions; the likeliest passes where it is likelier than not."""
    return [
        Suggestion(
            concept=type_.concept,
            confidence=type_.confidence,
            chosen=rank == 0 and type_.confidence >= _LEAST_TYPE,
            method="learned" if type_.learned else "scattered",
            spans=(),
            neighbours=(),
            words=(),
            reasons=type_.reasons,
        )
        for rank, type_ in enumerate(types)
    ]

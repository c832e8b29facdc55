"""The shapes of the API's answers on vocabularies."""

from __future__ import annotations

from typing import Literal

from web.schemas import LabelShape, Shape


class VocabularyShape(Shape):
    """A vocabulary; `source` and `imported` tell of the file it came from, empty where it is our own."""

    name: str
    concepts: int
    facet: bool
    source: str
    imported: str


class VocabulariesShape(Shape):
    """All vocabularies, those of facets first."""

    vocabularies: list[VocabularyShape]


class ConceptSummaryShape(Shape):
    """A concept in a list; `documents` counts those a search for it finds, null where it is no facet's value."""

    id: str
    uri: str
    label: str
    narrower: int
    documents: int | None


class ConceptsShape(Shape):
    """A page of a vocabulary's concepts."""

    vocabulary: VocabularyShape
    total: int
    page: int
    per_page: int
    concepts: list[ConceptSummaryShape]


class ConceptShape(Shape):
    """A concept: labels by language, its neighbours, the names that led to it before."""

    vocabulary: str
    id: str
    uri: str
    origin: Literal["shipped", "document", "import", "curator"]
    preferred: dict[str, str]
    alternative: dict[str, list[str]]
    hidden: dict[str, list[str]]
    negative: dict[str, list[str]]
    definition: dict[str, str]
    path: list[LabelShape]
    broader: list[ConceptSummaryShape]
    narrower: list[ConceptSummaryShape]
    related: list[ConceptSummaryShape]
    exact_match: list[str]
    close_match: list[str]
    former: list[str]
    documents: int | None

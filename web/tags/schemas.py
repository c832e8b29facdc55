"""The shapes of the API's answers about tags."""

from __future__ import annotations

from typing import Literal

from web.schemas import Shape


class ConceptNameShape(Shape):
    """A concept as a tag shows it."""

    vocabulary: str
    id: str
    uri: str
    label: str


class TagSpanShape(Shape):
    """Words that name a concept: characters [start, end) of a document's title, abstract or passage, or of a text."""

    quote: str
    label: str
    place: Literal["title", "abstract", "heading", "body"]
    start: int
    end: int
    passage: int | None
    page: int | None
    anchor: str | None


class TagNeighbourShape(Shape):
    """A tagged document like this one that carries the concept."""

    id: str
    title: str
    similarity: float
    words: list[str]


class TagReasonShape(Shape):
    """One thing that raised or lowered a suggestion; `weight` in log odds."""

    text: str
    weight: float


class SuggestionShape(ConceptNameShape):
    """A suggested tag with its evidence; `confidence` is the probability that a curator would agree."""

    confidence: float
    chosen: bool
    method: Literal["named", "scattered", "learned"]
    spans: list[TagSpanShape]
    neighbours: list[TagNeighbourShape]
    words: list[str]
    reasons: list[TagReasonShape]


class SuggestionsShape(Shape):
    """Suggestions for one text or document, most sure first."""

    document_id: str | None
    suggestions: list[SuggestionShape]


class SuggestShape(Shape):
    """Suggestions for each item asked for, in their order; for one asked without `items` there is one result."""

    vocabulary: str
    results: list[SuggestionsShape]
    suggestions: list[SuggestionShape] | None


class DecisionShape(Shape):
    """A line of the log."""

    number: int
    document: str
    concept: ConceptNameShape
    verdict: Literal["accepted", "rejected", "withdrawn"]
    person: str
    moment: str
    confidence: float | None
    undoes: int | None


class DecisionsShape(Shape):
    """A page of the log, newest first."""

    total: int
    page: int
    per_page: int
    decisions: list[DecisionShape]


class AuditedTagShape(Shape):
    """A tag, what the text says for it, and the decision in force about it."""

    concept: ConceptNameShape
    source: Literal["given", "curator"]
    support: Literal["named", "implied", "unsupported"]
    spans: list[TagSpanShape]
    through: list[ConceptNameShape]
    decision: DecisionShape | None


class DocumentAuditShape(Shape):
    """A document's tags with their support, those rejected, and the suggestions still open."""

    document: str
    title: str
    vocabulary: str
    support: dict[str, int]
    tags: list[AuditedTagShape]
    rejected: list[AuditedTagShape]
    suggestions: list[SuggestionShape]


class CountsShape(Shape):
    """Numbers of documents."""

    given: int
    named: int
    implied: int
    unsupported: int
    suggested: int
    accepted: int
    rejected: int


class ConceptAuditShape(CountsShape):
    """One concept over the library."""

    concept: ConceptNameShape


class LibraryAuditShape(Shape):
    """A page of the concepts in use, those with most tags without support first."""

    vocabulary: str
    documents: int
    examined: int
    total: int
    page: int
    per_page: int
    totals: CountsShape
    concepts: list[ConceptAuditShape]


class QueueItemShape(Shape):
    """An open suggestion; `gain` is uncertainty × the `size` of its concept."""

    document: str
    title: str
    gain: float
    size: int
    suggestion: SuggestionShape


class QueueShape(Shape):
    """A page of open suggestions, those whose decision teaches most first."""

    vocabulary: str
    total: int
    page: int
    per_page: int
    items: list[QueueItemShape]

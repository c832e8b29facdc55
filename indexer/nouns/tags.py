"""The nouns of tagging that pages, API and command line need: frozen, without input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from indexer.nouns.members import INTERNAL, DocumentId, rounded


class Verdict(StrEnum):
    """What a person says of a tag; withdrawn means that it is undecided again."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Support(StrEnum):
    """What a document's text says for a tag: it names it, it names something narrower, or neither."""

    NAMED = "named"
    IMPLIED = "implied"
    UNSUPPORTED = "unsupported"


class Source(StrEnum):
    """Who says that a document has a tag: the document itself, or a curator."""

    GIVEN = "given"
    CURATOR = "curator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptName:
    """A concept as a tag shows it."""

    vocabulary: str
    id: str
    uri: str
    label: str


Part = Literal["title", "abstract", "heading", "body"]
"""The part of a document that words stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSpan:
    """Words that name a concept: characters [start, end) of the document's title, abstract or passage.

    `passage` is the passage's number, `anchor` its address in the document's page (both None for title and abstract),
    `page` counts from 1 where the source has pages. `label` is the label that was found, `quote` the words as they
    stand there. In a text that is no document, `start` and `end` count from its beginning.
    """

    quote: str
    label: str
    place: Part
    start: int
    end: int
    passage: int | None = None
    page: int | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagNeighbour:
    """A tagged document like this one that carries the concept; `similarity` is a cosine, `words` what they share."""

    id: str
    title: str
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReason:
    """One thing that raised or lowered a suggestion, in plain words; `weight` in log odds."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSuggestion(ConceptName):
    """A tag the machine suggests, and why. `confidence` is the probability that a curator would agree.

    `chosen` tells whether it passes the tagger's own threshold. `method` is "named" where a label stands in the text,
    "scattered" where the words of one stand apart in a sentence, "learned" where only tagged documents speak for it.
    """

    confidence: float
    chosen: bool
    method: Literal["named", "scattered", "learned"]
    spans: tuple[TagSpan, ...] = ()
    neighbours: tuple[TagNeighbour, ...] = ()
    words: tuple[str, ...] = ()
    reasons: tuple[TagReason, ...] = ()

    @property
    def concept(self) -> ConceptName:
        """The concept suggested."""
        return ConceptName(vocabulary=self.vocabulary, id=self.id, uri=self.uri, label=self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Suggestions for one text or document, most sure first; `document_id` is None for a text."""

    document_id: str | None
    suggestions: tuple[TagSuggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestAnswer:
    """Suggestions for each item asked for, in their order; `suggestions` are those of one asked for without `items`."""

    vocabulary: str
    results: tuple[Suggestions, ...]
    suggestions: tuple[TagSuggestion, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What a person says of one tag of one document; `concept` is a concept's id, URI or label."""

    document_id: str
    concept: str
    verdict: Verdict
    vocabulary: str = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A line of the log. `moment` is ISO 8601 in UTC; `confidence` how sure the machine was, if it suggested it.

    `concept` is as it was called when it was decided; `undoes` is the number of the decision that this one takes back.
    """

    number: int
    document_id: DocumentId
    concept: ConceptName
    verdict: Verdict
    person: str
    moment: str
    confidence: float | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """A page of the log, newest first."""

    total: int
    page: int
    per_page: int
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedTag:
    """A tag that a document has or had, and what its text says for it.

    `source` says who gave it, `decision` is the one in force about it, if any: a rejected tag counts no longer, even
    where the document gives it. `through` are the narrower concepts that imply it.
    """

    concept: ConceptName
    source: Source
    support: Support
    spans: tuple[TagSpan, ...] = ()
    through: tuple[ConceptName, ...] = ()
    decision: Decision | None = None

    @property
    def counts(self) -> bool:
        """Whether the document has this tag."""
        return self.decision is None or self.decision.verdict is not Verdict.REJECTED

    def without_person(self) -> AuditedTag:
        """The same without the name of who decided."""
        return replace(self, decision=replace(self.decision, person="")) if self.decision else self


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAudit:
    """A document's tags of one vocabulary with their support, those rejected, and the suggestions still open.

    `rejected` are tags that a curator rejected, given or only suggested; `tags` are those that count, and `support`
    is how many of them have each.
    """

    document_id: DocumentId
    title: str
    vocabulary: str
    support: Mapping[Support, int] = field(init=False, default_factory=dict)
    tags: tuple[AuditedTag, ...]
    rejected: tuple[AuditedTag, ...]
    suggestions: tuple[TagSuggestion, ...]

    def __post_init__(self) -> None:
        counts = {support: sum(tag.support is support for tag in self.tags) for support in Support}
        object.__setattr__(self, "support", counts)

    def without_people(self) -> DocumentAudit:
        """The same for those who may not know who decided."""
        return replace(
            self,
            tags=tuple(tag.without_person() for tag in self.tags),
            rejected=tuple(tag.without_person() for tag in self.rejected),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCounts:
    """Numbers of documents over a library.

    `given` counts documents whose source gives it; of them `named`, `implied` and `unsupported` were examined.
    `suggested` are suggestions still open that pass the tagger's threshold.
    """

    concept: Annotated[ConceptName | None, INTERNAL] = None
    given: int
    named: int
    implied: int
    unsupported: int
    suggested: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptAudit(AuditCounts):
    """One concept over the library, in numbers of documents."""

    concept: ConceptName


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryAudit:
    """A page of a vocabulary's concepts in use, those with most tags without support first.

    `totals` sums all pages. `examined` of `documents` have suggestions of the present tagger.
    """

    vocabulary: str
    documents: int
    examined: int
    total: int
    page: int
    per_page: int
    totals: AuditCounts
    concepts: tuple[ConceptAudit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """An open suggestion to decide on. `gain` = uncertainty 4·p·(1−p) × `size`, the documents its concept is about."""

    document_id: DocumentId
    title: str
    gain: Annotated[float, rounded(4)]
    size: int
    suggestion: TagSuggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of open suggestions, those whose decision teaches most first."""

    vocabulary: str
    total: int
    page: int
    per_page: int
    items: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptCount:
    """A concept and how many documents there are of it."""

    concept: ConceptName
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPreview:
    """What accepting every open suggestion of at least `threshold` confidence would do.

    Answers call the threshold `above`. `concepts` counts documents by concept, most first; `examples` are the least
    sure of them.
    """

    vocabulary: str
    threshold: Annotated[float, Field(serialization_alias="above")]
    tags: int
    documents: int
    concepts: tuple[ConceptCount, ...]
    examples: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAcceptance(BulkPreview):
    """A preview with how many of its tags were `accepted` then."""

    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What making suggestions did: documents `examined` now, of `documents` in all, and suggestions stored."""

    vocabulary: str
    documents: int
    examined: int
    suggestions: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLanguage:
    """A language that was learned from `documents` tagged ones; `model` is None where they were too few."""

    language: str
    documents: int
    tags: int
    rejected: int
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnReport:
    """What learning gave: the taggers by language, and the suggestions made with them."""

    vocabulary: str
    languages: tuple[LearnedLanguage, ...]
    refreshed: RefreshReport
    seconds: float

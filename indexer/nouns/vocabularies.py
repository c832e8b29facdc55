"""The nouns of vocabularies that pages, API and command line need: frozen, without input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from indexer.nouns.members import INTERNAL, DocumentId, rounded
from indexer.nouns.search import Label

Origin = Literal["shipped", "document", "import", "curator"]
"""Where a concept of a library comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A SKOS concept: preferred, alternative, hidden and negative labels by language code.

    Negative labels are phrases that contain a label without meaning the concept.
    `shipped` tells ours from those that came with a document.
    """

    vocabulary: str
    id: str
    uri: str
    preferred: Mapping[str, str]
    alternative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    negative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()
    definition: Mapping[str, str] = field(default_factory=dict)
    shipped: bool = True

    def label(self, language: str = "en") -> str:
        """The preferred label in a language, else in English, else in any."""
        return self.preferred.get(language) or self.preferred.get("en") or next(iter(self.preferred.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularySummary:
    """A vocabulary in the list of all.

    `source` and `imported` say which file it was imported from and when, empty where it is our own.
    """

    name: str
    concepts: int
    facet: bool
    source: str = ""
    imported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyList:
    """All vocabularies, those of facets first."""

    vocabularies: tuple[VocabularySummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptSummary:
    """A concept in a list; `documents` counts those a search for it finds, None where it is no facet's value."""

    id: str
    uri: str
    label: str
    narrower: int
    documents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptPage:
    """A page of a vocabulary's concepts: all, those at the top, or those called by some `words`."""

    vocabulary: VocabularySummary
    words: Annotated[str, INTERNAL]
    top: Annotated[bool, INTERNAL]
    total: int
    page: int
    per_page: int
    concepts: tuple[ConceptSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptDetail:
    """A concept with its labels by language and its neighbours.

    `path` leads from the top to the concept above it; `documents` counts those a search for it finds, None where it is
    no facet's value; `former` are the names of concepts whose place it took.
    """

    vocabulary: str
    id: str
    uri: str
    origin: Origin
    preferred: Mapping[str, str]
    alternative: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, tuple[str, ...]]
    negative: Mapping[str, tuple[str, ...]]
    definition: Mapping[str, str]
    path: tuple[Label, ...]
    broader: tuple[ConceptSummary, ...]
    narrower: tuple[ConceptSummary, ...]
    related: tuple[ConceptSummary, ...]
    exact_match: tuple[str, ...]
    close_match: tuple[str, ...]
    former: tuple[str, ...]
    documents: int | None
    label: Annotated[str, INTERNAL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A concept that gave its place to another, by their names."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, in numbers of concepts, with the names of those that need a person's eye.

    `kept` are no longer in the file but in use; `joined` have the place of a shipped concept; `dropped` are gone and
    were not in use.
    """

    vocabulary: str
    concepts: int
    added: int
    changed: int
    unchanged: int
    joined: int
    dropped: int
    seconds: float
    replaced: tuple[Replaced, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateExample:
    """Where a candidate stands: a document and a piece of a passage; `mark` is its [start, end) in `text`."""

    document_id: DocumentId
    title: str
    anchor: str
    page: int | None
    text: str
    mark: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A phrase that documents often use and no concept covers.

    `count` are its occurrences, `documents` those that hold it; `score` is the log-likelihood ratio of its weakest
    pair of words, how much oftener they stand together than chance would have it.
    """

    label: str
    language: str
    count: int
    documents: int
    score: Annotated[float, rounded(3)]
    examples: tuple[CandidateExample, ...]

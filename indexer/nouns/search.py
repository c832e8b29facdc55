"""Searches: what is asked, what is answered, and the facets of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from indexer.nouns.documents import Origin, Parent, Passage, Tag
from indexer.nouns.members import INTERNAL, Rounded
from indexer.nouns.profiles import Profile

NOT_STATED = "_none"
"""The facet value that stands for "this document states no value"."""


class Sort(StrEnum):
    """The orders a result can be asked in; ties are broken by document id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetFilter:
    """What is asked of one facet: any (or, with `match_all`, all) of `values`, none of `excluded`.

    `NOT_STATED` may stand among either.
    """

    values: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    match_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search as a person means it; `facets` maps each facet wanted to how many values to show.

    With `explain` every document of the result says why it has its score.
    """

    text: str = ""
    filters: Mapping[str, FacetFilter] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    facets: Mapping[str, int] = field(default_factory=dict)
    explain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a passage: plain text and the [start, end) character ranges to mark in it."""

    text: str
    marks: tuple[tuple[int, int], ...]
    heading: str
    page: int | None
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A facet value with the words to show for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a document has a score: in words, and the parts that add up to it. `score` is 0 for what only filters."""

    words: str
    score: Rounded
    parts: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultItem:
    """One document of a result, as the pages, the API and the command line show it."""

    id: str
    title: str
    score: Rounded
    url: str | None
    language: str
    knowledge_type: Label | None
    countries: tuple[Label, ...]
    topics: tuple[Label, ...]
    published: str | None
    abstract: Annotated[str, INTERNAL]
    snippets: tuple[Snippet, ...]
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value of a facet, its label, and the documents it would give."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of a facet under the current search, selected ones first; counts leave out the facet's own filter.

    `total_values` counts all values with a document, shown or not; `missing_count` the documents
    that state none.
    """

    name: Annotated[str, INTERNAL]
    values: tuple[FacetValue, ...]
    total_values: int
    missing_count: int
    match_all: Annotated[bool, INTERNAL] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFacet(Facet):
    """A facet that is an answer by itself, and so tells its name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A way out of an empty result: without this filter, or without the words, `total` documents match."""

    name: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMeta:
    """How an answer was made: by which state of the index, and `partial` where the time ran out before its end."""

    took_ms: float
    generation: str
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a `SearchRequest`; `query` is the text as it was read, `notes` say where that is not as typed."""

    query: str
    total: int
    items: tuple[ResultItem, ...]
    facets: Mapping[str, Facet]
    notes: tuple[str, ...]
    repairs: tuple[Repair, ...]
    did_you_mean: str | None
    page: int
    per_page: int
    meta: SearchMeta
    request: Annotated[SearchRequest, INTERNAL]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetail:
    """A whole document with the labels of its facet values, its tags as given, and the documents most like it."""

    id: str
    title: str
    abstract: str
    language: str
    published: str | None
    knowledge_type: Label | None
    countries: tuple[Label, ...]
    regions: tuple[Label, ...]
    topics: tuple[Label, ...]
    tags_as_given: tuple[Tag, ...]
    knowledge_type_as_given: Tag | None
    source_url: str | None
    content_url: str | None
    content_doi: str | None
    parent: Parent | None
    profile: Profile | None
    passages: tuple[Passage, ...]
    origin: Origin
    related: tuple[ResultItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewMeta:
    """By which state of the index an overview was made."""

    generation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a library holds, for its front page."""

    documents: int
    facets: Mapping[str, Facet]
    newest: tuple[ResultItem, ...]
    meta: OverviewMeta


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What something typed may become: a facet's value, a document (by its id) or a word.

    `matched` is the other name by which a value was found, empty where it was its own.
    """

    kind: str
    value: str
    label: str
    matched: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions:
    """What something typed may become, the most useful first."""

    completions: tuple[Completion, ...]

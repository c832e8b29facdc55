"""The nouns of Policyscope: frozen, without input or output, importing nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NOT_STATED = "_none"
"""The facet value that stands for "this document states no value"."""


class Role(StrEnum):
    """What a passage is for; the passage ranking treats prose best."""

    PROSE = "prose"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    CONTENTS = "contents"
    REFERENCES = "references"


class Status(StrEnum):
    """Whether a profile says something. Silence is never "no", and lost is never silence."""

    STATED = "stated"
    NOT_STATED = "not stated"
    NOT_RECOVERABLE = "not recoverable"


class Polarity(StrEnum):
    """Whether a printed comparison counts the places that have a thing or those that have it not."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Bound(StrEnum):
    """How a printed share is meant: "50%", "about half", "more than half", "fewer than a third"."""

    EXACTLY = "exactly"
    ABOUT = "about"
    MORE_THAN = "more than"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One paragraph, list, table or heading of a document.

    `number` counts from 0 in reading order, `page` from 1 where the source has pages.
    `anchor` is made from the text, so a link to it survives indexing again.
    """

    number: int
    text: str
    role: Role = Role.PROSE
    headings: tuple[str, ...] = ()
    page: int | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A topic or knowledge type as the source gives it: the words, and the link if there is one."""

    label: str
    uri: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a profile says to one question, with the words as printed and the passage they are in.

    `values` are the ids of options where the question has options ("none" where the place says it has
    none), else the text. What a place wrote in itself is in `own_words` as printed and among `values`
    as a slug. `number` with its `unit` and `year` is set where the answer is a quantity. The values of
    an answer that is not recoverable are those that were asked about.
    """

    question: str
    status: Status
    values: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    number: float | None = None
    unit: str | None = None
    year: int | None = None
    printed: str = ""
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A comparison printed in a profile: the `share` (0 to 1) of places that give an answer, or that do not.

    "Like 50% of cities surveyed, X has a formal strategy" claims `value` "yes" of the question with the
    share .5, positive. `places` is the number of places asked where it is printed, `edition` the year of
    the survey where it is known.
    """

    question: str
    value: str
    polarity: Polarity
    share: float
    bound: Bound = Bound.EXACTLY
    places: int | None = None
    edition: int | None = None
    printed: str = ""
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something a profile says that was not read: why, where, and to which question if that is known."""

    reason: str
    question: str | None = None
    passage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A survey-style profile of one place. `country` is an ISO 3166-1 alpha-2 code or None.

    `family` is the id of the questionnaire the profile answers.
    """

    place: str
    country: str | None
    family: str = "city-innovation-snapshot"
    edition: int | None = None
    answers: tuple[Answer, ...] = ()
    claims: tuple[Claim, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def parse_score(self) -> float:
        """The share, 0 to 1, of what the profile says that was read: answers and claims over those and losses."""
        read = sum(answer.status is Status.STATED for answer in self.answers) + len(self.claims)
        return read / (read + len(self.losses)) if read + len(self.losses) else 0.0

    def answer(self, question: str) -> Answer | None:
        """The answer to a question, or None where the questionnaire does not know it."""
        return next((answer for answer in self.answers if answer.question == question), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document came from. `path` is relative to `folder`; `digest` is BLAKE2b of the bytes."""

    folder: str
    path: str
    digest: str
    reader: str
    media_type: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as read. `published` is an ISO date, or its year or month part.

    `countries` are ISO 3166-1 alpha-2 codes, the main one first; `topics` are the tags as given.
    """

    id: str
    title: str
    abstract: str
    language: str
    passages: tuple[Passage, ...]
    origin: Origin
    knowledge_type: Tag | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[Tag, ...] = ()
    published: str | None = None
    source_url: str | None = None
    content_url: str | None = None
    parent_title: str | None = None
    parent_url: str | None = None
    profile: Profile | None = None

    @property
    def year(self) -> int | None:
        """The year of publication, or None where it is not stated."""
        return int(self.published[:4]) if self.published else None


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
    score: float
    parts: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultItem:
    """One document of a result, as the pages, the API and the command line show it."""

    id: str
    title: str
    score: float
    url: str | None
    language: str
    knowledge_type: Label | None
    countries: tuple[Label, ...]
    topics: tuple[Label, ...]
    published: str | None
    abstract: str
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
    """The values of a facet under the current search, selected ones first.

    `total_values` counts all values with a document, shown or not; `missing_count` the documents
    that state none.
    """

    name: str
    values: tuple[FacetValue, ...]
    total_values: int
    missing_count: int
    match_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A way out of an empty result: without this filter, or without the words, `total` documents match."""

    name: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a `SearchRequest`; `query` is the text as it was read.

    It is `partial` where the time for a search ran out before everything was looked at.
    """

    request: SearchRequest
    query: str
    total: int
    items: tuple[ResultItem, ...]
    facets: Mapping[str, Facet]
    notes: tuple[str, ...]
    repairs: tuple[Repair, ...]
    did_you_mean: str | None
    took_ms: float
    generation: str
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetail:
    """A document with the labels of its facet values and the documents most like it."""

    document: Document
    knowledge_type: Label | None
    countries: tuple[Label, ...]
    regions: tuple[Label, ...]
    topics: tuple[Label, ...]
    related: tuple[ResultItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a library holds, for its front page."""

    documents: int
    facets: Mapping[str, Facet]
    newest: tuple[ResultItem, ...]
    generation: str


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
class LibraryState:
    """What is held: the catalogue's last change, the one the index was brought up to, and any damage."""

    documents: int
    generation: str
    revision: int
    index_revision: int
    damage: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A file that did not become a document, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run over a folder did, in numbers of files."""

    read: int
    unchanged: int
    removed: int
    duplicates: tuple[FileProblem, ...]
    refused: tuple[FileProblem, ...]
    warnings: tuple[FileProblem, ...]
    documents: int
    seconds: float

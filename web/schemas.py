"""The shapes of the API's answers, as the models that describe and (in the tests) validate them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A shape that allows nothing unnamed."""

    model_config = ConfigDict(extra="forbid")


class LabelShape(Shape):
    """A facet value and what it is called."""

    value: str
    label: str


class SnippetShape(Shape):
    """A piece of a passage; `marks` are [start, end) character ranges of the words found."""

    text: str
    marks: list[tuple[int, int]]
    heading: str
    page: int | None
    anchor: str


class ExplanationShape(Shape):
    """Why a document has its score: in words, with the parts that add up to it."""

    words: str
    score: float
    parts: list[ExplanationShape]


class ItemShape(Shape):
    """One document of a result; `explanation` is given where the search asks for it."""

    id: str
    title: str
    score: float
    url: str | None
    language: str
    knowledge_type: LabelShape | None
    countries: list[LabelShape]
    topics: list[LabelShape]
    published: str | None
    snippets: list[SnippetShape]
    explanation: ExplanationShape | None


class FacetValueShape(Shape):
    """A facet value with the number of documents it would give."""

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool


class FacetShape(Shape):
    """The values of a facet, those chosen first; counts leave out the facet's own filter."""

    values: list[FacetValueShape]
    total_values: int
    missing_count: int


class NamedFacetShape(FacetShape):
    """A facet with its name."""

    name: str


class RepairShape(Shape):
    """A filter (or `q`) without which an empty result would hold `total` documents."""

    name: str
    total: int


class MetaShape(Shape):
    """How the answer was made; `partial` where the time ran out before everything was looked at."""

    took_ms: float
    generation: str
    partial: bool


class SearchShape(Shape):
    """A search result; `query` is the text as it was read, `notes` say what was read otherwise than typed."""

    query: str
    total: int
    items: list[ItemShape]
    facets: dict[str, FacetShape]
    notes: list[str]
    repairs: list[RepairShape]
    did_you_mean: str | None
    page: int
    per_page: int
    meta: MetaShape


class GenerationShape(Shape):
    """Which state of the index answered."""

    generation: str


class OverviewShape(Shape):
    """What a library holds: the front page's twin."""

    documents: int
    facets: dict[str, FacetShape]
    newest: list[ItemShape]
    meta: GenerationShape


class CompletionShape(Shape):
    """What something typed may become: a value of the facet `kind`, a `document` by its id, or a `word`."""

    kind: str
    value: str
    label: str
    matched: str
    count: int


class CompletionsShape(Shape):
    """Completions, the most useful first."""

    completions: list[CompletionShape]


class TagShape(Shape):
    """A tag as the source gives it."""

    label: str
    uri: str | None


class ParentShape(Shape):
    """What a document is part of."""

    title: str | None
    url: str | None
    doi: str | None


class AnswerShape(Shape):
    """What a profile says to one question; *not stated* is not *no*, and *not recoverable* is neither."""

    question: str
    status: Literal["stated", "not stated", "not recoverable"]
    values: list[str]
    own_words: list[str]
    number: float | None
    unit: str | None
    year: int | None
    printed: str
    passage: int | None


class ClaimShape(Shape):
    """A printed comparison: the `share` of places that give `value`, or, negative, that do not."""

    question: str
    value: str
    polarity: Literal["positive", "negative"]
    share: float
    bound: Literal["exactly", "about", "more than", "less than"]
    places: int | None
    edition: int | None
    printed: str
    passage: int | None


class LossShape(Shape):
    """Something a profile says that was not read."""

    reason: str
    question: str | None
    passage: int | None


class ProfileShape(Shape):
    """A profile of a place; `parse_score` is the share of what it says that was read."""

    place: str
    country: str | None
    family: str
    edition: int | None
    parse_score: float
    answers: list[AnswerShape]
    claims: list[ClaimShape]
    losses: list[LossShape]


class PassageShape(Shape):
    """A passage; its `anchor` survives indexing again."""

    number: int
    role: Literal["prose", "heading", "list", "table", "contents", "references"]
    headings: list[str]
    page: int | None
    anchor: str
    text: str


class OriginShape(Shape):
    """Where a document came from and what was lost in reading it."""

    path: str
    digest: str
    reader: str
    media_type: str
    problems: list[str]


class DocumentShape(Shape):
    """A whole document."""

    id: str
    title: str
    abstract: str
    language: str
    published: str | None
    knowledge_type: LabelShape | None
    countries: list[LabelShape]
    regions: list[LabelShape]
    topics: list[LabelShape]
    tags_as_given: list[TagShape]
    knowledge_type_as_given: TagShape | None
    source_url: str | None
    content_url: str | None
    content_doi: str | None
    parent: ParentShape | None
    profile: ProfileShape | None
    passages: list[PassageShape]
    origin: OriginShape
    related: list[ItemShape]


class HealthShape(Shape):
    """The state of the library; `index_revision` below `revision` means the index lags."""

    status: Literal["ok", "damaged"]
    documents: int
    generation: str
    revision: int
    index_revision: int
    damage: list[str]


class ErrorShape(Shape):
    """One parameter that is wrong."""

    parameter: str
    detail: str
    allowed: list[str]


class ProblemShape(Shape):
    """An error as RFC 9457 problem JSON."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorShape] = []

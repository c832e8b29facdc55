"""The nouns of places and how they compare: frozen, without input or output, importing only the other nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainSerializer

from indexer.nouns.members import INTERNAL, DocumentId, Rounded, rounded
from indexer.nouns.profiles import Answer, Claim, Loss, Profile, Status
from indexer.nouns.search import FacetFilter

BANDS: Mapping[str, tuple[float, float]] = {
    "under-100000": (0, 100_000),
    "100000-499999": (100_000, 500_000),
    "500000-999999": (500_000, 1_000_000),
    "1-to-5-million": (1_000_000, 5_000_000),
    "5-million-and-more": (5_000_000, float("inf")),
}
"""Population bands: from the first number up to, but not with, the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRecord:
    """A profile with the document it is in: one edition of a place.

    `parse_score` is the share of what it says that was read; `anchors` are those of the passages its answers stand in.
    """

    document_id: DocumentId
    title: str
    edition: int | None = field(init=False, default=None)
    published: str | None
    parse_score: Annotated[float, rounded(4)] = field(init=False, default=0.0)
    profile: Annotated[Profile, INTERNAL]
    anchors: Annotated[Mapping[int, str], INTERNAL] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "edition", self.profile.edition)
        object.__setattr__(self, "parse_score", self.profile.parse_score)

    @property
    def year(self) -> int | None:
        """The edition, else the year of publication, or None."""
        return self.edition or (int(self.published[:4]) if self.published else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAnswer(Answer):
    """A place's answer, and the document and passage that give it; `edition` is the profile's year."""

    document_id: DocumentId
    edition: int | None
    anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question that a place's profiles answer differently, newest first; a *conflict* within one edition."""

    question: str
    conflict: bool
    told: tuple[PlaceAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with all its profiles, newest first, and for each question the newest answer that is stated.

    `country` is an ISO 3166-1 alpha-2 code or None; `regions` are region ids, nearest first; `population` is None where
    it is not stated; `stated` counts the questions it answers.
    """

    id: str
    name: str
    country: str | None
    regions: tuple[str, ...]
    population: float | None = field(init=False, default=None)
    family: str = field(init=False, default="")
    records: Annotated[tuple[ProfileRecord, ...], Field(serialization_alias="editions")]
    stated: int = field(init=False, default=0)
    answers: Annotated[Mapping[str, PlaceAnswer], INTERNAL]

    def __post_init__(self) -> None:
        told = self.answers.get("population")
        stated = sum(answer.status is Status.STATED for answer in self.answers.values())
        object.__setattr__(self, "population", told.number if told else None)
        object.__setattr__(self, "family", self.records[0].profile.family)
        object.__setattr__(self, "stated", stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFilter:
    """Which places are meant: each part narrows. `documents` is the result of a search, or None for all.

    `answers` maps questions to the values wanted; `editions` takes only profiles of those years.
    """

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    editions: tuple[int, ...] = ()
    populations: tuple[str, ...] = ()
    answers: Mapping[str, FacetFilter] = field(default_factory=dict)
    documents: frozenset[str] | None = None
    contains: str = ""


class Agreement(StrEnum):
    """How the answers of the places compared stand to each other."""

    DIFFERENT = "different"
    PARTLY_STATED = "partly stated"
    SAME = "same"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """One question over the places compared; a cell is None where the place says nothing.

    `common` are the values all places that answer share.
    """

    question: str
    agreement: Agreement
    common: tuple[str, ...] = ()
    cells: tuple[PlaceAnswer | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Places beside each other, the rows that differ first."""

    family: str
    places: tuple[Place, ...]
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueShare:
    """How many places give a value: of all in the set, and of those that answer.

    `interval` is the 95 % Wilson interval of the share of all. `own_words` are set where the value is no option but
    what places wrote in.
    """

    value: str
    own_words: str | None = None
    count: int
    share: Rounded
    share_of_answers: Rounded
    interval: tuple[Rounded, Rounded]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSummary:
    """The numbers places state: least, quartiles and greatest."""

    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBenchmark:
    """What the places of a set say to one question; the three counts add up to `places`."""

    question: str
    places: int
    stated: int
    not_stated: int
    not_recoverable: int
    values: tuple[ValueShare, ...] = ()
    numbers: NumberSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What the library counts of a printed claim: `count` of `places`, of which `answered` answer its question.

    `edition` is the one counted, None for all; `interval` the 95 % Wilson interval.
    """

    share: Rounded
    count: int
    places: int
    answered: int
    edition: int | None
    interval: tuple[Rounded, Rounded]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim(Claim):
    """A printed claim beside what the library itself counts.

    `recomputed` is None where no place is counted, `agrees` where the silent places could decide. The same claim may be
    printed by several profiles (`printed_by`); place and document are then the first of them.
    """

    place_id: Annotated[str, Field(serialization_alias="place")]
    document_id: DocumentId
    anchor: str | None
    printed_by: int = 1
    recomputed: Recount | None
    agrees: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Shares per option over a set of places, and the claims printed about them."""

    family: str
    places: int
    questions: tuple[QuestionBenchmark, ...]
    claims: tuple[CheckedClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAnswer:
    """A question both places answer: how alike from 0 to 1, the values both give, and those of each alone."""

    question: str
    likeness: Rounded
    both: tuple[str, ...]
    only_this: tuple[str, ...]
    only_other: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A place like another: `similarity` 0 to 1 over the `compared` questions both answer."""

    place: Place
    similarity: Rounded
    compared: int
    alike: tuple[SharedAnswer, ...]
    unlike: tuple[SharedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerList:
    """The places most like one, nearest first."""

    items: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLoss(Loss):
    """Something that was not read, and the document it is in."""

    document_id: DocumentId


_AS_LIST = PlainSerializer(lambda answers: list(answers.values()), return_type=list[PlaceAnswer])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetail(Place):
    """A place with all that is known of it."""

    answers: Annotated[Mapping[str, PlaceAnswer], _AS_LIST]
    claims: tuple[CheckedClaim, ...]
    differences: tuple[Difference, ...]
    losses: tuple[PlaceLoss, ...]
    peers: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """A page of places in order of name, and how many there are."""

    total: int
    page: int
    per_page: int
    items: tuple[Place, ...]

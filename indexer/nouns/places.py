"""The nouns of places and how they compare: frozen, without input or output, importing only the other nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.nouns.profiles import Answer, Claim, Loss, Profile
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
    """A profile with the document it is in; `anchors` are those of the passages its answers stand in."""

    document_id: str
    title: str
    published: str | None
    profile: Profile
    anchors: Mapping[int, str] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """The edition, else the year of publication, or None."""
        return self.profile.edition or (int(self.published[:4]) if self.published else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAnswer:
    """A place's answer and the document that gives it."""

    answer: Answer
    document_id: str
    year: int | None
    anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A question that a place's profiles answer differently, newest first; a *conflict* within one edition."""

    question: str
    told: tuple[PlaceAnswer, ...]
    conflict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with all its profiles, newest first, and for each question the newest answer that is stated.

    `country` is an ISO 3166-1 alpha-2 code or None; `regions` are region ids, nearest first.
    """

    id: str
    name: str
    country: str | None
    regions: tuple[str, ...]
    records: tuple[ProfileRecord, ...]
    answers: Mapping[str, PlaceAnswer]
    differences: tuple[Difference, ...] = ()

    @property
    def population(self) -> float | None:
        """The number of inhabitants, or None where it is not stated."""
        found = self.answers.get("population")
        return found.answer.number if found else None


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
    cells: tuple[PlaceAnswer | None, ...]
    common: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Places beside each other, the rows that differ first."""

    family: str
    places: tuple[Place, ...]
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueShare:
    """How many places give a value: of all in the set, and of those that answer.

    `low` to `high` is the 95 % Wilson interval of the share of all. `own_words` are set where the value is
    no option but what places wrote in.
    """

    value: str
    count: int
    share: float
    share_of_answers: float
    low: float
    high: float
    own_words: str | None = None


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
class CheckedClaim:
    """A printed claim beside what the library itself counts: `count` of `places`, of which `answered` answer.

    `recomputed` is None where no place is counted, `agrees` where the silent places could decide. `edition`
    is the one counted, None for all. The same claim may be printed by several profiles (`printed_by`);
    place and document are then the first of them.
    """

    claim: Claim
    place_id: str
    document_id: str
    anchor: str | None
    count: int
    places: int
    answered: int
    edition: int | None
    recomputed: float | None
    low: float
    high: float
    agrees: bool | None
    printed_by: int = 1


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
    likeness: float
    both: tuple[str, ...]
    only_this: tuple[str, ...]
    only_other: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A place like another: `similarity` 0 to 1 over the `compared` questions both answer."""

    place: Place
    similarity: float
    compared: int
    alike: tuple[SharedAnswer, ...]
    unlike: tuple[SharedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetail:
    """A place with what is known beside its answers: checked claims, losses by document, and its peers."""

    place: Place
    claims: tuple[CheckedClaim, ...]
    losses: tuple[tuple[str, Loss], ...]
    peers: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """A page of places in order of name, and how many there are."""

    places: tuple[Place, ...]
    total: int
    page: int
    per_page: int

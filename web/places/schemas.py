"""The shapes of the API's answers on places, as the models that describe and (in the tests) validate them."""

from __future__ import annotations

from typing import Literal

from web.schemas import AnswerShape, ClaimShape, LossShape, Shape


class EditionShape(Shape):
    """One profile of a place; `parse_score` is the share of what it says that was read."""

    document: str
    title: str
    edition: int | None
    published: str | None
    parse_score: float


class PlaceShape(Shape):
    """A place in short; `stated` counts the questions it answers."""

    id: str
    name: str
    country: str | None
    regions: list[str]
    population: float | None
    family: str
    editions: list[EditionShape]
    stated: int


class PlacesShape(Shape):
    """A page of places in order of name."""

    total: int
    page: int
    per_page: int
    items: list[PlaceShape]


class PlaceAnswerShape(AnswerShape):
    """An answer with the document and passage that give it."""

    document: str
    edition: int | None
    anchor: str | None


class RecomputedShape(Shape):
    """What the library counts: `count` of `places`, of which `answered` answer; the 95 % Wilson interval."""

    share: float
    count: int
    places: int
    answered: int
    edition: int | None
    interval: tuple[float, float]


class CheckedClaimShape(ClaimShape):
    """A printed claim beside what the library counts; `agrees` is null where there is nothing to count."""

    place: str
    document: str
    anchor: str | None
    printed_by: int
    recomputed: RecomputedShape | None
    agrees: bool | None


class DifferenceShape(Shape):
    """A question a place's profiles answer differently; a `conflict` within one edition."""

    question: str
    conflict: bool
    told: list[PlaceAnswerShape]


class PlaceLossShape(LossShape):
    """Something a profile says that was not read."""

    document: str


class SharedShape(Shape):
    """A question two places answer: how alike, and which values both or one of them gives."""

    question: str
    likeness: float
    both: list[str]
    only_this: list[str]
    only_other: list[str]


class PeerShape(Shape):
    """A place like another, over the `compared` questions both answer."""

    place: PlaceShape
    similarity: float
    compared: int
    alike: list[SharedShape]
    unlike: list[SharedShape]


class PeersShape(Shape):
    """The places most like one, nearest first."""

    items: list[PeerShape]


class PlaceDetailShape(PlaceShape):
    """A place with all that is known of it."""

    answers: list[PlaceAnswerShape]
    claims: list[CheckedClaimShape]
    differences: list[DifferenceShape]
    losses: list[PlaceLossShape]
    peers: list[PeerShape]


class ComparisonRowShape(Shape):
    """One question; a cell is null where the place says nothing."""

    question: str
    agreement: Literal["different", "partly stated", "same", "silent"]
    common: list[str]
    cells: list[PlaceAnswerShape | None]


class ComparisonShape(Shape):
    """Places side by side, the rows that differ first."""

    family: str
    places: list[PlaceShape]
    rows: list[ComparisonRowShape]


class ValueShareShape(Shape):
    """How many places give a value; `own_words` where it is no option but what they wrote in."""

    value: str
    own_words: str | None
    count: int
    share: float
    share_of_answers: float
    interval: tuple[float, float]


class NumbersShape(Shape):
    """The numbers places state."""

    least: float
    lower_quartile: float
    median: float
    upper_quartile: float
    greatest: float


class QuestionShape(Shape):
    """What the places say to one question; the three counts add up to `places`."""

    question: str
    places: int
    stated: int
    not_stated: int
    not_recoverable: int
    values: list[ValueShareShape]
    numbers: NumbersShape | None


class BenchmarkShape(Shape):
    """Shares per answer over a set of places, and the claims their profiles print."""

    family: str
    places: int
    questions: list[QuestionShape]
    claims: list[CheckedClaimShape]

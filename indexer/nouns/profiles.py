"""Profiles of places: what a document answers to a questionnaire, claims of others and what was lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from indexer.nouns.members import rounded


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

    `family` is the id of the questionnaire the profile answers. `parse_score` is the share, 0 to 1, of what the profile
    says that was read: answers and claims over those and losses.
    """

    place: str
    country: str | None
    family: str = "city-innovation-snapshot"
    edition: int | None = None
    parse_score: Annotated[float, rounded(4)] = field(init=False, default=0.0)
    answers: tuple[Answer, ...] = ()
    claims: tuple[Claim, ...] = ()
    losses: tuple[Loss, ...] = ()

    def __post_init__(self) -> None:
        read = sum(answer.status is Status.STATED for answer in self.answers) + len(self.claims)
        score = read / (read + len(self.losses)) if read + len(self.losses) else 0.0
        object.__setattr__(self, "parse_score", score)

    def answer(self, question: str) -> Answer | None:
        """The answer to a question, or None where the questionnaire does not know it."""
        return next((answer for answer in self.answers if answer.question == question), None)

"""How answers and claims are shown: in words, with the address of their passage."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.holdings import Holdings
from indexer.nouns.members import widened
from indexer.nouns.places import CheckedClaim, Place, PlaceAnswer
from indexer.nouns.profiles import Bound, Polarity, Status
from indexer.nouns.search import DocumentDetail
from indexer.present.words import shown
from indexer.vocabulary.questionnaire import YES, Question, Type
from web.places.parameters import FAMILY, address


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """One value of an answer; `own` marks a place's own words."""

    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """An answer in words: `state` is stated, not stated or not recoverable; `source_url` its passage."""

    question: str
    title: str
    state: str
    values: tuple[ValueView, ...] = ()
    link: str | None = None
    printed: str = ""
    source_url: str = ""
    year: int | None = None
    number: float | None = None
    bar: float = 0.0
    benchmark_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A printed claim beside what is counted here; `verdict` is agrees, disagrees or unknown."""

    title: str
    said: str
    counted: str
    verdict: str
    printed: str
    printed_by: int
    source_url: str


def answer_view(answer: PlaceAnswer | None, question: Question, greatest: float = 0.0) -> AnswerView:
    """An answer in words; a bar is drawn for a number beside the greatest one."""
    counted = question.type.is_choice or question.type is Type.NUMBER
    url = address("/benchmark", [("question", question.id)]) if counted else ""
    if answer is None or answer.status is Status.NOT_STATED:
        return AnswerView(question=question.id, title=question.label["en"], state="not stated", benchmark_url=url)
    lost = answer.status is Status.NOT_RECOVERABLE
    source = f"/documents/{answer.document_id}" + (f"#{answer.anchor}" if answer.anchor else "")
    own = set(answer.own_words)
    labels = [question.value_label(value, "en", answer.own_words) for value in answer.values]
    if answer.number is not None or question.type is Type.YEARS:
        labels = [shown(answer, question)]
    return AnswerView(
        question=question.id,
        title=question.label["en"],
        state="not recoverable" if lost else "stated",
        values=tuple(ValueView(text=label, own=label in own) for label in labels),
        link=answer.values[0] if question.type is Type.LINK and answer.values else None,
        printed=answer.printed,
        source_url=source,
        year=answer.edition,
        number=answer.number,
        bar=round(100 * answer.number / greatest, 1) if answer.number and greatest else 0.0,
        benchmark_url=url,
    )


def claim_view(claim: CheckedClaim) -> ClaimView:
    """A printed claim beside what is counted, in words."""
    question = FAMILY.question(claim.question)
    label = question.value_label(claim.value) if question else claim.value
    kind = question.type if question else Type.TEXT
    value = "" if kind is Type.YES_OR_NO and claim.value == YES else f": {label}"
    denied = " (not so)" if claim.polarity is Polarity.NEGATIVE else ""
    bound = "" if claim.bound is Bound.EXACTLY else f"{claim.bound.value} "
    recount = claim.recomputed
    edition = f" of edition {recount.edition}" if recount and recount.edition else ""
    return ClaimView(
        title=f"{question.label['en'] if question else claim.question}{value}{denied}",
        said=f"{bound}{percent(claim.share)}" + (f" of {claim.places}" if claim.places else ""),
        counted=(
            f"{recount.count} of {recount.places} profiles{edition} ({percent(recount.share)}); "
            f"{recount.answered} answer"
            if recount
            else "nothing to count"
        ),
        verdict={True: "agrees", False: "disagrees", None: "unknown"}[claim.agrees],
        printed=claim.printed,
        printed_by=claim.printed_by,
        source_url=f"/documents/{claim.document_id}" + (f"#{claim.anchor}" if claim.anchor else ""),
    )


def country_name(place: Place, library: Holdings) -> str:
    """The name of a place's country, or nothing."""
    return (library.facet_label("country", place.country) or place.country) if place.country else ""


def percent(share: float) -> str:
    """A share in words: whole per cents, one decimal below 10."""
    hundredths = 100 * share
    return f"{hundredths:.0f} %" if hundredths >= 10 or hundredths == int(hundredths) else f"{hundredths:.1f} %"


def document_answers(document: DocumentDetail) -> tuple[AnswerView, ...]:
    """What the profile in a document answers, in words, each with the address of its passage on this page."""
    anchors = {passage.number: passage.anchor for passage in document.passages}
    answers = document.profile.answers if document.profile else ()
    return tuple(
        answer_view(
            widened(
                PlaceAnswer,
                answer,
                document_id=document.id,
                edition=None,
                anchor=anchors.get(answer.passage) if answer.passage is not None else None,
            ),
            question,
        )
        for answer in answers
        if (question := FAMILY.question(answer.question))
    )

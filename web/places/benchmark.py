"""What the benchmark shows: sentences with their denominators, shares and links."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from indexer.holdings import Holdings
from indexer.nouns.places import Benchmark, QuestionBenchmark
from indexer.nouns.search import NOT_STATED
from indexer.vocabulary.questionnaire import NO, YES, Question, Type
from web.places.answers import ClaimView, claim_view, percent
from web.places.filters import FilterView, filter_view
from web.places.parameters import FAMILY, address, pairs_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """A value with its count, share and interval in words, and where its places are listed."""

    label: str
    own: bool
    count: int
    percent: str
    interval: str
    width: float
    low: float
    high: float
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question of the benchmark: the sentence, the shares, and what is left of the set."""

    id: str
    title: str
    sentence: str
    shares: tuple[ShareView, ...]
    own: tuple[ShareView, ...]
    not_stated: int
    not_stated_url: str
    not_recoverable: int
    numbers: tuple[tuple[str, str], ...]
    claims: tuple[ClaimView, ...]
    only_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkPage:
    """All that the benchmark shows."""

    places: int
    sections: tuple[tuple[str, str, tuple[QuestionView, ...]], ...]
    filter: FilterView
    all_url: str
    places_url: str
    json_url: str
    csv_url: str


def benchmark_page(found: Benchmark, parameters: BaseModel, library: Holdings) -> BenchmarkPage:
    """A benchmark with its links."""
    pairs = pairs_of(parameters)
    filters = [pair for pair in pairs if pair[0] != "question"]
    views = {each.question: _question_view(each, found, filters) for each in found.questions}
    sections = (
        (
            section.id,
            section.label["en"],
            tuple(views[each.id] for each in FAMILY.questions_of(section.id) if each.id in views),
        )
        for section in FAMILY.sections
    )
    return BenchmarkPage(
        places=found.places,
        sections=tuple(section for section in sections if section[2]),
        filter=filter_view("/benchmark", parameters, library),
        all_url=address("/benchmark", filters) if filters != pairs else "",
        places_url=address("/places", filters),
        json_url=address("/benchmark.json", pairs),
        csv_url=address("/benchmark.csv", pairs),
    )


def _question_view(found: QuestionBenchmark, whole: Benchmark, filters: list[tuple[str, str]]) -> QuestionView:
    question = FAMILY.question(found.question)
    assert question is not None  # noqa: S101 -- a benchmark only has questions of its family
    shares = [
        ShareView(
            label=each.own_words or question.value_label(each.value),
            own=each.own_words is not None,
            count=each.count,
            percent=percent(each.share),
            interval=" to ".join(percent(bound) for bound in each.interval),
            width=round(100 * each.share, 1),
            low=round(100 * each.interval[0], 1),
            high=round(100 * each.interval[1], 1),
            url=address("/places", [*filters, (question.parameter, each.value)]),
        )
        for each in found.values
    ]
    numbers = found.numbers
    return QuestionView(
        id=question.id,
        title=question.label["en"],
        sentence=_sentence(found, question),
        shares=tuple(share for share in shares if not share.own),
        own=tuple(sorted((share for share in shares if share.own), key=lambda share: -share.count)),
        not_stated=found.not_stated,
        not_stated_url=(
            address("/places", [*filters, (question.parameter, NOT_STATED)]) if question.type.is_choice else ""
        ),
        not_recoverable=found.not_recoverable,
        numbers=(
            ()
            if numbers is None
            else (
                ("Least", f"{numbers.least:,.0f}"),
                ("Lower quartile", f"{numbers.lower_quartile:,.0f}"),
                ("Median", f"{numbers.median:,.0f}"),
                ("Upper quartile", f"{numbers.upper_quartile:,.0f}"),
                ("Greatest", f"{numbers.greatest:,.0f}"),
            )
        ),
        claims=tuple(claim_view(each) for each in whole.claims if each.question == question.id),
        only_url=address("/benchmark", [*filters, ("question", question.id)]),
    )


def _sentence(found: QuestionBenchmark, question: Question) -> str:
    """The benchmark in one sentence, with its denominator."""
    profiles = "profile" if found.places == 1 else "profiles"
    silent = f"{found.not_stated} say nothing" if found.not_stated != 1 else "1 says nothing"
    lost = f", {found.not_recoverable} cannot be recovered" if found.not_recoverable else ""
    if question.type is Type.YES_OR_NO:
        counts = {each.value: each for each in found.values}
        yes, no = counts[YES], counts[NO]
        preparing = next((each.count for each in found.values if each.value == "in preparation"), 0)
        verb = "says" if yes.count == 1 else "say"
        prepared = f", {preparing} in preparation" if preparing else ""
        return (
            f"{yes.count} of {found.places} {profiles} ({percent(yes.share)}) {verb} yes, {no.count} no{prepared}, "
            f"{silent}{lost}."
        )
    answer = "answers" if found.stated == 1 else "answer"
    return f"{found.stated} of {found.places} {profiles} {answer}, {silent}{lost}."

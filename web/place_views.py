"""What the templates on places show, with every link made and every number in words: templates know no rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from indexer.library import Library
from indexer.model import NOT_STATED, Bound, Polarity, Status
from indexer.place_model import (
    BANDS,
    Agreement,
    Benchmark,
    CheckedClaim,
    Comparison,
    ComparisonRow,
    Peer,
    Place,
    PlaceAnswer,
    PlaceDetail,
    PlacePage,
    ProfileRecord,
    QuestionBenchmark,
    SharedAnswer,
)
from indexer.present_places import shown
from indexer.vocabulary.concepts import COUNTRY, REGION
from indexer.vocabulary.questionnaire import NO, YES, Question, Type
from web.place_parameters import FAMILY, address, pairs_of
from web.views import LinkView

BAND_TITLES = {
    "under-100000": "Under 100,000",
    "100000-499999": "100,000 to 499,999",
    "500000-999999": "500,000 to 999,999",
    "1-to-5-million": "1 to under 5 million",
    "5-million-and-more": "5 million and more",
}
_AGREEMENTS = {
    Agreement.DIFFERENT: "Answered differently",
    Agreement.PARTLY_STATED: "Answered by some",
    Agreement.SAME: "Answered alike",
    Agreement.SILENT: "Answered by none",
}


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
class SectionView:
    """The answers of one section."""

    id: str
    title: str
    answers: tuple[AnswerView, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One profile of a place."""

    title: str
    url: str
    year: str
    stated: int
    score: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """A question that profiles of one place answer differently."""

    title: str
    conflict: bool
    told: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView:
    """A question two places answer, in words."""

    title: str
    both: str
    only_this: str
    only_other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerView:
    """A peer with what is shared and what differs."""

    name: str
    url: str
    country: str
    percent: str
    compared: int
    alike: tuple[SharedView, ...]
    unlike: tuple[SharedView, ...]
    compare_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """All that a place's page shows."""

    place: Place
    country: str
    regions: str
    population: str
    sections: tuple[SectionView, ...]
    claims: tuple[ClaimView, ...]
    editions: tuple[EditionView, ...]
    differences: tuple[DifferenceView, ...]
    losses: tuple[tuple[str, str, str], ...]
    peers: tuple[PeerView, ...]
    peers_url: str
    compare_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """A drop-down list of a filter form: (value, label, selected) each."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """The form that narrows a set of places, and the filters in force with links that remove them."""

    words: str
    choices: tuple[ChoiceView, ...]
    answers: tuple[ChoiceView, ...]
    applied: tuple[LinkView, ...]
    clear_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """All that the list of places shows."""

    rows: tuple[tuple[Place, str, str, int], ...]
    total: int
    contains: str
    filter: FilterView
    previous_url: str
    next_url: str
    json_url: str
    csv_url: str
    benchmark_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A question of the matrix with one cell a place."""

    title: str
    agreement: str
    cells: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredView:
    """How much a place answers, as counts and as parts of a bar 100 wide."""

    name: str
    stated: int
    lost: int
    silent: int
    stated_width: float
    lost_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All that the comparison shows."""

    names: tuple[tuple[str, str, str], ...]
    rows: tuple[RowView, ...]
    hidden: int
    every: bool
    switch_url: str
    answered: tuple[AnsweredView, ...]
    others: tuple[tuple[str, str], ...]
    ids: tuple[str, ...]
    json_url: str
    csv_url: str
    markdown_url: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PeersPage:
    """All that the peers of a place show."""

    place: Place
    peers: tuple[PeerView, ...]
    filter: FilterView
    json_url: str
    csv_url: str


def places_page(found: PlacePage, parameters: BaseModel, library: Library) -> PlacesPage:
    """A page of places with its links."""
    pairs = pairs_of(parameters)

    def at(page: int) -> str:
        return address("/places", [pair for pair in pairs if pair[0] != "page"] + [("page", str(page))])

    filters = [pair for pair in pairs if pair[0] not in ("page", "per_page", "contains")]
    return PlacesPage(
        rows=tuple(
            (place, country_name(place, library), _years(place.records), _stated(place)) for place in found.places
        ),
        total=found.total,
        contains=getattr(parameters, "contains", ""),
        filter=filter_view("/places", parameters, library),
        previous_url=at(found.page - 1) if found.page > 1 else "",
        next_url=at(found.page + 1) if found.page * found.per_page < found.total else "",
        json_url=address("/places.json", pairs),
        csv_url=address("/places.csv", pairs),
        benchmark_url=address("/benchmark", filters),
    )


def place_view(detail: PlaceDetail, library: Library) -> PlaceView:
    """A place with its links."""
    place = detail.place
    sections = tuple(
        SectionView(
            id=section.id,
            title=section.label["en"],
            answers=tuple(answer_view(place.answers.get(each.id), each) for each in FAMILY.questions_of(section.id)),
        )
        for section in FAMILY.sections
    )
    return PlaceView(
        place=place,
        country=country_name(place, library),
        regions=", ".join(library.facet_label(REGION, region) or region for region in place.regions),
        population=f"{place.population:,.0f}" if place.population else "",
        sections=sections,
        claims=tuple(claim_view(checked) for checked in detail.claims),
        editions=tuple(_edition(record) for record in place.records),
        differences=tuple(
            DifferenceView(
                title=question.label["en"],
                conflict=difference.conflict,
                told=tuple(answer_view(told, question) for told in difference.told),
            )
            for difference in place.differences
            if (question := FAMILY.question(difference.question))
        ),
        losses=tuple(
            _loss(document, loss.reason, loss.question, loss.passage, place) for document, loss in detail.losses
        ),
        peers=tuple(peer_view(peer, place, library) for peer in detail.peers),
        peers_url=address("/peers", [("place", place.id)]),
        compare_url=address(
            "/compare", [("place", place.id), *(("place", peer.place.id) for peer in detail.peers[:2])]
        ),
    )


def compare_page(comparison: Comparison, parameters: BaseModel, library: Library) -> ComparePage:
    """A comparison with its links; rows that do not differ are left out unless asked for."""
    pairs = pairs_of(parameters)
    every = bool(getattr(parameters, "all", False))
    rows = [row for row in comparison.rows if every or row.agreement is Agreement.DIFFERENT]
    ids = tuple(place.id for place in comparison.places)
    switched = [("place", each) for each in ids] + ([] if every else [("all", "true")])
    return ComparePage(
        names=tuple(
            (
                place.name,
                country_name(place, library),
                address("/compare", [pair for pair in pairs if pair != ("place", place.id)]),
            )
            for place in comparison.places
        ),
        rows=tuple(_row(row) for row in rows if FAMILY.question(row.question)),
        hidden=len(comparison.rows) - len(rows),
        every=every,
        switch_url=address("/compare", switched),
        answered=tuple(_answered(place, comparison.rows, at) for at, place in enumerate(comparison.places)),
        others=tuple((place.id, place.name) for place in library.survey().coded().places if place.id not in ids)[:1000],
        ids=ids,
        json_url=address("/compare.json", pairs),
        csv_url=address("/compare.csv", pairs),
        markdown_url=address("/compare.md", pairs),
    )


def benchmark_page(found: Benchmark, parameters: BaseModel, library: Library) -> BenchmarkPage:
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


def peers_page(place_id: str, found: Sequence[Peer], parameters: BaseModel, library: Library) -> PeersPage:
    """The peers of a place with their links."""
    place = library.survey().place(place_id)
    pairs = pairs_of(parameters)
    return PeersPage(
        place=place,
        peers=tuple(peer_view(peer, place, library) for peer in found),
        filter=filter_view("/peers", parameters, library),
        json_url=address("/peers.json", pairs),
        csv_url=address("/peers.csv", pairs),
    )


def answer_view(told: PlaceAnswer | None, question: Question, greatest: float = 0.0) -> AnswerView:
    """An answer in words; a bar is drawn for a number beside the greatest one."""
    counted = question.type.is_choice or question.type is Type.NUMBER
    url = address("/benchmark", [("question", question.id)]) if counted else ""
    if told is None or told.answer.status is Status.NOT_STATED:
        return AnswerView(question=question.id, title=question.label["en"], state="not stated", benchmark_url=url)
    answer = told.answer
    lost = answer.status is Status.NOT_RECOVERABLE
    source = f"/documents/{told.document_id}" + (f"#{told.anchor}" if told.anchor else "")
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
        year=told.year,
        number=answer.number,
        bar=round(100 * answer.number / greatest, 1) if answer.number and greatest else 0.0,
        benchmark_url=url,
    )


def claim_view(checked: CheckedClaim) -> ClaimView:
    """A printed claim beside what is counted, in words."""
    claim = checked.claim
    question = FAMILY.question(claim.question)
    label = question.value_label(claim.value) if question else claim.value
    kind = question.type if question else Type.TEXT
    value = "" if kind is Type.YES_OR_NO and claim.value == YES else f": {label}"
    denied = " (not so)" if claim.polarity is Polarity.NEGATIVE else ""
    bound = "" if claim.bound is Bound.EXACTLY else f"{claim.bound.value} "
    edition = f" of edition {checked.edition}" if checked.edition else ""
    return ClaimView(
        title=f"{question.label['en'] if question else claim.question}{value}{denied}",
        said=f"{bound}{percent(claim.share)}" + (f" of {claim.places}" if claim.places else ""),
        counted=(
            f"{checked.count} of {checked.places} profiles{edition} ({percent(checked.count / checked.places)}); "
            f"{checked.answered} answer"
            if checked.places
            else "nothing to count"
        ),
        verdict={True: "agrees", False: "disagrees", None: "unknown"}[checked.agrees],
        printed=claim.printed,
        printed_by=checked.printed_by,
        source_url=f"/documents/{checked.document_id}" + (f"#{checked.anchor}" if checked.anchor else ""),
    )


def peer_view(peer: Peer, place: Place, library: Library) -> PeerView:
    """A peer in words."""
    return PeerView(
        name=peer.place.name,
        url=f"/places/{peer.place.id}",
        country=country_name(peer.place, library),
        percent=percent(peer.similarity),
        compared=peer.compared,
        alike=tuple(_shared_view(each, place, peer.place) for each in peer.alike),
        unlike=tuple(_shared_view(each, place, peer.place) for each in peer.unlike),
        compare_url=address("/compare", [("place", place.id), ("place", peer.place.id)]),
    )


def filter_view(path: str, parameters: BaseModel, library: Library) -> FilterView:
    """The filter form of a page with its parameters filled in."""
    survey = library.survey()
    places = survey.coded().places
    countries = sorted({place.country for place in places if place.country})
    regions = sorted({region for place in places for region in place.regions})
    named = {code: library.facet_label(COUNTRY, code) or code for code in countries}
    regional = {code: library.facet_label(REGION, code) or code for code in regions}
    choices = (
        _choice("region", "Region", regional, parameters),
        _choice("country", "Country", dict(sorted(named.items(), key=lambda item: item[1])), parameters),
        _choice("population", "Population", {band: BAND_TITLES[band] for band in BANDS}, parameters),
        _choice("edition", "Edition", {str(year): str(year) for year in survey.editions}, parameters),
    )
    answers = tuple(_choice(each.parameter, each.label["en"], _values(each), parameters) for each in FAMILY.choices)
    kept = [("place", getattr(parameters, "place", ""))] if path == "/peers" else []
    return FilterView(
        words=getattr(parameters, "q", ""),
        choices=choices,
        answers=answers,
        applied=tuple(_applied(path, parameters, (*choices, *answers))),
        clear_url=address(path, kept),
    )


def country_name(place: Place, library: Library) -> str:
    """The name of a place's country, or nothing."""
    return (library.facet_label(COUNTRY, place.country) or place.country) if place.country else ""


def percent(share: float) -> str:
    """A share in words: whole per cents, one decimal below 10."""
    hundredths = 100 * share
    return f"{hundredths:.0f} %" if hundredths >= 10 or hundredths == int(hundredths) else f"{hundredths:.1f} %"


def _values(question: Question) -> dict[str, str]:
    states = {YES: "Yes", NO: "No", "in preparation": "In preparation"} if question.type is Type.YES_OR_NO else {}
    return {**states, **{option.id: option.label["en"] for option in question.options}, NOT_STATED: "Not stated"}


def _choice(name: str, title: str, values: dict[str, str], parameters: BaseModel) -> ChoiceView:
    chosen = [str(value) for value in getattr(parameters, name, ())]
    return ChoiceView(
        name=name,
        title=title,
        options=tuple((value, label, value in chosen) for value, label in values.items()),
    )


def _applied(path: str, parameters: BaseModel, choices: Iterable[ChoiceView]) -> Iterable[LinkView]:
    pairs = pairs_of(parameters)
    named = {choice.name: choice for choice in choices}
    for pair in pairs:
        name, value = pair
        bare = name.removeprefix("not_")
        choice = named.get(bare)
        if name in ("q", "contains"):
            text = f"Words: {value}" if name == "q" else f"Name: {value}"
        elif choice:
            label = next((label for option, label, _ in choice.options if option == value), value)
            text = f"{choice.title}: {'not ' if bare != name else ''}{label}"
        else:
            continue
        yield LinkView(text=text, url=address(path, [other for other in pairs if other != pair]))


def _row(row: ComparisonRow) -> RowView:
    question = FAMILY.question(row.question)
    assert question is not None  # noqa: S101 -- rows of other questions are left out before
    numbers = [cell.answer.number for cell in row.cells if cell and cell.answer.number]
    return RowView(
        title=question.label["en"],
        agreement=_AGREEMENTS[row.agreement],
        cells=tuple(answer_view(cell, question, max(numbers, default=0.0)) for cell in row.cells),
    )


def _answered(place: Place, rows: Sequence[ComparisonRow], at: int) -> AnsweredView:
    cells = [row.cells[at] for row in rows]
    stated = sum(1 for cell in cells if cell and cell.answer.status is Status.STATED)
    lost = sum(1 for cell in cells if cell and cell.answer.status is Status.NOT_RECOVERABLE)
    whole = max(len(cells), 1)
    return AnsweredView(
        name=place.name,
        stated=stated,
        lost=lost,
        silent=len(cells) - stated - lost,
        stated_width=round(100 * stated / whole, 1),
        lost_width=round(100 * lost / whole, 1),
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
            interval=f"{percent(each.low)} to {percent(each.high)}",
            width=round(100 * each.share, 1),
            low=round(100 * each.low, 1),
            high=round(100 * each.high, 1),
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
        claims=tuple(claim_view(each) for each in whole.claims if each.claim.question == question.id),
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


def _shared_view(each: SharedAnswer, mine: Place, theirs: Place) -> SharedView:
    question = FAMILY.question(each.question)
    own = tuple(
        words
        for place in (mine, theirs)
        if (told := place.answers.get(each.question))
        for words in told.answer.own_words
    )

    def said(values: tuple[str, ...]) -> str:
        return "; ".join(question.value_label(value, "en", own) if question else value for value in values)

    return SharedView(
        title=question.label["en"] if question else each.question,
        both=said(each.both),
        only_this=said(each.only_this),
        only_other=said(each.only_other),
    )


def _edition(record: ProfileRecord) -> EditionView:
    stated = sum(answer.status is Status.STATED for answer in record.profile.answers)
    return EditionView(
        title=record.title,
        url=f"/documents/{record.document_id}",
        year=str(record.year or "no year"),
        stated=stated,
        score=percent(record.profile.parse_score),
    )


def _loss(document: str, reason: str, question: str | None, passage: int | None, place: Place) -> tuple[str, str, str]:
    """Reason, question and address of something lost."""
    asked = FAMILY.question(question) if question else None
    record = next(record for record in place.records if record.document_id == document)
    anchor = record.anchors.get(passage) if passage is not None else None
    return reason, asked.label["en"] if asked else "", f"/documents/{document}" + (f"#{anchor}" if anchor else "")


def _years(records: Sequence[ProfileRecord]) -> str:
    return ", ".join(str(record.year) for record in records if record.year)


def _stated(place: Place) -> int:
    return sum(told.answer.status is Status.STATED for told in place.answers.values())

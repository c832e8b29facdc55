"""What the pages on places and their peers show, with every link made: templates know no rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from indexer.holdings import Holdings
from indexer.nouns.places import Peer, Place, PlaceDetail, PlaceLoss, PlacePage, ProfileRecord, SharedAnswer
from indexer.nouns.profiles import Status
from web.places.answers import AnswerView, ClaimView, answer_view, claim_view, country_name, percent
from web.places.filters import FilterView, filter_view
from web.places.parameters import FAMILY, address, pairs_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """The answers of one section."""

    id: str
    title: str
    answers: tuple[AnswerView, ...]


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

    place: PlaceDetail
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
class PeersPage:
    """All that the peers of a place show."""

    place: Place
    peers: tuple[PeerView, ...]
    filter: FilterView
    json_url: str
    csv_url: str


def places_page(found: PlacePage, parameters: BaseModel, library: Holdings) -> PlacesPage:
    """A page of places with its links."""
    pairs = pairs_of(parameters)

    def at(page: int) -> str:
        return address("/places", [pair for pair in pairs if pair[0] != "page"] + [("page", str(page))])

    filters = [pair for pair in pairs if pair[0] not in ("page", "per_page", "contains")]
    return PlacesPage(
        rows=tuple((place, country_name(place, library), _years(place.records), place.stated) for place in found.items),
        total=found.total,
        contains=getattr(parameters, "contains", ""),
        filter=filter_view("/places", parameters, library),
        previous_url=at(found.page - 1) if found.page > 1 else "",
        next_url=at(found.page + 1) if found.page * found.per_page < found.total else "",
        json_url=address("/places.json", pairs),
        csv_url=address("/places.csv", pairs),
        benchmark_url=address("/benchmark", filters),
    )


def place_view(place: PlaceDetail, library: Holdings) -> PlaceView:
    """A place with its links."""
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
        regions=", ".join(library.facet_label("region", region) or region for region in place.regions),
        population=f"{place.population:,.0f}" if place.population else "",
        sections=sections,
        claims=tuple(claim_view(checked) for checked in place.claims),
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
        losses=tuple(_loss(loss, place) for loss in place.losses),
        peers=tuple(peer_view(peer, place, library) for peer in place.peers),
        peers_url=address("/peers", [("place", place.id)]),
        compare_url=address("/compare", [("place", place.id), *(("place", peer.place.id) for peer in place.peers[:2])]),
    )


def peers_page(place_id: str, found: Sequence[Peer], parameters: BaseModel, library: Holdings) -> PeersPage:
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


def peer_view(peer: Peer, place: Place, library: Holdings) -> PeerView:
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


def _shared_view(each: SharedAnswer, mine: Place, theirs: Place) -> SharedView:
    question = FAMILY.question(each.question)
    own = tuple(
        words for place in (mine, theirs) if (answer := place.answers.get(each.question)) for words in answer.own_words
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


def _loss(loss: PlaceLoss, place: Place) -> tuple[str, str, str]:
    """Reason, question and address of something lost."""
    question = FAMILY.question(loss.question) if loss.question else None
    record = next(record for record in place.records if record.document_id == loss.document_id)
    anchor = record.anchors.get(loss.passage) if loss.passage is not None else None
    url = f"/documents/{loss.document_id}" + (f"#{anchor}" if anchor else "")
    return loss.reason, question.label["en"] if question else "", url


def _years(records: Sequence[ProfileRecord]) -> str:
    return ", ".join(str(record.year) for record in records if record.year)

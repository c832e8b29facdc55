"""Countries and regions of a document with the words that name them: main ones against those only mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.labels.country_mentions import Mention, filling, named_in, place_mentions
from indexer.nouns.vocabularies import Concept
from indexer.tagging.evidence import MAX_SPANS
from indexer.tagging.suggestion import Reason, Span
from indexer.tagging.text import TaggedText, Zone
from indexer.vocabulary.countries import countries, regions

_CONFIDENCE = {Zone.TITLE: 0.98, Zone.ABSTRACT: 0.95, Zone.BODY: 0.9}
"""How sure the rule is by the zone it went by. On reports, profiles and debates it is right at least so often; on
laws and guidance, whose titles name countries they are not of, less (about .7 by title)."""

_MENTIONED_CONFIDENCE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSuggestion:
    """A country or region of a text. `main` tells whether the text is about it; `declared` whether its source says so.

    `confidence` is that of being a main one: for one only mentioned it is its share of the mentions, damped. `spans`
    are the places that name it, in order, each with its zone; `mentions` counts all of them, also beyond the spans.
    """

    concept: Concept
    main: bool
    declared: bool
    confidence: float
    mentions: int
    spans: tuple[Span, ...]
    reasons: tuple[Reason, ...]


def suggest_places(text: TaggedText, declared: Sequence[str] = ()) -> tuple[PlaceSuggestion, ...]:
    """The countries and regions of a text: declared ones (ISO codes) first, then main ones, then by mentions.

    Where a document declares its countries no other is a main one. A region is a main one only where the title or
    abstract names it and no country.
    """
    mentions = place_mentions(text.text)
    zones = [text.part_at(mention.start).zone for mention in mentions]
    main, went_by = _main(text, mentions, zones) if not declared else ((), None)
    by_place: dict[str, list[Mention]] = {code: [] for code in (*declared, *main)}
    for mention in mentions:
        by_place.setdefault(mention.id, []).append(mention)
    order = {place: number for number, place in enumerate((*declared, *main))}
    found = [
        _suggestion(text, concept, named, len(mentions), place in declared, went_by if place in main else None)
        for place, named in by_place.items()
        if (concept := countries().get(place) or regions().get(place))
    ]
    return tuple(sorted(found, key=lambda one: (order.get(one.concept.id, len(order)), -one.mentions, one.concept.id)))


def _main(text: TaggedText, mentions: list[Mention], zones: list[Zone]) -> tuple[tuple[str, ...], Zone | None]:
    """The main places and the zone of the text that told them."""
    for wanted in (Zone.TITLE, Zone.ABSTRACT):
        there = [mention for mention, zone in zip(mentions, zones, strict=True) if zone is wanted]
        standing = [mention for mention in there if not mention.in_address]
        named = named_in(there) or tuple(sorted({mention.id for mention in standing}))
        if named:
            return named, wanted
    body = [mention for mention, zone in zip(mentions, zones, strict=True) if zone > Zone.ABSTRACT]
    begins = next((part.start for part in text.parts if part.zone > Zone.ABSTRACT), 0)
    return filling(body, begins), Zone.BODY


def _suggestion(
    text: TaggedText, concept: Concept, named: list[Mention], total: int, declared: bool, went_by: Zone | None
) -> PlaceSuggestion:
    share = len(named) / max(total, 1)
    confidence = 1.0 if declared else _CONFIDENCE[went_by] if went_by is not None else _MENTIONED_CONFIDENCE * share
    return PlaceSuggestion(
        concept=concept,
        main=declared or went_by is not None,
        declared=declared,
        confidence=confidence,
        mentions=len(named),
        spans=tuple(_span(text, mention) for mention in named[:MAX_SPANS]),
        reasons=tuple(_reasons(text, named, share, declared, went_by)),
    )


def _reasons(
    text: TaggedText, named: list[Mention], share: float, declared: bool, went_by: Zone | None
) -> list[Reason]:
    """What speaks for a place, in plain words; the weight is 1 for what decided and 0 for what only describes."""
    found: list[Reason] = []
    if declared:
        found.append(Reason(text="the document's source declares it", weight=1.0))
    if went_by is not None:
        where = {Zone.TITLE: "the title names it", Zone.ABSTRACT: "the abstract names it, and the title no place"}
        most = f"{share:.0%} of all places named are it, and neither title nor abstract names one"
        found.append(Reason(text=where.get(went_by, most), weight=1.0))
    if named:
        found.append(Reason(text=f"named {len(named)} time{'s' if len(named) > 1 else ''}", weight=0.0))
    in_addresses = sum(mention.in_address for mention in named)
    if in_addresses:
        found.append(Reason(text=f"{in_addresses} of them in an address or imprint, not counted", weight=0.0))
    return found


def _span(text: TaggedText, mention: Mention) -> Span:
    part = text.part_at(mention.start)
    quote = text.text[mention.start : mention.end]
    return Span(
        start=mention.start,
        end=mention.end,
        quote=quote,
        label=quote,
        zone=part.zone,
        passage=part.passage,
        page=part.page,
        start_in_part=mention.start - part.start,
        end_in_part=mention.end - part.start,
    )

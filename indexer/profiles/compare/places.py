"""Profiles to places: editions and renderings of one place become one, with a time line and its differences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from babel.core import get_global

from indexer.nouns.members import widened
from indexer.nouns.places import BANDS, Difference, Place, PlaceAnswer, ProfileRecord
from indexer.nouns.profiles import Answer, Status
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.countries import region_ids
from indexer.vocabulary.questionnaire import Questionnaire, Type, questionnaire

_SAME_NUMBER = 0.01
_CODE = re.compile(r"^(.+)-([a-z]{3})$")
_CITY_OF = re.compile(r"^(?:the )?(?:city|municipality|town) of\s+", re.IGNORECASE)
_RANK = {Status.STATED: 0, Status.NOT_RECOVERABLE: 1, Status.NOT_STATED: 2}


def place_id(name: str, country: str | None, family: Questionnaire | None = None) -> str:
    """The id of a place, whatever the spelling: "City of Toronto" in Canada is `toronto-ca`."""
    bare = _CITY_OF.sub("", " ".join(name.split()))
    known = {slug(other): spelled for other, spelled in (family.places if family else {}).items()}
    return "-".join(filter(None, (slug(known.get(slug(bare), bare)), (country or "").lower())))


def canonical_id(given: str) -> str:
    """An id as we write it; ids with three-letter country codes (`mexico-city-mex`) mean the same place."""
    match = _CODE.match(given.strip().lower())
    if match:
        codes = get_global("territory_aliases").get(match.group(2).upper())
        if codes and len(codes[0]) == 2:
            return f"{match.group(1)}-{codes[0].lower()}"
    return given.strip().lower()


def band_of(population: float | None) -> str | None:
    """The population band of a number of inhabitants, or None where it is not stated."""
    if population is None:
        return None
    return next((band for band, (least, limit) in BANDS.items() if least <= population < limit), None)


def merged(records: Iterable[ProfileRecord]) -> tuple[Place, ...]:
    """The places that profiles are of, in order of name. Profiles of one place with different families stay apart."""
    by_place: dict[tuple[str, str], list[ProfileRecord]] = {}
    for record in records:
        profile = record.profile
        identity = place_id(profile.place, profile.country, questionnaire(profile.family))
        by_place.setdefault((profile.family, identity), []).append(record)
    places = [_place(identity, family, found) for (family, identity), found in by_place.items()]
    return tuple(sorted(places, key=lambda place: (slug(place.name), place.id)))


def _place(identity: str, family: str, records: Sequence[ProfileRecord]) -> Place:
    newest_first = tuple(sorted(records, key=lambda record: (-(record.year or 0), record.document_id)))
    newest = newest_first[0].profile
    return Place(
        id=identity,
        name=newest.place,
        country=newest.country,
        regions=region_ids(newest.country) if newest.country else (),
        records=newest_first,
        answers={
            name: min(answers, key=lambda each: _RANK[each.status]) for name, answers in _told(newest_first).items()
        },
    )


def _told(records: Iterable[ProfileRecord]) -> dict[str, list[PlaceAnswer]]:
    """What profiles answer to each question, in their order."""
    told: dict[str, list[PlaceAnswer]] = {}
    for record in records:
        for answer in record.profile.answers:
            told.setdefault(answer.question, []).append(
                widened(
                    PlaceAnswer,
                    answer,
                    document_id=record.document_id,
                    edition=record.year,
                    anchor=record.anchors.get(answer.passage) if answer.passage is not None else None,
                )
            )
    return told


def differences(place: Place) -> tuple[Difference, ...]:
    """The questions that a place's profiles answer differently."""
    family = questionnaire(place.family)
    found = (_difference(name, answers, family) for name, answers in _told(place.records).items())
    return tuple(difference for difference in found if difference)


def _difference(name: str, answers: Sequence[PlaceAnswer], family: Questionnaire) -> Difference | None:
    question = family.question(name)
    stated = [answer for answer in answers if answer.status is Status.STATED]
    if question is None or len(stated) < 2:
        return None
    if all(same_answer(stated[0], answer, question.type) for answer in stated[1:]):
        return None
    within = any(
        answer.edition == other.edition and not same_answer(answer, other, question.type)
        for at, answer in enumerate(stated)
        for other in stated[at + 1 :]
    )
    return Difference(question=name, conflict=within, told=tuple(stated))


def same_answer(first: Answer, second: Answer, kind: Type) -> bool:
    """Whether two stated answers say the same: the same choices, numbers within 1 %, or texts alike but for case."""
    if first.number is not None and second.number is not None:
        return abs(first.number - second.number) <= _SAME_NUMBER * max(abs(first.number), abs(second.number))
    if kind is Type.LINK:
        return [_bare_link(value) for value in first.values] == [_bare_link(value) for value in second.values]
    if kind.is_choice:
        return set(first.values) == set(second.values)
    return [slug(value) for value in first.values] == [slug(value) for value in second.values]


def _bare_link(link: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", link.strip().lower()).rstrip("/")

"""Profiles in and out of the catalogue: their answers, claims and losses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, insert, select

from indexer.catalogue import schema
from indexer.nouns.places import ProfileRecord
from indexer.nouns.profiles import Answer, Bound, Claim, Loss, Polarity, Profile, Status

Found = TypeVar("Found")


def put_profile(connection: Connection, document_id: str, profile: Profile) -> None:
    """Store the profile of a document that is stored and has none."""
    connection.execute(insert(schema.profile), _profile_row(document_id, profile))
    for table, rows in (
        (schema.answer, _answer_rows(document_id, profile)),
        (schema.claim, _claim_rows(document_id, profile)),
    ):
        if rows:
            connection.execute(insert(table), rows)


def profiles_of(connection: Connection, ids: Collection[str]) -> dict[str, Profile]:
    """The profiles among some documents, by document."""
    profiles = connection.execute(select(schema.profile).where(schema.profile.c.document_id.in_(ids))).all()
    if not profiles:
        return {}
    answers = _of_documents(connection, schema.answer, ids, _answer_of_row)
    claims = _of_documents(connection, schema.claim, ids, _claim_of_row)
    return {
        row.document_id: _profile_of_row(row, answers.get(row.document_id, ()), claims.get(row.document_id, ()))
        for row in profiles
    }


def profile_records(connection: Connection, ids: list[str]) -> Iterator[ProfileRecord]:
    """The profiles of some documents in order of id, with the anchors of their passages."""
    profiles = profiles_of(connection, ids)
    passage, document = schema.passage.c, schema.document.c
    anchors: dict[str, dict[int, str]] = {}
    for row in connection.execute(
        select(passage.document_id, passage.number, passage.anchor).where(passage.document_id.in_(ids))
    ):
        anchors.setdefault(row.document_id, {})[row.number] = row.anchor
    rows = connection.execute(
        select(document.id, document.title, document.published).where(document.id.in_(ids)).order_by(document.id)
    )
    for row in rows:
        yield ProfileRecord(
            document_id=row.id,
            title=row.title,
            published=row.published,
            profile=profiles[row.id],
            anchors=anchors.get(row.id, {}),
        )


def _of_documents(
    connection: Connection, table: Any, ids: Collection[str], of_row: Callable[[Row[Any]], Found]
) -> dict[str, list[Found]]:
    """The rows of a table for some documents, in their order, by document."""
    found: dict[str, list[Found]] = {}
    query = select(table).where(table.c.document_id.in_(ids)).order_by(table.c.document_id, table.c.position)
    for row in connection.execute(query):
        found.setdefault(row.document_id, []).append(of_row(row))
    return found


def _profile_row(document_id: str, profile: Profile) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "place": profile.place,
        "country": profile.country,
        "family": profile.family,
        "edition": profile.edition,
        "losses": [asdict(loss) for loss in profile.losses],
    }


def _profile_of_row(row: Row[Any], answers: Iterable[Answer], claims: Iterable[Claim]) -> Profile:
    return Profile(
        place=row.place,
        country=row.country,
        family=row.family,
        edition=row.edition,
        answers=tuple(answers),
        claims=tuple(claims),
        losses=tuple(Loss(**loss) for loss in row.losses),
    )


def _claim_rows(document_id: str, profile: Profile) -> list[dict[str, Any]]:
    return [
        {
            **asdict(claim),
            "document_id": document_id,
            "position": position,
            "polarity": claim.polarity.value,
            "bound": claim.bound.value,
        }
        for position, claim in enumerate(profile.claims)
    ]


def _claim_of_row(row: Row[Any]) -> Claim:
    return Claim(
        question=row.question,
        value=row.value,
        polarity=Polarity(row.polarity),
        share=row.share,
        bound=Bound(row.bound),
        places=row.places,
        edition=row.edition,
        printed=row.printed,
        passage=row.passage,
    )


def _answer_rows(document_id: str, profile: Profile) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "position": position,
            "question": answer.question,
            "status": answer.status.value,
            "value_list": list(answer.values),
            "own_words": list(answer.own_words),
            "number": answer.number,
            "unit": answer.unit,
            "year": answer.year,
            "printed": answer.printed,
            "passage": answer.passage,
        }
        for position, answer in enumerate(profile.answers)
    ]


def _answer_of_row(row: Row[Any]) -> Answer:
    return Answer(
        question=row.question,
        status=Status(row.status),
        values=tuple(row.value_list),
        own_words=tuple(row.own_words),
        number=row.number,
        unit=row.unit,
        year=row.year,
        printed=row.printed,
        passage=row.passage,
    )

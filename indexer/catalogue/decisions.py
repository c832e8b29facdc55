"""Decisions in and out of the catalogue: a log that only grows, and from it what is in force for each tag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Subquery, and_, func, insert, select

from indexer.catalogue import schema
from indexer.catalogue.database import reading, writing_transaction
from indexer.catalogue.digests import decision_digest
from indexer.errors import NotFound, WrongUsage
from indexer.nouns.tags import ConceptName, Decision, Verdict

_BATCH = 400


class DecisionTable:
    """What people decided about tags, in order; what they said of a concept that is gone, holds for its successor."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def in_force(self, document_ids: Collection[str], vocabulary: str | None = None) -> dict[str, list[Decision]]:
        """The accepting and rejecting decisions in force, oldest first, by document; concepts as they are now."""
        ids = list(document_ids)
        found: dict[str, list[Decision]] = {document_id: [] for document_id in ids}
        with reading(self._database) as connection:
            for start in range(0, len(ids), _BATCH):
                where: list[ColumnElement[bool]] = [schema.decision.c.document_id.in_(ids[start : start + _BATCH])]
                if vocabulary is not None:
                    where.append(schema.decision.c.vocabulary == vocabulary)
                for decision in _in_force(connection, where):
                    found[decision.document_id].append(decision)
        return found

    def log(self, document_id: str | None, offset: int, limit: int | None) -> tuple[list[Decision], int]:
        """Decisions (about one document), newest first, and how many there are in all."""
        decision, every = schema.decision.c, schema.decision.alias()
        count = select(func.count()).select_from(every)
        query = select(schema.decision).order_by(decision.number.desc())
        if document_id is not None:
            count = count.where(every.c.document_id == document_id)
            query = query.where(decision.document_id == document_id)
        with reading(self._database) as connection:
            page = query.add_columns(count.scalar_subquery().label("total")).offset(offset).limit(limit)
            rows = connection.execute(page).all()
            total = rows[0].total if rows else connection.execute(count).scalar_one()
            return [decision_of_row(row) for row in rows], total

    def count(self) -> int:
        """How many decisions the log holds."""
        with reading(self._database) as connection:
            return connection.execute(select(func.count()).select_from(schema.decision)).scalar_one()

    def about(self, document_ids: Collection[str]) -> list[Decision]:
        """All decisions about some documents, newest first."""
        ids = list(document_ids)
        found: list[Decision] = []
        with reading(self._database) as connection:
            for start in range(0, len(ids), _BATCH):
                where = schema.decision.c.document_id.in_(ids[start : start + _BATCH])
                found += [decision_of_row(row) for row in connection.execute(select(schema.decision).where(where))]
        return sorted(found, key=lambda decision: -decision.number)

    def add(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Store decisions in one transaction, acknowledged on return; gives those in force about their tags.

        Their numbers are given here. One that says what is in force already is not stored again, and withdrawing what
        was not decided stores nothing. Each document decided about gets a new revision.
        """
        wanted = list(decisions)
        found: list[Decision] = []
        touched: dict[str, None] = {}
        with writing_transaction(self._database) as connection:
            held = _held(connection, sorted({each.document_id for each in wanted}))
            for each in wanted:
                tag = (each.document_id, each.concept.vocabulary, each.concept.id)
                before = held.get(tag)
                if each.verdict is (before.verdict if before else Verdict.WITHDRAWN):
                    found.extend([before] if before else [])
                    continue
                stored = _insert(connection, each)
                found.append(stored)
                touched[each.document_id] = None
                held[tag] = stored
                if each.verdict is Verdict.WITHDRAWN:
                    del held[tag]
            _touch(connection, touched)
        return found

    def undo(self, number: int, person: str, moment: str) -> Decision:
        """Take back the decision in force about a tag: the tag is again what it was before it.

        It is named by its own number, or by that of a later one which brought it back.
        Raises `NotFound` where there is no such decision, `WrongUsage` where it is not the one in force.
        """
        with writing_transaction(self._database) as connection:
            row = connection.execute(select(schema.decision).where(schema.decision.c.number == number)).first()
            if row is None:
                raise NotFound(f"there is no decision {number}; see `policyscope tag log`", parameter="number")
            history = _history(connection, row)
            standing = _standing(history)
            if not standing or number not in (standing[-1].number, history[-1].number):
                reason = f"decision {standing[-1].number} is" if standing else "none is"
                raise WrongUsage(
                    f"decision {number} is not in force about this tag any more ({reason}); see `policyscope tag log`",
                    parameter="number",
                )
            taken = standing[-1]
            before = standing[-2].verdict if len(standing) > 1 else Verdict.WITHDRAWN
            undone = Decision(
                number=0,
                document_id=taken.document_id,
                concept=taken.concept,
                verdict=before,
                person=person,
                moment=moment,
                confidence=taken.confidence,
                undoes=taken.number,
            )
            stored = _insert(connection, undone)
            _touch(connection, [taken.document_id])
            return stored


def newest(where: Sequence[ColumnElement[bool]]) -> Subquery:
    """The newest decision about each tag: `document_id`, `vocabulary`, `concept_id` as it is now, `number`."""
    decision, gone = schema.decision, schema.replaced_concept
    concept = func.coalesce(gone.c.successor, decision.c.concept_id).label("concept_id")
    joined = decision.outerjoin(
        gone, and_(gone.c.vocabulary == decision.c.vocabulary, gone.c.id == decision.c.concept_id)
    )
    return (
        select(decision.c.document_id, decision.c.vocabulary, concept, func.max(decision.c.number).label("number"))
        .select_from(joined)
        .where(*where)
        .group_by(decision.c.document_id, decision.c.vocabulary, concept)
        .subquery()
    )


def in_force(where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The accepting and rejecting decisions in force: all columns, and `present_id`, the concept as it is now."""
    last = newest(where)
    return (
        select(schema.decision, last.c.concept_id.label("present_id"))
        .select_from(schema.decision.join(last, schema.decision.c.number == last.c.number))
        .where(schema.decision.c.verdict != Verdict.WITHDRAWN.value)
    )


def _in_force(connection: Connection, where: Sequence[ColumnElement[bool]]) -> list[Decision]:
    query = in_force(where).order_by(schema.decision.c.number)
    return [decision_of_row(row, row.present_id) for row in connection.execute(query)]


def _held(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, str, str], Decision]:
    """The accepting and rejecting decisions in force about some documents, by document, vocabulary and concept."""
    found: dict[tuple[str, str, str], Decision] = {}
    for start in range(0, len(document_ids), _BATCH):
        for each in _in_force(connection, [schema.decision.c.document_id.in_(document_ids[start : start + _BATCH])]):
            found[(each.document_id, each.concept.vocabulary, each.concept.id)] = each
    return found


def _history(connection: Connection, row: Row[Any]) -> list[Row[Any]]:
    """All decisions about the tag that one is about, oldest first."""
    decision, gone = schema.decision, schema.replaced_concept
    concept = func.coalesce(gone.c.successor, decision.c.concept_id).label("present_id")
    joined = decision.outerjoin(
        gone, and_(gone.c.vocabulary == decision.c.vocabulary, gone.c.id == decision.c.concept_id)
    )
    query = (
        select(decision, concept)
        .select_from(joined)
        .where(decision.c.document_id == row.document_id, decision.c.vocabulary == row.vocabulary)
        .order_by(decision.c.number)
    )
    rows = list(connection.execute(query))
    present = next(each.present_id for each in rows if each.number == row.number)
    return [each for each in rows if each.present_id == present]


def _standing(history: Iterable[Row[Any]]) -> list[Decision]:
    """The decisions of a tag that were not undone, oldest first."""
    standing: list[Decision] = []
    for row in history:
        if row.undoes is None:
            standing.append(decision_of_row(row))
        else:
            standing = [each for each in standing if each.number != row.undoes]
    return standing


def _insert(connection: Connection, decision: Decision) -> Decision:
    last = connection.execute(
        select(schema.decision.c.number, schema.decision.c.digest).order_by(schema.decision.c.number.desc()).limit(1)
    ).first()
    row: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "document_id": decision.document_id,
        "vocabulary": decision.concept.vocabulary,
        "concept_id": decision.concept.id,
        "label": decision.concept.label,
        "uri": decision.concept.uri,
        "verdict": decision.verdict.value,
        "person": decision.person,
        "moment": decision.moment,
        "confidence": None if decision.confidence is None else float(decision.confidence),
        "undoes": decision.undoes,
    }
    row["digest"] = decision_digest(row, last.digest if last else None)
    found = connection.execute(insert(schema.decision).returning(schema.decision), row).one()
    return decision_of_row(found)


def _touch(connection: Connection, document_ids: Iterable[str]) -> None:
    """Give documents that are in the library a new revision."""
    for document_id in document_ids:
        known = select(schema.document.c.id).where(schema.document.c.id == document_id)
        if connection.execute(known).first():
            connection.execute(insert(schema.change), {"document_id": document_id, "removed": False})


def decision_of_row(row: Row[Any], concept_id: str | None = None) -> Decision:
    """A decision from its columns, about the concept with another id where one is given."""
    return Decision(
        number=row.number,
        document_id=row.document_id,
        concept=ConceptName(vocabulary=row.vocabulary, id=concept_id or row.concept_id, uri=row.uri, label=row.label),
        verdict=Verdict(row.verdict),
        person=row.person,
        moment=row.moment,
        confidence=row.confidence,
        undoes=row.undoes,
    )

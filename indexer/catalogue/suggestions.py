"""What the machine suggests, in and out of the catalogue; what is open among it; by whom it was examined."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Engine,
    Row,
    Select,
    Subquery,
    and_,
    delete,
    func,
    insert,
    select,
    tuple_,
    union_all,
)

from indexer.catalogue import schema
from indexer.catalogue.database import reading, writing_transaction
from indexer.catalogue.decisions import newest
from indexer.catalogue.digests import SUGGESTIONS, seal_documents
from indexer.nouns.tags import Support, Verdict

_BATCH = 400
_APART = "\x1f"
"""Stands in no id: between a document's and a concept's, both make one value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSuggestion:
    """A suggestion as kept: `evidence` is JSON that `indexer.curation.kept_suggestions` makes and reads."""

    concept_id: str
    confidence: float
    chosen: bool
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What examining a document gave: suggestions, most sure first, and the support of the tags its source gives."""

    document_id: str
    model: str
    suggestions: tuple[StoredSuggestion, ...]
    support: Mapping[str, Support]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSuggestion:
    """A suggestion nobody decided about, with the `size` of its concept and what deciding it would teach."""

    document_id: str
    title: str
    suggestion: StoredSuggestion
    size: int
    gain: float


class SuggestionTable:
    """Suggestions by document; a tag that a document has or a curator rejected is never among the open ones."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def models(self, vocabulary: str) -> dict[str, str]:
        """The digest of the model that examined each document, by document id."""
        examined = schema.examined.c
        query = select(examined.document_id, examined.model).where(examined.vocabulary == vocabulary)
        with reading(self._database) as connection:
            return {row.document_id: row.model for row in connection.execute(query)}

    def put(self, vocabulary: str, examined: Sequence[Examined], revision: int) -> int:
        """Store what examining some documents gave, in one transaction; gives how many documents were kept.

        Documents that changed after `revision` of the catalogue, when they were read, are passed over. A document whose
        facet of suggested concepts changes gets a new revision.
        """
        kept = 0
        with writing_transaction(self._database) as connection:
            changed = set(
                connection.execute(
                    select(schema.change.c.document_id).where(schema.change.c.revision > revision)
                ).scalars()
            )
            for each in examined:
                if each.document_id not in changed:
                    _put(connection, vocabulary, each)
                    kept += 1
            seal_documents(connection, [each.document_id for each in examined], SUGGESTIONS)
        return kept

    def of(self, document_id: str, vocabulary: str) -> tuple[str, list[StoredSuggestion]] | None:
        """The model that examined a document and all its suggestions, decided or not; None where none did."""
        examined, suggestion = schema.examined.c, schema.suggestion.c
        joined = schema.examined.outerjoin(
            schema.suggestion,
            and_(suggestion.document_id == examined.document_id, suggestion.vocabulary == examined.vocabulary),
        )
        query = (
            select(examined.model, schema.suggestion)
            .select_from(joined)
            .where(examined.document_id == document_id, examined.vocabulary == vocabulary)
            .order_by(suggestion.position)
        )
        with reading(self._database) as connection:
            rows = connection.execute(query).all()
        if not rows:
            return None
        return rows[0].model, [_stored(row) for row in rows if row.concept_id is not None]

    def chosen(self, document_ids: Collection[str], vocabulary: str) -> dict[str, tuple[str, ...]]:
        """The concepts of open suggestions that pass the threshold, most sure first, by document."""
        ids = list(document_ids)
        found: dict[str, list[str]] = {document_id: [] for document_id in ids}
        with reading(self._database) as connection:
            for start in range(0, len(ids), _BATCH):
                still = _open(vocabulary, ids[start : start + _BATCH])
                query = select(still.c.document_id, still.c.concept_id).where(still.c.chosen)
                for row in connection.execute(query.order_by(still.c.document_id, still.c.position)):
                    found[row.document_id].append(row.concept_id)
        return {document_id: tuple(dict.fromkeys(concepts)) for document_id, concepts in found.items()}

    def queue(self, vocabulary: str, offset: int, limit: int) -> tuple[list[OpenSuggestion], int]:
        """Open suggestions, those of most gain first (ties by document and place), and how many there are."""
        ranked = _ranked(_open(vocabulary), vocabulary)
        with reading(self._database) as connection:
            total = connection.execute(select(func.count()).select_from(_open(vocabulary))).scalar_one()
            order = (ranked.c.gain.desc(), ranked.c.document_id, ranked.c.position)
            rows = connection.execute(select(ranked).order_by(*order).offset(offset).limit(limit))
            return _items(connection, vocabulary, rows.all()), total

    def above(self, vocabulary: str, threshold: float) -> list[OpenSuggestion]:
        """Open suggestions of at least some confidence, the least sure first."""
        ranked = _ranked(_open(vocabulary), vocabulary)
        order = (ranked.c.confidence, ranked.c.document_id, ranked.c.position)
        with reading(self._database) as connection:
            rows = connection.execute(select(ranked).where(ranked.c.confidence >= threshold).order_by(*order))
            return _items(connection, vocabulary, rows.all())

    def counts(self, vocabulary: str) -> dict[str, dict[str, int]]:
        """Documents of each concept: given, of these named, implied, unsupported; suggested, accepted, rejected."""
        found: dict[str, dict[str, int]] = {}
        with reading(self._database) as connection:
            for name, query in _count_queries(vocabulary):
                for row in connection.execute(query):
                    found.setdefault(row[0], {})[name or row[2]] = row[1]
        return found


def _put(connection: Connection, vocabulary: str, examined: Examined) -> None:
    suggestion = schema.suggestion
    of_document = (suggestion.c.document_id == examined.document_id, suggestion.c.vocabulary == vocabulary)
    before = set(connection.execute(select(suggestion.c.concept_id).where(*of_document, suggestion.c.chosen)).scalars())
    for table in (schema.examined, suggestion, schema.support):
        connection.execute(
            delete(table).where(table.c.document_id == examined.document_id, table.c.vocabulary == vocabulary)
        )
    key = {"document_id": examined.document_id, "vocabulary": vocabulary}
    connection.execute(insert(schema.examined), {**key, "model": examined.model})
    rows = [
        {
            **key,
            "position": position,
            "concept_id": each.concept_id,
            "confidence": each.confidence,
            "chosen": each.chosen,
            "evidence": each.evidence,
        }
        for position, each in enumerate(examined.suggestions)
    ]
    if rows:
        connection.execute(insert(suggestion), rows)
    supports = [{**key, "concept_id": each, "support": value.value} for each, value in examined.support.items()]
    if supports:
        connection.execute(insert(schema.support), supports)
    if before != {each.concept_id for each in examined.suggestions if each.chosen}:
        connection.execute(insert(schema.change), {"document_id": examined.document_id, "removed": False})


def _open(vocabulary: str, document_ids: Sequence[str] | None = None) -> CTE:
    """Suggestions about tags that the document has not and nobody decided on, with their concepts as they are now."""
    suggestion, gone, tag, decision = schema.suggestion, schema.replaced_concept, schema.tag, schema.decision
    concept = func.coalesce(gone.c.successor, suggestion.c.concept_id)
    where = [suggestion.c.vocabulary == vocabulary]
    decided_where = [decision.c.vocabulary == vocabulary]
    if document_ids is not None:
        where.append(suggestion.c.document_id.in_(document_ids))
        decided_where.append(decision.c.document_id.in_(document_ids))
    last = newest(decided_where)
    decided = (
        select(last.c.document_id + _APART + last.c.concept_id)
        .join(decision, decision.c.number == last.c.number)
        .where(decision.c.verdict != Verdict.WITHDRAWN.value)
    )
    joined = suggestion.outerjoin(
        gone, and_(gone.c.vocabulary == vocabulary, gone.c.id == suggestion.c.concept_id)
    ).outerjoin(
        tag,
        and_(
            tag.c.document_id == suggestion.c.document_id, tag.c.vocabulary == vocabulary, tag.c.concept_id == concept
        ),
    )
    # One value, not a pair: SQLite looks a value up in an index, but scans all pairs for NULL. A join may scan as well.
    undecided = (suggestion.c.document_id + _APART + concept).not_in(decided)
    columns = [suggestion.c[name] for name in ("document_id", "position", "confidence", "chosen")]
    return (
        select(*columns, concept.label("concept_id"))
        .select_from(joined)
        .where(*where, tag.c.document_id.is_(None), undecided)
        .cte("open_suggestion")
    )


def _ranked(still: CTE, vocabulary: str) -> Subquery:
    """Open suggestions with the size of their concept and their gain.

    The size counts the documents that have the concept and those it is suggested for.
    """
    tag = schema.tag.c
    about = union_all(select(tag.concept_id).where(tag.vocabulary == vocabulary), select(still.c.concept_id)).subquery()
    size = select(about.c.concept_id, func.count().label("size")).group_by(about.c.concept_id).subquery()
    gain = 4.0 * still.c.confidence * (1.0 - still.c.confidence) * size.c.size
    return select(still, size.c.size, gain.label("gain")).join(size, size.c.concept_id == still.c.concept_id).subquery()


def _items(connection: Connection, vocabulary: str, rows: Sequence[Row[Any]]) -> list[OpenSuggestion]:
    """Ranked rows with what is large about them: evidence and titles are fetched for the rows shown alone."""
    suggestion, document = schema.suggestion.c, schema.document.c
    kept: dict[tuple[str, int], tuple[str, Any]] = {}
    for start in range(0, len(rows), _BATCH):
        keys = [(ranked.document_id, ranked.position) for ranked in rows[start : start + _BATCH]]
        query = (
            select(suggestion.document_id, suggestion.position, suggestion.evidence, document.title)
            .join(schema.document, document.id == suggestion.document_id)
            .where(suggestion.vocabulary == vocabulary, tuple_(suggestion.document_id, suggestion.position).in_(keys))
        )
        for row in connection.execute(query):
            kept[row.document_id, row.position] = (row.title, row.evidence)
    return [
        OpenSuggestion(
            document_id=row.document_id,
            title=large[0],
            suggestion=StoredSuggestion(
                concept_id=row.concept_id, confidence=row.confidence, chosen=row.chosen, evidence=large[1]
            ),
            size=row.size,
            gain=row.gain,
        )
        for row in rows
        if (large := kept.get((row.document_id, row.position)))
    ]


def _stored(row: Row[Any]) -> StoredSuggestion:
    return StoredSuggestion(
        concept_id=row.concept_id, confidence=row.confidence, chosen=row.chosen, evidence=row.evidence
    )


def _count_queries(vocabulary: str) -> Iterator[tuple[str | None, Select[Any]]]:
    """Queries of (concept, documents) by what they count, or of (concept, documents, what they count)."""
    tag, support, gone = schema.tag.c, schema.support, schema.replaced_concept
    documents = func.count()
    yield "given", select(tag.concept_id, documents).where(tag.vocabulary == vocabulary).group_by(tag.concept_id)
    concept = func.coalesce(gone.c.successor, support.c.concept_id)
    joined = support.outerjoin(gone, and_(gone.c.vocabulary == vocabulary, gone.c.id == support.c.concept_id))
    of_vocabulary = support.c.vocabulary == vocabulary
    yield (
        None,
        select(concept, documents, support.c.support)
        .select_from(joined)
        .where(of_vocabulary)
        .group_by(concept, support.c.support),
    )
    still = _open(vocabulary)
    yield "suggested", select(still.c.concept_id, documents).where(still.c.chosen).group_by(still.c.concept_id)
    decision = schema.decision
    last = newest([decision.c.vocabulary == vocabulary])
    yield (
        None,
        select(last.c.concept_id, documents, decision.c.verdict)
        .join(decision, decision.c.number == last.c.number)
        .where(decision.c.verdict != Verdict.WITHDRAWN.value)
        .group_by(last.c.concept_id, decision.c.verdict),
    )

"""The tags of documents: those their sources give and what people decided about them, read together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, null, select

from indexer.catalogue import schema
from indexer.catalogue.decisions import decision_of_row, in_force
from indexer.catalogue.rows import StoredTag
from indexer.nouns.documents import Tag
from indexer.nouns.tags import Decision, Verdict

_DECISION = ("number", "verdict", "person", "moment", "confidence", "undoes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """The tags that a source gives one document, in its order, and the decisions in force about it, oldest first."""

    given: tuple[StoredTag, ...] = ()
    decided: tuple[Decision, ...] = ()

    def counting(self) -> list[StoredTag]:
        """The tags that the document has: those given and not rejected, then those a curator added."""
        if not self.decided:
            return list(self.given)
        tags = {(tag.vocabulary, tag.concept_id): tag for tag in self.given}
        for decision in self.decided:
            concept = decision.concept
            if decision.verdict is Verdict.REJECTED:
                tags.pop((concept.vocabulary, concept.id), None)
            else:
                added = StoredTag(concept.vocabulary, concept.id, Tag(label=concept.label, uri=concept.uri))
                tags.setdefault((concept.vocabulary, concept.id), added)
        return list(tags.values())


def taggings(connection: Connection, ids: Collection[str]) -> dict[str, Tagging]:
    """The tags of some documents by document id, read in one statement; there is one for each id."""
    given: dict[str, list[StoredTag]] = {document_id: [] for document_id in ids}
    decided: dict[str, list[Decision]] = {document_id: [] for document_id in ids}
    rows = connection.execute(_given(ids).union_all(_decided(ids))).all()
    for row in sorted((row for row in rows if row.verdict is None), key=lambda row: (row.vocabulary, row.place)):
        given[row.document_id].append(StoredTag(row.vocabulary, row.concept_id, Tag(label=row.label, uri=row.uri)))
    for row in sorted((row for row in rows if row.verdict is not None), key=lambda row: row.place):
        decided[row.document_id].append(decision_of_row(row, row.concept_id))
    return {each: Tagging(given=tuple(given[each]), decided=tuple(decided[each])) for each in ids}


def _given(ids: Collection[str]) -> Select[Any]:
    """Tags of sources as rows of the union: their `place` is that among the tags of one vocabulary."""
    tag = schema.tag.c
    decision = (null().label(name) for name in _DECISION)
    return select(
        tag.document_id, tag.vocabulary, tag.concept_id, tag.label, tag.uri, tag.position.label("place"), *decision
    ).where(tag.document_id.in_(ids))


def _decided(ids: Collection[str]) -> Select[Any]:
    """Decisions as rows of the union: their `place` is their number."""
    decision = in_force([schema.decision.c.document_id.in_(ids)])
    names = ("document_id", "vocabulary", "present_id", "label", "uri", "number", *_DECISION)
    return decision.with_only_columns(*(decision.selected_columns[name] for name in names))

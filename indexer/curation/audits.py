"""What texts say for the tags that documents have: of one document, and counted over the library."""

from __future__ import annotations

from indexer.catalogue.store import Catalogue, CatalogueEntry
from indexer.curation.deciding import name_of
from indexer.curation.support import Named, named
from indexer.curation.taggers import Taggers
from indexer.nouns.tags import (
    AuditCounts,
    AuditedTag,
    ConceptAudit,
    ConceptName,
    Decision,
    LibraryAudit,
    Source,
    Support,
)
from indexer.vocabulary.concepts import Vocabulary

_COUNTS = ("given", "named", "implied", "unsupported", "suggested", "accepted", "rejected")


class Audits:
    """Reads tags against texts."""

    def __init__(self, catalogue: Catalogue, taggers: Taggers) -> None:
        self._catalogue = catalogue
        self._taggers = taggers

    def tags(self, entry: CatalogueEntry, held: Vocabulary) -> tuple[AuditedTag, ...]:
        """The tags that a document's source gives, then those decided on, each with its support."""
        words = named(entry.document, self._taggers.cold(held, entry.document.language).tagger)
        decided = {
            decision.concept.id: decision
            for decision in entry.tagging.decided
            if decision.concept.vocabulary == held.name
        }
        given = {
            tag.concept_id: ConceptName(
                vocabulary=held.name, id=tag.concept_id, uri=tag.tag.uri or "", label=tag.tag.label
            )
            for tag in entry.tagging.given
            if tag.vocabulary == held.name
        }
        tags = [_audited(name, Source.GIVEN, words, held, decided.get(name.id)) for name in given.values()]
        tags += [
            _audited(decision.concept, Source.CURATOR, words, held, decision)
            for decision in decided.values()
            if decision.concept.id not in given
        ]
        return tuple(tags)

    def library(self, held: Vocabulary, page: int, per_page: int, *, examined: int, documents: int) -> LibraryAudit:
        """A page of the concepts in use; `examined` is how many of the documents the taggers in use have examined."""
        audits = [
            ConceptAudit(concept=_present(held, concept_id), **{name: counts.get(name, 0) for name in _COUNTS})
            for concept_id, counts in self._catalogue.suggestions.counts(held.name).items()
        ]
        audits.sort(
            key=lambda audit: (-audit.unsupported, -audit.given - audit.accepted, -audit.suggested, audit.concept.id)
        )
        totals = {name: sum(getattr(audit, name) for audit in audits) for name in _COUNTS}
        return LibraryAudit(
            vocabulary=held.name,
            documents=documents,
            examined=examined,
            total=len(audits),
            page=page,
            per_page=per_page,
            totals=AuditCounts(**totals),
            concepts=tuple(audits[(page - 1) * per_page : page * per_page]),
        )


def _audited(
    concept: ConceptName, source: Source, words: Named, vocabulary: Vocabulary, decision: Decision | None
) -> AuditedTag:
    support = words.support(vocabulary, concept.id)
    through = words.through(vocabulary, concept.id) if support is Support.IMPLIED else ()
    return AuditedTag(
        concept=_present(vocabulary, concept.id, concept),
        source=source,
        support=support,
        spans=words.spans.get(concept.id, ()) or tuple(words.spans[narrower][0] for narrower in through),
        through=tuple(_present(vocabulary, narrower) for narrower in through),
        decision=decision,
    )


def _present(vocabulary: Vocabulary, concept_id: str, otherwise: ConceptName | None = None) -> ConceptName:
    """A concept as it is called now; as it was called where the vocabulary has it no more."""
    concept = vocabulary.get(concept_id)
    if concept is not None:
        return name_of(concept)
    return otherwise or ConceptName(vocabulary=vocabulary.name, id=concept_id, uri="", label=concept_id)

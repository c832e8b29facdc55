"""Tagging as people use it: suggestions with evidence, decisions on them, and what both say of a library."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from indexer.catalogue.store import Catalogue, CatalogueEntry
from indexer.catalogue.suggestions import OpenSuggestion, StoredSuggestion
from indexer.curation.audits import Audits
from indexer.curation.deciding import Deciding, name_of, named_person, now
from indexer.curation.decision_table import read_table
from indexer.curation.kept_suggestions import neighbours_in, shown
from indexer.curation.learning import agreement_of_curators, cross_validated, learn
from indexer.curation.suggesting import Suggesting
from indexer.curation.taggers import Taggers
from indexer.errors import NotFound, WrongUsage
from indexer.ingest.publishing import Publisher
from indexer.nouns.library import Progress, silently
from indexer.nouns.tags import (
    BulkPreview,
    ConceptCount,
    Decision,
    DecisionPage,
    DocumentAudit,
    LearnReport,
    LibraryAudit,
    NewDecision,
    QueueItem,
    QueuePage,
    RefreshReport,
    TagSuggestion,
    Verdict,
)
from indexer.tagging.judge.agreement import CuratorAgreement
from indexer.tagging.judge.evaluation import Evaluation
from indexer.vocabulary.concepts import TOPIC, Vocabulary
from indexer.vocabulary.facets import Vocabularies

_EXAMPLES = 10


class Curation:
    """Suggestions and decisions of one library, over its vocabularies at one revision. For many threads."""

    def __init__(
        self, catalogue: Catalogue, publisher: Publisher, taggers: Taggers, vocabularies: Vocabularies
    ) -> None:
        self._catalogue = catalogue
        self._publisher = publisher
        self._vocabularies = vocabularies
        self._taggers = taggers
        self._suggesting = Suggesting(catalogue, taggers)
        self._deciding = Deciding(catalogue, vocabularies)
        self._audits = Audits(catalogue, taggers)

    def suggest_text(
        self,
        text: str,
        *,
        title: str = "",
        vocabulary: str = TOPIC,
        limit: int = 10,
        language: str | None = None,
        threshold: float = 0.0,
    ) -> tuple[TagSuggestion, ...]:
        """Tags for a text, most sure first, of at least `threshold` confidence; its language is detected unless given.

        Without `title` a short first line is taken for it.
        """
        held = self._vocabularies.named(vocabulary)
        found = self._suggesting.for_text(text, title, held, limit, language)
        return self._shown(held, [each for each in found if each.confidence >= threshold])

    def suggest_document(
        self, document_id: str, *, vocabulary: str = TOPIC, limit: int = 10, threshold: float = 0.0
    ) -> tuple[TagSuggestion, ...]:
        """Tags for a document that it has not and nobody rejected, most sure first; raises `NotFound`.

        Those made for the whole library are given where they are of the tagger in use, else they are made now.
        """
        entry = self._entry(document_id)
        return self._suggested(entry, self._vocabularies.named(vocabulary), limit, threshold)

    def _suggested(
        self, entry: CatalogueEntry, vocabulary: Vocabulary, limit: int = 10, threshold: float = 0.0
    ) -> tuple[TagSuggestion, ...]:
        settled = {tag.concept_id for tag in entry.tagging.given if tag.vocabulary == vocabulary.name}
        decided = (decision.concept for decision in entry.tagging.decided)
        settled |= {concept.id for concept in decided if concept.vocabulary == vocabulary.name}
        found = self._suggesting.for_document(entry.document, vocabulary, settled, limit)
        return self._shown(vocabulary, [each for each in found if each.confidence >= threshold])

    def audit(self, document_id: str, vocabulary: str = TOPIC) -> DocumentAudit:
        """The tags of a document, each with what its text says for it, and the suggestions still open."""
        return self.audit_of(self._entry(document_id), vocabulary)

    def audit_of(self, entry: CatalogueEntry, vocabulary: str = TOPIC) -> DocumentAudit:
        """The same for a document that was read already."""
        held = self._vocabularies.named(vocabulary)
        tags = self._audits.tags(entry, held)
        return DocumentAudit(
            document_id=entry.document.id,
            title=entry.document.title,
            vocabulary=vocabulary,
            tags=tuple(tag for tag in tags if tag.counts),
            rejected=tuple(tag for tag in tags if not tag.counts),
            suggestions=self._suggested(entry, held),
        )

    def library_audit(self, vocabulary: str = TOPIC, page: int = 1, per_page: int = 50) -> LibraryAudit:
        """Every concept in use with how its tags are supported, a page at a time."""
        held = self._vocabularies.named(vocabulary)
        documents = len(self._catalogue.ids())
        examined = self._suggesting.examined(held, documents)
        return self._audits.library(held, page, per_page, examined=examined, documents=documents)

    def decide(self, decisions: Sequence[NewDecision], person: str) -> tuple[Decision, ...]:
        """Store decisions, all or none, for good on return, and let the index follow; gives those in force.

        Accepting what was never suggested adds a tag. Raises `NotFound` for an unknown document or concept.
        """
        found = self._deciding.decide(decisions, person)
        self._publisher.follow(silently)
        return found

    def undo(self, number: int, person: str) -> Decision:
        """Take back the decision in force about a tag; raises `NotFound`, or `WrongUsage` where it is not."""
        found = self._deciding.undo(number, person)
        self._publisher.follow(silently)
        return found

    def log(self, document_id: str | None = None, page: int = 1, per_page: int = 50) -> DecisionPage:
        """A page of all decisions (about one document), newest first."""
        return self._deciding.log(document_id, page, per_page)

    def log_about(self, document_ids: Collection[str]) -> tuple[Decision, ...]:
        """All decisions about some documents, newest first."""
        return tuple(self._catalogue.decisions.about(document_ids))

    def import_decisions(self, path: Path, person: str) -> tuple[int, int]:
        """Store the decisions of a table, all or none; gives how many there were and how many changed something.

        Raises `WrongUsage` or `NotFound` naming the line that is wrong.
        """
        decisions = read_table(path, person, self._deciding.concept)
        before = self._catalogue.decisions.count()
        self._deciding.require_documents(each.document_id for each in decisions)
        self._deciding.add(decisions)
        self._publisher.follow(silently)
        return len(decisions), self._catalogue.decisions.count() - before

    def queue(self, vocabulary: str = TOPIC, page: int = 1, per_page: int = 20) -> QueuePage:
        """A page of open suggestions, those first whose decision teaches most."""
        held = self._vocabularies.named(vocabulary)
        found, total = self._catalogue.suggestions.queue(held.name, (page - 1) * per_page, per_page)
        items = self._items(held, found)
        return QueuePage(vocabulary=held.name, total=total, page=page, per_page=per_page, items=items)

    def preview_above(self, threshold: float, vocabulary: str = TOPIC) -> BulkPreview:
        """What `accept_above` would do."""
        held = self._vocabularies.named(vocabulary)
        found = self._above(threshold, held)
        counts = Counter(each.suggestion.concept_id for each in found)
        named = ((held.get(concept_id), count) for concept_id, count in counts.items())
        concepts = [ConceptCount(concept=name_of(concept), documents=count) for concept, count in named if concept]
        return BulkPreview(
            vocabulary=held.name,
            threshold=threshold,
            tags=len(found),
            documents=len({each.document_id for each in found}),
            concepts=tuple(sorted(concepts, key=lambda each: (-each.documents, each.concept.label, each.concept.id))),
            examples=self._items(held, found[:_EXAMPLES]),
        )

    def accept_above(self, threshold: float, vocabulary: str, person: str) -> tuple[Decision, ...]:
        """Accept every open suggestion of at least some confidence, all in one step."""
        held = self._vocabularies.named(vocabulary)
        name, moment = named_person(person), now()
        decisions = [
            Decision(
                number=0,
                document_id=each.document_id,
                concept=name_of(concept),
                verdict=Verdict.ACCEPTED,
                person=name,
                moment=moment,
                confidence=each.suggestion.confidence,
            )
            for each in self._above(threshold, held)
            if (concept := held.get(each.suggestion.concept_id))
        ]
        found = self._deciding.add(decisions)
        self._publisher.follow(silently)
        return found

    def _above(self, threshold: float, vocabulary: Vocabulary) -> list[OpenSuggestion]:
        if not 0.0 < threshold <= 1.0:
            raise WrongUsage(f"the confidence is {threshold:g}; it must be above 0 and at most 1", parameter="above")
        return self._catalogue.suggestions.above(vocabulary.name, threshold)

    def learn(self, vocabulary: str, progress: Progress) -> LearnReport:
        """Train on the tags that documents have, store the taggers, and suggest anew; no decision is touched.

        A language with too few tagged documents goes on with the tagger that knows labels only.
        """
        began = time.monotonic()
        held = self._vocabularies.named(vocabulary)
        languages = learn(self._catalogue, held, progress)
        refreshed = self.refresh(progress, vocabulary)
        return LearnReport(
            vocabulary=held.name,
            languages=languages,
            refreshed=refreshed,
            seconds=round(time.monotonic() - began, 2),
        )

    def evaluate(self, vocabulary: str, progress: Progress) -> tuple[Evaluation, CuratorAgreement]:
        """How well taggers that learned from the other documents suggest each one's tags, and how far curators agree.

        Raises `WrongUsage` where too few documents have tags.
        """
        held = self._vocabularies.named(vocabulary)
        agreed = agreement_of_curators(self._catalogue, held.name)
        return cross_validated(self._catalogue, held, progress), agreed

    def refresh(self, progress: Progress, vocabulary: str = TOPIC) -> RefreshReport:
        """Make suggestions for the documents that have none of the taggers in use, then let the index follow."""
        report = self._suggesting.refresh(self._vocabularies.named(vocabulary), progress)
        self._publisher.follow(progress)
        return report

    def problems(self) -> list[str]:
        """What is wrong with learned taggers, each with what to do."""
        return self._taggers.damage(TOPIC)

    def _entry(self, document_id: str) -> CatalogueEntry:
        entry = self._catalogue.entry(document_id)
        if entry is None:
            raise NotFound(f"there is no document {document_id!r} in this library", parameter="document")
        return entry

    def _items(self, vocabulary: Vocabulary, found: Sequence[OpenSuggestion]) -> tuple[QueueItem, ...]:
        found = [each for each in found if vocabulary.get(each.suggestion.concept_id)]
        suggestions = self._shown(vocabulary, [each.suggestion for each in found])
        return tuple(
            QueueItem(
                document_id=each.document_id, title=each.title, suggestion=suggestion, size=each.size, gain=each.gain
            )
            for each, suggestion in zip(found, suggestions, strict=True)
        )

    def _shown(self, vocabulary: Vocabulary, found: Sequence[StoredSuggestion]) -> tuple[TagSuggestion, ...]:
        """Suggestions with their concepts as they are now, and with neighbours that still carry them."""
        near = neighbours_in(found)
        titles = self._catalogue.titles_of(near)
        carried = {
            (document_id, tag.concept_id)
            for document_id, tags in self._catalogue.tags(near).items()
            for tag in tags
            if tag.vocabulary == vocabulary.name
        }

        def neighbour(document_id: str, concept_id: str) -> str | None:
            return titles.get(document_id) if (document_id, concept_id) in carried else None

        concepts = (vocabulary.get(each.concept_id) for each in found)
        return tuple(
            shown(each, name_of(concept), neighbour) for each, concept in zip(found, concepts, strict=True) if concept
        )

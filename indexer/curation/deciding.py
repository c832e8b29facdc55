"""What people decide: checked against library and vocabulary, stored, taken back, read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches

from indexer.catalogue.store import Catalogue
from indexer.errors import NotFound, WrongUsage
from indexer.nouns.tags import ConceptName, Decision, DecisionPage, NewDecision
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import REGION, Vocabulary
from indexer.vocabulary.facets import AREA, Vocabularies

MAX_DECISIONS = 1_000_000
_MAX_PERSON = 100
_NEAR = 5
_DERIVED = {AREA: "topics", REGION: "countries"}


class Deciding:
    """Decisions of people about tags."""

    def __init__(self, catalogue: Catalogue, vocabularies: Vocabularies) -> None:
        self._catalogue = catalogue
        self._vocabularies = vocabularies

    def decide(self, decisions: Sequence[NewDecision], person: str) -> tuple[Decision, ...]:
        """Store decisions, all or none; gives those in force about their tags.

        Raises `NotFound` for an unknown document or concept, `WrongUsage` for a vocabulary nothing is tagged with.
        """
        moment = now()
        name = named_person(person)
        self.require_documents(decision.document_id for decision in decisions)
        return tuple(self._catalogue.decisions.add(self._checked(each, name, moment) for each in list(decisions)))

    def require_documents(self, document_ids: Iterable[str]) -> None:
        """Raise `NotFound` where a document is not in this library."""
        wanted = set(document_ids)
        unknown = sorted(wanted - set(self._catalogue.titles_of(wanted)))
        if unknown:
            raise NotFound(f"there is no document {unknown[0]!r} in this library", parameter="document")

    def add(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Store decisions that were checked before."""
        return tuple(self._catalogue.decisions.add(decisions))

    def undo(self, number: int, person: str) -> Decision:
        """Take back the decision in force about a tag; raises `NotFound` or `WrongUsage`."""
        return self._catalogue.decisions.undo(number, named_person(person), now())

    def log(self, document_id: str | None, page: int, per_page: int) -> DecisionPage:
        """A page of decisions (about one document), newest first."""
        items, total = self._catalogue.decisions.log(document_id, (page - 1) * per_page, per_page)
        return DecisionPage(total=total, page=page, per_page=per_page, decisions=tuple(items))

    def concept(self, vocabulary: str, called: str) -> Concept:
        """The concept with an id, URI or label; raises `NotFound` with those that are called nearly so."""
        if vocabulary in _DERIVED:
            raise WrongUsage(
                f"the {vocabulary} of a document follows from its {_DERIVED[vocabulary]}; decide on those",
                parameter="vocabulary",
            )
        held = self._vocabularies.named(vocabulary)
        found = held.get(called) or (held.by_uri(called) if "://" in called else None) or held.by_label(called)
        if found is None:
            raise NotFound(
                f"there is no concept {called[:100]!r} in the vocabulary {vocabulary}; give its id, URI or a label, or "
                f"make it first",
                parameter="concept",
                allowed=_nearly(held, called),
            )
        return found

    def _checked(self, new: NewDecision, person: str, moment: str) -> Decision:
        concept = self.concept(new.vocabulary, new.concept)
        return Decision(
            number=0,
            document_id=new.document_id,
            concept=name_of(concept),
            verdict=new.verdict,
            person=person,
            moment=moment,
            confidence=self._confidence(new.document_id, new.vocabulary, concept.id),
        )

    def _confidence(self, document_id: str, vocabulary: str, concept_id: str) -> float | None:
        """How sure the machine was of a tag that it suggested, None where it did not."""
        examined = self._catalogue.suggestions.of(document_id, vocabulary)
        suggestions = examined[1] if examined else []
        return next((each.confidence for each in suggestions if each.concept_id == concept_id), None)


def name_of(concept: Concept, language: str = "en") -> ConceptName:
    """A concept as a tag shows it."""
    return ConceptName(vocabulary=concept.vocabulary, id=concept.id, uri=concept.uri, label=concept.label(language))


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def named_person(person: str) -> str:
    """A person's name as the log keeps it; raises `WrongUsage` where there is none."""
    name = " ".join(person.split())
    if not 0 < len(name) <= _MAX_PERSON or not name.isprintable():
        raise WrongUsage(
            f"a decision needs the name of who decides, at most {_MAX_PERSON} characters", parameter="person"
        )
    return name


def _nearly(vocabulary: Vocabulary, called: str) -> tuple[str, ...]:
    containing = [concept.id for concept in vocabulary.called(called)[:_NEAR]] if called.strip() else []
    return tuple(containing or get_close_matches(called, [concept.id for concept in vocabulary], n=_NEAR))

"""Suggestions for documents and texts, and examining documents one after another so that the whole library has them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence

from indexer.catalogue.store import Catalogue
from indexer.catalogue.suggestions import Examined, StoredSuggestion
from indexer.curation.kept_suggestions import stored
from indexer.curation.rules import suggested
from indexer.curation.support import named
from indexer.curation.taggers import Taggers, TaggersInUse, spoken
from indexer.language.detection import detect_language
from indexer.nouns.documents import Document
from indexer.nouns.library import Progress
from indexer.nouns.tags import RefreshReport, Support
from indexer.tagging.text import text_of_document, text_of_plain
from indexer.vocabulary.concepts import Vocabulary

STORED = 10
"""How many suggestions a document has, besides those about tags it has already or that were rejected."""

_BATCH = 20
_MAX_ROUNDS = 5


class Suggesting:
    """Suggestions of the taggers in use."""

    def __init__(self, catalogue: Catalogue, taggers: Taggers) -> None:
        self._catalogue = catalogue
        self._taggers = taggers

    def for_text(
        self, text: str, title: str, vocabulary: Vocabulary, limit: int, language: str | None
    ) -> list[StoredSuggestion]:
        """Suggestions for a text that is no document; its language is detected where none is given."""
        ready = self._taggers.in_use(vocabulary).get(language or detect_language(text))
        made = suggested(ready.tagger, vocabulary.name, text_of_plain(text, title), limit)
        return [stored(suggestion) for suggestion in made]

    def for_document(
        self, document: Document, vocabulary: Vocabulary, settled: Collection[str], limit: int
    ) -> list[StoredSuggestion]:
        """Suggestions for a document, those kept where the tagger in use made them; `settled` concepts are left out."""
        ready = self._taggers.in_use(vocabulary).get(document.language)
        kept = self._catalogue.suggestions.of(document.id, vocabulary.name)
        if kept is not None and kept[0] == ready.digest and limit <= STORED:
            suggestions = kept[1]
        else:
            made = suggested(ready.tagger, vocabulary.name, text_of_document(document), limit + len(settled), document)
            suggestions = [stored(suggestion, document) for suggestion in made]
        return [suggestion for suggestion in suggestions if suggestion.concept_id not in settled][:limit]

    def refresh(self, vocabulary: Vocabulary, progress: Progress) -> RefreshReport:
        """Examine the documents that the taggers in use did not examine yet, a batch at a time.

        What is stored stays when the run is stopped, and the next one goes on from there.
        """
        began = time.monotonic()
        languages = self._catalogue.languages_of()
        examined = suggestions = 0
        for _ in range(_MAX_ROUNDS):
            waiting = self._waiting(vocabulary)
            for batch in _batches(waiting):
                kept, count = self._examine(batch, vocabulary)
                examined += kept
                suggestions += count
                progress("Suggesting", min(examined, len(languages)), max(len(waiting), examined))
            if not waiting:
                break
        return RefreshReport(
            vocabulary=vocabulary.name,
            documents=len(languages),
            examined=examined,
            suggestions=suggestions,
            seconds=round(time.monotonic() - began, 2),
        )

    def _waiting(self, vocabulary: Vocabulary) -> list[tuple[str, str]]:
        """(language, id) of the documents to examine, language by language so that each tagger is made once."""
        models = self._catalogue.suggestions.models(vocabulary.name)
        taggers = self._taggers.in_use(vocabulary)
        by_language: dict[str, list[str]] = {}
        for document_id, language in self._catalogue.languages_of().items():
            by_language.setdefault(spoken(language), []).append(document_id)
        waiting = []
        for language, documents in sorted(by_language.items()):
            digest = taggers.get(language).digest
            waiting += [
                (language, document_id) for document_id in sorted(documents) if models.get(document_id) != digest
            ]
        return waiting

    def examined(self, vocabulary: Vocabulary, documents: int) -> int:
        """How many of the library's documents the taggers in use have examined."""
        return documents - len(self._waiting(vocabulary))

    def _examine(self, document_ids: Sequence[str], vocabulary: Vocabulary) -> tuple[int, int]:
        revision = self._catalogue.revision()
        taggers = self._taggers.in_use(vocabulary)
        examined = []
        for entry in self._catalogue.entries(document_ids).values():
            own = {tag.concept_id for tag in entry.tagging.given if tag.vocabulary == vocabulary.name}
            decided = (decision.concept for decision in entry.tagging.decided)
            settled = own | {concept.id for concept in decided if concept.vocabulary == vocabulary.name}
            examined.append(self._examined(entry.document, taggers, own, len(settled)))
        kept = self._catalogue.suggestions.put(vocabulary.name, examined, revision)
        return kept, sum(len(document.suggestions) for document in examined)

    def _examined(self, document: Document, taggers: TaggersInUse, given: Iterable[str], settled: int) -> Examined:
        vocabulary, ready = taggers.vocabulary, taggers.get(document.language)
        made = suggested(ready.tagger, vocabulary.name, text_of_document(document), STORED + settled, document)
        words = named(document, self._taggers.cold(vocabulary, document.language).tagger)
        support: dict[str, Support] = {
            concept_id: words.support(vocabulary, concept_id) for concept_id in sorted(given)
        }
        return Examined(
            document_id=document.id,
            model=ready.digest,
            suggestions=tuple(stored(suggestion, document) for suggestion in made),
            support=support,
        )


def _batches(waiting: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    for start in range(0, len(waiting), _BATCH):
        yield [document_id for _, document_id in waiting[start : start + _BATCH]]

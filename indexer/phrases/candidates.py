"""Phrases that could become concepts: frequent in the library, and covered by no label of a vocabulary."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock, Thread

from indexer.catalogue.store import Catalogue, Revisions
from indexer.errors import PolicyscopeError
from indexer.labels.labels import LabelKind
from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.nouns.documents import Document, Passage, Role
from indexer.nouns.library import Progress, silently
from indexer.nouns.vocabularies import Candidate, CandidateExample
from indexer.phrases.phrase_counts import CountedPhrase, PhraseCounts, PhraseOccurrence
from indexer.vocabulary.concepts import COUNTRY, REGION, Vocabulary
from indexer.vocabulary.facets import Vocabularies

_SILENT = (Role.CONTENTS, Role.REFERENCES, Role.HEADING)
_AROUND = 90
_MAX_CANDIDATES = 500
_COUNT_AGAIN_SECONDS = 600.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Candidates as counted at some revisions and a moment of the monotonic clock."""

    revisions: Revisions
    moment: float
    found: tuple[Candidate, ...]


class CandidateCounter:
    """The candidates of each vocabulary, counted once for a state of the library."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._counting, self._starting = Lock(), Lock()
        self._threads: dict[str, Thread] = {}
        self._held: dict[str, _Counted] = {}
        self._failures: dict[str, Exception] = {}

    def counted(
        self, name: str, vocabularies: Vocabularies, revisions: Revisions, progress: Progress
    ) -> tuple[Candidate, ...]:
        """The candidates of a vocabulary, as the library is at the revisions that its vocabularies are of."""
        vocabulary = vocabularies.named(name)
        with self._counting:
            held = self._held.get(name)
            if held is None or held.revisions != revisions:
                total = len(self._catalogue.ids())
                found = candidates(
                    [vocabulary, vocabularies[COUNTRY], vocabularies[REGION]],
                    self._catalogue.each(),
                    self._catalogue.get_many,
                    lambda done: progress("Reading phrases", done, total),
                )
                held = self._held[name] = _Counted(revisions, time.monotonic(), found)
            return held.found

    def counted_soon(
        self, name: str, vocabularies: Vocabularies, revisions: Revisions, seconds: float
    ) -> tuple[Candidate, ...] | None:
        """The candidates as counted last, at once; where they never were, after some seconds at most, else None.

        They are counted anew beside the caller where the library has changed, though not after every decision. Raises
        `PolicyscopeError` where counting failed and there are none from before; whoever asks again has it tried again.
        """
        held = self._held.get(name)
        young = held is not None and time.monotonic() - held.moment < _COUNT_AGAIN_SECONDS
        if held is None or not (young or held.revisions == revisions):
            thread = self._started(name, vocabularies, revisions)
            if held is None:
                thread.join(seconds)
                held = self._held.get(name)
                failure = self._failures.pop(name, None)
                if held is None and failure is not None:
                    raise _told(failure)
        return held.found if held else None

    def _started(self, name: str, vocabularies: Vocabularies, revisions: Revisions) -> Thread:
        with self._starting:
            thread = self._threads.get(name)
            if thread is None or not thread.is_alive():
                asked = (name, vocabularies, revisions, silently)
                thread = self._threads[name] = Thread(target=self._count, args=asked, daemon=True)
                thread.start()
            return thread

    def _count(self, name: str, vocabularies: Vocabularies, revisions: Revisions, progress: Progress) -> None:
        """Count for those who do not wait; why it failed is kept for them."""
        try:
            self.counted(name, vocabularies, revisions, progress)
        except Exception as error:
            logger.exception("phrases could not be counted")
            self._failures[name] = error


def _told(failure: Exception) -> PolicyscopeError:
    if isinstance(failure, PolicyscopeError):
        return failure
    return PolicyscopeError("phrases could not be counted, the log says why; try again, and run `policyscope check`")


def candidates(
    vocabularies: Iterable[Vocabulary],
    documents: Iterable[Document],
    fetch: Callable[[list[str]], Mapping[str, Document]],
    progress: Callable[[int], None],
) -> tuple[Candidate, ...]:
    """The phrases of documents that no concept of the vocabularies covers, the most valuable first.

    `fetch` gives documents by id for the examples; `progress` is told how many documents were read.
    """
    counts: dict[str, PhraseCounts] = {}
    for number, document in enumerate(documents, start=1):
        held = counts.setdefault(document.language, PhraseCounts(document.language))
        for passage in document.passages:
            if passage.role not in _SILENT:
                held.add(document.id, passage.number, passage.text)
        progress(number)
    concepts = [concept for vocabulary in vocabularies for concept in vocabulary]
    found: list[tuple[str, CountedPhrase]] = []
    for language, held in sorted(counts.items()):
        phrases = list(held.frequent())
        matcher = LabelMatcher(concepts, Lexicon(language)) if phrases else None
        found += [(language, phrase) for phrase in phrases if matcher and not _is_covered(phrase.written, matcher)]
    found.sort(key=lambda item: (-item[1].value, item[0], item[1].written))
    found = found[:_MAX_CANDIDATES]
    texts = fetch(sorted({occurrence.document for _, phrase in found for occurrence in phrase.occurrences}))
    return tuple(_candidate(phrase, language, texts) for language, phrase in found)


def _is_covered(written: str, matcher: LabelMatcher) -> bool:
    """Whether a label names the whole phrase, or a negative label keeps it from naming a part of it."""
    matches = matcher.find(written)
    return any(
        start == 0 and end == len(written) and matcher.kind[label] != LabelKind.NEGATIVE
        for start, end, label in zip(matches.start.tolist(), matches.end.tolist(), matches.label.tolist(), strict=True)
    )


def _candidate(phrase: CountedPhrase, language: str, texts: Mapping[str, Document]) -> Candidate:
    examples = (
        _example(occurrence, texts[occurrence.document])
        for occurrence in phrase.occurrences
        if occurrence.document in texts
    )
    return Candidate(
        label=phrase.written,
        language=language,
        count=phrase.count,
        documents=phrase.documents,
        score=phrase.ratio,
        examples=tuple(example for example in examples if example),
    )


def _example(occurrence: PhraseOccurrence, document: Document) -> CandidateExample | None:
    passage: Passage | None = next(
        (passage for passage in document.passages if passage.number == occurrence.passage), None
    )
    if passage is None:
        return None
    text = passage.text
    start = text.rfind(" ", 0, max(occurrence.start - _AROUND, 0)) + 1 if occurrence.start > _AROUND else 0
    end = text.find(" ", min(occurrence.end + _AROUND, len(text)))
    end = len(text) if end < 0 else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    return CandidateExample(
        document_id=document.id,
        title=document.title,
        anchor=passage.anchor,
        page=passage.page,
        text=f"{before}{text[start:end]}{after}",
        mark=(occurrence.start + shift, occurrence.end + shift),
    )

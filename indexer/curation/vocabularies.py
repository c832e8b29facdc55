"""The vocabularies of a library, taken down to be read and put back changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from indexer.catalogue.store import Catalogue, Revisions
from indexer.catalogue.vocabularies import CURATOR, IMPORT, Import
from indexer.curation.importing import held_before, import_report, made_concept, require_name
from indexer.errors import NotFound, WrongUsage
from indexer.index.engine import Engine, EngineQuery
from indexer.ingest.publishing import Publisher
from indexer.labels.label_counts import documents_with_labels
from indexer.nouns.library import Progress, silently
from indexer.nouns.search import Label
from indexer.nouns.vocabularies import (
    Candidate,
    Concept,
    ConceptDetail,
    ConceptPage,
    ConceptSummary,
    ImportReport,
    Origin,
    VocabularySummary,
)
from indexer.phrases.candidates import CandidateCounter
from indexer.vocabulary.concepts import Vocabulary
from indexer.vocabulary.crosswalk import Correspondence, crosswalk
from indexer.vocabulary.facets import EXTENDED, FACETS, Vocabularies
from indexer.vocabulary.files import read_vocabulary_file
from indexer.vocabulary.json_ld import as_json_ld
from indexer.vocabulary.lint import Fault, lint
from indexer.vocabulary.update import plan_update

_MAX_LABEL = 200
_DIGEST_BYTES = 16


class VocabularyShelf:
    """Every vocabulary of a library by name at one revision: the shipped ones with what the library added, and those
    imported. `all` are the vocabularies, `counter` counts what they lack."""

    def __init__(
        self,
        catalogue: Catalogue,
        engine: Engine,
        publisher: Publisher,
        counter: CandidateCounter,
        *,
        vocabularies: Vocabularies,
        revisions: Revisions,
    ) -> None:
        self.all = vocabularies
        self._catalogue = catalogue
        self._tables = catalogue.vocabulary_tables
        self._engine = engine
        self._publisher = publisher
        self._counter = counter
        self._revisions = revisions

    def get(self, name: str) -> Vocabulary:
        """A vocabulary; raises `NotFound` with the names there are."""
        return self.all.named(name)

    def summaries(self) -> tuple[VocabularySummary, ...]:
        """All vocabularies, those of facets first."""
        imports = {each.name: each for each in self._tables.imports()}
        return tuple(_summary(self.all[name], imports.get(name)) for name in self.all.names())

    def _summary_of(self, vocabulary: Vocabulary) -> VocabularySummary:
        imported = (each for each in self._tables.imports() if each.name == vocabulary.name)
        return _summary(vocabulary, next(imported, None))

    def page(
        self, name: str, *, words: str = "", top: bool = False, page: int = 1, per_page: int = 50, language: str = "en"
    ) -> ConceptPage:
        """A page of the concepts called by some words, of those at the top, or of all by label."""
        vocabulary = self.get(name)
        if words.strip():
            concepts = vocabulary.called(words)
        else:
            concepts = vocabulary.top() if top else tuple(vocabulary)
            concepts = tuple(sorted(concepts, key=lambda concept: (concept.label(language).casefold(), concept.id)))
        shown = concepts[(page - 1) * per_page : page * per_page]
        return ConceptPage(
            vocabulary=self._summary_of(vocabulary),
            words=words,
            top=top,
            total=len(concepts),
            page=page,
            per_page=per_page,
            concepts=_summaries(vocabulary, (concept.id for concept in shown), self._documents(vocabulary), language),
        )

    def concept(self, name: str, concept_id: str, language: str = "en") -> ConceptDetail:
        """A concept (or the one that took its place) with its neighbours; raises `NotFound`."""
        vocabulary = self.get(name)
        concept = _concept(vocabulary, concept_id)
        documents = self._documents(vocabulary)
        neighbours = {
            kind: _summaries(vocabulary, ids, documents, language)
            for kind, ids in (
                ("broader", concept.broader),
                ("narrower", vocabulary.narrower(concept.id)),
                ("related", concept.related),
            )
        }
        above = reversed(vocabulary.with_ancestors(concept.id)[1:]) if len(concept.broader) == 1 else ()
        return ConceptDetail(
            vocabulary=vocabulary.name,
            id=concept.id,
            uri=concept.uri,
            label=concept.label(),
            preferred=concept.preferred,
            alternative=concept.alternative,
            hidden=concept.hidden,
            negative=concept.negative,
            definition=concept.definition,
            exact_match=concept.exact_match,
            close_match=concept.close_match,
            origin=cast(Origin, self._tables.origins(name).get(concept.id, "shipped")),
            path=tuple(
                Label(value=found.id, label=found.label(language)) for each in above if (found := vocabulary.get(each))
            ),
            documents=documents.get(concept.id, 0) if documents is not None else None,
            former=tuple(gone.label for gone in vocabulary.former if gone.successor == concept.id),
            **neighbours,
        )

    def _documents(self, vocabulary: Vocabulary) -> dict[str, int] | None:
        """How many documents a search for each concept finds, where the vocabulary is of a facet."""
        if vocabulary.name not in FACETS:
            return None
        return dict(self._engine.search(EngineQuery(facets=(vocabulary.name,), limit=0)).facets[vocabulary.name].counts)

    def json_ld(self, name: str, concept_id: str | None = None) -> dict[str, object]:
        """A vocabulary, or one concept of it, as SKOS in JSON-LD; raises `NotFound`."""
        vocabulary = self.get(name)
        if concept_id is None:
            return as_json_ld(vocabulary)
        return as_json_ld(vocabulary, only=_concept(vocabulary, concept_id))

    def import_file(self, path: Path, name: str, progress: Progress) -> ImportReport:
        """Read a vocabulary from a file and keep it under a name; what is there already is brought up to date.

        Under `topic` or `knowledge_type` it extends the library's own, and the index follows. Raises `WrongUsage` for a
        name that cannot be used, `DocumentRefused` for a file that cannot be read.
        """
        began = time.monotonic()
        require_name(name)
        file = read_vocabulary_file(path, name)
        progress("Reading", len(file.concepts), len(file.concepts))
        digest = hashlib.blake2b(path.read_bytes(), digest_size=_DIGEST_BYTES).hexdigest()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._publisher.writing():
            held = held_before(self._tables, name)
            update = plan_update(held, file.concepts, file.replaced)
            self._tables.put(
                name,
                {IMPORT: update.put},
                former=update.former,
                drop=update.drop,
                source=Import(name=name, source=path.name, digest=digest, imported=now),
            )
            progress("Storing", len(update.put), len(update.put))
            self._publisher.publish(progress)
        vocabulary = self._tables.vocabularies()[name]
        return import_report(vocabulary, held, update, len(file.concepts), time.monotonic() - began)

    def growing(self) -> tuple[str, ...]:
        """The names of the vocabularies that curators may add to."""
        return tuple(name for name in self.all.names() if name in EXTENDED or name not in FACETS)

    def add(self, name: str, label: str, *, language: str = "en", broader: str | None = None) -> Concept:
        """Make a concept of a label, for curators; raises `WrongUsage` where a concept is called so already."""
        label = " ".join(label.split())
        if not 1 < len(label) <= _MAX_LABEL:
            raise WrongUsage(f"a label needs 2 to {_MAX_LABEL} characters", parameter="label")
        with self._publisher.writing():
            vocabulary = self._tables.vocabularies().named(name)
            if name not in self.growing():
                raise WrongUsage(f"the vocabulary {name} is fixed", parameter="vocabulary", allowed=self.growing())
            known = vocabulary.by_label(label)
            if known is not None:
                raise WrongUsage(f"{label!r} is a label of {known.label()!r} ({known.id}) already", parameter="label")
            above = vocabulary.get(broader) or vocabulary.by_label(broader) if broader else None
            if broader and above is None:
                raise WrongUsage(f"there is no concept {broader!r} in the vocabulary {name}", parameter="broader")
            concept = made_concept(vocabulary, label, language, above)
            self._tables.put(name, {CURATOR: [concept]})
            self._publisher.publish(silently)
        return concept

    def lint(self, name: str, progress: Progress) -> tuple[Fault, ...]:
        """The faults of a vocabulary, with the labels that stand in too many of the library's documents."""
        vocabulary = self.get(name)
        total = len(self._catalogue.ids())
        counts = documents_with_labels(
            vocabulary, self._catalogue.each(), lambda done: progress("Matching labels", done, total)
        )
        return lint(vocabulary, counts, total)

    def candidates(self, name: str, *, language: str = "", progress: Progress | None = None) -> tuple[Candidate, ...]:
        """Phrases that documents (of a language) often use and no concept of a vocabulary covers, best first."""
        found = self._counter.counted(name, self.all, self._revisions, progress or silently)
        return tuple(each for each in found if not language or each.language == language)

    def candidates_soon(self, name: str, *, seconds: float) -> tuple[Candidate, ...] | None:
        """The same for one who cannot wait: None where nothing is counted after some seconds, to ask again later."""
        vocabulary = self.get(name)
        found = self._counter.counted_soon(name, self.all, self._revisions, seconds)
        if found is None:
            return None
        return tuple(each for each in found if vocabulary.by_label(each.label) is None)

    def crosswalk(self, source: str, target: str) -> tuple[Correspondence, ...]:
        """Which concepts of two vocabularies stand for the same."""
        return crosswalk(self.get(source), self.get(target))


def _concept(vocabulary: Vocabulary, concept_id: str) -> Concept:
    """The concept with an id, or the one that took its place; raises `NotFound`."""
    concept = vocabulary.get(concept_id)
    if concept is None:
        raise NotFound(f"there is no concept {concept_id!r} in the vocabulary {vocabulary.name}", parameter="concept")
    return concept


def _summary(vocabulary: Vocabulary, imported: Import | None) -> VocabularySummary:
    return VocabularySummary(
        name=vocabulary.name,
        concepts=len(vocabulary),
        facet=vocabulary.name in FACETS,
        source=imported.source if imported else "",
        imported=imported.imported if imported else "",
    )


def _summaries(
    vocabulary: Vocabulary, ids: Iterable[str], documents: Mapping[str, int] | None, language: str
) -> tuple[ConceptSummary, ...]:
    """Concepts in short; `documents` are those of each concept, None where the vocabulary is no facet's."""
    concepts = (concept for each in ids if (concept := vocabulary.get(each)))
    return tuple(
        ConceptSummary(
            id=concept.id,
            uri=concept.uri,
            label=concept.label(language),
            narrower=len(vocabulary.narrower(concept.id)),
            documents=documents.get(concept.id, 0) if documents is not None else None,
        )
        for concept in concepts
    )

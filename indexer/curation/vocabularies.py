"""The vocabularies of a library, taken down to be read and put back changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from indexer.catalogue.store import Catalogue
from indexer.catalogue.vocabularies import CURATOR, IMPORT, Import
from indexer.errors import NotFound, WrongUsage
from indexer.index.lock import writing
from indexer.labels.label_counts import documents_with_labels
from indexer.nouns.documents import Tag
from indexer.nouns.library import Progress, silently
from indexer.nouns.search import Label
from indexer.nouns.vocabularies import (
    Candidate,
    Concept,
    ConceptDetail,
    ConceptPage,
    ConceptSummary,
    ImportReport,
    VocabularySummary,
)
from indexer.phrases.candidates import CandidateCounter
from indexer.vocabulary.concepts import Vocabulary, concept_of_tag
from indexer.vocabulary.crosswalk import Correspondence, crosswalk
from indexer.vocabulary.facets import EXTENDED, FACETS, LANGUAGE, YEAR, Vocabularies
from indexer.vocabulary.files import read_vocabulary_file
from indexer.vocabulary.json_ld import as_json_ld
from indexer.vocabulary.lint import Fault, lint
from indexer.vocabulary.update import Held, Update, plan_update

_MAX_NAME = 40
_MAX_LABEL = 200
_DIGEST_BYTES = 16


class VocabularyShelf:
    """Every vocabulary of a library by name: the shipped ones with what the library added, and those imported.

    `counts` gives the documents of each value of a facet, `publish` brings the index up to date with the catalogue.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        library: Path,
        *,
        counts: Callable[[str], Mapping[str, int]],
        publish: Callable[[Progress], None],
    ) -> None:
        self._catalogue = catalogue
        self._tables = catalogue.vocabulary_tables
        self._library = library
        self._counts = counts
        self._publish = publish
        self._held: tuple[tuple[int, int], Vocabularies] | None = None
        self._counter = CandidateCounter(catalogue, self.get, self._revision)

    def all(self) -> Vocabularies:
        """All vocabularies as they are now."""
        revision = self._revision()
        held = self._held
        if held is None or held[0] != revision:
            held = self._held = (revision, self._tables.vocabularies())
        return held[1]

    def get(self, name: str) -> Vocabulary:
        """A vocabulary; raises `NotFound` with the names there are."""
        names = self.all().names()
        if name not in names:
            raise NotFound(f"there is no vocabulary {name!r} in this library", parameter="vocabulary", allowed=names)
        return self.all()[name]

    def summaries(self) -> tuple[VocabularySummary, ...]:
        """All vocabularies, those of facets first."""
        return tuple(self._summary(self.get(name)) for name in self.all().names())

    def _summary(self, vocabulary: Vocabulary) -> VocabularySummary:
        imported = next((each for each in self._tables.imports() if each.name == vocabulary.name), None)
        return VocabularySummary(
            name=vocabulary.name,
            concepts=len(vocabulary),
            facet=vocabulary.name in FACETS,
            source=imported.source if imported else "",
            imported=imported.imported if imported else "",
        )

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
            vocabulary=self._summary(vocabulary),
            words=words,
            top=top,
            total=len(concepts),
            page=page,
            per_page=per_page,
            items=self._summaries_of(vocabulary, (concept.id for concept in shown), language),
        )

    def concept(self, name: str, concept_id: str, language: str = "en") -> ConceptDetail:
        """A concept (or the one that took its place) with its neighbours; raises `NotFound`."""
        vocabulary = self.get(name)
        concept = vocabulary.get(concept_id)
        if concept is None:
            raise NotFound(f"there is no concept {concept_id!r} in the vocabulary {name}", parameter="concept")
        neighbours = {
            kind: self._summaries_of(vocabulary, ids, language)
            for kind, ids in (
                ("broader", concept.broader),
                ("narrower", vocabulary.narrower(concept.id)),
                ("related", concept.related),
            )
        }
        above = reversed(vocabulary.with_ancestors(concept.id)[1:]) if len(concept.broader) == 1 else ()
        return ConceptDetail(
            vocabulary=self._summary(vocabulary),
            concept=concept,
            origin=self._tables.origins(name).get(concept.id, "shipped"),
            path=tuple(
                Label(value=found.id, label=found.label(language)) for each in above if (found := vocabulary.get(each))
            ),
            documents=self._counts(name).get(concept.id, 0) if name in FACETS else None,
            former=tuple(gone.label for gone in vocabulary.former if gone.successor == concept.id),
            **neighbours,
        )

    def _summaries_of(self, vocabulary: Vocabulary, ids: Iterable[str], language: str) -> tuple[ConceptSummary, ...]:
        counts = self._counts(vocabulary.name) if vocabulary.name in FACETS else None
        found = (concept for each in ids if (concept := vocabulary.get(each)))
        return tuple(
            ConceptSummary(
                id=concept.id,
                uri=concept.uri,
                label=concept.label(language),
                narrower=len(vocabulary.narrower(concept.id)),
                documents=counts.get(concept.id, 0) if counts is not None else None,
            )
            for concept in found
        )

    def json_ld(self, name: str, concept_id: str | None = None) -> dict[str, object]:
        """A vocabulary, or one concept of it, as SKOS in JSON-LD; raises `NotFound`."""
        vocabulary = self.get(name)
        if concept_id is None:
            return as_json_ld(vocabulary)
        return as_json_ld(vocabulary, only=self.concept(name, concept_id).concept)

    def import_file(self, path: Path, name: str, progress: Progress) -> ImportReport:
        """Read a vocabulary from a file and keep it under a name; what is there already is brought up to date.

        Under `topic` or `knowledge_type` it extends the library's own, and the index follows. Raises `WrongUsage` for a
        name that cannot be used, `DocumentRefused` for a file that cannot be read.
        """
        began = time.monotonic()
        _require_name(name)
        file = read_vocabulary_file(path, name)
        progress("Reading", len(file.concepts), len(file.concepts))
        digest = hashlib.blake2b(path.read_bytes(), digest_size=_DIGEST_BYTES).hexdigest()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with writing(self._library):
            held = self._before(name)
            update = plan_update(held, file.concepts, file.replaced)
            self._tables.put(
                name,
                {IMPORT: update.put},
                former=update.former,
                drop=update.drop,
                source=Import(name=name, source=path.name, digest=digest, imported=now),
            )
            progress("Storing", len(update.put), len(update.put))
            self._publish(progress)
        return self._report(name, held, update, len(file.concepts), time.monotonic() - began)

    def _before(self, name: str) -> Held:
        """A vocabulary as it is held, for an update."""
        origins = self._tables.origins(name)
        concepts = self._tables.concepts([name])
        return Held(
            shipped=EXTENDED[name]() if name in EXTENDED else Vocabulary(name, ()),
            imported=[concept for concept in concepts if origins[concept.id] == IMPORT],
            own=[concept for concept in concepts if origins[concept.id] != IMPORT],
            used=self._tables.used(name),
        )

    def _report(self, name: str, held: Held, update: Update, concepts: int, seconds: float) -> ImportReport:
        vocabulary = self.get(name)

        def label(concept_id: str) -> str:
            found = vocabulary.get(concept_id)
            return found.label() if found else concept_id

        gone = {concept.id for concept in (*held.imported, *held.own)}
        return ImportReport(
            vocabulary=name,
            concepts=concepts,
            added=len(update.added),
            changed=len(update.changed),
            unchanged=concepts - len(update.added) - len(update.changed) - update.joined,
            joined=update.joined,
            dropped=len(update.drop),
            replaced=tuple((each.label, label(each.successor)) for each in update.former if each.id in gone),
            kept=tuple(label(each) for each in update.kept),
            seconds=round(seconds, 2),
        )

    def growing(self) -> tuple[str, ...]:
        """The names of the vocabularies that curators may add to."""
        return tuple(name for name in self.all().names() if name in EXTENDED or name not in FACETS)

    def add(self, name: str, label: str, *, language: str = "en", broader: str | None = None) -> Concept:
        """Make a concept of a label, for curators; raises `WrongUsage` where a concept is called so already."""
        label = " ".join(label.split())
        if not 1 < len(label) <= _MAX_LABEL:
            raise WrongUsage(f"a label needs 2 to {_MAX_LABEL} characters", parameter="label")
        with writing(self._library):
            vocabulary = self.get(name)
            if name not in self.growing():
                raise WrongUsage(f"the vocabulary {name} is fixed", parameter="vocabulary", allowed=self.growing())
            known = vocabulary.by_label(label)
            if known is not None:
                raise WrongUsage(f"{label!r} is a label of {known.label()!r} ({known.id}) already", parameter="label")
            above = vocabulary.get(broader) or vocabulary.by_label(broader) if broader else None
            if broader and above is None:
                raise WrongUsage(f"there is no concept {broader!r} in the vocabulary {name}", parameter="broader")
            concept = _made(vocabulary, label, language, above)
            self._tables.put(name, {CURATOR: [concept]})
            self._publish(silently)
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
        found = self._counter.counted(name, progress or silently)
        return tuple(each for each in found if not language or each.language == language)

    def candidates_soon(self, name: str, *, seconds: float) -> tuple[Candidate, ...] | None:
        """The same for one who cannot wait: None where nothing is counted after some seconds, to ask again later."""
        vocabulary = self.get(name)
        found = self._counter.counted_soon(name, seconds)
        if found is None:
            return None
        return tuple(each for each in found if vocabulary.by_label(each.label) is None)

    def _revision(self) -> tuple[int, int]:
        return self._catalogue.revision(), self._tables.revision()

    def crosswalk(self, source: str, target: str) -> tuple[Correspondence, ...]:
        """Which concepts of two vocabularies stand for the same."""
        return crosswalk(self.get(source), self.get(target))


def _made(vocabulary: Vocabulary, label: str, language: str, above: Concept | None) -> Concept:
    """A concept with an id that nothing here has or had."""
    plain = concept_of_tag(vocabulary.name, Tag(label=label))
    concept_id, number = plain.id, 2
    while vocabulary.get(concept_id) is not None:
        concept_id, number = f"{plain.id}-{number}", number + 1
    return Concept(
        vocabulary=vocabulary.name,
        id=concept_id,
        uri=f"{plain.uri.rsplit('/', 1)[0]}/{concept_id}",
        preferred={language: label},
        broader=(above.id,) if above else (),
        shipped=False,
    )


def _require_name(name: str) -> None:
    """Raise `WrongUsage` where a vocabulary cannot be called so."""
    fixed = {each for each in FACETS if each not in EXTENDED} | {LANGUAGE, YEAR}
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > _MAX_NAME:
        raise WrongUsage(
            f"a vocabulary's name is made of letters, digits and hyphens, at most {_MAX_NAME}; not {name!r}"
        )
    if name in fixed:
        raise WrongUsage(f"the vocabulary {name} is fixed; import under topic, knowledge_type or a name of your own")

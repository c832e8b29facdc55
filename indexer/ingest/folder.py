"""A folder into the catalogue: read what is new or changed, remove what is gone, record what is refused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from indexer.catalogue.ids import Ids
from indexer.catalogue.rows import StoredTag
from indexer.catalogue.store import Catalogue, FileRecord, Reading
from indexer.errors import DocumentRefused, WrongUsage
from indexer.nouns.documents import Document, Tag
from indexer.nouns.library import FileProblem, Progress
from indexer.nouns.vocabularies import Concept
from indexer.reading.folder import FoundFile, find_files, readable_path
from indexer.reading.process.pool import FileContent, ReadingPool
from indexer.settings import Settings
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC
from indexer.vocabulary.facets import Vocabularies

READ, DUPLICATE, REFUSED = "read", "duplicate", "refused"

_BATCH = 50
# Few documents at once where they are large, each passage taken for as much as it needs besides its text.
_BATCH_CHARACTERS = 20_000_000
_CHARACTERS_A_PASSAGE = 200


@dataclass(slots=True, kw_only=True)
class FolderOutcome:
    """What one run over one folder did."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: list[FileProblem] = field(default_factory=list)
    refused: list[FileProblem] = field(default_factory=list)
    warnings: list[FileProblem] = field(default_factory=list)


def ingest_folder(
    catalogue: Catalogue, folder: Path, settings: Settings, full: bool, progress: Progress
) -> FolderOutcome:
    """Bring the catalogue up to date with a folder (or single file); with `full`, read every file again.

    Raises `WrongUsage` where the folder does not exist. A file that cannot be read is recorded with
    its reason and never stops the run.
    """
    require_folder(folder)
    folder = folder.resolve()
    if readable_path(str(folder)) != str(folder):
        raise WrongUsage(f"the path {str(folder)!r} is not valid UTF-8; rename it", parameter="folder")
    files = list(find_files(folder, settings.max_file_bytes))
    run = _Run(catalogue, folder, settings, full, files, progress)
    run.read(files)
    run.read_postponed(files)
    return run.finished()


def require_folder(folder: Path) -> None:
    """Raise `WrongUsage` where there is no such folder (or single file)."""
    if not folder.exists():
        raise WrongUsage(f"there is no folder {folder}; check the path", parameter="folder")


class _Run:
    """One run over one folder: each file's bytes are read once, and handed on where they are new."""

    def __init__(
        self,
        catalogue: Catalogue,
        folder: Path,
        settings: Settings,
        full: bool,
        files: Sequence[FoundFile],
        progress: Progress,
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._settings = settings
        self._full = full
        self._progress = progress
        self._total = len(files)
        self._settled = 0
        self._postponed: list[FileRecord] = []
        self._outcome = FolderOutcome()
        self._known = {record.path: record for record in catalogue.files(str(folder))}
        found = {file.path for file in files}
        removed = [record for record in self._known.values() if record.path not in found]
        catalogue.remove_files(removed)
        self._outcome.removed = len(removed)
        records = list(catalogue.files())
        self._owners = {
            record.digest: record
            for record in records
            if record.status == READ and record.folder != str(folder) and _is_there(record)
        }
        self._ids = Ids(catalogue.given_ids())
        self._without_document: list[FileRecord] = []
        self._refusals: dict[str | None, str] = {}
        self._batch: list[Reading] = []
        self._batch_characters = 0

    def read_postponed(self, files: Sequence[FoundFile]) -> None:
        """Bring the catalogue up to date with the files that had to wait until all were seen: whether a document was
        changed or moved is known only then."""
        waiting = {record.path: record for record in self._postponed}
        if not waiting:
            return
        kept = {
            record.document_id
            for record in self._catalogue.files()
            if record.document_id
            and not (record.folder == str(self._folder) and record.path in waiting)
            and _is_there(record)
        }
        self._ids.settle(self._postponed, kept, self._known)
        self._postponed = []
        self.read([file for file in files if file.path in waiting])

    def read(self, files: Sequence[FoundFile]) -> None:
        """Bring the catalogue up to date with some files; those whose id depends on others are noted for later."""
        with ReadingPool(self._settings, [file.size or 0 for file in files]) as pool:
            for file, result in pool.read_all(self._new(files)):
                record = self._owners[file.digest]
                if isinstance(result, DocumentRefused):
                    self._refuse(record, str(result))
                else:
                    self._keep(record, result)
                if len(self._batch) >= _BATCH or self._batch_characters >= _BATCH_CHARACTERS:
                    self._put()
                self._advance()
        self._put()

    def finished(self) -> FolderOutcome:
        """What the run did, once all files are read."""
        for record in self._without_document:
            if record.digest in self._refusals:
                # A copy of a file that gave no document is no duplicate: it is refused for the same reason.
                record = replace(record, status=REFUSED, reason=self._refusals[record.digest])
                self._catalogue.put([Reading(file=record)])
            problems = self._outcome.duplicates if record.status == DUPLICATE else self._outcome.refused
            problems.append(FileProblem(path=record.path, reason=record.reason or ""))
        return self._outcome

    def _new(self, files: Iterable[FoundFile]) -> Iterator[FileContent]:
        """The files that must be read, with their bytes; the others are settled here."""
        for file in files:
            record = FileRecord(folder=str(self._folder), path=file.path, digest=None, size=file.size, status=REFUSED)
            content, refused = (b"", file.refused) if file.refused else self._content(file.path)
            if refused:
                self._settle_without_document(replace(record, reason=refused))
                continue
            digest = hashlib.blake2b(content, digest_size=16).hexdigest()
            owner = self._owners.get(digest)
            if owner is not None and (owner.folder, owner.path) != (record.folder, record.path):
                reason = f"it has the same content as {owner.path}, which is kept"
                self._settle_without_document(replace(record, digest=digest, status=DUPLICATE, reason=reason))
                continue
            record = self._owners[digest] = replace(record, digest=digest, status=READ)
            before = self._known.get(file.path)
            if before is not None and before.status == READ and before.digest == digest and not self._full:
                self._outcome.unchanged += 1
                self._advance()
            elif self._ids.depends_on_others(record):
                self._postponed.append(record)
            else:
                yield FileContent(record.folder, record.path, digest, content)

    def _content(self, path: str) -> tuple[bytes, str | None]:
        """A file's bytes, or the reason it cannot be read. It may have grown since it was found."""
        limit = self._settings.max_file_bytes
        try:
            with _full_path(self._folder, path).open("rb") as file:
                content = file.read(limit + 1)
        except OSError as error:
            return b"", f"it cannot be opened: {(error.strerror or str(error)).lower()}"
        return (content, None) if len(content) <= limit else (b"", "it grew over the limit of max_file_bytes")

    def _settle_without_document(self, record: FileRecord) -> None:
        """Record a file that gives no document."""
        self._without_document.append(record)
        self._batch.append(Reading(file=record))
        self._advance()

    @cached_property
    def _vocabularies(self) -> Vocabularies:
        return self._catalogue.vocabulary_tables.vocabularies()

    def _refuse(self, record: FileRecord, reason: str) -> None:
        self._refusals[record.digest] = reason
        self._outcome.refused.append(FileProblem(path=record.path, reason=reason))
        self._batch.append(Reading(file=replace(record, status=REFUSED, reason=reason)))

    def _keep(self, record: FileRecord, document: Document) -> None:
        problems = document.origin.problems
        self._outcome.read += 1
        self._outcome.warnings.extend(FileProblem(path=record.path, reason=problem) for problem in problems)
        document = replace(document, id=self._ids.of(record, document.id))
        self._batch.append(_reading(document, record, self._vocabularies))
        self._batch_characters += sum(_CHARACTERS_A_PASSAGE + len(passage.text) for passage in document.passages)

    def _put(self) -> None:
        self._catalogue.put(self._batch)
        self._batch, self._batch_characters = [], 0

    def _advance(self) -> None:
        self._settled += 1
        self._progress("Reading", self._settled, self._total)


def _is_there(record: FileRecord) -> bool:
    return os.path.isfile(_full_path(Path(record.folder), record.path))


def _full_path(folder: Path, path: str) -> Path:
    return folder if folder.is_file() else folder / path


def _reading(document: Document, record: FileRecord, vocabularies: Vocabularies) -> Reading:
    tags = list(_stored_tags(document, vocabularies))
    concepts = tuple(concept for _, concept in tags if not concept.shipped)
    return Reading(
        file=replace(record, document_id=document.id),
        document=document,
        tags=tuple(stored for stored, _ in tags),
        concepts=concepts,
    )


def _stored_tags(document: Document, vocabularies: Vocabularies) -> Iterable[tuple[StoredTag, Concept]]:
    """Each tag of a document with its concept; two labels of one concept are one tag."""
    given = [(TOPIC, tag) for tag in document.topics]
    if document.knowledge_type:
        given.append((KNOWLEDGE_TYPE, document.knowledge_type))
    seen: set[tuple[str, str]] = set()
    for vocabulary, tag in given:
        concept = vocabularies[vocabulary].resolve(tag)
        if (vocabulary, concept.id) not in seen:
            seen.add((vocabulary, concept.id))
            yield StoredTag(vocabulary, concept.id, tag), concept
    for code in document.countries:
        country = vocabularies[COUNTRY].get(code)
        if country:
            yield StoredTag(COUNTRY, code, Tag(label=country.label())), country

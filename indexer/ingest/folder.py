"""A folder into the catalogue: read what is new or changed, remove what is gone, record what is refused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.catalogue.rows import StoredTag
from indexer.catalogue.store import Catalogue, FileRecord, Reading
from indexer.errors import DocumentRefused, WrongUsage
from indexer.nouns.documents import Document, Tag
from indexer.nouns.library import FileProblem, Progress
from indexer.nouns.vocabularies import Concept
from indexer.reading.folder import find_files, readable_path
from indexer.reading.process.pool import FileContent, ReadingPool
from indexer.settings import Settings
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, TOPIC, slug
from indexer.vocabulary.facets import Vocabularies

READ, DUPLICATE, REFUSED = "read", "duplicate", "refused"

_BATCH = 50
_BLOCK_BYTES = 1 << 20


@dataclass(slots=True, kw_only=True)
class FolderOutcome:
    """What one run over one folder did."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: list[FileProblem] = field(default_factory=list)
    refused: list[FileProblem] = field(default_factory=list)
    warnings: list[FileProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be done with a folder's files, decided from their digests."""

    to_read: list[FileRecord]
    unchanged: list[FileRecord]
    without_document: list[FileRecord]
    removed: list[FileRecord]


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
    plan = _plan(catalogue, folder, settings, full, progress)
    outcome = FolderOutcome(unchanged=len(plan.unchanged), removed=len(plan.removed))
    for record in plan.removed:
        catalogue.remove_file(record.folder, record.path)
    catalogue.put(Reading(file=record) for record in plan.without_document)
    refusals = _read(catalogue, folder, plan.to_read, settings, outcome, progress)
    for record in plan.without_document:
        if record.digest in refusals:
            # A copy of a file that gave no document is no duplicate: it is refused for the same reason.
            record = replace(record, status=REFUSED, reason=refusals[record.digest])
            catalogue.put([Reading(file=record)])
        problems = outcome.duplicates if record.status == DUPLICATE else outcome.refused
        problems.append(FileProblem(path=record.path, reason=record.reason or ""))
    return outcome


def require_folder(folder: Path) -> None:
    """Raise `WrongUsage` where there is no such folder (or single file)."""
    if not folder.exists():
        raise WrongUsage(f"there is no folder {folder}; check the path", parameter="folder")


def _plan(catalogue: Catalogue, folder: Path, settings: Settings, full: bool, progress: Progress) -> _Plan:
    known = {record.path: record for record in catalogue.files(str(folder))}
    owners = {
        record.digest: record
        for record in catalogue.files()
        if record.status == READ and record.folder != str(folder) and _is_there(record)
    }
    found = list(find_files(folder, settings.max_file_bytes))
    plan = _Plan(to_read=[], unchanged=[], without_document=[], removed=[])
    for done, file in enumerate(found, start=1):
        progress("Looking", done, len(found))
        record = FileRecord(folder=str(folder), path=file.path, digest=None, size=file.size, status=REFUSED)
        digest, refused = (None, file.refused) if file.refused else _digest(_full_path(folder, file.path))
        before = known.get(file.path)
        if digest is None:
            plan.without_document.append(replace(record, reason=refused))
        elif digest in owners:
            reason = f"it has the same content as {owners[digest].path}, which is kept"
            plan.without_document.append(replace(record, digest=digest, status=DUPLICATE, reason=reason))
        else:
            record = replace(record, digest=digest, status=READ)
            owners[digest] = record
            same = before is not None and before.status == READ and before.digest == digest
            (plan.unchanged if same and not full else plan.to_read).append(record)
    present = {file.path for file in found}
    plan.removed.extend(record for path, record in known.items() if path not in present)
    return plan


def _is_there(record: FileRecord) -> bool:
    return os.path.isfile(_full_path(Path(record.folder), record.path))


def _full_path(folder: Path, path: str) -> Path:
    return folder if folder.is_file() else folder / path


def _digest(path: Path) -> tuple[str | None, str | None]:
    """The digest of a file's bytes, or the reason it cannot be opened."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        return None, f"it cannot be opened: {(error.strerror or str(error)).lower()}"
    return digest.hexdigest(), None


def _read(
    catalogue: Catalogue,
    folder: Path,
    records: list[FileRecord],
    settings: Settings,
    outcome: FolderOutcome,
    progress: Progress,
) -> dict[str | None, str]:
    """Read files into the catalogue; the reasons of those that were refused, by their digests."""
    refusals: dict[str | None, str] = {}
    if not records:
        return refusals
    vocabularies = catalogue.vocabulary_tables.vocabularies()
    owners = {record.document_id: (record.folder, record.path) for record in catalogue.files() if record.document_id}
    by_path = {record.path: record for record in records}
    batch: list[Reading] = []
    with ReadingPool(settings, [record.size or 0 for record in records]) as pool:
        for done, (file, result) in enumerate(pool.read_all(_contents(folder, records, outcome)), start=1):
            record = replace(by_path[file.path], digest=file.digest)
            if isinstance(result, DocumentRefused):
                refusals[by_path[file.path].digest] = str(result)
                outcome.refused.append(FileProblem(path=file.path, reason=str(result)))
                batch.append(Reading(file=replace(record, status=REFUSED, reason=str(result))))
            else:
                outcome.read += 1
                outcome.warnings.extend(
                    FileProblem(path=file.path, reason=problem) for problem in result.origin.problems
                )
                document = replace(result, id=_free_id(result.id, record, owners))
                batch.append(_reading(document, record, vocabularies))
            if len(batch) >= _BATCH:
                catalogue.put(batch)
                batch = []
            progress("Reading", done, len(records))
    catalogue.put(batch)
    return refusals


def _contents(folder: Path, records: list[FileRecord], outcome: FolderOutcome) -> Iterator[FileContent]:
    for record in records:
        try:
            content = _full_path(folder, record.path).read_bytes()
        except OSError as error:
            reason = f"it cannot be opened: {(error.strerror or str(error)).lower()}"
            outcome.refused.append(FileProblem(path=record.path, reason=reason))
            continue
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        yield FileContent(str(folder), record.path, digest, content)


def _free_id(wanted: str, record: FileRecord, owners: dict[str, tuple[str, str]]) -> str:
    """The wanted id, or it with a digest of the path where another file has it already."""
    owner = (record.folder, record.path)
    for base in (record.path, f"{record.folder}/{record.path}"):
        if owners.get(wanted, owner) == owner:
            break
        suffix = hashlib.blake2b(base.encode("utf-8"), digest_size=4).hexdigest()
        wanted = f"{slug(wanted)[:70]}-{suffix}"
    owners[wanted] = owner
    return wanted


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

"""Changes to a new generation: batches become segments, replaced documents are marked, segments merge.

Finished batches are kept under the digest of their documents until a generation is published, so a
build that was killed does not analyse them again.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from indexer.index.columnar.file.strings import as_bytes

from indexer.index import durable
from indexer.index.columnar.file.arrays import Array, ArrayFile, encode
from indexer.index.columnar.build.batch import LABEL_WEIGHT, TITLE_WEIGHT, Batch
from indexer.index.columnar.file.content import arrays
from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.build.memory import give_back
from indexer.index.columnar.build.merging import merge, to_merge
from indexer.index.columnar.file.segment import Segment
from indexer.index.columnar.file.snapshot import DELETED_FILE, Snapshot, made_by
from indexer.index.engine import Changes, EngineDocument
from indexer.errors import LibraryDamaged, WrongUsage
from indexer.index.generations import Generations, digest_of
from indexer.language.bulk import BulkAnalyser

_MEMORY_PER_CHARACTER = 6
_MEMORY_PER_DOCUMENT = 2_000


class Writer:
    """Makes one generation from the one before; `publish` may be called once, under the lock."""

    def __init__(self, generations: Generations, before: Snapshot, memory: int) -> None:
        self._generations = generations
        self._memory = memory
        self._analyser = BulkAnalyser()
        self._old = before.segments
        self._deleted: dict[str, set[int]] = {segment.path.name: set(segment.deleted.tolist()) for segment in self._old}
        self._digests: dict[str, str] = {}
        self._made = 0

    def publish(self, changes: Changes) -> str:
        """Apply changes and seal; gives the generation's name."""
        self._number = _next_number(self._generations.folder)
        segments = list(self._old)
        self._delete(segments, changes.remove)
        for documents in self._batches(changes.put):
            self._delete(segments, [document.id for document in documents])
            made = self._segment(documents)
            # the same lot put twice is one file: all of the first is replaced by the second
            segments = [segment for segment in segments if segment.path != made.path] + [made]
            self._deleted[made.path.name] = set()
        self._analyser = BulkAnalyser()  # the words met take memory that merging needs
        give_back()
        segments = self._merge_all([segment for segment in segments if self._live(segment)], changes.whole)
        return self._seal(segments, changes.revision)

    def _batches(self, documents: Iterable[EngineDocument]) -> Iterator[list[EngineDocument]]:
        """Documents in lots that fit in memory, the last of each id within a lot."""
        lot: dict[str, EngineDocument] = {}
        cost = 0
        for document in documents:
            _validate(document)
            cost += _MEMORY_PER_DOCUMENT + _MEMORY_PER_CHARACTER * (
                len(document.title) + sum(map(len, document.labels)) + sum(map(len, document.passages))
            )
            lot.pop(document.id, None)
            lot[document.id] = document
            if cost >= self._memory:
                full, lot, cost = [*lot.values()], {}, 0
                yield full
        if lot:
            full, lot = [*lot.values()], {}
            yield full

    def _delete(self, segments: list[Segment], ids: Collection[str]) -> None:
        if not ids:
            return
        wanted = {as_bytes(document_id) for document_id in ids}
        for segment in segments:
            if len(wanted) > 100:
                found = [number for number, name in enumerate(segment.ids) if name in wanted]
            else:
                found = [number for document_id in ids if (number := segment.find(document_id)) is not None]
            self._deleted[segment.path.name].update(found)

    def _segment(self, documents: list[EngineDocument]) -> Segment:
        """The segment of a lot, made before or now; the list is emptied, so that memory is free early."""
        path = self._generations.lots / f"{_digest(documents)}.segment"
        try:
            file = ArrayFile(path)
            file.verify()
        except (OSError, LibraryDamaged):
            loops.built(sum(len(text) for document in documents for text in document.passages))
            self._analyser.loops = loops.scanning
            batch = Batch(self._analyser)
            documents.reverse()
            while documents:
                batch.add(documents.pop())
            give_back()
            file = self._write(path, arrays(batch.finish()))
        return Segment(file, np.zeros(0, np.int32))

    def _write(self, path: Path, content: dict[str, Array]) -> ArrayFile:
        beside = path.with_suffix(".new")
        for left in (beside, path):
            if left.exists():
                durable.remove(left)
        durable.write_file(beside, encode(content), sync=False)
        durable.rename(beside, path)
        return ArrayFile(path)

    def _live(self, segment: Segment) -> int:
        return segment.size - len(self._deleted[segment.path.name])

    def _merge_all(self, segments: list[Segment], whole: bool) -> list[Segment]:
        """Merge until the tiers are in order; the parts of a whole build become one where memory allows."""
        while True:
            live = [self._live(segment) for segment in segments]
            most = max(self._most_documents(segments), 1)
            chosen = to_merge([segment.size for segment in segments], live, most)
            if whole and len(segments) > 1 and sum(live) <= most:
                chosen = list(range(len(segments)))
            if not chosen:
                return segments
            current = [self._as_deleted(segments[number]) for number in chosen]
            self._made += 1
            path = self._generations.lots / f"merged-{self._number:08d}-{self._made}.segment"
            merged = Segment(self._write(path, arrays(merge(current))), np.zeros(0, np.int32))
            self._deleted[path.name] = set()
            segments = [segment for number, segment in enumerate(segments) if number not in chosen] + [merged]

    def _most_documents(self, segments: list[Segment]) -> int:
        size = sum(segment.path.stat().st_size for segment in segments)
        documents = sum(segment.size for segment in segments)
        return int(self._memory / 2 * documents / max(size, 1)) if documents else 1

    def _as_deleted(self, segment: Segment) -> Segment:
        deleted = self._deleted[segment.path.name]
        return (
            Segment(segment.file, np.array(sorted(deleted), np.int32))
            if deleted
            else Segment(segment.file, np.zeros(0, np.int32))
        )

    def _seal(self, segments: list[Segment], revision: int) -> str:
        building = self._generations.building
        names: list[str] = []
        gone: dict[str, Array] = {}
        for segment in segments:
            old = segment in self._old
            name = segment.path.name if old else f"{self._number:08d}-{len(names)}.segment"
            names.append(name)
            durable.link(segment.path, building / name)
            if not old:
                durable.sync_file(building / name)
            self._digests[name] = digest_of(building / name)
            if self._deleted[segment.path.name]:
                gone[name] = np.array(sorted(self._deleted[segment.path.name]), np.int32)
        if gone:
            durable.write_file(building / DELETED_FILE, encode(gone))
            self._digests[DELETED_FILE] = digest_of(building / DELETED_FILE)
        facts = self._facts(segments, names, revision)
        return self._generations.seal(facts, self._digests)

    def _facts(self, segments: list[Segment], names: list[str], revision: int) -> dict[str, Any]:
        current = [self._as_deleted(segment) for segment in segments]
        return {
            "made_by": made_by(),
            "revision": revision,
            "segments": names,
            "documents": sum(self._live(segment) for segment in segments),
            "text_length": sum(_live_length(segment, "text") for segment in current),
            "title_length": sum(_live_length(segment, "title") for segment in current),
        }


def _live_length(segment: Segment, field: str) -> int:
    lengths = segment.length(field)
    return int(lengths.sum(dtype=np.int64) if segment.live is None else lengths[segment.live].sum(dtype=np.int64))


def _next_number(folder: Path) -> int:
    numbers = [int(entry.name.rsplit("-", 1)[1]) for entry in folder.glob("generation-*")]
    return max(numbers, default=0) + 1


def _digest(documents: list[EngineDocument]) -> str:
    """BLAKE2b of all that the documents say and of what decides how they are indexed."""
    digest = hashlib.blake2b(digest_size=20)
    digest.update(repr([made_by(), TITLE_WEIGHT, LABEL_WEIGHT]).encode())
    for document in documents:
        texts = (document.id, document.language, document.title, document.labels, document.passages)
        facts = (texts, document.year, document.published, dict(document.facets))
        # version 2 of the format writes the same bytes for the same values; later ones do not
        digest.update(marshal.dumps(facts, 2))
    return digest.hexdigest()


def _validate(document: EngineDocument) -> None:
    texts = (document.id, document.language, document.title, *document.labels, *document.passages)
    if {*map(type, texts)} != {str} or not document.id:
        raise WrongUsage(f"document {document.id!r} has a text that is no text; give strings and an id")
    if {*map(type, chain(document.facets, *document.facets.values()))} - {str}:
        raise WrongUsage(f"document {document.id!r} has a facet whose name or values are no texts; give strings")
    for name, number in (("year", document.year), ("published", document.published)):
        if number is not None and not (isinstance(number, int) and 0 <= number < 1 << 31):
            raise WrongUsage(f"document {document.id!r} has {name} {number!r}; give a whole number or None")

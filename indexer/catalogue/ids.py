"""Ids of documents: given once, kept for ever, and moved with the document where its file is moved or renamed.

A file keeps its id while it stays where it is, whatever becomes of its content, unless that content is now in a file
that had another or none: then the id has moved with it. A file that was gone gets its id back with its content alone.
An id that was ever given is never given to anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, count
from typing import Protocol

from sqlalchemy import Connection, insert, select, update

from indexer.catalogue import schema
from indexer.catalogue.digests import given_id_seal
from indexer.nouns.documents import Document
from indexer.vocabulary.concepts import slug

_LONGEST_BASE = 70
_Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenId:
    """An id and the file that last had it; None for what is not known, or where another file took the place."""

    id: str
    folder: str | None = None
    path: str | None = None
    digest: str | None = None


class NamedFile(Protocol):
    """What of a file tells which document it holds."""

    @property
    def folder(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def digest(self) -> str | None: ...


class Ids:
    """Which id each file's document has."""

    def __init__(self, given: Iterable[GivenId]) -> None:
        """`given` are all ids that were ever given."""
        self._given = sorted(given, key=lambda each: each.id)
        self._ever = {each.id for each in self._given}
        self._taken: set[str] = set()
        self._of: dict[_Place, str] = {}
        self._by_place = {(each.folder, each.path): each for each in self._given}
        self._by_digest: dict[str | None, list[GivenId]] = {}
        for each in self._given:
            self._by_digest.setdefault(each.digest, []).append(each)

    def depends_on_others(self, file: NamedFile) -> bool:
        """Whether a file may hold a document that was changed or moved: `settle` tells once all files are known."""
        if _place(file) in self._of:
            return False
        here = self._by_place.get(_place(file))
        if here is not None and here.digest == file.digest:
            self._of[_place(file)] = here.id
            self._taken.add(here.id)
            return False
        return here is not None or file.digest in self._by_digest

    def settle(self, files: Sequence[NamedFile], kept: Collection[str], before: Mapping[str, NamedFile]) -> None:
        """Decide the ids of files together: `kept` are those of documents that stay as they are, `before` is what was
        known of the files' folder, by path. Files that get none here are new."""
        self._taken.update(kept)
        places = {_place(file) for file in files}

        def moved(file: NamedFile) -> Iterable[GivenId]:
            known = before.get(file.path)
            arrived = known is None or known.digest != file.digest
            same = self._by_digest.get(file.digest, ()) if file.digest else ()
            return [each for each in same if arrived or (each.folder, each.path) not in places]

        def edited(file: NamedFile) -> Iterable[GivenId]:
            here = self._by_place.get(_place(file))
            return [here] if here else []

        for kind in (moved, edited):
            self._settle(files, kind)
        # What is left is new: it is not asked about again.
        self._by_place = {place: each for place, each in self._by_place.items() if place not in places}
        for file in files:
            self._by_digest.pop(file.digest, None)

    def _settle(self, files: Sequence[NamedFile], candidates: Callable[[NamedFile], Iterable[GivenId]]) -> None:
        for file in files:
            if _place(file) not in self._of:
                free = (each.id for each in candidates(file) if each.id not in self._taken)
                document_id = next(free, None)
                if document_id is not None:
                    self._of[_place(file)] = document_id
                    self._taken.add(document_id)

    def of(self, file: NamedFile, wanted: str) -> str:
        """The id of a file's document: its own, or the wanted one, or that with a digest of the path."""
        known = self._of.get(_place(file))
        if known is not None:
            return known
        bases = chain((file.path, f"{file.folder}/{file.path}"), (f"{file.folder}/{file.path}/{n}" for n in count(2)))
        while wanted in self._ever:
            suffix = blake2b(next(bases).encode("utf-8"), digest_size=4).hexdigest()
            wanted = f"{slug(wanted)[:_LONGEST_BASE]}-{suffix}"
        self._ever.add(wanted)
        return wanted


def given_ids(connection: Connection) -> list[GivenId]:
    """Every id that was ever given; where its row is not what was stored, the id alone."""
    query = select(schema.given_id)
    found = []
    for row in connection.execute(query):
        sound = given_id_seal(dict(row._mapping)) == row.seal
        place = {"folder": row.folder, "path": row.path, "digest": row.digest} if sound else {}
        found.append(GivenId(id=row.id, **place))
    known = {each.id for each in found}
    decided = connection.execute(select(schema.decision.c.document_id).distinct()).scalars()
    return found + [GivenId(id=each) for each in decided if each not in known]


def note_id(connection: Connection, document: Document) -> None:
    """Keep that a document has its id, and which file it is in."""
    given, origin = schema.given_id, document.origin
    leave_place(connection, origin.folder, origin.path, document.id)
    known = connection.execute(select(given.c.id).where(given.c.id == document.id)).first()
    held = GivenId(id=document.id, folder=origin.folder, path=origin.path, digest=origin.digest)
    _store(connection, held, known=known is not None)


def leave_place(connection: Connection, folder: str, path: str, but: str | None = None) -> None:
    """Keep that no document is in a file any more (`but` one): whatever is there next, is another document."""
    given = schema.given_id
    held = select(given.c.id, given.c.digest).where(
        given.c.folder == folder, given.c.path == path, given.c.id != (but or "")
    )
    for row in connection.execute(held).all():
        _store(connection, GivenId(id=row.id, digest=row.digest), known=True)


def _store(connection: Connection, given: GivenId, *, known: bool) -> None:
    row = {"id": given.id, "folder": given.folder, "path": given.path, "digest": given.digest}
    row["seal"] = given_id_seal(row)
    if known:
        connection.execute(update(schema.given_id).where(schema.given_id.c.id == given.id).values(**row))
    else:
        connection.execute(insert(schema.given_id), row)


def _place(file: NamedFile) -> _Place:
    return file.folder, file.path

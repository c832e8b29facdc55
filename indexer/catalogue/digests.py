"""Digests over the catalogue's rows, written with them and compared later: what the disk changed cannot pass for ours.

A document has one over all its rows as read and one over its suggestions; decisions are chained, each digest made of
its row and of the digest before; the rows of a vocabulary and of the ids ever given are summed or sealed one by one.
Rows are hashed as SQLite gives them back, so that no conversion stands between what is stored and what is proved.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, select, text

from indexer.catalogue import schema
from indexer.catalogue.faults import ADVICE
from indexer.errors import LibraryDamaged

CONTENT, SUGGESTIONS = "content", "suggestions"

_BYTES = 16
_BATCH = 400
_NAMED = 20
_PARTS: dict[str, tuple[tuple[Any, str, str], ...]] = {
    CONTENT: (
        (schema.document, "id", "id"),
        (schema.passage, "document_id", "number"),
        (schema.tag, "document_id", "vocabulary, position"),
        (schema.profile, "document_id", "document_id"),
        (schema.answer, "document_id", "position"),
        (schema.claim, "document_id", "position"),
    ),
    SUGGESTIONS: (
        (schema.examined, "document_id", "vocabulary"),
        (schema.suggestion, "document_id", "vocabulary, position"),
        (schema.support, "document_id", "vocabulary, concept_id"),
    ),
}
_DECISION = tuple(column.name for column in schema.decision.columns if column.name != "digest")
_GIVEN_ID = tuple(column.name for column in schema.given_id.columns if column.name != "seal")
_FIRST = 4
"""Where a row's own columns begin in what `_selects` gives."""
_WIDEST = max(len(table.columns) for parts in _PARTS.values() for table, *_ in parts) + 2
_SEAL_PART, _DECISION_PART = 100, 101


def row_digest(values: Iterable[Any], before: str = "") -> str:
    """The digest of a row's values, and of the digest before it where rows are chained."""
    digest = blake2b(before.encode(), digest_size=_BYTES)
    _update(digest, values)
    return digest.hexdigest()


def seal_documents(connection: Connection, document_ids: Collection[str], kind: str = CONTENT) -> None:
    """Write the digests of documents as they are stored now."""
    for batch in _batches(document_ids):
        connection.execute(delete(schema.seal).where(schema.seal.c.document_id.in_(batch), schema.seal.c.kind == kind))
        made = document_digests(connection, batch, kind)
        rows = [{"document_id": name, "kind": kind, "digest": digest} for name, digest in made.items()]
        if rows:
            connection.execute(insert(schema.seal), rows)


def document_digests(connection: Connection, document_ids: Collection[str], kind: str = CONTENT) -> dict[str, str]:
    """The digests of the rows of documents as they are now; those that have no row are left out."""
    rows = connection.execute(text(_in_order(_selects(kind))), {"keys": json.dumps(list(document_ids))})
    return _digests(rows, kind)


def require_sound(connection: Connection, document_id: str) -> None:
    """Raise `LibraryDamaged` where a document, or a decision about it, is not what was stored. One statement."""
    found = connection.execute(
        text(_in_order([*_selects(CONTENT), _SEAL, _DECISIONS])), {"keys": json.dumps([document_id])}
    )
    rows, sealed, unsound = [], None, None
    for row in found:
        if row[0] == _SEAL_PART:
            sealed = row[_FIRST]
        elif row[0] == _DECISION_PART:
            values = row[_FIRST : _FIRST + len(_DECISION) + 2]
            if unsound is None and row_digest(values[:-2], values[-1] or "") != values[-2]:
                unsound = values[0]
        else:
            rows.append(row)
    if _digests(rows, CONTENT).get(document_id) != sealed:
        raise LibraryDamaged(f"the document {document_id!r} is not what was stored; {ADVICE}")
    if unsound is not None:
        raise LibraryDamaged(f"decision {unsound} about {document_id!r} is not what was stored; {ADVICE}")


def _digests(rows: Iterable[Any], kind: str) -> dict[str, str]:
    """The digests of rows of `_selects`, by document."""
    hashes: dict[str, blake2b] = {}
    for row in rows:
        table = _PARTS[kind][row[0]][0]
        of_document = hashes.setdefault(row[1], blake2b(digest_size=_BYTES))
        _update(of_document, (table.name, *row[_FIRST : _FIRST + len(table.columns)]))
    return {document_id: made.hexdigest() for document_id, made in hashes.items()}


def _selects(kind: str) -> list[str]:
    """For each table of a kind the rows of the documents bound to `keys`, a JSON list: the table's place among the
    parts, the document, what orders its rows, and its columns as SQLite keeps them."""
    return [
        _select(part, table.name, key, order.split(", "), [f"{table.name}.{column.name}" for column in table.columns])
        for part, (table, key, order) in enumerate(_PARTS[kind])
    ]


def _select(part: int, table: str, key: str, order: Sequence[str], columns: Sequence[str], joined: str = "") -> str:
    ordering = [*(f"{table}.{name}" for name in order), *["NULL"] * (2 - len(order))]
    wide = [*columns, *["NULL"] * (_WIDEST - len(columns))]
    return (
        f"SELECT {part}, {table}.{key}, {', '.join(ordering)}, {', '.join(wide)} FROM {table} {joined} "  # noqa: S608
        f"WHERE {table}.{key} IN (SELECT value FROM json_each(:keys))"
    )


def _in_order(selects: Sequence[str]) -> str:
    return f"{' UNION ALL '.join(selects)} ORDER BY 1, 2, 3, 4"


def unsound_documents(connection: Connection, document_ids: Collection[str], kind: str = CONTENT) -> list[str]:
    """Which of some documents are not what was stored."""
    found: list[str] = []
    seal = schema.seal.c
    for batch in _batches(document_ids):
        query = select(seal.document_id, seal.digest).where(seal.document_id.in_(batch), seal.kind == kind)
        sealed = {row[0]: row[1] for row in connection.execute(query)}
        made = document_digests(connection, batch, kind)
        found.extend(name for name in sorted({*sealed, *made}) if sealed.get(name) != made.get(name))
    return found


def unsound_decisions(connection: Connection, document_id: str | None = None) -> list[int]:
    """The numbers of the decisions (about one document) that are not what was stored."""
    before, decision = schema.decision.alias("before"), schema.decision
    query = (
        select(*_raw(decision, _DECISION), decision.c.digest, before.c.digest)
        .select_from(decision.outerjoin(before, before.c.number == decision.c.number - 1))
        .order_by(decision.c.number)
    )
    if document_id is not None:
        query = query.where(decision.c.document_id == document_id)
    return [row[0] for row in connection.execute(query) if row_digest(row[:-2], row[-1] or "") != row[-2]]


def missing_decisions(connection: Connection) -> int:
    """How many lines of the log are gone: numbers are given in turn, and never again."""
    given = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'decision'")).scalar() or 0
    kept, highest = connection.execute(select(func.count(), func.max(schema.decision.c.number))).one()
    return max(int(given), highest or 0) - int(kept)


def chain_decisions(connection: Connection) -> None:
    """Write the digests of a log that has none."""
    before = ""
    statement = (
        schema.decision.update().where(schema.decision.c.number == bindparam("line")).values(digest=bindparam("made"))
    )
    rows = connection.execute(
        select(*_raw(schema.decision, _DECISION)).select_from(schema.decision).order_by(schema.decision.c.number)
    ).all()
    for row in rows:
        before = row_digest(row, before)
        connection.execute(statement, {"line": row[0], "made": before})


def decision_digest(row: dict[str, Any], before: str | None) -> str:
    """The digest of a decision's row that follows one with the digest `before`."""
    return row_digest((row[name] for name in _DECISION), before or "")


def given_id_seal(row: dict[str, Any]) -> str:
    """The digest of the row of an id that was given."""
    return row_digest(row[name] for name in _GIVEN_ID)


def vocabulary_sum(connection: Connection, vocabulary: str) -> str:
    """The sum of the digests of all rows of a vocabulary, in whatever order they are."""
    total = sum(int(row_digest(row), 16) for row in _vocabulary_rows(connection, vocabulary))
    return f"{total % (1 << 8 * _BYTES):032x}"


def seal_vocabulary(connection: Connection, vocabulary: str) -> None:
    """Write the sum of a vocabulary as it is stored now."""
    connection.execute(delete(schema.vocabulary_seal).where(schema.vocabulary_seal.c.vocabulary == vocabulary))
    row = {"vocabulary": vocabulary, "digest": vocabulary_sum(connection, vocabulary)}
    connection.execute(insert(schema.vocabulary_seal), row)


def add_concept_to_seal(connection: Connection, vocabulary: str, concept_id: str) -> None:
    """Add a concept that was just stored to the sum of its vocabulary."""
    concept, seal = schema.concept, schema.vocabulary_seal
    stored = connection.execute(
        select(*_raw(concept, concept.columns.keys()))
        .select_from(concept)
        .where(concept.c.vocabulary == vocabulary, concept.c.id == concept_id)
    ).one()
    before = connection.execute(select(seal.c.digest).where(seal.c.vocabulary == vocabulary)).scalar()
    total = (int(before or "0", 16) + int(row_digest(("concept", *stored)), 16)) % (1 << 8 * _BYTES)
    connection.execute(delete(seal).where(seal.c.vocabulary == vocabulary))
    connection.execute(insert(seal), {"vocabulary": vocabulary, "digest": f"{total:032x}"})


def faults_found(connection: Connection) -> Iterator[str]:
    """What is not as it was stored, one phrase each; the whole catalogue is read."""
    ids = list(connection.execute(select(schema.document.c.id).order_by(schema.document.c.id)).scalars())
    for name in unsound_documents(connection, ids)[:_NAMED]:
        yield f"the document {name!r} is not what was stored"
    sealed = select(schema.seal.c.document_id).where(schema.seal.c.kind == SUGGESTIONS)
    examined = set(connection.execute(sealed.union(select(schema.examined.c.document_id))).scalars())
    for name in unsound_documents(connection, sorted(examined), SUGGESTIONS)[:_NAMED]:
        yield f"the suggestions for {name!r} are not what was stored"
    for number in unsound_decisions(connection)[:_NAMED]:
        yield f"decision {number} is not what was stored"
    missing = missing_decisions(connection)
    if missing:
        yield f"{missing} decisions are missing"
    sums = {row.vocabulary: row.digest for row in connection.execute(select(schema.vocabulary_seal))}
    names = set(connection.execute(select(schema.concept.c.vocabulary).distinct()).scalars())
    for vocabulary in sorted({*sums, *names}):
        if sums.get(vocabulary) != vocabulary_sum(connection, vocabulary):
            yield f"the vocabulary {vocabulary} is not what was stored"
    given = (
        select(*_raw(schema.given_id, [*_GIVEN_ID, "seal"])).select_from(schema.given_id).order_by(schema.given_id.c.id)
    )
    changed = [row[0] for row in connection.execute(given) if row_digest(row[:-1]) != row[-1]]
    for document_id in changed[:_NAMED]:
        yield f"what is known of the id {document_id!r} is not what was stored"


def _update(digest: blake2b, values: Iterable[Any]) -> None:
    """Hash values, each with its type and length, so that no two rows are written alike."""
    for value in values:
        if value is None:
            kind, data = b"n", b""
        elif isinstance(value, str):
            kind, data = b"s", value.encode("utf-8", "surrogatepass")
        elif isinstance(value, float):
            kind, data = b"f", struct.pack("<d", value)
        elif isinstance(value, int):
            kind, data = b"i", str(int(value)).encode()
        else:
            kind, data = b"b", bytes(value)
        digest.update(kind + len(data).to_bytes(8, "little") + data)
    digest.update(b"|")


def _raw(table: Any, names: Iterable[str]) -> list[Any]:
    """Columns whose values come as SQLite keeps them."""
    return [literal_column(f"{table.name}.{name}") for name in names]


def _vocabulary_rows(connection: Connection, vocabulary: str) -> Iterator[tuple[Any, ...]]:
    for table, key in (
        (schema.concept, "vocabulary"),
        (schema.replaced_concept, "vocabulary"),
        (schema.vocabulary, "name"),
    ):
        query = select(*_raw(table, table.columns.keys())).select_from(table).where(table.c[key] == vocabulary)
        for row in connection.execute(query):
            yield (table.name, *row)


def _batches(names: Collection[str]) -> Iterator[Sequence[str]]:
    several = list(names)
    for start in range(0, len(several), _BATCH):
        yield several[start : start + _BATCH]


_SEAL = _select(_SEAL_PART, "seal", "document_id", ["kind"], ["seal.digest"]) + f" AND seal.kind = '{CONTENT}'"
_DECISIONS = _select(
    _DECISION_PART,
    "decision",
    "document_id",
    ["number"],
    [*(f"decision.{name}" for name in _DECISION), "decision.digest", "before.digest"],
    "LEFT OUTER JOIN decision AS before ON before.number = decision.number - 1",
)

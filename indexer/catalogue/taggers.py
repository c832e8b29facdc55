"""Learned taggers in and out of the catalogue, as bytes under a digest."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from sqlalchemy import Engine, delete, insert, select

from indexer.catalogue import schema
from indexer.catalogue.database import reading, writing_transaction

_DIGEST_BYTES = 16


class ModelTable:
    """The learned tagger of each vocabulary and language."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def digests(self, vocabulary: str) -> dict[str, str]:
        """The digest of each learned tagger of a vocabulary, by language."""
        model = schema.model.c
        query = select(model.language, model.digest).where(model.vocabulary == vocabulary)
        with reading(self._database) as connection:
            return {row.language: row.digest for row in connection.execute(query)}

    def content(self, digest: str) -> bytes | None:
        """The bytes of a learned tagger, or None where it is kept no more."""
        query = select(schema.model.c.content).where(schema.model.c.digest == digest)
        with reading(self._database) as connection:
            found = connection.execute(query).scalar()
            return bytes(found) if found is not None else None

    def put(self, vocabulary: str, contents: Mapping[str, bytes], made: str) -> dict[str, str]:
        """Store the learned taggers of a vocabulary by language in one transaction, in place of all those before.

        Gives their digests by language; `made` is the moment (ISO 8601, UTC).
        """
        digests = {language: _digest(content) for language, content in contents.items()}
        with writing_transaction(self._database) as connection:
            connection.execute(delete(schema.model).where(schema.model.c.vocabulary == vocabulary))
            for language, content in contents.items():
                row = {"vocabulary": vocabulary, "language": language, "digest": digests[language], "made": made}
                connection.execute(insert(schema.model), {**row, "content": content})
        return digests


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()

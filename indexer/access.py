"""Who may read and decide over the network: named people with passwords, and tokens for programs.

Both are kept in `access.sqlite` in the library, readable by its owner alone. A password is stored as
scrypt makes it (Werkzeug); a token is 256 random bits, of which the SHA-256 is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from indexer.errors import NotFound, WrongUsage

LEAST_PASSWORD = 12
"""Characters a password must have."""

_FILE = "access.sqlite"
_TOKEN_PREFIX = "policyscope_"  # noqa: S105 -- the beginning of every token, so that a leaked one is recognised
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")
_SECONDS_FOR_LOCK = 5.0
_NOBODY = "scrypt:32768:8:1$nobody$" + "0" * 128
_TABLES = """
CREATE TABLE IF NOT EXISTS person (
    name TEXT PRIMARY KEY, may TEXT NOT NULL, password TEXT NOT NULL, made TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS token (
    name TEXT PRIMARY KEY, may TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, made TEXT NOT NULL
);
"""


class May(StrEnum):
    """What somebody may do; who may decide may read too."""

    READ = "read"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person or a token by name, what it may do, and when it was made (ISO 8601, UTC)."""

    name: str
    may: May
    made: str


class Access:
    """The people and tokens of one library; safe to share between threads and processes."""

    def __init__(self, library: Path) -> None:
        self._path = library / _FILE

    def people(self) -> tuple[Holder, ...]:
        """Everybody with a password, by name."""
        return self._holders("person")

    def tokens(self) -> tuple[Holder, ...]:
        """All tokens, by name; their secrets are not kept."""
        return self._holders("token")

    def add_person(self, name: str, password: str, may: May) -> None:
        """Give a person a password. Raises `WrongUsage` where the name is taken, or name or password will not do."""
        from werkzeug.security import generate_password_hash

        require_password(password)
        self._add("person", _checked_name(name), may, "password", generate_password_hash(password))

    def remove_person(self, name: str) -> None:
        """Take a person's password away; raises `NotFound`."""
        self._remove("person", name)

    def add_token(self, name: str, may: May) -> str:
        """A new token's secret, which is shown this once. Raises `WrongUsage` where the name is taken."""
        secret = _TOKEN_PREFIX + secrets.token_urlsafe(32)
        self._add("token", _checked_name(name), may, "digest", _digest(secret))
        return secret

    def revoke_token(self, name: str) -> None:
        """Make a token worth nothing; raises `NotFound`."""
        self._remove("token", name)

    def person(self, name: str, password: str) -> Holder | None:
        """The person of this name if this is the password, else None; takes as long for a name nobody has."""
        from werkzeug.security import check_password_hash

        row = self._row("SELECT name, may, made, password FROM person WHERE name = ?", name)
        right = check_password_hash(row[3] if row else _NOBODY, password)
        return _holder(row) if row and right else None

    def still(self, name: str) -> Holder | None:
        """The person of this name as recorded now, None where the password was taken away."""
        row = self._row("SELECT name, may, made FROM person WHERE name = ?", name)
        return _holder(row) if row else None

    def token(self, secret: str) -> Holder | None:
        """The token with this secret, None where there is none or it was revoked."""
        digest = _digest(secret)
        row = self._row("SELECT name, may, made, digest FROM token WHERE digest = ?", digest)
        return _holder(row) if row and hmac.compare_digest(row[3], digest) else None

    def _holders(self, table: str) -> tuple[Holder, ...]:
        if not self._path.is_file():
            return ()
        with self._open() as connection:
            rows = connection.execute(f"SELECT name, may, made FROM {table} ORDER BY name").fetchall()  # noqa: S608
        return tuple(map(_holder, rows))

    def _row(self, statement: str, value: str) -> tuple[str, ...] | None:
        if not self._path.is_file():
            return None
        with self._open() as connection:
            row: tuple[str, ...] | None = connection.execute(statement, (value,)).fetchone()
        return row

    def _add(self, table: str, name: str, may: May, column: str, value: str) -> None:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        statement = f"INSERT INTO {table} (name, may, made, {column}) VALUES (?, ?, ?, ?)"  # noqa: S608 -- our own names
        try:
            with self._open() as connection:
                connection.execute(statement, (name, may.value, made, value))
        except sqlite3.IntegrityError as error:
            raise WrongUsage(
                f"there is a {table} called {name!r} already; remove it first", parameter="name"
            ) from error

    def _remove(self, table: str, name: str) -> None:
        if name not in {holder.name for holder in self._holders(table)}:
            raise NotFound(f"there is no {table} called {name!r}", parameter="name")
        with self._open() as connection:
            connection.execute(f"DELETE FROM {table} WHERE name = ?", (name,))  # noqa: S608 -- our own names

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept, all or none, when the block ends without an error."""
        if not self._path.exists():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self._path, timeout=_SECONDS_FOR_LOCK)
        try:
            connection.executescript(_TABLES)
            with connection:
                yield connection
        finally:
            connection.close()


def require_password(password: str) -> None:
    """Raise `WrongUsage` for a password that is too short."""
    if len(password) < LEAST_PASSWORD:
        raise WrongUsage(f"a password needs {LEAST_PASSWORD} characters", parameter="password")


def _checked_name(name: str) -> str:
    if not name.strip() or not _NAME.fullmatch(name):
        raise WrongUsage("a name has 1 to 80 characters that can be seen", parameter="name")
    return name


def _holder(row: tuple[str, ...]) -> Holder:
    return Holder(name=row[0], may=May(row[1]), made=row[2])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()

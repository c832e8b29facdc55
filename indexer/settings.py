"""All settings in one frozen value: defaults < `policyscope.toml` in the library < environment < flags."""

from __future__ import annotations

import ipaddress
import math
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from indexer.errors import WrongSettings

PREFIX = "POLICYSCOPE_"
FILE_NAME = "policyscope.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are and every limit. Sizes are bytes, times are seconds."""

    library: Path = Path("policyscope-library")
    host: str = "127.0.0.1"
    port: int = 8000
    curator: str = "local"
    curator_password_hash: str = ""
    public_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    private_reading: bool = False

    max_file_bytes: int = 50_000_000
    max_text_characters: int = 10_000_000
    max_pdf_pages: int = 5_000
    read_seconds: int = 60
    read_memory_bytes: int = 2_000_000_000
    read_processes: int = 2

    max_suggest_characters: int = 500_000
    suggest_seconds: float = 10.0

    max_query_characters: int = 512
    max_query_terms: int = 32
    max_query_nesting: int = 20
    max_expansions: int = 256
    search_seconds: float = 2.0
    index_memory_bytes: int = 512_000_000
    max_per_page: int = 100
    max_results: int = 10_000
    max_filter_values: int = 50
    max_facet_values: int = 1_000

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise WrongSettings(f"port is {self.port}; it must be between 0 and 65535")
        if not self.curator.strip():
            raise WrongSettings("curator is empty; it must be the name that decisions are signed with")
        if self.curator_password_hash and self.curator_password_hash.count("$") < 2:
            raise WrongSettings("curator_password_hash is no password hash; make one with `policyscope password`")
        for network in self.trusted_proxies:
            _require_network(network)
        for origin in self.cors_origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise WrongSettings(f"cors_origins has {origin!r}; an origin is like https://portal.example")
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, bool):
                continue
            if setting.name != "port" and isinstance(value, int | float) and not 0 < value < math.inf:
                raise WrongSettings(f"{setting.name} is {value}; it must be above 0")

    @property
    def catalogue_file(self) -> Path:
        """The SQLite file that holds the truth."""
        return self.library / "catalogue.sqlite"

    def page_size(self, usual: int) -> int:
        """How many documents a page has where nobody says: the usual number, or what the limits leave of it."""
        return min(usual, self.max_per_page, self.max_results)

    @property
    def index_folder(self) -> Path:
        """The folder of the index, which can be rebuilt at any time."""
        return self.library / "index"


def load(
    flags: Mapping[str, Any], environment: Mapping[str, str] | None = None, *, documents: Sequence[Path] = ()
) -> Settings:
    """Settings from flags over environment over the library's `policyscope.toml` over the defaults.

    `documents` are the folders about to be read: what comes with documents sets nothing, so a library inside one of
    them may have no `policyscope.toml`.

    Flags whose value is None and empty environment variables count as not given. Raises `WrongSettings`
    for an unknown name, a value of the wrong type or one out of range, naming the place it came from.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in flags.items() if value is not None}
    library = Path(given.get("library") or environment.get(f"{PREFIX}LIBRARY") or "policyscope-library")
    settings = replace(Settings(), library=library)
    _require_own_file(library, documents)
    settings = _apply(settings, _from_file(library / FILE_NAME), str(library / FILE_NAME))
    settings = _apply(settings, _from_environment(environment), "the environment")
    return _apply(settings, given, "the command line")


def _require_own_file(library: Path, documents: Sequence[Path]) -> None:
    for folder in documents:
        if (library / FILE_NAME).exists() and library.resolve().is_relative_to(folder.resolve()):
            raise WrongSettings(
                f"{library / FILE_NAME} lies among the documents of {folder}, and what comes with documents sets "
                "nothing; keep the library elsewhere (--library FOLDER), or remove the file and set its values in the "
                f"environment ({PREFIX}NAME)"
            )


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise WrongSettings(f"{path} cannot be read: {error.strerror}") from error
    if "library" in values:
        raise WrongSettings(f"{path} lies in the library, so it cannot say where the library is; remove `library`")
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }


def _apply(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    names = {setting.name for setting in fields(Settings)}
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise WrongSettings(f"{where} sets {name}, which is no setting; known are {', '.join(sorted(names))}")
        kind = type(getattr(settings, name))
        wanted = Path if issubclass(kind, Path) else kind
        try:
            changes[name] = _typed(value, wanted)
        except (TypeError, ValueError) as error:
            raise WrongSettings(f"{where} sets {name} to {value!r}; it must be {_NAMES_OF_TYPES[wanted]}") from error
    try:
        return replace(settings, **changes)
    except WrongSettings as error:
        raise WrongSettings(f"{where} has a wrong value: {error}") from error


def _require_network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise WrongSettings(
            f"trusted_proxies has {text!r}; it takes addresses and networks, as 127.0.0.1 or 10.0.0.0/8"
        ) from error


_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?")
_NAMES_OF_TYPES = {
    Path: "a path",
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list of texts (in the environment, parted by commas)",
}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _typed(value: Any, wanted: type[Any]) -> Any:
    """A value in the type wanted: texts are read, whole numbers are numbers, nothing else is bent."""
    if wanted is tuple:
        return _texts(value)
    if wanted is bool:
        return value if isinstance(value, bool) else _truth(value)
    fits = isinstance(value, str | wanted) or (wanted is float and isinstance(value, int))
    if isinstance(value, bool) or not fits:
        raise TypeError
    return wanted(value)


def _texts(value: Any) -> tuple[str, ...]:
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) for entry in entries):
        raise TypeError
    return tuple(entry.strip() for entry in entries if entry.strip())


def _truth(value: Any) -> bool:
    if not isinstance(value, str) or value.strip().lower() not in _TRUTH:
        raise ValueError
    return _TRUTH[value.strip().lower()]

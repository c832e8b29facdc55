"""The engines compared, each behind the same two verbs; those that are not installed are left out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tests.performance.peers.peer import Peer

_MODULES = {
    "ours": ("indexer", "embedded", "Embedded"),
    "ours, as the product asks": ("indexer", "embedded", "AsTheProduct"),
    "tantivy": ("tantivy", "with_tantivy", "WithTantivy"),
    "fts5": ("sqlite3", "with_fts5", "WithFts5"),
    "xapian": ("xapian", "with_xapian", "WithXapian"),
    "whoosh": ("whoosh", "with_whoosh", "WithWhoosh"),
}


def installed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names whose engine can be imported."""
    return tuple(name for name in names if find_spec(_MODULES[name][0]))


def peer(name: str) -> type[Peer]:
    """The class of an engine by its name."""
    _, module, kind = _MODULES[name]
    found: type[Peer] = getattr(import_module(f"{__name__}.{module}"), kind)
    return found

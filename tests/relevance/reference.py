"""The figures of plain BM25 that the product's ranking has to reach."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What BM25 reaches on a collection. `ndcg` is the better of its two settings; others may be unknown."""

    ndcg: float
    average_precision: float | None
    recall: float | None


@lru_cache(maxsize=1)
def references() -> dict[str, Reference]:
    """The reference figures by name of the collection."""
    rows = tomllib.loads(Path(__file__).with_name("reference.toml").read_text("utf-8"))
    return {
        name: Reference(ndcg=max(row["ndcg"]), average_precision=row.get("average_precision"), recall=row.get("recall"))
        for name, row in rows.items()
    }

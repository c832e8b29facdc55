"""`python -m tests.relevance [FOLDER]`: a table of all judged collections, and one line of JSON at the end."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from indexer.index.columnar import ColumnarEngine
from indexer.settings import Settings
from tests.relevance.collections import judged_collections
from tests.relevance.ranking import Quality, quality
from tests.relevance.reference import Reference, references
from tests.shared_data import SHARED

_UNKNOWN = Reference(ndcg=float("nan"), average_precision=None, recall=None)
_HEADER = ("collection", "documents", "queries", "nDCG@10", "BM25", "+/-", "MAP", "BM25", "recall@100", "BM25")


def main(folder: Path) -> int:
    """Rank every collection in the folder; 1 when there is none."""
    results: dict[str, Quality] = {}
    print(_line(*_HEADER))
    for collection in judged_collections(folder):
        with TemporaryDirectory() as place:
            engine = ColumnarEngine(Path(place) / "index", Settings())
            results[collection.name] = quality(engine, collection)
            engine.close()
        print(_row(collection.name, results[collection.name]), flush=True)
    if not results:
        print(
            f"no collection in {folder}; give a folder that holds docs.jsonl, queries.tsv and qrels.tsv",
            file=sys.stderr,
        )
        return 1
    print(_summary(results))
    print(json.dumps({name: round(result.ndcg, 4) for name, result in results.items()}))
    return 0


def _row(name: str, result: Quality) -> str:
    reference = references().get(name, _UNKNOWN)
    return _line(
        name,
        str(result.documents),
        str(result.queries),
        _figure(result.ndcg),
        _figure(reference.ndcg),
        _figure(result.ndcg - reference.ndcg, signed=True),
        _figure(result.average_precision),
        _figure(reference.average_precision),
        _figure(result.recall),
        _figure(reference.recall),
    )


def _summary(results: dict[str, Quality]) -> str:
    known = [name for name in results if name in references()]
    if not known:
        return "no reference figures for these collections"
    ours = fmean(results[name].ndcg for name in known)
    theirs = fmean(references()[name].ndcg for name in known)
    below = [name for name in known if round(results[name].ndcg, 4) < references()[name].ndcg]
    return f"mean nDCG@10 {ours:.4f}, reference {theirs:.4f}; below the reference: {', '.join(below) or 'none'}"


def _line(name: str, *cells: str) -> str:
    return f"{name:22}" + "".join(f"{cell:>11}" for cell in cells)


def _figure(value: float | None, *, signed: bool = False) -> str:
    if value is None or value != value:
        return "-"
    return f"{value:+.4f}" if signed else f"{value:.4f}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else SHARED / "data/judged"))

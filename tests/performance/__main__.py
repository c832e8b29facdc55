"""`python -m tests.performance` (QUICK=1 for 20,000 documents only): tables, a plot, and one line of JSON at the end."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.performance.plot import plot
from tests.performance.report import disagreements, figures, growth, tables
from tests.performance.studies import OURS, PRODUCT, Plan, Study, study

FOLDER = Path(__file__).resolve().parents[2] / ".cache" / "performance"
_QUICK = Plan(documents=20_000, engines=(OURS, PRODUCT, "tantivy", "fts5", "xapian", "whoosh"))
_MAIN = Plan(documents=100_000, engines=(OURS, PRODUCT, "tantivy", "fts5", "xapian"))
_SMALL = Plan(documents=100_000, engines=(OURS, "tantivy"), short=True)
_LARGE = Plan(documents=1_000_000, engines=(OURS, "tantivy", "fts5"), short=True)


def main(quick: bool) -> int:
    """Run the studies; 1 when an engine's totals disagree with ours."""
    studies = [_run(_QUICK)] if quick else [_run(plan) for plan in (_QUICK, _MAIN, _SMALL, _LARGE)]
    result: dict[str, object] = dict(figures(studies[0 if quick else 1]))
    if not quick:
        result["short_million"] = figures(studies[3])
        result["growth_to_short_million"] = growth(studies[2], studies[3])
    wrong = [line for one in studies for line in disagreements(one)]
    print("", *wrong, sep="\n")
    print(json.dumps(result))
    return 1 if wrong else 0


def _run(plan: Plan) -> Study:
    found = study(plan, FOLDER)
    print(tables(found), flush=True)
    picture = FOLDER / f"{found.corpus.name}.svg"
    try:
        plot(found, picture)
        print(f"\nplot: {picture}")
    except ImportError:
        print("\nno plot: matplotlib is not installed")
    return found


if __name__ == "__main__":
    sys.exit(main(os.environ.get("QUICK", "") not in ("", "0")))

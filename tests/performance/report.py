"""Studies as tables for people, and as figures for a machine; ratios are speeds, so above 1 is ours ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.performance.asking import Asked
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import Mode
from tests.performance.studies import DISJUNCTIVE, OURS, Study

_PEER = "tantivy"
_LEAST_SAME = {"whoosh": 1.0, "xapian": 0.75, "fts5": 0.75}


def tables(study: Study) -> str:
    """What it cost to build and to ask, engine by engine."""
    corpus = study.corpus
    lines = [
        "",
        f"{corpus.name}: {corpus.documents:,} documents, {corpus.text_bytes / 1e6:.1f} MB of text",
        _line("build", "CPU s", "docs/s", "MB/s", "index MB", "bytes/byte", "peak MB", "open ms"),
    ]
    for name, built in study.built.items():
        lines.append(
            _line(
                name,
                f"{built.cpu_seconds:.1f}",
                f"{corpus.documents / built.cpu_seconds:,.0f}",
                f"{corpus.text_bytes / built.cpu_seconds / 1e6:.2f}",
                f"{built.index_bytes / 1e6:.1f}",
                f"{built.index_bytes / corpus.text_bytes:.2f}",
                f"{built.peak_mb:,.0f}",
                f"{study.opened[name]:.1f}",
            )
        )
    for mode, asked in study.asked.items():
        lines += [
            "",
            _line(f"{mode.upper()} (CPU ms)", "median", "p95", "p99", "mean", "q/s", "x ours", "same total", "in all"),
        ]
        lines += [_row(name, one, asked[OURS]) for name, one in asked.items()]
    return "\n".join(lines)


def figures(study: Study) -> dict[str, float]:
    """The figures of one study that matter most; those beside tantivy only where it took part."""
    ours = study.built[OURS]
    found = {
        "documents": study.corpus.documents,
        "index_bytes_per_text_byte": round(ours.index_bytes / study.corpus.text_bytes, 3),
        "peak_build_mb": round(ours.peak_mb, 1),
        "build_mb_per_second": round(study.corpus.text_bytes / ours.cpu_seconds / 1e6, 2),
        "open_ms": round(study.opened[OURS], 2),
    }
    for mode, asked in study.asked.items():
        found[f"{mode}_mean_ms"] = round(asked[OURS].mean, 4)
        found[f"{mode}_p95_ms"] = round(asked[OURS].percentile(95), 4)
        if _PEER in asked:
            found[f"queries_vs_tantivy_{mode}"] = round(asked[_PEER].mean / asked[OURS].mean, 3)
            found[f"median_vs_tantivy_{mode}"] = round(asked[_PEER].percentile(50) / asked[OURS].percentile(50), 3)
            found[f"p95_vs_tantivy_{mode}"] = round(asked[_PEER].percentile(95) / asked[OURS].percentile(95), 3)
    if _PEER in study.built:
        found["build_vs_tantivy"] = round(study.built[_PEER].cpu_seconds / ours.cpu_seconds, 3)
    return found


def growth(small: Study, large: Study) -> dict[str, float]:
    """How many times more each costs in the large corpus than in the small one."""
    found = {"documents": large.corpus.documents / small.corpus.documents}
    found["build"] = large.built[OURS].cpu_seconds / small.built[OURS].cpu_seconds
    for mode in Mode:
        before, after = small.asked[mode][OURS], large.asked[mode][OURS]
        found[f"{mode}_median"] = after.percentile(50) / before.percentile(50)
        found[f"{mode}_mean"] = after.mean / before.mean
    return {name: round(value, 2) for name, value in found.items()}


def disagreements(study: Study) -> list[str]:
    """Engines whose totals differ from ours on more queries than other stemmers and tokenizers explain.

    Plain Whoosh shares our analysis, so all have to be the same.
    """
    found = []
    for mode, asked in study.asked.items():
        ours = asked[OURS].answers
        for name, one in asked.items():
            same, _ = _agreement(one.answers, ours)
            if name != DISJUNCTIVE and same < len(ours) * _LEAST_SAME.get(name, 0.95):
                found.append(
                    f"{study.corpus.name}, {mode}: {name} and ours agree on {same} of {len(ours)} queries only"
                )
    return found


def _row(name: str, one: Asked, ours: Asked) -> str:
    same, ratio = _agreement(one.answers, ours.answers)
    return _line(
        name,
        *(f"{one.percentile(share):.3f}" for share in (50, 95, 99)),
        f"{one.mean:.3f}",
        f"{1000 / one.mean:,.0f}",
        f"{one.mean / ours.mean:.2f}",
        f"{same}/{len(ours.answers)}",
        f"{ratio:.3f}",
    )


def _agreement(theirs: Sequence[PeerAnswer], ours: Sequence[PeerAnswer]) -> tuple[int, float]:
    """How many totals and facet counts are the same, and the sum of their totals over that of ours."""
    pairs = list(zip(theirs, ours, strict=True))
    same = sum(one.total == other.total and _sums(one) == _sums(other) for one, other in pairs)
    return same, sum(one.total for one, _ in pairs) / max(sum(other.total for _, other in pairs), 1)


def _sums(answer: PeerAnswer) -> Mapping[str, int]:
    return {name: sum(counts.values()) for name, counts in answer.facets.items()}


def _line(name: str, *cells: str) -> str:
    return f"{name:26}" + "".join(f"{cell:>12}" for cell in cells)

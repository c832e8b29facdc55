"""Studies as tables for people, and as figures for a machine; ratios are speeds, so above 1 is ours ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.performance.asking import Asked
from tests.performance.peers.peer import PeerAnswer
from tests.performance.queries import Mode
from tests.performance.studies import OURS, Study

_PEER = "tantivy"


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
            _line(
                f"{mode.upper()} (CPU ms)", "median", "p95", "p99", "mean", "q/s", "x ours", "same", "nearly", "in all"
            ),
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
    """Engines whose totals differ from ours more than other stemmers and tokenizers explain.

    Of a hundred totals ninety have to be within two documents or a twentieth; plain Whoosh shares our
    analysis, so all of its answers have to be ours exactly.
    """
    found = []
    for mode, asked in study.asked.items():
        ours = asked[OURS].answers
        for name, one in asked.items():
            same, near, _ = _agreement(one.answers, ours)
            if (name == "whoosh" and same < len(ours)) or near < 0.9 * len(ours):
                found.append(
                    f"{study.corpus.name}, {mode}: of {len(ours)} answers of {name}, {same} are ours, {near} nearly"
                )
    return found


def _row(name: str, one: Asked, ours: Asked) -> str:
    same, near, ratio = _agreement(one.answers, ours.answers)
    return _line(
        name,
        *(f"{one.percentile(share):.3f}" for share in (50, 95, 99)),
        f"{one.mean:.3f}",
        f"{1000 / one.mean:,.0f}",
        f"{one.mean / ours.mean:.2f}",
        f"{same}/{len(ours.answers)}",
        f"{near}/{len(ours.answers)}",
        f"{ratio:.3f}",
    )


def _agreement(theirs: Sequence[PeerAnswer], ours: Sequence[PeerAnswer]) -> tuple[int, int, float]:
    """How many answers are the same in total and facets, how many nearly in total, and their sum of totals over ours."""
    pairs = list(zip(theirs, ours, strict=True))
    same = sum(one.total == other.total and _sums(one) == _sums(other) for one, other in pairs)
    near = sum(abs(one.total - other.total) <= max(2, 0.05 * other.total) for one, other in pairs)
    return same, near, sum(one.total for one, _ in pairs) / max(sum(other.total for _, other in pairs), 1)


def _sums(answer: PeerAnswer) -> Mapping[str, int]:
    return {name: sum(counts.values()) for name, counts in answer.facets.items()}


def _line(name: str, *cells: str) -> str:
    return f"{name:26}" + "".join(f"{cell:>12}" for cell in cells)

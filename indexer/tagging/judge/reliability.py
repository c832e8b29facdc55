"""How far confidence can be trusted: stated against true shares, as a table and as a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.nouns.members import Rounded

_BINS = 10
_SIZE, _MARGIN = 320, 44
_LARGEST, _SMALLEST = 9.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Candidates of like confidence: how many, their mean `confidence`, and the `share` of them that was right."""

    count: int
    confidence: Rounded
    share: Rounded


def reliability(sure: Sequence[tuple[float, bool]]) -> tuple[ReliabilityBin, ...]:
    """(confidence, right) pairs in ten bins of confidence, lowest first; empty bins are left out."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for confidence, right in sure:
        held[min(int(confidence * _BINS), _BINS - 1)].append((confidence, right))
    return tuple(
        ReliabilityBin(
            count=len(inside),
            confidence=sum(confidence for confidence, _ in inside) / len(inside),
            share=sum(right for _, right in inside) / len(inside),
        )
        for inside in held
        if inside
    )


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """The mean distance of confidence and truth, bins weighed by their size (Naeini and others 2015)."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.share) for one in bins) / total if total else 0.0


def reliability_svg(bins: Sequence[ReliabilityBin]) -> str:
    """The reliability curve as an SVG image: on the diagonal confidence is true; dots grow with their bins."""
    most = max((one.count for one in bins), default=1)
    points = [(_across(one.confidence), _up(one.share)) for one in bins]
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    side = _SIZE + 2 * _MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" font-size="12"'
        ' font-family="sans-serif" aria-label="Share that was right by stated confidence">',
        f"<title>Reliability of {sum(one.count for one in bins)} confidences</title>",
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>',
        f'<line x1="{_across(0)}" y1="{_up(0)}" x2="{_across(1)}" y2="{_up(1)}" stroke="#888" stroke-dasharray="4"/>',
        *(f'<text x="{_across(tick)}" y="{_up(0) + 18}" text-anchor="middle">{tick:g}</text>' for tick in ticks),
        *(f'<text x="{_across(0) - 6}" y="{_up(tick) + 4}" text-anchor="end">{tick:g}</text>' for tick in ticks),
        f'<text x="{side / 2}" y="{side - 6}" text-anchor="middle">stated confidence</text>',
        f'<text x="14" y="{side / 2}" text-anchor="middle" transform="rotate(-90 14 {side / 2})">share right</text>',
        f'<polyline fill="none" stroke="#06c" points="{" ".join(f"{x},{y}" for x, y in points)}"/>',
    ]
    for (x, y), one in zip(points, bins, strict=True):
        radius = max(_LARGEST * (one.count / most) ** 0.5, _SMALLEST)
        told = f"{one.count} candidates of confidence {one.confidence:.2f}: {one.share:.2f} right"
        lines.append(f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="#06c"><title>{told}</title></circle>')
    return "\n".join([*lines, "</svg>", ""])


def _across(value: float) -> float:
    return round(_MARGIN + _SIZE * value, 1)


def _up(value: float) -> float:
    return round(_MARGIN + _SIZE * (1.0 - value), 1)

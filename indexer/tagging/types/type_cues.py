"""Types told by their own labels and by cue words, before any document carries a type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, log1p

from indexer.language.words import fold
from indexer.nouns.vocabularies import Concept
from indexer.tagging.suggestion import Reason
from indexer.tagging.text import TaggedText, Zone

_OPENING_CHARACTERS = 600
_TEXT_CHARACTERS = 60_000
_LABEL_IN_TITLE, _CUE_IN_TITLE, _LABEL_IN_OPENING, _CUE_IN_OPENING, _CUE_IN_TEXT = 4.0, 2.5, 1.5, 0.7, 0.25
_DOUBT = 2.5
"""Log odds that a document is of none of the types; a label in the title outweighs it, cue words alone do not."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Phrases, folded, that tell one type: its labels, and cues for title and text."""

    labels: tuple[str, ...]
    title: tuple[str, ...]
    text: tuple[str, ...]


def cues_of(concept: Concept) -> Cues:
    """The cues of a type; one that we do not ship is told by its labels alone."""
    written = [*concept.preferred.values()]
    written += [label for labels in (*concept.alternative.values(), *concept.hidden.values()) for label in labels]
    shipped = _shipped_cues().get(concept.id, {}) if concept.shipped else {}
    return Cues(
        _folded(written),
        _folded(shipped.get("title", ())),
        _folded(shipped.get("text", ())),
    )


def tell_by_cues(text: TaggedText, cues: Sequence[Cues]) -> list[tuple[float, tuple[Reason, ...]]]:
    """For each type its confidence and reasons. Confidences of one text add up to less than one."""
    title, body = _title_and_body(text)
    opening = body[:_OPENING_CHARACTERS]
    thousands = max(len(body), 3_000) / 6_000
    reasons = [_reasons(title, opening, body, thousands, one) for one in cues]
    odds = [exp(sum(reason.weight for reason in found)) if found else 0.0 for found in reasons]
    total = exp(_DOUBT) + sum(odds)
    return [(value / total, found) for value, found in zip(odds, reasons, strict=True)]


def _reasons(title: str, opening: str, body: str, thousands: float, cues: Cues) -> tuple[Reason, ...]:
    """What speaks for one type, strongest first; of phrases at one place only the longest."""
    found: list[Reason] = []
    label = _longest(title, cues.labels)
    cue = _longest(title, cues.title)
    if label:
        found.append(Reason(text=f"“{label}” is in the title", weight=_LABEL_IN_TITLE))
    elif cue:
        # the last word of a title names the kind of thing: "Innovation strategy", seldom "Strategy talks begin"
        at_end = title.endswith(cue)
        found.append(Reason(text=f"“{cue}” is in the title", weight=_CUE_IN_TITLE + 0.5 * at_end))
    named = _longest(opening, cues.labels)
    told = _longest(opening, cues.title)
    if named and not label:
        found.append(Reason(text=f"“{named}” stands at the beginning", weight=_LABEL_IN_OPENING))
    elif told and not cue:
        found.append(Reason(text=f"“{told}” stands at the beginning", weight=_CUE_IN_OPENING))
    for phrase in cues.text:
        count = len(re.findall(rf"\b{re.escape(phrase)}\b", body))
        if count:
            weight = _CUE_IN_TEXT * log1p(count / thousands)
            found.append(Reason(text=f"“{phrase}” is {count} times in the text", weight=weight))
    return tuple(sorted(found, key=lambda reason: (-reason.weight, reason.text)))


def _longest(text: str, phrases: Sequence[str]) -> str:
    """The longest of the phrases that stands in the text as whole words; "" for none."""
    standing = [phrase for phrase in phrases if phrase in text and re.search(rf"\b{re.escape(phrase)}\b", text)]
    return max(standing, key=lambda phrase: (len(phrase), phrase), default="")


def _title_and_body(text: TaggedText) -> tuple[str, str]:
    titles = [part for part in text.parts if part.zone is Zone.TITLE]
    start = titles[-1].end if titles else 0
    title = " ".join(text.text[part.start : part.end] for part in titles)
    return fold(title).strip(" .:"), fold(text.text[start : start + _TEXT_CHARACTERS])


def _folded(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(phrase) for phrase in phrases))


@lru_cache(maxsize=1)
def _shipped_cues() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("indexer.tagging.types") / "type_cues.toml").read_text("utf-8"))

"""What the words around a country's name tell: a state, a person, a bird, or a publisher's address.

A name once told to mean something else means that in the whole text (one sense per discourse: Gale, Church and
Yarowsky 1992), unless the text also holds a word that only goes with the country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.vocabulary.concepts import shipped_file

_NEAR = 80
_LINE = 160
_ADDRESS = re.compile(
    r"\bP\.?\s?O\.?\s?Box\b|\b(?:tel|fax|phone|e-?mail|isbn|issn)\b\s*[.:]?\s*[+(\d]|\S@\w+\.\w+"
    r"|\bpublished (?:by|in)\b|\bprinted (?:by|in|and bound)\b|\ball rights reserved\b|[©]|\bcopyright\b"
    r"|\b\d+[A-Za-z]?,?\s+(?:[\w.'’-]+\s+){0,4}(?:street|st\.|avenue|ave\.?|road|rd\.?|boulevard|blvd|drive|lane|square)\b"
    r"|\b\d+[A-Za-z]?,?\s+(?:rue|avenue|boulevard|calle|avenida|rua)\s+\w"
    r"|\b\w+(?:straße|strasse|gasse|platz|allee)\s+\d+|\bcedex\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _OtherMeaning:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: re.Pattern[str] | None
    unless: re.Pattern[str]


def in_address(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a line that is an address, an imprint or a line of contact details."""
    line_start = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    line_end = text.find("\n", end)
    line_end = min(line_end if line_end >= 0 else len(text), end + _LINE)
    return bool(_ADDRESS.search(text, line_start, line_end))


class PlaceContext:
    """Judges the names in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._certain: dict[str, bool] = {}

    def means_other(self, country: str, start: int, end: int) -> bool:
        """Whether the name at [start, end) means something else than the country of this code."""
        rule = _other_meanings().get(country)
        if rule is None or self._is_certain(country, rule):
            return False
        text = self._text
        return bool(
            (rule.before and rule.before.search(text, max(start - _NEAR, 0), start))
            or (rule.after and rule.after.match(text, end))
            or (rule.near and rule.near.search(text, max(start - _NEAR, 0), end + _NEAR))
            or self._begins_as_common_noun(start, end)
        )

    def _is_certain(self, country: str, rule: _OtherMeaning) -> bool:
        if country not in self._certain:
            self._certain[country] = bool(rule.unless.search(self._text))
        return self._certain[country]

    def _begins_as_common_noun(self, start: int, end: int) -> bool:
        """Whether the name begins a sentence and the text also writes it small, as it writes the bird."""
        before = self._text[max(start - 3, 0) : start].rstrip(" ")
        if before and before[-1] not in ".!?\n:":
            return False
        return bool(re.search(rf"\b{re.escape(self._text[start:end].lower())}s?\b", self._text))


@lru_cache(maxsize=1)
def _other_meanings() -> dict[str, _OtherMeaning]:
    table = shipped_file("countries.toml")
    persons = table["person_names"]
    of_person = set(persons["countries"].split())
    entries = {code: entry for entry in table["other_meaning"] for code in entry["countries"].split()}
    found = {}
    for code in sorted(of_person | set(entries)):
        entry = entries.get(code, {})
        before = [*entry.get("before", ()), *(persons["before"] if code in of_person else ())]
        found[code] = _OtherMeaning(
            before=_any_of(before, r"(?<!\w)(?:{})\.?,?\s+(?:[A-Z]\.\s+)?$"),
            after=_any_of(entry.get("after", ()), r",?\s+(?:{})(?!\w)"),
            near=_any_of(entry.get("near", ()), r"(?<!\w)(?:{})(?!\w)"),
            unless=_any_of(entry.get("unless", ()), r"(?<!\w)(?:{})(?!\w)") or re.compile(r"(?!)"),
        )
    return found


def _any_of(words: Sequence[str], form: str) -> re.Pattern[str] | None:
    """A pattern that has any of some words, longest first, in the place of `{}`; None for no words."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile(form.format("|".join(map(re.escape, longest_first)))) if words else None

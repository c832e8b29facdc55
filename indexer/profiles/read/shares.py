"""Printed shares of places: "50% of cities surveyed", "more than half", "74 of 147 cities", "one in five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.nouns.profiles import Bound
from indexer.profiles.read.phrases import wording

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_BOUNDS = {
    Bound.MORE_THAN: ("more than", "over", "above", "well over", "upwards of"),
    Bound.LESS_THAN: ("less than", "fewer than", "under", "below", "nearly", "almost", "just under", "not quite"),
    Bound.ABOUT: ("about", "around", "roughly", "some", "approximately"),
    Bound.EXACTLY: ("only", "just", "exactly", "the"),
}
_OF_BOUND = {words: bound for bound, listed in _BOUNDS.items() for words in listed}

_NUMBER = r"\d+(?:[.,]\d+)?"
_COUNT = "|".join(_COUNTS)
_PART = "|".join(_PARTS)
_PLACES = (
    r"(?:the\s+|all\s+|all\s+the\s+)?(?:(?P<places>\d{1,4})\s+)?(?:other\s+)?"
    r"(?:surveyed\s+|respondent\s+|responding\s+|participating\s+)?cities"
    r"(?:\s+(?:surveyed|that\s+responded|that\s+participated|asked|in\s+the\s+(?:(?P<edition>20\d\d)\s+)?survey))?"
    r"(?:\s+in\s+(?P<year>20\d\d)\b)?"
)
_SHARE = re.compile(
    rf"""(?:\b(?P<bound>{"|".join(sorted(map(re.escape, _OF_BOUND), key=len, reverse=True))})\s+)?
    (?:
        (?P<percent>{_NUMBER})\s*(?:%|per\s?cent\b)\s+of\s+
      | \b(?P<count>\d{{1,4}})\s+(?:out\s+)?of\s+(?=(?:the\s+)?\d{{1,4}}\s)
      | \b(?:(?P<times>a|an|{_COUNT})[\s-]+)?(?P<part>{_PART})s?\s+(?:of\s+)?
      | \b(?P<one>{_COUNT}|\d{{1,2}})\s+(?:in|out\s+of)\s+(?P<every>{_COUNT}|\d{{1,3}})\s+
      | \b(?P<most>most|(?:the|a)\s+(?:vast\s+|large\s+)?majority)\s+(?:of\s+)?
    )
    {_PLACES}""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of places as printed at [start, end) of a text; `relation` tells how the sentence uses it.

    `same`: the place does as they do; `unlike`: it does not; `subject`: the sentence is about them;
    `unclear`: none of these. [start, end) covers the words that make the relation.
    """

    start: int
    end: int
    share: float
    bound: Bound
    places: int | None
    edition: int | None
    relation: str


def shares(text: str) -> Iterator[Share]:
    """Every share of places in a sentence, left to right."""
    for match in _SHARE.finditer(text):
        amount = _amount(match)
        if amount is None:
            continue
        share, bound, places = amount
        year = match.group("edition") or match.group("year")
        relation, start, end = _relation(text, match.start(), match.end())
        yield Share(
            start=start,
            end=end,
            share=round(share, 6),
            bound=bound,
            places=places,
            edition=int(year) if year else None,
            relation=relation,
        )


def _amount(match: re.Match[str]) -> tuple[float, Bound, int | None] | None:
    bound = _OF_BOUND[" ".join((match.group("bound") or "the").lower().split())]
    places = int(match.group("places")) if match.group("places") else None
    if match.group("percent"):
        share = float(match.group("percent").replace(",", ".")) / 100
    elif match.group("count"):
        if not places:
            return None
        share = int(match.group("count")) / places
    elif match.group("part"):
        share = _COUNTS.get((match.group("times") or "one").lower(), 1) / _PARTS[match.group("part").lower()]
    elif match.group("one"):
        share = _number(match.group("one")) / max(_number(match.group("every")), 1)
    else:
        share, bound = 0.5, Bound.MORE_THAN
    return (share, bound, places) if 0 <= share <= 1 else None


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[words.lower()]


@lru_cache(maxsize=4)
def _comparators(kind: str) -> re.Pattern[str]:
    listed = sorted(wording()[kind], key=len, reverse=True)
    return re.compile(rf"(?:^|(?<=[\s,;(–—])),?\s*(?:{'|'.join(map(re.escape, listed))})\s+(?:the\s+)?$", re.IGNORECASE)


_MEMBER = re.compile(r"\s+(?:that|which|who)\b", re.IGNORECASE)
_THEY_DO = re.compile(r"^\s+(?:do|have|does)\b(?!\s+(?:not|a|an)\b)", re.IGNORECASE)
_AS = re.compile(r",?\s*\bas\s+$", re.IGNORECASE)
_VERB = re.compile(
    r"^\s+(?:also\s+)?(?:do|have|has|are|use|publish|maintain|evaluate|approach|associate|with|without|lack|report)\b",
    re.I,
)
_AT_CLAUSE_START = re.compile(r"(?:^|[;:,—]|\b(?:while|whereas|although|though|and|but|since|because)\b)\s*$", re.I)


def _relation(text: str, start: int, end: int) -> tuple[str, int, int]:
    before, after = text[:start], text[end:]
    for kind, relation in (("unlike", "unlike"), ("same_as", "same")):
        match = _comparators(kind).search(before)
        if match:
            member = _MEMBER.match(after) if relation == "same" else None
            return relation, match.start(), end + (member.end() if member else 0)
    as_match = _AS.search(before)
    if as_match and (they_do := _THEY_DO.match(after)):
        return "same", as_match.start(), end + they_do.end()
    if _AT_CLAUSE_START.search(before) and _VERB.match(after):
        return "subject", start, end
    return "unclear", start, end

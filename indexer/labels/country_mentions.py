"""Countries and regions named in a text: by name, demonym or common variant, longest match first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.labels.place_context import PlaceContext, in_address
from indexer.language.words import fold
from indexer.vocabulary.concepts import shipped_file
from indexer.vocabulary.countries import countries, regions

_MAX_ACRONYM = 3
_EARLY_CHARACTERS = 1_500
_EARLY_WEIGHT = 3
_MIN_BODY_MENTIONS = 2
_BODY_SHARE = 0.5
_BODY_LEAD = 2.0


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters [start, end) of a text that name a place: `id` is a country's code or a region's id.

    `in_address` tells that they stand in an address or imprint, which says nothing about what the text is about.
    """

    id: str
    start: int
    end: int
    in_address: bool

    @property
    def is_country(self) -> bool:
        """Whether the place is a country, not a region."""
        return self.id.isupper()


def place_mentions(text: str) -> list[Mention]:
    """Where countries and regions are named, in order.

    Names must begin with a capital or be all capitals, acronyms be all capitals; phrases that contain a name without
    meaning the place ("New Mexico") and names that mean something else here ("Jordan" the person) do not count.
    """
    pattern, ids = _names()
    context = PlaceContext(text)
    found: list[Mention] = []
    other: set[str] = set()
    for match in pattern.finditer(text):
        place = ids.get(_key(match.group()))
        if not place:
            continue
        if context.means_other(place, match.start(), match.end()):
            other.add(place)
        found.append(Mention(place, match.start(), match.end(), in_address(text, match.start(), match.end())))
    return [mention for mention in found if mention.id not in other]


def main_countries(title: str, abstract: str, body: str) -> tuple[str, ...]:
    """The countries a document is about: those in its title, else in its abstract, else the one or two that fill its
    body, mentions at its beginning counting threefold. Addresses do not count."""
    for text in (title, abstract):
        found = named_in(place_mentions(text))
        if found:
            return found
    return filling(place_mentions(body))


def named_in(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The countries named outside of addresses, most named first."""
    counts = Counter(mention.id for mention in mentions if mention.is_country and not mention.in_address)
    return tuple(_by_count(counts))


def filling(mentions: Sequence[Mention], first_character: int = 0) -> tuple[str, ...]:
    """The countries that make up half of all mentions in a body, or have twice as many as any other.

    `first_character` is where the body begins in the text that the mentions are of.
    """
    standing = [mention for mention in mentions if mention.is_country and not mention.in_address]
    counts = Counter(mention.id for mention in standing)
    early = Counter(mention.id for mention in standing if mention.start - first_character < _EARLY_CHARACTERS)
    weight = {code: count + (_EARLY_WEIGHT - 1) * early[code] for code, count in counts.items()}
    order = _by_count(weight)
    total = sum(weight.values())
    second = weight[order[1]] if len(order) > 1 else 0
    return tuple(
        code
        for place, code in enumerate(order)
        if counts[code] >= _MIN_BODY_MENTIONS
        and (weight[code] >= _BODY_SHARE * total or (place == 0 and weight[code] >= _BODY_LEAD * second))
    )


def _by_count(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda code: (-counts[code], code))


def _key(name: str) -> str:
    return re.sub(r"[\s’'‐‑-]+", " ", fold(name)).strip()


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern over every name, longest first, and the country or region each stands for ("" means none)."""
    codes = {_key(phrase): "" for phrase in shipped_file("countries.toml")["not_the_country"]["phrases"]}
    printed = set(shipped_file("countries.toml")["not_the_country"]["phrases"])
    for country in countries():
        latin = [name for language, name in country.preferred.items() if language not in _NOT_SPACED]
        joined = [name.replace(" & ", " and ") for name in latin if " & " in name]
        for name in (*latin, *joined, *country.alternative.get("en", ())):
            if len(name) > 2 or name.isupper():
                codes.setdefault(_key(name), country.id)
                printed.add(name)
    for region in regions():
        for name in (*region.preferred.values(), *region.alternative.get("en", ())):
            codes.setdefault(_key(name), region.id)
            printed.add(name)
    for name in list(printed):
        printed.add(name.upper())
        if len(name) > _MAX_ACRONYM:
            folded = "".join(character if character.isupper() else fold(character) for character in name)
            printed |= {folded, folded.upper()}
    return _alternation(name for name in printed if name[0].isupper()), codes


def _alternation(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the names, longest first, grouped by first letter so that most places fail at once."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        by_letter.setdefault(name[0], []).append(_flexible(name[1:]))
    groups = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items()))
    return re.compile(rf"(?<![^\W_])(?:{groups})(?![^\W_])")


def _flexible(name: str) -> str:
    """A name as a pattern in which spaces and line ends, hyphens and spaces, and both apostrophes may
    stand for each other."""
    apart = {" ": r"\s+", "-": r"[\s‐‑-]+", "'": "['’]", "’": "['’]"}
    return "".join(apart.get(character, re.escape(character)) for character in name)


_NOT_SPACED = frozenset({"zh", "ja", "ko", "ar", "ru", "tr"})

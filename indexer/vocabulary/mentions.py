"""Countries named in a text: by name, demonym or common variant, longest match first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from indexer.language.words import fold
from indexer.vocabulary.concepts import shipped_file
from indexer.vocabulary.countries import countries

_MAX_ACRONYM = 3
_MIN_BODY_MENTIONS = 3
_BODY_SHARE = 0.5


def mentioned_countries(text: str) -> Counter[str]:
    """How often each country (ISO 3166-1 alpha-2) is named in a text.

    Names must begin with a capital or be all capitals, acronyms be all capitals; phrases that contain
    a name without meaning the country ("New Mexico") do not count.
    """
    pattern, codes = _names()
    found: Counter[str] = Counter()
    for match in pattern.finditer(text):
        code = codes.get(_key(match.group()))
        if code:
            found[code] += 1
    return found


def main_countries(title: str, abstract: str, body: str) -> tuple[str, ...]:
    """The countries a document is about: those in its title, else in its abstract, else the one or
    two that fill its body."""
    for text in (title, abstract):
        found = mentioned_countries(text)
        if found:
            return tuple(code for code, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])))
    found = mentioned_countries(body)
    total = sum(found.values())
    return tuple(
        code
        for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if count >= _MIN_BODY_MENTIONS and count >= _BODY_SHARE * total
    )


def _key(name: str) -> str:
    return re.sub(r"[\s’'‐‑-]+", " ", fold(name)).strip()


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern over every name, longest first, and the code each stands for ("" means none)."""
    codes = {_key(phrase): "" for phrase in shipped_file("countries.toml")["not_the_country"]["phrases"]}
    printed = set(shipped_file("countries.toml")["not_the_country"]["phrases"])
    for country in countries():
        latin = [name for language, name in country.preferred.items() if language not in _NOT_SPACED]
        joined = [name.replace(" & ", " and ") for name in latin if " & " in name]
        for name in (*latin, *joined, *country.alternative.get("en", ())):
            if len(name) > 2 or name.isupper():
                codes.setdefault(_key(name), country.id)
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
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)")


def _flexible(name: str) -> str:
    """A name as a pattern in which spaces and line ends, hyphens and spaces, and both apostrophes may
    stand for each other."""
    apart = {" ": r"\s+", "-": r"[\s‐‑-]+", "'": "['’]", "’": "['’]"}
    return "".join(apart.get(character, re.escape(character)) for character in name)


_NOT_SPACED = frozenset({"zh", "ja", "ko", "ar", "ru", "tr"})

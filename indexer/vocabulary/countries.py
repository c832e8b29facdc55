"""Countries and regions: concepts from Unicode CLDR (through Babel) and a small table of our own."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import BASE_URI, COUNTRY, REGION, Vocabulary, shipped_file

LANGUAGES = ("en", "es", "fr", "pt", "de", "it", "nl", "ar", "zh", "ru", "ja", "ko", "tr", "pl", "sv")
"""The languages whose country names are labels."""

_MAX_NAME_CHARACTERS = 200


@lru_cache(maxsize=1)
def regions() -> Vocabulary:
    """Regions of the world, continents above their parts."""
    return Vocabulary(
        REGION,
        [
            Concept(
                vocabulary=REGION,
                id=entry["id"],
                uri=f"{BASE_URI}/region/{entry['id']}",
                preferred=entry["label"],
                broader=(entry["broader"],) if "broader" in entry else (),
            )
            for entry in shipped_file("countries.toml")["region"]
        ],
    )


@lru_cache(maxsize=1)
def countries() -> Vocabulary:
    """Countries by ISO 3166-1 alpha-2 code, with their names in several languages and demonyms.

    A country's `broader` is its region's id.
    """
    table = shipped_file("countries.toml")
    region_of = {code: entry["id"] for entry in table["region"] for code in entry.get("countries", "").split()}
    names = {language: Locale(language).territories for language in LANGUAGES}
    return Vocabulary(
        COUNTRY,
        [
            Concept(
                vocabulary=COUNTRY,
                id=code,
                uri=f"{BASE_URI}/country/{code.lower()}",
                preferred={language: names[language][code] for language in LANGUAGES if code in names[language]},
                alternative={"en": (*table["other_names"].get(code, ()), *table["demonyms"].get(code, ()))},
                hidden={"en": (code,)},
                broader=(region_of[code],),
            )
            for code in sorted(region_of)
        ],
    )


def region_ids(country: str) -> tuple[str, ...]:
    """The region of a country and the continent above it, nearest first; none for an unknown code."""
    concept = countries().get(country)
    return tuple(region for near in concept.broader for region in regions().with_ancestors(near)) if concept else ()


def country_named(name: str) -> Concept | None:
    """The country of a declared name or code, also with an article, brackets or turned round: "Korea, Republic of"."""
    if len(name) > _MAX_NAME_CHARACTERS:
        return None
    bare = re.sub(r"\s*\(.*\)\s*$", "", name).strip()
    first, _, rest = bare.partition(", ")
    for form in (name, bare, re.sub(r"^the\s+", "", bare, flags=re.IGNORECASE), f"{rest} {first}".strip()):
        concept = countries().get(form.upper()) or countries().by_label(form)
        if concept:
            return concept
    return None

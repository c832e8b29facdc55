"""The sample corpus's city profiles against a coding by hand; the overview against a reading of its raw lines."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from html import unescape
from pathlib import Path

import pytest

from indexer.nouns.documents import Origin
from indexer.nouns.profiles import Answer, Profile, Status
from indexer.reading.document import read_document
from indexer.vocabulary.concepts import slug

CITIES = Path(__file__).parents[2] / "corpus/cities"
CODED = tomllib.loads((Path(__file__).parent / "city_profiles.toml").read_text("utf-8"))
POPULATIONS = {
    "amsterdam": (870_000, 2020), "austin": (961_855, 2020), "barcelona": (1_620_000, 2018), "bogota": (7_410_000, 2018),
    "boston": (675_647, 2020), "buenos-aires": (2_890_000, 2010), "cape-town": (3_740_000, 2011),
    "copenhagen": (580_000, 2015), "curitiba": (1_770_000, 2022), "guadalajara": (1_460_000, 2015),
    "helsinki": (660_000, 2020), "kigali": (1_750_000, 2022), "lima": (8_570_000, 2017), "lisbon": (550_000, 2011),
    "ljubljana": (290_000, 2016), "london": (8_960_000, 2019), "medellin": (2_200_000, 2005), "melbourne": (94_000, 2011),
    "montevideo": (1_320_000, 2011), "nairobi": (4_400_000, 2019), "new-york-city": (8_180_000, 2010),
    "paris": (2_200_000, 2014), "porto-alegre": (1_410_000, 2010), "quito": (2_240_000, 2010),
    "san-jose-costa-rica": (288_054, 2011), "santiago": (404_495, 2017), "sao-paulo": (11_250_000, 2010),
    "seoul": (10_100_000, 2014), "singapore": (5_640_000, 2018), "surat": (4_470_000, 2011), "taipei": (2_680_000, 2017),
    "tallinn": (390_000, 2011), "toronto": (2_730_000, 2016), "vancouver": (603_502, 2011), "vienna": (1_980_000, 2023),
}  # fmt: skip
LABELS = {
    "Mayor": "mayor",
    "Term": "term",
    "Innovation Lead": "innovation-lead",
    "Innovation / open data website": "website",
}
FACT = re.compile(r"(?:\*\*|<strong>)([^*<:]+):(?:\*\*|</strong>)\s*(?:<a href=\"[^\"]*\">|<)?([^\n<>]+)")


@lru_cache(maxsize=64)
def profile(name: str) -> Profile:
    path = next(CITIES.glob(f"{name}.*"))
    origin = Origin(folder="cities", path=path.name, digest="", reader="", media_type="")
    found = read_document(path.read_bytes(), origin, max_characters=10**6, max_pdf_pages=10).profile
    assert found is not None
    return found


def raw(name: str) -> str:
    return next(CITIES.glob(f"{name}.*")).read_text("utf-8")


def answer(name: str, question: str) -> Answer:
    found = profile(name).answer(question)
    assert found is not None
    return found


def test_every_profile_is_coded() -> None:
    assert {path.stem for path in CITIES.iterdir() if path.suffix in (".md", ".html")} == set(CODED) == set(POPULATIONS)


@pytest.mark.parametrize("name", sorted(CODED))
def test_overview(name: str) -> None:
    printed = {label.strip(): unescape(value).strip() for label, value in FACT.findall(raw(name))}
    assert set(printed) & set(LABELS)
    for label, question in LABELS.items():
        found = answer(name, question)
        if label not in printed:
            assert found.status is Status.NOT_STATED, question
        elif question == "term":
            assert found.values == tuple(re.findall(r"\b[12]\d{3}\b", printed[label].partition("(")[0]))
        else:
            assert found.values == (printed[label],), question


@pytest.mark.parametrize("name", sorted(CODED))
def test_population(name: str) -> None:
    found = answer(name, "population")
    assert (found.number, found.year, found.unit) == (*POPULATIONS[name], "people")


def pairs(name: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What was coded by hand and what was read, as (question, value); own words are counted, not spelt."""
    coded: set[tuple[str, str]] = set()
    for question, told in CODED[name].items():
        entry = told if isinstance(told, dict) else {"values": told}
        coded |= {(question, value) for value in entry.get("values", ())}
        coded |= {(question, f"own {number}") for number in range(entry.get("own", 0))}
    read: set[tuple[str, str]] = set()
    for found in profile(name).answers:
        if found.status is Status.STATED and found.question not in (*LABELS.values(), "population", "edition"):
            own = {slug(words) for words in found.own_words}
            read |= {(found.question, f"own {number}") for number in range(len(own))}
            read |= {(found.question, value) for value in found.values if value not in own}
    return coded, read


def test_coded_answers() -> None:
    told = right = found = 0
    wrong = []
    for name in sorted(CODED):
        coded, read = pairs(name)
        told, found, right = told + len(coded), found + len(read), right + len(coded & read)
        wrong += [(name, *pair) for pair in sorted(coded ^ read)]
    print(f"sample: {told} answers coded, precision {right / found:.4f}, recall {right / told:.4f}, wrong {wrong}")
    assert right / found >= 0.98
    assert right / told >= 0.98


@pytest.mark.parametrize("name", sorted(CODED))
def test_own_words_and_sources_are_in_the_text(name: str) -> None:
    text = " ".join(re.sub(r"<[^>]+>|[*\[\]]|\(\w[\w-]*\.(?:md|html)\)", "", unescape(raw(name))).split())
    for found in profile(name).answers:
        for words in found.own_words:
            assert words in text


def test_some_profiles_say_things_in_their_own_words() -> None:
    assert sum(bool(found.own_words) for name in CODED for found in profile(name).answers) > 10


def test_no_claims_are_made_up() -> None:
    assert all(not profile(name).claims for name in CODED)

"""Survey-style city profiles: which place a document profiles, and its text without page furniture.

Two renderings are known: one under the title of its family ("City Innovation Snapshot LISBON,
Portugal"), repeated on every page, and a web page that names the place in a heading. What the profile
answers is read by `indexer.profiles`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.reading.layout import Block, Kind, Layout, one_line
from indexer.vocabulary.countries import countries
from indexer.vocabulary.questionnaire import Questionnaire, questionnaires

READER = "city snapshot"

_GLYPHS = re.compile(r"^[\s▶►▸•●✓✔☑–\-*]+(?=\S)")
_BULLETED = re.compile(r"^[▶►▸•●✓✔☑]\s")
_BARE_ITEM_CHARACTERS = 80
_LOOKED_AT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySnapshot:
    """A profile taken apart: `country` is a code or None, `blocks` the text without page furniture."""

    family: Questionnaire
    city: str
    country: str | None
    country_name: str
    blocks: tuple[Block, ...]


def is_city_snapshot(layout: Layout) -> bool:
    """Whether one of the first blocks is the title of a known family, or a heading is that of its pages."""
    return _titled(layout) is not None or _headed(layout) is not None


def parse_city_snapshot(layout: Layout) -> CitySnapshot:
    """The family, place and text of a profile; every repetition of its title is page furniture."""
    titled = _titled(layout)
    if titled is None:
        return _of_page(layout)
    family, name = titled
    title = _title_of(family)
    printed_city, _, country_name = name.rpartition(",")
    if not printed_city:
        printed_city, country_name = name, ""
    body = [block for block in layout.blocks if not title.match(one_line(block.text))]
    return _snapshot(family, printed_city.strip(), country_name.strip(), body)


def _of_page(layout: Layout) -> CitySnapshot:
    """A web page: the place is named by a heading, its country by one of the lines above the facts."""
    headed = _headed(layout)
    if headed is None:
        raise ValueError("the layout is no city profile; ask is_city_snapshot first")
    family, city = headed
    body = list(layout.blocks)
    lines = [one_line(block.text) for block in body[:_LOOKED_AT]]
    named = (re.sub(r"^country\s*:\s*", "", line, flags=re.IGNORECASE) for line in lines)
    country_name = next((line for line in named if len(line) < 40 and countries().by_label(line)), "")
    body = [block for block in body if one_line(block.text) not in (city, country_name)]
    return _snapshot(family, city, country_name, body)


def _snapshot(family: Questionnaire, printed_city: str, country_name: str, body: list[Block]) -> CitySnapshot:
    country = countries().by_label(country_name) if country_name else None
    city = _as_written(printed_city, "\n".join(block.text for block in body))
    return CitySnapshot(
        family=family,
        city=family.places.get(city.casefold(), city),
        country=country.id if country else None,
        country_name=country_name,
        blocks=tuple(_with_bare_items([_cleaned(block) for block in body])),
    )


def _title_of(family: Questionnaire) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(family.title)}\b[\s:–-]*(.+)$", re.IGNORECASE | re.DOTALL)


def _titled(layout: Layout) -> tuple[Questionnaire, str] | None:
    """The family whose title stands among the first blocks, and the rest of that title."""
    for block in layout.blocks[:_LOOKED_AT]:
        for family in questionnaires():
            if match := _title_of(family).match(one_line(block.text)):
                return family, match.group(1)
    return None


def _headed(layout: Layout) -> tuple[Questionnaire, str] | None:
    """The family whose pages have one of the headings, and the place it names."""
    for family in questionnaires():
        heading = re.escape(family.page_heading).replace(r"\*", "(.+)")
        for block in layout.blocks:
            match = re.fullmatch(heading, one_line(block.text), re.IGNORECASE) if family.page_heading else None
            if match and block.kind is Kind.HEADING and len(match.group(1)) <= _BARE_ITEM_CHARACTERS:
                return family, match.group(1).strip()
    return None


def _as_written(printed: str, text: str) -> str:
    """A name printed in capitals as the text writes it, else with capitals at its words' beginnings."""
    if not printed.isupper():
        return printed
    for match in re.finditer(re.escape(printed), text, re.IGNORECASE):
        if match.group()[0].isupper() and not match.group().isupper():
            return match.group()
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), printed)


def _cleaned(block: Block) -> Block:
    """A block without its bullet glyph; lines with tabs are rows of a table whose borders were lost."""
    if "\t" in block.text:
        return replace(block, kind=Kind.ROW)
    if block.kind is Kind.HEADING:
        return replace(block, level=2)
    kind = Kind.ITEM if block.kind is Kind.PARAGRAPH and _BULLETED.match(block.text) else block.kind
    return replace(block, kind=kind, text=_GLYPHS.sub("", block.text), level=1)


def _with_bare_items(blocks: list[Block]) -> list[Block]:
    """Short lines after a paragraph that ends with a colon are the items it announces."""
    result: list[Block] = []
    announced = False
    for block in blocks:
        text = one_line(block.text)
        if block.kind is Kind.PARAGRAPH and announced and _is_bare_item(text):
            result.append(replace(block, kind=Kind.ITEM, text=text))
            continue
        announced = block.kind is not Kind.HEADING and (text.endswith(":") or (announced and block.kind is Kind.ITEM))
        result.append(block)
    return result


def _is_bare_item(text: str) -> bool:
    return len(text) <= _BARE_ITEM_CHARACTERS and not re.search(r"[.!?:;]$|^\W*\d+\W*$", text)

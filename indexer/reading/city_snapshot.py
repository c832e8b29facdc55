"""City Innovation Snapshots: an overview of labelled facts, then one question a heading.

Only the overview and the plain facts are read here; every other sentence is kept as a passage. The
table of policy areas told by its colours alone which have sufficient data, so that answer is *not
recoverable* from text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.model import Answer, Passage, Role, Status
from indexer.reading.layout import Block, Kind, Layout, one_line
from indexer.reading.quantities import quantity_with_year
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.countries import countries

READER = "city snapshot"

_TITLE = re.compile(r"^City Innovation Snapshot\b[\s:–-]*(.+)$", re.IGNORECASE | re.DOTALL)
_GLYPHS = re.compile(r"^[\s▶►▸•●✓✔☑–\-*]+(?=\S)")
_FACT = re.compile(r"^([^:\n]{2,60}):\s*(.*)$", re.DOTALL)
_STAFF = re.compile(
    r"(?:made up of|team of|employs?|staff of)\s+(?:about|around|some|roughly)?\s*(\d[\d,.]*)\b|"
    r"\b(\d[\d,.]*)\s+(?:full-time\s+)?(?:staff|employees|people)\b",
    re.IGNORECASE,
)
_ROLES = re.compile(r"\b(?:skills|profiles|roles)\b[^:]*:$", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_BARE_ITEM_CHARACTERS = 80
_LOOKED_AT = 12

_QUESTIONS = {
    "mayor": "mayor",
    "term": "term",
    "innovation lead": "innovation-lead",
    "lead innovation officer": "innovation-lead",
    "lead innovation officer(s)": "innovation-lead",
    "population": "population",
    "population size": "population",
    "innovation / open data website": "website",
    "innovation website": "website",
    "website": "website",
    "edition": "edition",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySnapshot:
    """A snapshot taken apart: `country` is a code or None, `blocks` the text without page furniture."""

    city: str
    country: str | None
    country_name: str
    blocks: tuple[Block, ...]


def is_city_snapshot(layout: Layout) -> bool:
    """Whether one of the first blocks is a snapshot's title."""
    return any(_TITLE.match(one_line(block.text)) for block in layout.blocks[:_LOOKED_AT])


def parse_city_snapshot(layout: Layout) -> CitySnapshot:
    """The place and the text of a snapshot; every repetition of its title is page furniture."""
    titles = [match.group(1) for block in layout.blocks if (match := _TITLE.match(one_line(block.text)))]
    printed_city, _, country_name = titles[0].rpartition(",")
    if not printed_city:
        printed_city, country_name = titles[0], ""
    text = "\n".join(block.text for block in layout.blocks if not _TITLE.match(one_line(block.text)))
    country = countries().by_label(country_name.strip()) if country_name.strip() else None
    kept = [_cleaned(block) for block in layout.blocks if not _TITLE.match(one_line(block.text))]
    return CitySnapshot(
        city=_as_written(printed_city.strip(), text),
        country=country.id if country else None,
        country_name=country_name.strip(),
        blocks=tuple(_with_bare_items(kept)),
    )


def facts(passages: tuple[Passage, ...]) -> tuple[Answer, ...]:
    """The overview's facts, staff, roles and the state of the policy-area table, each with its passage.

    A fact that the snapshot does not hold is there as *not stated*.
    """
    found: dict[str, Answer] = {}
    for passage in passages:
        section = passage.headings[-1].lower() if passage.headings else ""
        for answer in _answers(passage, section, passages):
            found.setdefault(answer.question, answer)
    for question in ("mayor", "term", "innovation-lead", "population", "website", "staff", "roles"):
        found.setdefault(question, Answer(question=question, status=Status.NOT_STATED))
    return tuple(found.values())


def _answers(passage: Passage, section: str, passages: tuple[Passage, ...]) -> list[Answer]:
    if section == "overview":
        return [answer for line in passage.text.split("\n") if (answer := _overview_fact(line, passage.number))]
    if "organisational structure" in section or "organizational structure" in section:
        return _structure_facts(passage, passages)
    if passage.role is Role.TABLE and "outcomes" in section:
        areas = tuple(cell.strip() for cell in re.split(r"[\t\n]", passage.text) if cell.strip())
        return [
            Answer(
                question="policy-areas-with-sufficient-data",
                status=Status.NOT_RECOVERABLE,
                values=areas,
                printed=passage.text,
                passage=passage.number,
            )
        ]
    return []


def _overview_fact(line: str, passage: int) -> Answer | None:
    match = _FACT.match(line.strip())
    if not match:
        return None
    label, value = one_line(match.group(1)), one_line(match.group(2))
    question = _QUESTIONS.get(label.lower(), slug(label))
    if not value:
        return Answer(question=question, status=Status.NOT_STATED, printed=line.strip(), passage=passage)
    answer = Answer(question=question, status=Status.STATED, values=(value,), printed=line.strip(), passage=passage)
    if question == "population":
        number, year = quantity_with_year(value)
        return replace(answer, number=number, year=year, unit="people")
    if question == "term":
        return replace(answer, values=tuple(_YEAR.findall(value)) or (value,))
    if question == "edition":
        year_match = _YEAR.search(value)
        return replace(answer, year=int(year_match.group()) if year_match else None)
    return answer


def _structure_facts(passage: Passage, passages: tuple[Passage, ...]) -> list[Answer]:
    answers = []
    staff = _STAFF.search(passage.text) if passage.role is Role.PROSE else None
    if staff:
        printed = staff.group(1) or staff.group(2)
        number, _ = quantity_with_year(printed.rstrip(".,"))
        answers.append(
            Answer(
                question="staff",
                status=Status.STATED,
                values=(printed.rstrip(".,"),),
                number=number,
                unit="staff",
                printed=passage.text,
                passage=passage.number,
            )
        )
    following = passages[passage.number + 1] if passage.number + 1 < len(passages) else None
    if _ROLES.search(passage.text) and following and following.role is Role.LIST:
        roles = tuple(line.strip() for line in following.text.split("\n"))
        answers.append(
            Answer(
                question="roles",
                status=Status.STATED,
                values=roles,
                printed=following.text,
                passage=following.number,
            )
        )
    return answers


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
    return replace(block, text=_GLYPHS.sub("", block.text), level=1)


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
    return len(text) <= _BARE_ITEM_CHARACTERS and not re.search(r"[.!?:;]$", text)

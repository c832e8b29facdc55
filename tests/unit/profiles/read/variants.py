"""Profiles made up from the questionnaire with answers that are known: wording, order, bullets, line breaks, page
furniture, negations and both renderings vary. Reads the questionnaire file alone; shares nothing with the parser."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import indexer

TABLE = tomllib.loads(
    (Path(indexer.__file__).parent / "vocabulary/questionnaires/city_innovation_snapshot.toml").read_text("utf-8")
)
QUESTIONS: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in TABLE["question"]}

PLACES = [
    ("Mexico City", "Mexico"), ("Curridabat", "Costa Rica"), ("Toronto", "Canada"), ("Tel Aviv-Yafo", "Israel"),
    ("Be'er Sheva", "Israel"), ("San Pedro Garza García", "Mexico"), ("Fort Collins", "United States"),
    ("Ljubljana", "Slovenia"), ("Wellington", "New Zealand"), ("Godoy Cruz", "Argentina"), ("Bilbao", "Spain"),
    ("St. Louis", "United States"), ("New York City", "United States"), ("Braga", "Portugal"), ("Athens", "Greece"),
]  # fmt: skip
FIRST = ["Ana", "José Luis", "Mary-Anne", "Ole", "Çağla", "Dr. Ruth", "Wei"]
LAST = ["Pérez Gil", "O'Neill", "van den Berg", "Ødegård", "Yılmaz", "Stone", "Chen"]
BODIES = [
    "Digital Agency for Public Innovation",
    "Office of New Methods",
    "Innovation Lab",
    "Department of Change and Data",
]
OWN = ["pollination", "night-time economy", "food security", "participatory design", "street vending", "urban farming"]
YES, NO, PREPARING = "yes", "no", "in preparation"


@dataclass
class Truth:
    """What a variant says: question to its values in order, own words, numbers, and what is lost to colour."""

    place: str
    country: str
    edition: int | None
    values: dict[str, list[str]] = field(default_factory=dict)
    own_words: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, tuple[float, int | None]] = field(default_factory=dict)
    claims: list[tuple[str, str, str, float, str, int | None]] = field(default_factory=list)
    not_recoverable: set[str] = field(default_factory=set)


@dataclass
class Variant:
    """A document in bytes under a file name, and what it says."""

    name: str
    content: bytes
    truth: Truth


THINGS = {
    "formal-strategy": ["formal innovation strategy", "explicit innovation strategy"],
    "formal-goals": ["formal innovation goals"],
    "dedicated-funding": ["dedicated funding to support innovation capacity", "dedicated funding"],
    "data-inventory": ["comprehensive data inventory"],
}
PLURAL = {"formal-goals"}
MASS = {"dedicated-funding"}

SAID = {
    YES: ["{C} has {a}{thing}", "the city has {a}{thing}", "{C} has put in place {a}{thing}", "there {is} {a}{thing} in {C}"],
    NO: [
        "{C} does not have {a}{thing}", "{C} has no {thing}", "{C} lacks {a}{thing}", "there {is} no {thing} in {C}",
        "the city does not yet have {a}{thing}", "the city has yet to adopt {a}{thing}", "{C} is without {a}{thing}",
    ],
    PREPARING: ["{C} is developing {a}{thing}", "{a}{thing} {is} in preparation in {C}", "the city is preparing {a}{thing}"],
}  # fmt: skip
SAID_ALONE = {
    YES: ["{A}{thing} {is} in place", "with {a}{thing}, {C} stands apart", "in 2019, {C} adopted {a}{thing}"],
    NO: ["{A}{thing} {is} not in place", "so far, {C} has never approved {a}{thing}"],
    PREPARING: ["{C}'s {thing} {is} being redefined", "{A}{thing} {is} under development"],
}
OWN_SENTENCES = {
    "open-data": {
        YES: ["{C} publishes open data to a central, public online location", "{C} releases open data to a central public online location"],
        NO: ["{C} does not publish open data to a central, public online location", "{C} does not publish open data", "the city has no open data"],
        PREPARING: [],
    },
    "outcome-evaluation": {
        YES: ["{C} evaluates the outcomes of its innovation work systematically", "{C} conducts a systematic evaluation of outcomes"],
        NO: ["{C} does not evaluate innovation outcomes systematically", "the city lacks a systematic evaluation of outcomes"],
        PREPARING: ["{C} is developing a systematic evaluation of outcomes"],
    },
}  # fmt: skip
LEADS = {
    "roles": ["Staff skills and profiles include:", "Skills and roles include:"],
    "terms": ["The city most closely associates innovation capacity with:", "{C} associates innovation with:"],
    "priority-areas": [
        "The top two priority policy areas for the city's innovation work are:", "Priority policy areas for innovation are:",
        "The top priority policy area for {C}'s innovation work is:",
    ],
    "activities": ["{C}'s most common innovation activities are:", "The city's most common innovation activities include:"],
    "partners": ["{C} has developed partnerships to promote innovation capacity with:", "Innovation partners include:"],
    "data-partners": ["The city has also developed data partnerships with:", "Data partners are:"],
    "funding-sources": ["Funding comes from the following sources:", "This funding comes from the following sources:"],
    "funding-directed-to": ["{C}'s funding for innovation capacity is generally directed towards:"],
    "helping": ["Innovation is helping the city to:", "Innovation helps {C} to:"],
    "success-factors": ["The most critical success factors in supporting the city's innovation work are:", "Critical success factors include:"],
    "data-uses": [],
    "data-barriers": ["Challenges preventing the use of data to support innovation goals include:"],
    "policy-areas-with-sufficient-data": ["Policy areas with sufficient data are:"],
    "policy-areas-without-sufficient-data": ["Policy areas without sufficient data are:"],
}  # fmt: skip
PROSE = {
    "roles": ["Staff skills and profiles include {list}."],
    "terms": ["The city most closely associates innovation capacity with {list}.", "{C} associates innovation with {list}."],
    "priority-areas": ["The priority policy areas for the city's innovation work are {list}."],
    "partners": ["{C} has developed partnerships to promote innovation capacity with {list}."],
    "data-partners": [
        "To improve data use, the city has also developed data partnerships with {list} to collect and analyse data.",
        "{C} has data partnerships with {list}.",
    ],
    "funding-directed-to": ["{C}'s funding for innovation capacity is generally directed towards {list}."],
    "success-factors": [
        "The most critical success factors in supporting the city's innovation work are {list}.",
        "Critical success factors in {C} are {list}.",
    ],
    "data-uses": ["{C} currently uses data to align its budget process with its strategic priorities.", "Data is used to align the budget process with strategic priorities."],
    "data-barriers": [
        "Challenges preventing the use of data to support innovation goals include {list}.", "Barriers to data use include {list}.",
    ],
}  # fmt: skip
APPROACH = {
    "holistic": ["{C} approaches innovation capacity from a holistic / macro level", "{C} approaches innovation from a holistic/macro level rather than in specific policy areas"],
    "specific-areas": ["{C} approaches innovation capacity in specific policy areas/domains", "{C} approaches innovation capacity in specific policy areas"],
    "both": ["{C} approaches innovation capacity both from a holistic / macro level and in specific policy areas", "{C} approaches innovation capacity both from a holistic/macro level, as well as in specific policy areas"],
}  # fmt: skip
SHARES: list[tuple[str, float, str, int | None]] = [
    ("50% of cities surveyed", 0.5, "exactly", None), ("81% of cities surveyed", 0.81, "exactly", None),
    ("44% of cities surveyed", 0.44, "exactly", None), ("more than half of cities surveyed", 0.5, "more than", None),
    ("over one-third of cities surveyed", 1 / 3, "more than", None), ("only 9% of cities surveyed", 0.09, "exactly", None),
    ("half of the cities surveyed", 0.5, "exactly", None), ("74 of the 147 cities surveyed", 74 / 147, "exactly", 147),
    ("about 16 per cent of the cities surveyed", 0.16, "about", None), ("most cities surveyed", 0.5, "more than", None),
    ("two-thirds of the 89 cities surveyed", 2 / 3, "exactly", 89), ("fewer than 20% of cities surveyed", 0.2, "less than", None),
]  # fmt: skip
SAME = ["Like {share}, {s}.", "Similar to {share}, {s}.", "Along with {share}, {s}.", "Together with {share}, {s}."]
SAME_AFTER = ["{S}, like {share}.", "{S}, in common with {share}.", "{S}, as do {share}."]
NOISE = [
    "The national government has a formal innovation strategy and dedicated funding.",
    "Would a comprehensive data inventory help? Opinions differ.",
    "Whether the city should have dedicated funding is debated.",
    "The mayor hopes to see formal innovation goals one day.",
    "Many cities have dedicated funding.",
    "Residents asked for better bus lanes in the north of the city.",
]
NARRATIVE = [
    "In 2016 a team of 12 people tried out paper maps. The pilot had dedicated funding and a formal innovation strategy of its own.",
    "Work is planned around three axes. Partners with a long history helped, and the region publishes open data to a central, public online location.",
]
HEADINGS = {
    "structure": "What is the organisational structure?", "vision": "What is the city's innovation vision?",
    "approach": "What is the city's innovation approach?", "partnerships": "What innovation partnerships exist?",
    "funding": "What funding is available?", "outcomes": "How is innovation helping the city?", "data": "How is data used?",
    "measured": "How are outcomes measured?",
}  # fmt: skip


class Writer:
    """Writes one variant: draws the answers, prints them, and remembers what was printed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        place, country = self.draw.choice(PLACES)
        self.web = self.draw.random() < 0.4
        edition = self.draw.choice([None, 2018, 2020])
        self.truth = Truth(place, country, edition)
        self.blocks: list[tuple[str, Any]] = []
        self.city = place

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def fill(self, template: str, **more: str) -> str:
        return template.format(C=self.city, **more)

    def prose(self, text: str) -> None:
        self.blocks.append(("prose", text))

    def labels(self, question: str, ids: list[str]) -> list[str]:
        options = QUESTIONS[question]["options"]
        options = TABLE["options"][options] if isinstance(options, str) else options
        by_id = {option["id"]: option for option in options}
        return [by_id[one]["label"]["en"] for one in ids]

    def choose(self, question: str, most: int = 4, own: bool = True) -> list[str]:
        """Options drawn for a question, kept as its truth; returns them as printed."""
        options = QUESTIONS[question]["options"]
        options = TABLE["options"][options] if isinstance(options, str) else options
        ids = self.draw.sample([option["id"] for option in options], k=min(len(options), self.draw.randint(1, most)))
        printed = self.labels(question, ids)
        if own and self.chance(0.3):
            words = self.draw.choice(OWN)
            at = self.draw.randint(0, len(ids))
            ids.insert(at, re.sub(r"[^a-z]+", "-", words))
            printed.insert(at, words.capitalize() if self.chance(0.5) else words)
            self.truth.own_words[question] = [printed[at]]
        self.truth.values[question] = ids
        return printed

    def listed(self, question: str, lead: str, entries: list[str]) -> None:
        self.prose(self.fill(lead))
        self.blocks.append(("list", entries))

    def in_a_sentence(self, entries: list[str]) -> str:
        entries = [
            entry if entry.split()[0] in ("Mayor", "City") else entry[0].lower() + entry[1:] for entry in entries
        ]
        entries = [f"a {entry}" if entry.startswith(("focus", "culture", "lack")) else entry for entry in entries]
        if len(entries) == 1:
            return entries[0]
        comma = "," if self.chance(0.5) or any(" and " in entry for entry in entries) else ""
        if len(entries) == 2 and not any(" and " in entry for entry in entries):
            comma = ""
        return ", ".join(entries[:-1]) + f"{comma} and {entries[-1]}"

    def some_of(self, question: str, most: int = 4) -> None:
        in_prose = bool(PROSE.get(question)) and (self.chance(0.4) or not LEADS[question])
        entries = self.choose(question, most)
        if question == "data-uses":
            self.truth.own_words.pop(question, None)
            self.truth.values[question] = ["align-budget-with-priorities"]
            self.prose(self.fill(self.draw.choice(PROSE[question])))
        elif in_prose:
            words = self.in_a_sentence(entries)
            if question in self.truth.own_words:
                own = self.truth.own_words[question][0]
                self.truth.own_words[question] = [own[0].lower() + own[1:]]
            self.prose(self.fill(self.draw.choice(PROSE[question]), list=words))
        else:
            self.listed(question, self.draw.choice(LEADS[question]), entries)

    def yes_or_no(self, question: str) -> None:
        state = self.draw.choice([YES, YES, NO, NO, PREPARING])
        sentences = OWN_SENTENCES.get(question)
        if sentences and not sentences[state]:
            state = YES
        compared = self.chance(0.45) and state != PREPARING
        if sentences:
            sentence = self.fill(self.draw.choice(sentences[state]))
        else:
            pool = SAID[state] if compared else SAID[state] + SAID_ALONE[state]
            sentence = self.thing_said(question, self.draw.choice(pool))
        self.truth.values[question] = [state]
        if not compared:
            self.prose(f"{sentence[0].upper()}{sentence[1:]}.")
            return
        self.compared(question, YES, sentence, state == YES)

    def thing_said(self, question: str, template: str) -> str:
        thing = self.draw.choice(THINGS[question])
        bare = question in PLURAL or question in MASS
        article = "" if bare else ("an " if thing[0] in "aeiou" else "a ")
        verb = "are" if question in PLURAL else "is"
        capital = (article + thing)[0].upper() + (article + thing)[1:]
        text = template.replace("{A}{thing}", capital)
        return self.fill(text, a=article, thing=thing, **{"is": verb})

    def compared(self, question: str, value: str, sentence: str, positive: bool) -> None:
        """A sentence that says of the place what a share of places says, or the contrary."""
        words, share, bound, places = self.draw.choice(SHARES)
        kind = self.draw.random()
        capital = sentence[0].upper() + sentence[1:]
        if kind < 0.15:
            text, polarity = f"Unlike {words}, {sentence}.", not positive
        elif kind < 0.3:
            template = self.draw.choice(SAME_AFTER if positive else SAME_AFTER[:2])
            text, polarity = template.format(share=words, S=capital), positive
        else:
            text, polarity = self.draw.choice(SAME).format(share=words, s=sentence), positive
        self.prose(text)
        said = "positive" if polarity else "negative"
        self.truth.claims.append((question, value, said, round(share, 4), bound, places))

    def approach(self) -> None:
        value = self.draw.choice(["holistic", "specific-areas", "both"])
        sentence = self.fill(self.draw.choice(APPROACH[value]))
        self.truth.values["approach"] = [value]
        if self.chance(0.5):
            words, share, bound, places = self.draw.choice(SHARES)
            self.prose(self.draw.choice(SAME).format(share=words, s=sentence))
            self.truth.claims.append(("approach", value, "positive", round(share, 4), bound, places))
        else:
            self.prose(f"{sentence}.")

    def of_all_places(self) -> None:
        """A sentence on all places that says nothing of this one."""
        words, share, bound, places = self.draw.choice(SHARES)
        has = self.chance(0.6)
        self.prose(f"{words[0].upper()}{words[1:]} {'have' if has else 'do not have'} dedicated funding.")
        said = "positive" if has else "negative"
        self.truth.claims.append(("dedicated-funding", YES, said, round(share, 4), bound, places))

    def structure(self) -> None:
        if self.chance(0.7):
            body, staff = self.draw.choice(BODIES), self.draw.choice([2, 6, 12, 150, 1200])
            self.truth.values["innovation-body"] = [body]
            counted = self.draw.choice(["staff", "employees", "staff members"])
            self.truth.numbers["staff"] = (staff, None)
            where, value = self.draw.choice(
                [("As an independent department, the", "independent-department"), ("Situated in the Mayor's office, the", "mayors-office"), ("The", None)]
            )  # fmt: skip
            if value:
                self.truth.values["structure"] = [value]
            made = self.draw.choice(["made up of", "consisting of"])
            self.prose(
                f"{where} {body}, {made} **{staff:,} {counted}**, is in charge of {self.city}'s innovation work."
            )
        if self.chance(0.8):
            if self.web:
                entries = self.choose("roles", own=False)
                self.blocks.append(
                    ("heading", f"{self.city} utilizes {len(entries) + 1} different innovation skills or roles")
                )
                self.blocks.append(("list", entries))
                self.chart("Innovation roles by number of cities", "roles")
            else:
                self.some_of("roles")

    def chart(self, heading: str, question: str) -> None:
        options = QUESTIONS[question]["options"]
        options = TABLE["options"][options] if isinstance(options, str) else options
        self.blocks.append(("heading", heading))
        self.blocks.append(("list", [f"{option['label']['en']} {self.draw.randint(3, 120)}" for option in options[:6]]))

    def facts(self) -> None:
        truth, draw = self.truth, self.draw
        lines: list[tuple[str, str]] = []
        if self.chance(0.9):
            mayor = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
            truth.values["mayor"] = [mayor]
            lines.append(("Mayor", mayor))
        if self.chance(0.7) and not self.web:
            first = draw.choice([2014, 2018, 2020])
            truth.values["term"] = [str(first), str(first + 4)]
            lines.append(("Term", f"{first}{draw.choice('–-')}{first + 4}"))
        if self.chance(0.7):
            lead = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
            truth.values["innovation-lead"] = [lead]
            lines.append((draw.choice(["Innovation Lead", "Lead Innovation Officer"]), lead))
        if self.chance(0.9):
            year = draw.choice([None, 2012, 2020])
            printed, number = draw.choice(
                [("9.21 million", 9_210_000), ("78,000", 78_000), ("9,209,944", 9_209_944), ("0.55 million", 550_000), ("32 443", 32_443)]
            )  # fmt: skip
            truth.numbers["population"] = (number, year)
            lines.append((draw.choice(["Population", "Population size"]), f"{printed} ({year})" if year else printed))
        if self.chance(0.7):
            link = draw.choice(
                ["https://adip.example.mx/", "https://data.example.org", "http://www.example.gov/open/data"]
            )
            truth.values["website"] = [link]
            lines.append(("Innovation / open data website" if not self.web else "Innovation Website", link))
        elif self.chance(0.5):
            lines.append(("Innovation website", draw.choice(["n/a", "–", "not available"])))
        if self.truth.edition and self.chance(0.9):
            lines.append(("Edition", str(self.truth.edition)))
        else:
            self.truth.edition = None
        self.blocks.append(("facts", lines))

    def measured(self) -> None:
        with_data, without = "policy-areas-with-sufficient-data", "policy-areas-without-sufficient-data"
        if self.chance(0.5):
            self.prose(
                "Policy areas **with sufficient data** or **without sufficient data** to support innovation capacity in the city."
            )
            ids = [option["id"] for option in TABLE["options"]["data areas"]][:15]
            labels = self.labels(with_data, ids)
            self.blocks.append(("table", [labels[0:5], labels[5:10], labels[10:15]]))
            self.truth.not_recoverable |= {with_data, without}
        elif self.chance(0.7):
            entries = self.choose(with_data, own=False)
            self.listed(with_data, LEADS[with_data][0], entries)
            others = self.choose(without, own=False)
            self.listed(without, LEADS[without][0], others)

    def section(self, name: str) -> None:
        if name == "structure":
            self.structure()
        elif name == "vision":
            for question in ("formal-strategy", "formal-goals"):
                if self.chance(0.7):
                    self.yes_or_no(question)
            if self.chance(0.7):
                self.some_of("terms")
        elif name == "approach":
            if self.chance(0.8):
                self.approach()
            if self.chance(0.7):
                self.some_of("priority-areas", most=2)
            if self.chance(0.4):
                self.some_of("activities")
        elif name == "partnerships":
            for question in ("partners", "data-partners"):
                if self.chance(0.75):
                    self.some_of(question)
        elif name == "funding":
            if self.chance(0.75):
                self.yes_or_no("dedicated-funding")
                if self.truth.values["dedicated-funding"] == [YES] and self.chance(0.7):
                    self.some_of("funding-sources")
            elif self.chance(0.6):
                self.of_all_places()
            if self.chance(0.6):
                self.some_of("funding-directed-to")
        elif name == "outcomes":
            if self.chance(0.8):
                if self.chance(0.5):
                    self.blocks.append(("list", self.choose("helping")))
                else:
                    self.some_of("helping")
            if self.chance(0.7):
                self.some_of("success-factors")
        elif name == "data":
            for question in ("data-uses", "data-barriers"):
                if self.chance(0.6):
                    self.some_of(question)
            for question in ("data-inventory", "open-data"):
                if self.chance(0.7):
                    self.yes_or_no(question)
        elif name == "measured":
            if self.chance(0.4):
                self.yes_or_no("outcome-evaluation")
            self.measured()
        if self.chance(0.4):
            self.prose(self.draw.choice(NOISE))

    def write(self) -> Truth:
        names = list(HEADINGS)
        if self.chance(0.5):
            self.draw.shuffle(names)
        self.blocks.append(("title", None))
        if not self.web:
            self.blocks.append(("heading", "Overview"))
        self.facts()
        self.blocks.append(("heading", f"Spotlight on innovation in {self.city}" if self.web else "Spotlight"))
        self.prose(self.draw.choice(NARRATIVE))
        for name in names:
            heading = HEADINGS[name]
            if self.web:
                heading = {
                    "vision": "Vision and approach to innovation capacity",
                    "funding": "How is innovation funded here?",
                    "outcomes": "Innovation is helping to:",
                }.get(name, heading)
            self.blocks.append(("heading", heading))
            self.section(name)
        if self.web and self.chance(0.5):
            self.chart("Policy areas by number of cities", "priority-areas")
        self.blocks.append(("heading", "Sources"))
        self.blocks.append(
            ("list", ["City of Example, a formal innovation strategy (2019)", "Survey of dedicated funding (2020)"])
        )
        return self.truth


GLYPHS = ["- ", "- ▶ ", "- ✓ ", "* ", "• ", "1. ", ""]


def markdown(writer: Writer) -> str:
    """The variant as Markdown, as a converter of PDF makes it: furniture, odd bullets, wrapped lines."""
    draw = writer.draw
    title = f"City Innovation Snapshot {writer.city.upper()}, {writer.truth.country}"
    lines: list[str] = [""]
    level = "###"
    for at, (kind, content) in enumerate(writer.blocks):
        if at > 3 and draw.random() < 0.06 and kind != "facts":
            lines += ["", str(draw.randint(1, 4)), "", f"# {title}", ""]
            level = "##"
        if kind == "title":
            lines += [
                f"## {title}" if not writer.web else f"# {writer.city}",
                "",
                writer.truth.country if writer.web else "",
                "",
            ]
        elif kind == "heading":
            lines += [f"{level} {content}", ""]
        elif kind == "prose":
            lines += [wrapped(content, draw), ""]
        elif kind == "facts":
            for label, value in content:
                lines += [f"- ▶ **{label}:** {value}"] if not writer.web else [label, "", value, ""]
            lines.append("")
        elif kind == "table":
            lines += ["\t".join(row) for row in content] + [""]
        else:
            announced = at > 0 and writer.blocks[at - 1][0] == "prose"
            glyph = draw.choice(GLYPHS if announced else GLYPHS[:5])
            for number, entry in enumerate(content, 1):
                mark = f"{number}. " if glyph == "1. " else glyph
                entry = f"**{entry}**" if glyph == "- " and draw.random() < 0.3 else entry
                lines += [f"{mark}{entry}", *([""] if glyph in ("", "• ") else [])]
            lines.append("")
    return "\n".join(lines)


def wrapped(text: str, draw: random.Random) -> str:
    """A paragraph, sometimes broken into short lines."""
    if draw.random() < 0.5:
        return text
    out, width = [""], draw.choice([40, 60, 72])
    for word in text.split():
        if len(out[-1]) + len(word) > width:
            out.append("")
        out[-1] = f"{out[-1]} {word}".strip()
    return "\n".join(out)


def html(writer: Writer) -> str:
    """The variant as a web page."""
    bold: Callable[[str], str] = lambda text: re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)  # noqa: E731
    title = writer.city if writer.web else f"City Innovation Snapshot {writer.city.upper()}, {writer.truth.country}"
    lines = [f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title></head><body><main>"]
    for kind, content in writer.blocks:
        if kind == "title":
            lines += [f"<h1>{title}</h1>", f"<p>{writer.truth.country}</p>" if writer.web else ""]
        elif kind == "heading":
            lines.append(f"<h2>{content}</h2>")
        elif kind == "prose":
            lines.append(f"<p>{bold(content)}</p>")
        elif kind == "facts" and writer.web:
            lines += [f"<div><h4>{label}</h4><p>{value}</p></div>" for label, value in content]
        elif kind == "facts":
            lines += ["<ul>", *(f"<li><strong>{label}:</strong> {value}</li>" for label, value in content), "</ul>"]
        elif kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in content)
            lines.append(f"<table>{rows}</table>")
        else:
            lines += ["<ul>", *(f"<li>{entry}</li>" for entry in content), "</ul>"]
    return "\n".join([*lines, "</main></body></html>"])


def variant(seed: int) -> Variant:
    """The variant of a number: the same number, the same variant."""
    writer = Writer(seed)
    truth = writer.write()
    ending = writer.draw.choice(["md", "md", "html", "txt"])
    text = html(writer) if ending == "html" else markdown(writer)
    return Variant(f"variant-{seed}.{ending}", text.encode("utf-8"), truth)

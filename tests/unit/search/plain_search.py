"""Search written with plain loops over known documents: the truth that the library is compared with.

Nothing here uses the product's analysis. Which words are forms of one another is a table, and the
documents are made of words of that table only.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.small_corpus import SmallDocument

FAMILIES = (
    ("tax", "taxes", "taxed"),
    ("taxi", "taxis"),
    ("budget", "budgets", "budgeting"),
    ("agency", "agencies"),
    ("road", "roads"),
    ("water", "waters"),
    ("waterfall",),
    ("open", "opened", "opening"),
    ("plan", "plans", "planned"),
    ("planet", "planets"),
    ("court", "courts"),
    ("bridge", "bridges"),
    ("100",),
    ("1000", "1,000"),
)
"""Forms in one row find each other; forms in different rows never do."""

TOPICS = {
    "cycling": "cycling",
    "education": "education",
    "forests": "forestry",
    "migration": "migration",
    "Moon bases": "moon-bases",
}
COUNTRIES = {
    "Mexico": ("MX", "latin-america-and-the-caribbean", "americas"),
    "Chile": ("CL", "latin-america-and-the-caribbean", "americas"),
    "Kenya": ("KE", "sub-saharan-africa", "africa"),
    "France": ("FR", "western-europe", "europe"),
}
KNOWLEDGE_TYPES = {"Country report": "country-report", "Case study": "case-study", "Diary": "diary"}

Predicate = Callable[[SmallDocument], bool]


def plain_documents(number: int, seed: int) -> tuple[SmallDocument, ...]:
    """Documents of random words, some without year, country, topic or type."""
    chance = random.Random(seed)

    def some(names: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(chance.sample(list(names), chance.randint(0, most)))

    def text(most: int) -> str:
        forms = [chance.choice(chance.choice(FAMILIES)) for _ in range(chance.randint(2, most))]
        joined = forms[0] if not forms[0][0].isdigit() else f"open {forms[0]}"
        for form in forms[1:]:
            joined += chance.choice([" ", " ", " ", ", ", "; ", "-" if not form[0].isdigit() else " ", ". "])
            joined += form.upper() if chance.random() < 0.1 else form
        return joined

    def published() -> str | None:
        year = chance.choice([None, 2004, 2010, 2010, 2015, 2020])
        return year and chance.choice(
            [f"{year}", f"{year}-0{chance.randint(1, 9)}", f"{year}-03-1{chance.randint(0, 9)}"]
        )

    return tuple(
        SmallDocument(
            name=f"d{at:03d}",
            title=text(4),
            paragraphs=tuple(text(9) for _ in range(chance.randint(1, 3))),
            published=published(),
            knowledge_type=chance.choice([None, *KNOWLEDGE_TYPES]),
            countries=some(tuple(COUNTRIES), 2) or (),
            topics=some(tuple(TOPICS), 3),
        )
        for at in range(number)
    )


def word_list(text: str) -> list[str]:
    """The forms of a text of table words, in order."""
    return re.findall(r"\d+(?:,\d{3})*|[a-z]+", text.lower())


def family(form: str) -> int:
    """The number of a form's row."""
    return next(number for number, forms in enumerate(FAMILIES) if form in forms)


def texts(document: SmallDocument) -> list[list[str]]:
    """The word lists that no phrase may cross: the title, then each paragraph."""
    return [word_list(text) for text in (document.title, *document.paragraphs)]


def has_word(form: str) -> Predicate:
    return lambda document: any(family(each) == family(form) for words in texts(document) for each in words)


def has_in_title(form: str) -> Predicate:
    return lambda document: any(family(each) == family(form) for each in word_list(document.title))


def has_prefix(beginning: str) -> Predicate:
    return lambda document: any(
        each.replace(",", "").startswith(beginning) for words in texts(document) for each in words
    )


def has_side_by_side(forms: Sequence[str]) -> Predicate:
    """Forms of the words next to each other in one text."""
    wanted = [family(form) for form in forms]

    def predicate(document: SmallDocument) -> bool:
        for words in texts(document):
            found = [family(each) for each in words]
            for start in range(len(found) - len(wanted) + 1):
                if found[start : start + len(wanted)] == wanted:
                    return True
        return False

    return predicate


def has_quoted(forms: Sequence[str]) -> Predicate:
    """The words side by side, and each somewhere in the document exactly as written."""

    def as_written(document: SmallDocument) -> bool:
        written = {each.replace(",", "") for words in texts(document) for each in words}
        return all(form.replace(",", "") in written for form in forms)

    side_by_side = has_side_by_side(forms)
    return lambda document: side_by_side(document) and as_written(document)


def year_of(document: SmallDocument) -> int | None:
    return int(document.published[:4]) if document.published else None


def in_years(first: int | None, last: int | None) -> Predicate:
    def predicate(document: SmallDocument) -> bool:
        year = year_of(document)
        return year is not None and (first is None or first <= year) and (last is None or year <= last)

    return predicate


def facet_values(document: SmallDocument) -> dict[str, tuple[str, ...]]:
    """The values a document has of each facet."""
    year = year_of(document)
    places = [COUNTRIES[name] for name in document.countries]
    return {
        "topic": tuple(TOPICS[name] for name in document.topics),
        "knowledge_type": (KNOWLEDGE_TYPES[document.knowledge_type],) if document.knowledge_type else (),
        "country": tuple(place[0] for place in places),
        "region": tuple(dict.fromkeys(region for place in places for region in place[1:])),
        "year": (str(year),) if year else (),
        "language": (document.language,),
    }


@dataclass(frozen=True, slots=True)
class Chosen:
    """A facet filter in plain terms."""

    values: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    match_all: bool = False

    def passes(self, values: tuple[str, ...]) -> bool:
        """Whether a document with these values of the facet may be shown."""
        held = values if values else ("_none",)
        for value in self.excluded:
            if value in held:
                return False
        hits = [value in held for value in self.values]
        return not hits or (all(hits) if self.match_all else any(hits))


def passes_all(document: SmallDocument, chosen: Mapping[str, Chosen], but: str = "") -> bool:
    values = facet_values(document)
    return all(each.passes(values[name]) for name, each in chosen.items() if name != but)


def counts(documents: Sequence[SmallDocument], name: str) -> tuple[Counter[str], int]:
    """How many documents have each value of a facet, and how many have none."""
    found: Counter[str] = Counter()
    missing = 0
    for document in documents:
        values = facet_values(document)[name]
        found.update(values)
        missing += not values
    return found, missing

"""The questionnaires behind survey-style profiles: vocabularies kept as data files, one a family.

A family file in `questionnaires/` names its sections, its questions with their types and options, the
words its renderings print them with, and their labels in several languages. Another family is another
file here; where its documents have a layout of their own, a reader in `reading/families` too. A place's
own words are always kept beside the options.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.vocabulary.concepts import slug

YES, NO, IN_PREPARATION = "yes", "no", "in preparation"
"""The values of a yes-or-no question."""
NONE = "none"
"""The value of a question with options to which a place says it has none."""

_STATES = {
    YES: {"en": "Yes", "es": "Sí", "fr": "Oui", "pt": "Sim"},
    NO: {"en": "No", "es": "No", "fr": "Non", "pt": "Não"},
    IN_PREPARATION: {"en": "In preparation", "es": "En preparación", "fr": "En préparation", "pt": "Em preparação"},
    NONE: {"en": "None", "es": "Ninguno", "fr": "Aucun", "pt": "Nenhum"},
}


class Type(StrEnum):
    """What kind of answer a question takes."""

    YES_OR_NO = "yes or no"
    ONE_OF = "one of"
    SOME_OF = "some of"
    NUMBER = "number"
    YEARS = "years"
    TEXT = "text"
    LINK = "link"

    @property
    def is_choice(self) -> bool:
        """Whether answers are chosen, so that they can be counted and compared."""
        return self in (Type.YES_OR_NO, Type.ONE_OF, Type.SOME_OF)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Option:
    """One answer that may be chosen; `also` are other ways to print it, `combines` the ids it is made of."""

    id: str
    label: Mapping[str, str]
    also: tuple[str, ...] = ()
    combines: tuple[str, ...] = ()

    @property
    def printed(self) -> tuple[str, ...]:
        """All the words the option is printed with, in any language."""
        return tuple(dict.fromkeys((*self.label.values(), *self.also)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of questions and the headings it is printed under."""

    id: str
    label: Mapping[str, str]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """A question, its type and options, and the phrases that tell where its answer stands.

    A question that is a `facet` narrows searches.
    `fact_labels` stand before a colon; `announced_by` come before a list or the rest of a sentence;
    `asked_by` are headings whose list answers by itself; `objects` are the things a yes-or-no question
    is about (`objects_in_section` only among its own section, `objects_if_denied` only to say no);
    `said_together` says yes where one phrase of each group stands in a sentence of its section;
    `denied_by` says that there are none; `counted` what a number counts; `subject_of` what is said of
    the body looked for; `needs` must stand in the sentence; `told_by_colour_after` announces a table
    told by colour alone.
    """

    id: str
    section: str
    type: Type
    label: Mapping[str, str]
    options: tuple[Option, ...] = ()
    unit: str | None = None
    facet: bool = False
    fact_labels: tuple[str, ...] = ()
    announced_by: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    objects_in_section: tuple[str, ...] = ()
    objects_if_denied: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    said_together: tuple[tuple[str, ...], ...] = ()
    needs: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    counted_after: tuple[str, ...] = ()
    subject_of: tuple[str, ...] = ()
    told_by_colour_after: tuple[str, ...] = ()

    @property
    def parameter(self) -> str:
        """The name of the question as a facet and in an address: `dedicated_funding`."""
        return self.id.replace("-", "_")

    def option(self, option_id: str) -> Option | None:
        """The option with an id, or None."""
        return next((option for option in self.options if option.id == option_id), None)

    def value_label(self, value: str, language: str = "en", own_words: tuple[str, ...] = ()) -> str:
        """The words to show for a value of an answer."""
        option = self.option(value)
        if option:
            return in_language(option.label, language)
        if self.type.is_choice and value in _STATES:
            return in_language(_STATES[value], language)
        own = next((words for words in own_words if slug(words) == value), None)
        return own or (value.replace("-", " ").capitalize() if self.type.is_choice else value)

    def value_called(self, typed: str) -> str:
        """The value meant by an id, a label in any language, or a place's own words."""
        wanted = slug(typed)
        states = {slug(label): state for state, labels in _STATES.items() for label in (state, *labels.values())}
        known = {slug(label): option.id for option in self.options for label in (*option.printed, option.id)}
        return known.get(wanted) or states.get(wanted) or wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A family of profiles: what it asks and how it is recognised."""

    id: str
    label: Mapping[str, str]
    title: str
    page_heading: str
    updated_comparisons: tuple[str, ...]
    skipped_headings: tuple[str, ...]
    places: Mapping[str, str]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    @property
    def choices(self) -> tuple[Question, ...]:
        """The questions whose answers are chosen, and so can be counted and filtered by."""
        return tuple(question for question in self.questions if question.type.is_choice)

    def question(self, question_id: str) -> Question | None:
        """The question with an id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def questions_of(self, section: str) -> tuple[Question, ...]:
        """The questions of a section in order."""
        return tuple(question for question in self.questions if question.section == section)


def in_language(labels: Mapping[str, str], language: str) -> str:
    """A label in a language, else in English."""
    return labels.get(language) or labels["en"]


@lru_cache(maxsize=1)
def questionnaires() -> tuple[Questionnaire, ...]:
    """All families of profiles that are known, by id."""
    folder = files("indexer.vocabulary") / "questionnaires"
    texts = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return tuple(sorted((parse_questionnaire(text) for text in texts.values()), key=lambda family: family.id))


@lru_cache(maxsize=16)
def questionnaire(family: str) -> Questionnaire:
    """The questionnaire of a family. Raises `KeyError` for a family that no file describes."""
    return {known.id: known for known in questionnaires()}[family]


def parse_questionnaire(text: str) -> Questionnaire:
    """A questionnaire from the text of its TOML file.

    Raises `ValueError` where an id stands twice, or a question names a section or an option that is not there.
    """
    table = tomllib.loads(text)
    shared = {name: _options(entries) for name, entries in table.get("options", {}).items()}
    sections = tuple(
        Section(id=entry["id"], label=entry["label"], headings=tuple(entry["headings"])) for entry in table["section"]
    )
    questions = tuple(_question(entry, shared) for entry in table["question"])
    family = Questionnaire(
        id=table["id"],
        label=table["label"],
        title=table["title"],
        page_heading=table.get("page_heading", ""),
        updated_comparisons=tuple(table.get("updated_comparisons", ())),
        skipped_headings=tuple(table.get("skipped_headings", ())),
        places=table.get("places", {}),
        sections=sections,
        questions=questions,
    )
    _check(family)
    return family


def _question(entry: dict[str, Any], shared: Mapping[str, tuple[Option, ...]]) -> Question:
    given = entry.get("options", ())
    options = shared[given] if isinstance(given, str) else _options(given)
    together = tuple(tuple(group) for group in entry.pop("said_together", ()))
    lists: dict[str, Any] = {
        name: tuple(value) for name, value in entry.items() if isinstance(value, list) and name != "options"
    }
    plain = {name: value for name, value in entry.items() if name not in lists and name not in ("options", "type")}
    return Question(**plain, **lists, said_together=together, type=Type(entry["type"]), options=options)


def _options(entries: list[dict[str, Any]] | tuple[()]) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=entry["id"],
            label=entry["label"],
            also=tuple(entry.get("also", ())),
            combines=tuple(entry.get("combines", ())),
        )
        for entry in entries
    )


def _check(family: Questionnaire) -> None:
    ids = [question.id for question in family.questions]
    sections = {section.id for section in family.sections}
    if len(ids) != len(set(ids)):
        raise ValueError(f"the questionnaire {family.id} has two questions of one id; give each its own")
    for question in family.questions:
        options = {option.id for option in question.options}
        if question.section not in sections:
            raise ValueError(f"question {question.id} of {family.id} names the section {question.section!r}; add it")
        if len(options) != len(question.options):
            raise ValueError(f"question {question.id} of {family.id} has two options of one id; give each its own")
        for option in question.options:
            if not set(option.combines) <= options:
                raise ValueError(f"option {option.id} of {question.id} combines options that are not there")

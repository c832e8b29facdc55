"""All vocabularies of a library together: what a facet's values are called, and which value is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from babel import Locale

from indexer.errors import NotFound
from indexer.language.detection import language_code
from indexer.nouns.search import NOT_STATED
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import (
    COUNTRY,
    KNOWLEDGE_TYPE,
    REGION,
    TOPIC,
    FormerConcept,
    Vocabulary,
    shipped_knowledge_types,
    shipped_topics,
)
from indexer.vocabulary.countries import countries, regions
from indexer.vocabulary.questionnaire import questionnaires

AREA = "area"
LANGUAGE = "language"
YEAR = "year"

FACETS = {
    AREA: "Policy area",
    TOPIC: "Topic",
    KNOWLEDGE_TYPE: "Knowledge type",
    COUNTRY: "Country",
    REGION: "Region",
    YEAR: "Year",
    LANGUAGE: "Language",
}
"""The facets of every library and what they are called, in the order they are shown."""


_ANSWERS = {
    question.parameter: question for family in questionnaires() for question in family.choices if question.facet
}

ANSWER_FACETS = {name: question.label["en"] for name, question in _ANSWERS.items()}
"""The answers of profiles that narrow a search; counted where a result holds profiles."""
SUGGESTED_TOPIC = "suggested_topic"
"""The topics that the machine suggests and nobody decided on; counted where a result holds some."""
EVERY_FACET = {**FACETS, SUGGESTED_TOPIC: "Suggested topic (not reviewed)", **ANSWER_FACETS}
PROFILE_TYPE = "city-profile"
"""The knowledge type of survey-style profiles."""


EXTENDED = {TOPIC: shipped_topics, KNOWLEDGE_TYPE: shipped_knowledge_types}
"""The shipped vocabularies that a library's own concepts extend."""


class Vocabularies:
    """All vocabularies of a library by name.

    Facets have the shipped ones, extended by the library's own concepts (those that came with documents, were imported
    or made by curators); `imported` makes each of the others when it is first asked for.
    """

    def __init__(
        self,
        own: Iterable[Concept] = (),
        former: Iterable[FormerConcept] = (),
        imported: Mapping[str, Callable[[], Vocabulary]] | None = None,
    ) -> None:
        own, former = list(own), list(former)
        self._by_facet = {
            name: shipped().extended(
                (concept for concept in own if concept.vocabulary == name),
                (gone for gone in former if gone.vocabulary == name),
            )
            for name, shipped in EXTENDED.items()
        }
        self._by_facet |= {
            AREA: Vocabulary(AREA, (concept for concept in shipped_topics() if not concept.broader)),
            COUNTRY: countries(),
            REGION: regions(),
        }
        self._imported = dict(imported or {})
        self._read: dict[str, Vocabulary] = {}

    def __getitem__(self, name: str) -> Vocabulary:
        if name in self._by_facet:
            return self._by_facet[name]
        if name not in self._read:
            self._read[name] = self._imported[name]()
        return self._read[name]

    def named(self, name: str) -> Vocabulary:
        """A vocabulary; raises `NotFound` with the names there are."""
        if name not in self.names():
            raise NotFound(
                f"there is no vocabulary {name!r} in this library", parameter="vocabulary", allowed=self.names()
            )
        return self[name]

    def names(self) -> tuple[str, ...]:
        """The names of all vocabularies, those of facets first."""
        return (*self._by_facet, *sorted(self._imported))

    def areas(self, topics: Iterable[str]) -> tuple[str, ...]:
        """The policy areas that topics belong to through their broader concepts, each once."""
        broader = (each for topic in topics for each in self._by_facet[TOPIC].with_ancestors(topic))
        return tuple(dict.fromkeys(each for each in broader if self._by_facet[AREA].get(each)))

    def label(self, facet: str, value: str, language: str = "en") -> str:
        """What a facet's value is called; the value itself where nothing names it."""
        if value == NOT_STATED:
            return "Not stated"
        if facet == LANGUAGE:
            return _language_names(language).get(value, value)
        if facet in _ANSWERS:
            return _ANSWERS[facet].value_label(value, language)
        vocabulary = self._by_facet.get(_named_by(facet))
        concept = vocabulary.get(value) if vocabulary else None
        return concept.label(language) if concept else value

    def labels(self, facet: str, value: str) -> list[str]:
        """All names of a facet's value, the preferred English one first."""
        vocabulary = self._by_facet.get(_named_by(facet))
        concept = vocabulary.get(value) if vocabulary else None
        if concept is None:
            return [self.label(facet, value)]
        others = [label for labels in concept.alternative.values() for label in labels]
        return list(dict.fromkeys([concept.label(), *concept.preferred.values(), *others]))

    def resolve(self, facet: str, typed: str) -> str | None:
        """The facet value meant by a typed id or label, in any language; None where nothing is called so."""
        if typed == NOT_STATED:
            return typed
        if facet == YEAR:
            return typed if typed.isdecimal() and len(typed) == 4 else None
        if facet == LANGUAGE:
            return _language_by_name(typed)
        if facet in _ANSWERS:
            return _ANSWERS[facet].value_called(typed)
        vocabulary = self[_named_by(facet)]
        concept = vocabulary.get(typed) or vocabulary.get(typed.upper()) or vocabulary.by_label(typed)
        return concept.id if concept else None


def _named_by(facet: str) -> str:
    """The vocabulary that names a facet's values."""
    return TOPIC if facet == SUGGESTED_TOPIC else facet


@lru_cache(maxsize=8)
def _language_names(language: str) -> dict[str, str]:
    return {"und": "Unknown", **dict(Locale(language).languages)}


def _language_by_name(typed: str) -> str | None:
    code = language_code(typed)
    if code in _language_names("en"):
        return code
    return next((code for code, name in _language_names("en").items() if name.lower() == typed.lower()), None)

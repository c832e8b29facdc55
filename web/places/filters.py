"""The form that narrows a set of places, filled in, and the filters in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel

from indexer.holdings import Holdings
from indexer.nouns.places import BANDS
from indexer.nouns.search import NOT_STATED
from indexer.vocabulary.questionnaire import NO, YES, Question, Type
from web.places.parameters import FAMILY, address, pairs_of
from web.search.views import LinkView

BAND_TITLES = {
    "under-100000": "Under 100,000",
    "100000-499999": "100,000 to 499,999",
    "500000-999999": "500,000 to 999,999",
    "1-to-5-million": "1 to under 5 million",
    "5-million-and-more": "5 million and more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """A drop-down list of a filter form: (value, label, selected) each."""

    name: str
    title: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """The form that narrows a set of places, and the filters in force with links that remove them."""

    words: str
    choices: tuple[ChoiceView, ...]
    answers: tuple[ChoiceView, ...]
    by_answer: bool
    applied: tuple[LinkView, ...]
    clear_url: str


def filter_view(path: str, parameters: BaseModel, library: Holdings) -> FilterView:
    """The filter form of a page with its parameters filled in."""
    survey = library.survey()
    places = survey.coded().places
    countries = sorted({place.country for place in places if place.country})
    regions = sorted({region for place in places for region in place.regions})
    named = {code: library.facet_label("country", code) or code for code in countries}
    regional = {code: library.facet_label("region", code) or code for code in regions}
    choices = (
        _choice("region", "Region", regional, parameters),
        _choice("country", "Country", dict(sorted(named.items(), key=lambda item: item[1])), parameters),
        _choice("population", "Population", {band: BAND_TITLES[band] for band in BANDS}, parameters),
        _choice("edition", "Edition", {str(year): str(year) for year in survey.editions}, parameters),
    )
    answers = tuple(_choice(each.parameter, each.label["en"], _values(each), parameters) for each in FAMILY.choices)
    kept = [("place", getattr(parameters, "place", ""))] if path == "/peers" else []
    return FilterView(
        words=getattr(parameters, "q", ""),
        choices=choices,
        answers=answers,
        by_answer=any(selected for each in answers for _, _, selected in each.options),
        applied=tuple(_applied(path, parameters, (*choices, *answers))),
        clear_url=address(path, kept),
    )


def _values(question: Question) -> dict[str, str]:
    states = {YES: "Yes", NO: "No", "in preparation": "In preparation"} if question.type is Type.YES_OR_NO else {}
    return {**states, **{option.id: option.label["en"] for option in question.options}, NOT_STATED: "Not stated"}


def _choice(name: str, title: str, values: dict[str, str], parameters: BaseModel) -> ChoiceView:
    chosen = [str(value) for value in getattr(parameters, name, ())]
    return ChoiceView(
        name=name,
        title=title,
        options=tuple((value, label, value in chosen) for value, label in values.items()),
    )


def _applied(path: str, parameters: BaseModel, choices: Iterable[ChoiceView]) -> Iterable[LinkView]:
    pairs = pairs_of(parameters)
    named = {choice.name: choice for choice in choices}
    for pair in pairs:
        name, value = pair
        bare = name.removeprefix("not_")
        choice = named.get(bare)
        if name in ("q", "contains"):
            text = f"Words: {value}" if name == "q" else f"Name: {value}"
        elif choice:
            label = next((label for option, label, _ in choice.options if option == value), value)
            text = f"{choice.title}: {'not ' if bare != name else ''}{label}"
        else:
            continue
        yield LinkView(text=text, url=address(path, [other for other in pairs if other != pair]))

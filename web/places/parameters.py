"""URL parameters of the pages on places: which places, which questions, which form of answer; and back to a URL."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, create_model

from indexer.errors import WrongUsage
from indexer.library import Library
from indexer.nouns.places import BANDS, PlaceFilter
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.vocabulary.questionnaire import questionnaire
from web.parameters import Parameters

FAMILY = questionnaire("city-innovation-snapshot")

_Values = Annotated[list[str], Field(max_length=50)]
_Band = Annotated[str, Field(json_schema_extra={"enum": list(BANDS)})]
_Question = Annotated[str, Field(json_schema_extra={"enum": [question.id for question in FAMILY.questions]})]
_Year = Annotated[int, Field(ge=0, le=9999)]


class _Places(Parameters):
    q: Annotated[str, Field(max_length=512, description="Only places whose profiles a search for this finds.")] = ""
    country: Annotated[_Values, Field(description="In any of these countries (code or name).")] = Field(
        default_factory=list
    )
    region: Annotated[_Values, Field(description="In any of these regions.")] = Field(default_factory=list)
    edition: Annotated[list[_Year], Field(max_length=20, description="Only profiles of these years.")] = Field(
        default_factory=list
    )
    population: Annotated[list[_Band], Field(max_length=20, description="Of any of these sizes.")] = Field(
        default_factory=list
    )


class _Window(Parameters):
    contains: Annotated[str, Field(max_length=100, description="Only places whose name contains this.")] = ""
    page: Annotated[int, Field(ge=1, le=10_000, description="Which page of the places.")] = 1
    per_page: Annotated[int, Field(ge=1, le=100, description="How many places a page.")] = 20


class _Questions(Parameters):
    question: Annotated[list[_Question], Field(max_length=50, description="Only these questions.")] = Field(
        default_factory=list
    )


class CompareParameters(Parameters):
    """The places to compare; `all` shows the rows that do not differ too."""

    place: Annotated[list[str], Field(max_length=50, description="Ids of the places, at most 12.")] = Field(
        default_factory=list
    )
    all: Annotated[bool, Field(description="Show every question, not only those answered differently.")] = False


class _Peers(Parameters):
    place: Annotated[str, Field(max_length=100, description="The id of the place whose peers are wanted.")] = ""
    limit: Annotated[int, Field(ge=1, le=50, description="How many peers.")] = 10


def _answers() -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for question in FAMILY.choices:
        title = question.label["en"]
        wanted = f"{title}: any of these answers; `_none` for places that state none."
        parameters[question.parameter] = (_Values, Field(default_factory=list, description=wanted))
        unwanted = f"{title}: none of these answers."
        parameters[f"not_{question.parameter}"] = (_Values, Field(default_factory=list, description=unwanted))
    return parameters


_Filter: type[BaseModel] = create_model("_Filter", __base__=_Places, **_answers())
PlacesParameters: type[BaseModel] = create_model("PlacesParameters", __base__=(_Filter, _Window))
BenchmarkParameters: type[BaseModel] = create_model("BenchmarkParameters", __base__=(_Filter, _Questions))
PeersParameters: type[BaseModel] = create_model("PeersParameters", __base__=(_Filter, _Peers))


def place_filter(parameters: BaseModel, library: Library) -> PlaceFilter:
    """The filter that checked parameters ask for; words are searched for in the library."""
    values = parameters.model_dump()
    for band in values["population"]:
        if band not in BANDS:
            raise WrongUsage(f"there is no population band {band!r}", parameter="population", allowed=tuple(BANDS))
    return PlaceFilter(
        countries=tuple(values["country"]),
        regions=tuple(values["region"]),
        editions=tuple(values["edition"]),
        populations=tuple(values["population"]),
        answers={
            question.id: FacetFilter(
                values=tuple(values[question.parameter]), excluded=tuple(values[f"not_{question.parameter}"])
            )
            for question in FAMILY.choices
            if values[question.parameter] or values[f"not_{question.parameter}"]
        },
        documents=library.matching(SearchRequest(text=values["q"])) if values["q"].strip() else None,
        contains=values.get("contains", ""),
    )


def pairs_of(parameters: BaseModel) -> list[tuple[str, str]]:
    """The parameters that are not default, in one canonical order."""
    pairs: list[tuple[str, str]] = []
    for name, field in type(parameters).model_fields.items():
        value = getattr(parameters, name)
        if isinstance(value, list):
            pairs.extend((name, str(each)) for each in value)
        elif value != field.default:
            pairs.append((name, str(value).lower() if isinstance(value, bool) else str(value)))
    return pairs


def address(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with a query string."""
    return f"{path}?{urlencode(pairs)}" if pairs else path

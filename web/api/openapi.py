"""The API's description as OpenAPI 3.1, made from the nouns it answers with and the models of its parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from indexer import __version__
from indexer.nouns.library import LibraryState
from indexer.nouns.places import Benchmark, Comparison, PeerList, PlaceDetail, PlacePage
from indexer.nouns.search import Completions, DocumentDetail, NamedFacet, SearchResult
from indexer.nouns.tags import DecisionPage, DocumentAudit, LibraryAudit, QueuePage, SuggestAnswer
from indexer.nouns.vocabularies import ConceptDetail, ConceptPage, VocabularyList
from indexer.present.json import adapter
from indexer.settings import Settings
from web.answers import Problem
from web.api.tag_parameters import SuggestMany, SuggestOne, TagLogParameters, TagPageParameters, TagsParameters
from web.parameters import NoParameters, limited
from web.places.parameters import BenchmarkParameters, CompareParameters, PeersParameters, PlacesParameters
from web.search.parameters import CompleteParameters, FacetParameters, SearchParameters
from web.vocabularies.parameters import ConceptsParameters

_REFERENCE = "#/components/schemas/{model}"
_OPERATIONS: tuple[tuple[str, str, type[BaseModel], type | None, tuple[str, ...]], ...] = (
    ("/search", "Find documents and count facets.", SearchParameters, SearchResult, ()),
    ("/documents/{document_id}", "One document with its text.", NoParameters, DocumentDetail, ("document_id",)),
    ("/facets/{name}", "All values of a facet under a search.", FacetParameters, NamedFacet, ("name",)),
    ("/complete", "What something typed may become.", CompleteParameters, Completions, ()),
    ("/places", "The places there are profiles of.", PlacesParameters, PlacePage, ()),
    ("/places.csv", "The answers of a page of places, one a row.", PlacesParameters, None, ()),
    (
        "/places/{place_id}",
        "A place with its answers and claims.",
        NoParameters,
        PlaceDetail,
        ("place_id",),
    ),
    ("/compare", "Up to 12 places side by side.", CompareParameters, Comparison, ()),
    ("/compare.csv", "Places side by side, one cell a row.", CompareParameters, None, ()),
    ("/benchmark", "The share of places per answer.", BenchmarkParameters, Benchmark, ()),
    ("/benchmark.csv", "The share of places per answer, one value a row.", BenchmarkParameters, None, ()),
    ("/peers", "The places most like one place.", PeersParameters, PeerList, ()),
    ("/peers.csv", "The places most like one place, one a row.", PeersParameters, None, ()),
    ("/vocabularies", "All vocabularies.", NoParameters, VocabularyList, ()),
    ("/vocabularies/{name}", "A vocabulary's concepts in pages.", ConceptsParameters, ConceptPage, ("name",)),
    ("/vocabularies/{name}.jsonld", "A whole vocabulary as SKOS.", NoParameters, None, ("name",)),
    (
        "/vocabularies/{name}/{concept_id}",
        "A concept with its labels and neighbours.",
        NoParameters,
        ConceptDetail,
        ("name", "concept_id"),
    ),
    (
        "/vocabularies/{name}/{concept_id}.jsonld",
        "A concept as SKOS.",
        NoParameters,
        None,
        ("name", "concept_id"),
    ),
    (
        "/documents/{document_id}/tags",
        "A document's tags with what supports them, and what is suggested.",
        TagsParameters,
        DocumentAudit,
        ("document_id",),
    ),
    ("/tags/audit", "The concepts in use with how their tags are supported.", TagPageParameters, LibraryAudit, ()),
    ("/tags/queue", "The open suggestions to decide on.", TagPageParameters, QueuePage, ()),
    ("/tags/log", "What was decided about tags, newest first.", TagLogParameters, DecisionPage, ()),
    ("/health", "Whether the library can be trusted.", NoParameters, LibraryState, ()),
    ("/openapi.json", "This description.", NoParameters, None, ()),
)


class AnswerSchemas(GenerateJsonSchema):
    """Describes nouns as they are answered: with every member, and with none that is not named."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        return {**super().dataclass_schema(schema), "additionalProperties": False}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"]) if self.mode == "serialization" else super().default_schema(schema)

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        if self.mode == "serialization":
            return "serialization_exclude_if" not in field
        return super().field_is_required(field, total)


@lru_cache(maxsize=1)
def description(settings: Settings) -> dict[str, Any]:
    """The OpenAPI document, with the limits that settings give."""
    nouns = [noun for *_, noun, _ in _OPERATIONS if noun] + [SuggestAnswer, Problem]
    _, schemas = TypeAdapter.json_schemas(
        [
            *((noun, "serialization", adapter(noun)) for noun in nouns),
            *((model, "validation", adapter(model)) for model in (SuggestOne, SuggestMany)),
        ],
        ref_template=_REFERENCE,
        schema_generator=AnswerSchemas,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Policyscope",
            "version": __version__,
            "description": "Search, tag and compare policy documents. Within v1 answers only ever gain members; "
            "ignore those you do not know.",
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            path: {"get": _operation(path, summary, limited(parameters, settings), noun, in_path)}
            for path, summary, parameters, noun, in_path in _OPERATIONS
        }
        | {"/tags/suggest": {"post": _suggest_operation()}},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(
    path: str, summary: str, parameters: type[BaseModel], noun: type | None, in_path: tuple[str, ...]
) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model=noun.__name__)} if noun else {"type": "object"}
    problem = {"$ref": _REFERENCE.format(model=Problem.__name__)}
    responses = {
        "200": {"description": "The answer.", "content": _content(path, schema)},
        "422": _response("A parameter is unknown or wrong.", "application/problem+json", problem),
    }
    if in_path:
        responses["404"] = _response("There is none of this name.", "application/problem+json", problem)
    if noun is LibraryState:
        responses["503"] = _response("The library is damaged.", "application/json", schema)
    return {
        "operationId": _operation_id(path),
        "summary": summary,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in in_path),
            *_query_parameters(parameters),
        ],
        "responses": responses,
    }


def _suggest_operation() -> dict[str, Any]:
    """The one address that is sent something: texts to suggest tags for. Nothing of them is kept."""
    reference = {model: {"$ref": _REFERENCE.format(model=model.__name__)} for model in (SuggestOne, SuggestMany)}
    problem = {"$ref": _REFERENCE.format(model=Problem.__name__)}
    answer = {"$ref": _REFERENCE.format(model=SuggestAnswer.__name__)}
    said = {
        "404": "There is no such document or vocabulary.",
        "413": "The texts are too long.",
        "415": "The body is not sent as JSON.",
        "422": "A member is unknown or wrong, or the time was over.",
    }
    return {
        "operationId": "tags_suggest",
        "summary": "Tags for a text or a document, or for up to 20 of them, each with its evidence.",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"anyOf": list(reference.values())}}},
        },
        "responses": {
            "200": _response("The answer.", "application/json", answer),
            **{status: _response(text, "application/problem+json", problem) for status, text in said.items()},
        },
    }


def _content(path: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The media types an address answers in; one that has a twin in JSON-LD gives that too to who accepts it."""
    if path.endswith(".csv"):
        return {"text/csv": {"schema": {"type": "string"}}}
    json_ld = {"application/ld+json": {"schema": {"type": "object"}}}
    if path.endswith(".jsonld"):
        return json_ld
    also = json_ld if any(other == f"{path}.jsonld" for other, *_ in _OPERATIONS) else {}
    return {"application/json": {"schema": schema}, **also}


def _operation_id(path: str) -> str:
    """`/places/{place_id}` is `places_by_id` beside `/places`; without a list, `/documents/{id}` is `documents`."""
    name, _, rest = path.strip("/").partition("/")
    listed = any(other == f"/{name}" for other, *_ in _OPERATIONS)
    ending = rest.rpartition("}")[2] if "}" in rest else f"_{rest}" * bool(rest)
    ending = ending.replace(".", "_").replace("/", "_")
    return name.replace(".", "_") + "_by_id" * (rest.count("{") if listed else 0) + ending


def _response(text: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {media_type: {"schema": schema}}}


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    described = []
    for name, field in schema.get("properties", {}).items():
        field = dict(field)
        text = field.pop("description", "")
        for reference in [field, *field.get("allOf", ())]:
            target = reference.pop("$ref", None)
            if target:
                field |= definitions[target.rsplit("/", 1)[-1]]
        field.pop("title", None)
        field |= next((kind for kind in field.pop("anyOf", ()) if kind != {"type": "null"}), {})
        if field.get("default", "") is None:
            del field["default"]
        parameter = {"name": name, "in": "query", "required": False, "description": text, "schema": field}
        if field.get("type") == "array":
            parameter |= {"style": "form", "explode": True}
        described.append(parameter)
    return described

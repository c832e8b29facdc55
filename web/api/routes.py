"""The JSON API, version 1: the pages' answers under stable addresses, with its own description."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from indexer.nouns.library import Health
from indexer.nouns.search import Completions
from web.answers import answer
from web.api.openapi import description
from web.documents.pages import document_json
from web.library import library, opened_library
from web.parameters import NoParameters, read_parameters
from web.places import pages as place_pages
from web.search.pages import facet_json, search_json
from web.search.parameters import CompleteParameters
from web.vocabularies import pages as vocabulary_pages

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

blueprint.add_url_rule("/search", "search", search_json)
blueprint.add_url_rule("/documents/<document_id>", "document", document_json)
blueprint.add_url_rule("/facets/<name>", "facet", facet_json)
blueprint.add_url_rule("/places", "places", place_pages.places_json)
blueprint.add_url_rule("/places.csv", "places_csv", place_pages.places_csv)
blueprint.add_url_rule("/places/<place_id>", "place", place_pages.place_json)
blueprint.add_url_rule("/compare", "compare", place_pages.compare_json)
blueprint.add_url_rule("/compare.csv", "compare_csv", place_pages.compare_csv)
blueprint.add_url_rule("/benchmark", "benchmark", place_pages.benchmark_json)
blueprint.add_url_rule("/benchmark.csv", "benchmark_csv", place_pages.benchmark_csv)
blueprint.add_url_rule("/peers", "peers", place_pages.peers_json)
blueprint.add_url_rule("/peers.csv", "peers_csv", place_pages.peers_csv)
blueprint.add_url_rule("/vocabularies", "vocabularies", vocabulary_pages.vocabularies_json)
blueprint.add_url_rule("/vocabularies/<name>", "vocabulary", vocabulary_pages.vocabulary_api)
blueprint.add_url_rule("/vocabularies/<name>.jsonld", "vocabulary_ld", vocabulary_pages.vocabulary_json_ld)
blueprint.add_url_rule("/vocabularies/<name>/<concept_id>", "concept", vocabulary_pages.concept_api)
blueprint.add_url_rule("/vocabularies/<name>/<concept_id>.jsonld", "concept_ld", vocabulary_pages.concept_json_ld)


@blueprint.get("/complete")
def complete() -> Response:
    """What something typed may become: facet values, titles, words."""
    values = read_parameters(request.args, CompleteParameters).model_dump()
    found = library().complete(values["q"], values["limit"])
    return answer(Completions(completions=found))


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """Whether the library can be trusted (200) or not (503), and how far the index has come."""
    read_parameters(request.args, NoParameters)
    state = opened_library().state()
    return answer(state), 200 if state.status is Health.OK else 503


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This API described as OpenAPI 3.1."""
    read_parameters(request.args, NoParameters)
    return jsonify(description(opened_library().settings))

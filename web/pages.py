"""The pages, each with its twin: the same address with `.json` gives the same answer as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from indexer.library import Library
from indexer.present import detail_as_json, facet_as_json, overview_as_json, result_as_json
from web.answer_views import document_answers
from web.curation_parameters import DocumentParameters
from web.curation_views import told
from web.parameters import FacetParameters, NoParameters, SearchParameters, read_parameters, search_request
from web.tag_views import document_tags
from web.views import facet_page, search_page

blueprint = Blueprint("pages", __name__)


def library() -> Library:
    """The library this application presents."""
    found = current_app.extensions["library"]
    assert isinstance(found, Library)  # noqa: S101 -- set by create_app and never again
    return found


@blueprint.get("/")
def home() -> str:
    """What is in this library."""
    return render_template("home.html", overview=library().overview())


@blueprint.get("/index.json")
def home_json() -> Response:
    """What is in this library, as JSON."""
    read_parameters(request.args, NoParameters)
    return jsonify(overview_as_json(library().overview()))


@blueprint.get("/search")
def search() -> str:
    """The documents found, with the facets to narrow them by."""
    asked = search_request(read_parameters(request.args, SearchParameters, strict=False))
    return render_template("search.html", page=search_page(library().search(asked), library().settings.max_results))


@blueprint.get("/search.json")
def search_json() -> Response:
    """The documents found, as JSON."""
    asked = search_request(read_parameters(request.args, SearchParameters))
    return jsonify(result_as_json(library().search(asked)))


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """A document: what is known of it, its tags with what supports them, and its text."""
    values = read_parameters(request.args, DocumentParameters, strict=False).model_dump()
    detail = library().document(document_id)
    audit = library().curation.audit(document_id, vocabulary=values["vocabulary"])
    place = library().survey().place_of_document(document_id) if detail.document.profile else None
    return render_template(
        "document.html",
        detail=detail,
        place=place,
        answers=document_answers(detail.document),
        tags=document_tags(detail.document, audit, values["tag"]),
        decided=told(library(), values["did"]),
    )


@blueprint.get("/documents/<document_id>.json")
def document_json(document_id: str) -> Response:
    """A document, as JSON."""
    read_parameters(request.args, NoParameters)
    return jsonify(detail_as_json(library().document(document_id)))


@blueprint.get("/facets/<name>")
def facet(name: str) -> str:
    """All values of a facet under a search."""
    parameters = read_parameters(request.args, FacetParameters, strict=False)
    contains = parameters.model_dump()["contains"]
    asked = search_request(parameters)
    return render_template("facet.html", page=facet_page(library().facet(name, asked, contains), asked, contains))


@blueprint.get("/facets/<name>.json")
def facet_json(name: str) -> Response:
    """All values of a facet under a search, as JSON."""
    parameters = read_parameters(request.args, FacetParameters)
    contains = parameters.model_dump()["contains"]
    return jsonify({"name": name, **facet_as_json(library().facet(name, search_request(parameters), contains))})

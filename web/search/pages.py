"""The pages, each with its twin: the same address with `.json` gives the same answer as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from indexer.nouns.members import widened
from indexer.nouns.search import NamedFacet
from web.answers import answer
from web.library import library
from web.parameters import NoParameters, read_parameters
from web.search.parameters import FacetParameters, SearchParameters, search_request
from web.search.views import facet_page, search_page

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """What is in this library."""
    return render_template("home.html", overview=library().overview())


@blueprint.get("/index.json")
def home_json() -> Response:
    """What is in this library, as JSON."""
    read_parameters(request.args, NoParameters)
    return answer(library().overview())


@blueprint.get("/search")
def search() -> str:
    """The documents found, with the facets to narrow them by."""
    asked = search_request(read_parameters(request.args, SearchParameters, strict=False))
    return render_template("search.html", page=search_page(library().search(asked), library().settings.max_results))


@blueprint.get("/search.json")
def search_json() -> Response:
    """The documents found, as JSON."""
    asked = search_request(read_parameters(request.args, SearchParameters))
    return answer(library().search(asked))


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
    found = library().facet(name, search_request(parameters), contains)
    return answer(widened(NamedFacet, found))

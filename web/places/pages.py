"""The pages on places, each with twins: `.json` and `.csv` (a comparison also `.md`) give the same answer."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from indexer.errors import WrongUsage
from indexer.nouns.places import Peer, PeerList, PlaceFilter
from indexer.present.csv import Rows, as_csv, benchmark_rows, comparison_rows, peer_rows, place_rows
from indexer.present.markdown import comparison_as_markdown
from web.answers import answer
from web.library import library
from web.parameters import NoParameters, read_parameters
from web.places.benchmark import benchmark_page
from web.places.comparison import compare_page
from web.places.parameters import (
    BenchmarkParameters,
    CompareParameters,
    PeersParameters,
    PlacesParameters,
    place_filter,
)
from web.places.views import peers_page, place_view, places_page

blueprint = Blueprint("places", __name__)


def csv_response(rows: Rows, name: str) -> Response:
    """Rows as a CSV file to save."""
    response = Response(as_csv(rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@blueprint.get("/places")
def places() -> str:
    """The places there are profiles of."""
    parameters = read_parameters(request.args, PlacesParameters, strict=False)
    values = parameters.model_dump()
    found = library().places(place_filter(parameters, library()), values["page"], values["per_page"])
    return render_template("places.html", page=places_page(found, parameters, library()))


@blueprint.get("/places.json")
def places_json() -> Response:
    """The places there are profiles of, as JSON."""
    parameters = read_parameters(request.args, PlacesParameters)
    values = parameters.model_dump()
    found = library().places(place_filter(parameters, library()), values["page"], values["per_page"])
    return answer(found)


@blueprint.get("/places.csv")
def places_csv() -> Response:
    """The answers of a page of places, as CSV."""
    parameters = read_parameters(request.args, PlacesParameters)
    values = parameters.model_dump()
    found = library().places(place_filter(parameters, library()), values["page"], values["per_page"])
    return csv_response(place_rows(found.items), "places")


@blueprint.get("/places/<place_id>")
def place(place_id: str) -> str:
    """A place: its answers, claims, editions and peers."""
    return render_template("place.html", page=place_view(library().place(place_id), library()))


@blueprint.get("/places/<place_id>.json")
def place_json(place_id: str) -> Response:
    """A place, as JSON."""
    read_parameters(request.args, NoParameters)
    return answer(library().place(place_id))


@blueprint.get("/places/<place_id>.csv")
def place_csv(place_id: str) -> Response:
    """A place's answers, as CSV."""
    read_parameters(request.args, NoParameters)
    found = library().place(place_id)
    return csv_response(place_rows([found]), found.id)


@blueprint.get("/compare")
def compare() -> str:
    """Places side by side, what differs first."""
    parameters = read_parameters(request.args, CompareParameters, strict=False)
    chosen = parameters.model_dump()["place"]
    return render_template("compare.html", page=compare_page(library().compare(chosen), parameters, library()))


@blueprint.get("/compare.json")
def compare_json() -> Response:
    """Places side by side, as JSON."""
    return answer(library().compare(_compared()))


@blueprint.get("/compare.csv")
def compare_csv() -> Response:
    """Places side by side, as CSV: one cell a row, with its source."""
    return csv_response(comparison_rows(library().compare(_compared())), "comparison")


@blueprint.get("/compare.md")
def compare_markdown() -> Response:
    """Places side by side, as a Markdown table with its sources."""
    return Response(comparison_as_markdown(library().compare(_compared())), mimetype="text/markdown")


def _compared() -> list[str]:
    places: list[str] = read_parameters(request.args, CompareParameters).model_dump()["place"]
    if not places:
        raise WrongUsage("name the places to compare: place=ID, up to 12 times", parameter="place")
    return places


@blueprint.get("/benchmark")
def benchmark() -> str:
    """The share of places per answer, over a set of places."""
    parameters = read_parameters(request.args, BenchmarkParameters, strict=False)
    questions = parameters.model_dump()["question"]
    chosen = place_filter(parameters, library())
    return render_template(
        "benchmark.html", page=benchmark_page(library().benchmark(chosen, questions), parameters, library())
    )


@blueprint.get("/benchmark.json")
def benchmark_json() -> Response:
    """The share of places per answer, as JSON."""
    chosen, questions = _counted()
    return answer(library().benchmark(chosen, questions))


@blueprint.get("/benchmark.csv")
def benchmark_csv() -> Response:
    """The share of places per answer, as CSV."""
    chosen, questions = _counted()
    return csv_response(benchmark_rows(library().benchmark(chosen, questions)), "benchmark")


def _counted() -> tuple[PlaceFilter, list[str]]:
    parameters = read_parameters(request.args, BenchmarkParameters)
    return place_filter(parameters, library()), parameters.model_dump()["question"]


@blueprint.get("/peers")
def peers() -> str:
    """The places most like one place."""
    parameters = read_parameters(request.args, PeersParameters, strict=False)
    values = parameters.model_dump()
    if not values["place"]:
        raise WrongUsage("name the place whose peers you want: place=ID", parameter="place")
    found = library().peers(values["place"], place_filter(parameters, library()), values["limit"])
    return render_template("peers.html", page=peers_page(values["place"], found, parameters, library()))


@blueprint.get("/peers.json")
def peers_json() -> Response:
    """The places most like one place, as JSON."""
    return answer(PeerList(items=_peers()))


@blueprint.get("/peers.csv")
def peers_csv() -> Response:
    """The places most like one place, as CSV."""
    return csv_response(peer_rows(_peers()), "peers")


def _peers() -> tuple[Peer, ...]:
    parameters = read_parameters(request.args, PeersParameters)
    values = parameters.model_dump()
    if not values["place"]:
        raise WrongUsage("name the place whose peers you want: place=ID", parameter="place")
    return library().peers(values["place"], place_filter(parameters, library()), values["limit"])

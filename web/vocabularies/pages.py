"""The pages on vocabularies with their twins: `.json`, and `.jsonld` for SKOS as others take it over."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from indexer.nouns.vocabularies import ConceptPage, VocabularyList
from web.answers import answer
from web.library import library
from web.parameters import NoParameters, read_parameters
from web.sign_in.curator import require_curator
from web.vocabularies.parameters import CandidatesParameters, ConceptsParameters
from web.vocabularies.views import candidates_page, concept_view, concepts_page, vocabulary_title

blueprint = Blueprint("vocabularies", __name__)

JSON_LD = "application/ld+json"
_PATIENCE_SECONDS = 5.0


@blueprint.get("/vocabularies")
def vocabularies() -> str:
    """All vocabularies of the library."""
    summaries = library().vocabularies.summaries()
    return render_template("vocabularies.html", rows=[(each, vocabulary_title(each.name)) for each in summaries])


@blueprint.get("/vocabularies.json")
def vocabularies_json() -> Response:
    """All vocabularies of the library, as JSON."""
    read_parameters(request.args, NoParameters)
    return answer(VocabularyList(vocabularies=library().vocabularies.summaries()))


@blueprint.get("/vocabularies/<name>")
def vocabulary(name: str) -> str:
    """A vocabulary's concepts, from the top or by words."""
    return render_template("vocabulary.html", page=concepts_page(_concepts(name, strict=False)))


@blueprint.get("/vocabularies/<name>.json")
def vocabulary_json(name: str) -> Response:
    """A vocabulary's concepts, as JSON."""
    return answer(_concepts(name, strict=True))


@blueprint.get("/vocabularies/<name>.jsonld")
def vocabulary_json_ld(name: str) -> Response:
    """A whole vocabulary as SKOS."""
    read_parameters(request.args, NoParameters)
    return _json_ld(name)


@blueprint.get("/vocabularies/<name>/<concept_id>")
def concept(name: str, concept_id: str) -> str | AnyResponse:
    """A concept with its labels and neighbours; the id of one that is gone leads to its successor."""
    detail = library().vocabularies.concept(name, concept_id)
    if detail.id != concept_id:
        return redirect(f"/vocabularies/{name}/{detail.id}", 302)
    return render_template("concept.html", page=concept_view(detail))


@blueprint.get("/vocabularies/<name>/<concept_id>.json")
def concept_json(name: str, concept_id: str) -> Response:
    """A concept, as JSON."""
    read_parameters(request.args, NoParameters)
    return answer(library().vocabularies.concept(name, concept_id))


@blueprint.get("/vocabularies/<name>/<concept_id>.jsonld")
def concept_json_ld(name: str, concept_id: str) -> Response:
    """A concept as SKOS."""
    read_parameters(request.args, NoParameters)
    return _json_ld(name, concept_id)


def vocabulary_api(name: str) -> Response:
    """A vocabulary's concepts in pages, or whole as SKOS for who accepts JSON-LD rather than JSON."""
    return _negotiated(vocabulary_json_ld(name) if _wants_json_ld() else vocabulary_json(name))


def concept_api(name: str, concept_id: str) -> Response:
    """A concept, as SKOS for who accepts JSON-LD rather than JSON."""
    return _negotiated(concept_json_ld(name, concept_id) if _wants_json_ld() else concept_json(name, concept_id))


def _wants_json_ld() -> bool:
    return request.accept_mimetypes.best_match(["application/json", JSON_LD]) == JSON_LD


def _negotiated(response: Response) -> Response:
    response.headers["Vary"] = "Accept"
    return response


def _json_ld(name: str, concept_id: str | None = None) -> Response:
    content = library().vocabularies.json_ld(name, concept_id)
    return Response(json.dumps(content, ensure_ascii=False) + "\n", mimetype=JSON_LD)


def _concepts(name: str, *, strict: bool) -> ConceptPage:
    values = read_parameters(request.args, ConceptsParameters, strict=strict).model_dump()
    return library().vocabularies.page(
        name, words=values["q"], top=values["show"] == "top", page=values["page"], per_page=values["per_page"]
    )


@blueprint.get("/candidates")
def candidates() -> str:
    """Phrases that documents often use and no concept covers."""
    values = read_parameters(request.args, CandidatesParameters, strict=False).model_dump()
    shelf = library().vocabularies
    found = shelf.candidates_soon(values["vocabulary"], seconds=_PATIENCE_SECONDS)
    added = shelf.get(values["vocabulary"]).get(values["added"])
    return render_template("candidates.html", page=candidates_page(found, values, shelf.growing(), added))


@blueprint.get("/candidates.json")
def candidates_json() -> Response:
    """The same phrases as JSON; `ready` tells whether they are counted yet."""
    values = read_parameters(request.args, CandidatesParameters).model_dump()
    found = library().vocabularies.candidates_soon(values["vocabulary"], seconds=_PATIENCE_SECONDS)
    page = candidates_page(found, values, (), None)
    return answer(
        {
            "ready": found is not None,
            "total": page.total,
            "page": values["page"],
            "candidates": [row.candidate for row in page.rows],
        }
    )


@blueprint.post("/candidates")
def add_candidate() -> AnyResponse:
    """Make a concept of a phrase."""
    require_curator()
    form = request.form
    concept = library().vocabularies.add(
        form.get("vocabulary", "topic"),
        form.get("label", ""),
        language=form.get("language", "en"),
        broader=form.get("broader", "").strip() or None,
    )
    return redirect(f"/candidates?vocabulary={concept.vocabulary}&added={concept.id}", 303)

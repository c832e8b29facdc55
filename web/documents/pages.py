"""The page of a document and its twin."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from web.answers import answer
from web.library import library
from web.parameters import NoParameters, read_parameters
from web.places.answers import document_answers
from web.sign_in.curator import curator
from web.tags.review import told
from web.tags.review_parameters import DocumentParameters
from web.tags.views import document_tags

blueprint = Blueprint("documents", __name__)


@blueprint.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """A document: what is known of it, its tags with what supports them, and its text."""
    values = read_parameters(request.args, DocumentParameters, strict=False).model_dump()
    entry = library().entry(document_id)
    detail = library().detail(entry)
    audit = library().curation.audit_of(entry, vocabulary=values["vocabulary"])
    audit = audit if curator() else audit.without_people()
    place = library().survey().place_of_document(document_id) if detail.profile else None
    return render_template(
        "document.html",
        detail=detail,
        place=place,
        answers=document_answers(detail),
        tags=document_tags(detail, audit, values["tag"]),
        decided=told(library(), values["did"]),
    )


@blueprint.get("/documents/<document_id>.json")
def document_json(document_id: str) -> Response:
    """A document, as JSON."""
    read_parameters(request.args, NoParameters)
    return answer(library().document(document_id))

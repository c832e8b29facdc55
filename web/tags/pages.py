"""The pages on deciding about tags: what to decide next, many at once, the log, the audit; each with its twin."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from indexer.errors import WrongUsage
from indexer.nouns.tags import BulkPreview, Decision, DecisionPage, NewDecision, Verdict
from web.answers import answer
from web.library import library
from web.parameters import read_parameters
from web.sign_in.curator import local_path, require_curator, require_decider
from web.tags.review import DecisionView, above_page, audit_page, decision_view, log_page, review_page, told, undoable
from web.tags.review_parameters import (
    LOG_PER_PAGE,
    QUEUE_PER_PAGE,
    AboveParameters,
    AuditParameters,
    LogParameters,
    QueueParameters,
)

blueprint = Blueprint("curation", __name__)

_AUDIT_PER_PAGE = 50
_MAX_DIGITS = 15


@blueprint.get("/review")
def review() -> str:
    """The open suggestions, those whose decision teaches most first."""
    values = read_parameters(request.args, QueueParameters, strict=False).model_dump()
    found = library().curation.queue(values["vocabulary"], page=values["page"], per_page=QUEUE_PER_PAGE)
    page = review_page(found, library().vocabularies.growing(), told(library(), values["did"]))
    return render_template("review.html", page=page)


@blueprint.get("/review.json")
def review_json() -> Response:
    """The open suggestions, as JSON."""
    values = read_parameters(request.args, QueueParameters).model_dump()
    found = library().curation.queue(values["vocabulary"], page=values["page"], per_page=QUEUE_PER_PAGE)
    return answer(found)


@blueprint.post("/review")
def decide() -> AnyResponse:
    """Accept, reject or withdraw one tag of one document, from whichever page asks."""
    person = require_curator()
    form = request.form
    given = form.get("verdict", "")
    if given not in set(Verdict):
        raise WrongUsage("say accepted, rejected or withdrawn", parameter="verdict", allowed=tuple(Verdict))
    wanted = NewDecision(
        document_id=form.get("document", ""),
        concept=form.get("concept", ""),
        verdict=Verdict(given),
        vocabulary=form.get("vocabulary", "topic"),
    )
    stored = library().curation.decide([wanted], person)
    onward = local_path(form.get("next", ""), "/review")
    return redirect(_with(onward, stored[0].number) if stored else onward, 303)


def _with(address: str, number: int) -> str:
    """An address that tells of a decision just made."""
    path, _, query = address.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("did=")]
    return f"{path}?{'&'.join([*kept, f'did={number}'])}"


@blueprint.get("/review/above")
def above() -> str:
    """What accepting every suggestion above a confidence would do."""
    values = read_parameters(request.args, AboveParameters, strict=False).model_dump()
    return render_template(
        "above.html", page=above_page(_preview(values["vocabulary"], values["at_least"])), changed=False
    )


@blueprint.get("/review/above.json")
def above_json() -> Response:
    """The same preview, as JSON."""
    values = read_parameters(request.args, AboveParameters).model_dump()
    return answer(_preview(values["vocabulary"], values["at_least"]))


@blueprint.post("/review/above")
def accept_above() -> AnyResponse | str:
    """Accept what was previewed; shown again instead where there are other suggestions meanwhile."""
    person = require_curator()
    values = read_parameters(_sent(), AboveParameters).model_dump()
    preview = _preview(values["vocabulary"], values["at_least"])
    if request.form.get("tags", "") != str(preview.tags):
        return render_template("above.html", page=above_page(preview), changed=True)
    accepted = library().curation.accept_above(values["at_least"], values["vocabulary"], person)
    return redirect(f"/decisions?accepted={len(accepted)}", 303)


def _sent() -> MultiDict[str, str]:
    """What the form sends of the preview's own parameters."""
    names = AboveParameters.model_fields
    return MultiDict([(name, value) for name, value in request.form.items(multi=True) if name in names])


def _preview(vocabulary: str, threshold: float) -> BulkPreview:
    return library().curation.preview_above(threshold, vocabulary)


@blueprint.get("/decisions")
def decisions() -> str:
    """The log of decisions, newest first."""
    require_decider()
    values = read_parameters(request.args, LogParameters, strict=False).model_dump()
    found = library().curation.log(values["document"] or None, page=values["page"], per_page=LOG_PER_PAGE)
    titles = library().titles({each.document_id for each in found.decisions})
    may_be_undone = undoable(_all_about(found))

    def view(decision: Decision) -> DecisionView:
        title = titles.get(decision.document_id, decision.document_id)
        return decision_view(decision, title, may_undo=decision in may_be_undone)

    return render_template("decisions.html", page=log_page(found, values["document"], values["accepted"], view))


def _all_about(found: DecisionPage) -> list[Decision]:
    """The decisions of a page, and on later pages all about the same documents: a newer one may stand before."""
    if found.page == 1:
        return list(found.decisions)
    return list(library().curation.log_about({each.document_id for each in found.decisions}))


@blueprint.get("/decisions.json")
def decisions_json() -> Response:
    """The log of decisions, as JSON."""
    require_decider()
    values = read_parameters(request.args, LogParameters).model_dump()
    found = library().curation.log(values["document"] or None, page=values["page"], per_page=LOG_PER_PAGE)
    return answer(found)


@blueprint.post("/decisions")
def undo() -> AnyResponse:
    """Take a decision back; the log keeps both."""
    person = require_curator()
    number = request.form.get("number", "")
    if not number.isdecimal() or len(number) > _MAX_DIGITS:
        raise WrongUsage("say which decision to undo", parameter="number")
    library().curation.undo(int(number), person)
    return redirect(local_path(request.form.get("next", ""), "/decisions"), 303)


@blueprint.get("/audit")
def audit() -> str:
    """How the tags of the library are supported, concept by concept."""
    values = read_parameters(request.args, AuditParameters, strict=False).model_dump()
    found = library().curation.library_audit(values["vocabulary"], page=values["page"], per_page=_AUDIT_PER_PAGE)
    return render_template("audit.html", page=audit_page(found, library().vocabularies.growing()))


@blueprint.get("/audit.json")
def audit_json() -> Response:
    """How the tags of the library are supported, as JSON."""
    values = read_parameters(request.args, AuditParameters).model_dump()
    found = library().curation.library_audit(values["vocabulary"], page=values["page"], per_page=_AUDIT_PER_PAGE)
    return answer(found)

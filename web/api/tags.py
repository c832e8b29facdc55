"""The API on tags: suggestions for texts and documents, and what was decided, waits and is supported."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from indexer.errors import WrongUsage
from indexer.nouns.tags import SuggestAnswer, Suggestions, TagSuggestion
from web.answers import answer
from web.api.tag_parameters import (
    SuggestItem,
    SuggestMany,
    SuggestOne,
    SuggestOptions,
    TagLogParameters,
    TagPageParameters,
    TagsParameters,
)
from web.library import library
from web.parameters import NoParameters, read_parameters
from web.sign_in.curator import curator, require_decider

blueprint = Blueprint("tag_api", __name__, url_prefix="/api/v1")

_BYTES_PER_CHARACTER = 6
_BYTES_AROUND = 100_000


@blueprint.post("/tags/suggest")
def suggest() -> Response:
    """Tags for a text or a document, or for up to 20 of them, each with its evidence; nothing is kept."""
    read_parameters(request.args, NoParameters)
    asked = _asked()
    items: Sequence[SuggestItem] = asked.items if isinstance(asked, SuggestMany) else [asked]
    _require_size(items)
    until = time.monotonic() + library().settings.suggest_seconds
    results = []
    for done, item in enumerate(items):
        if done and time.monotonic() > until:
            raise WrongUsage(
                f"{library().settings.suggest_seconds:g} seconds were over after {done} of {len(items)} items; "
                "send fewer or shorter ones at once",
                parameter="items",
            )
        results.append(Suggestions(document_id=item.document_id, suggestions=_suggestions(item, asked)))
    one = results[0].suggestions if isinstance(asked, SuggestOne) else None
    return answer(SuggestAnswer(vocabulary=asked.vocabulary, results=tuple(results), suggestions=one))


def _asked() -> SuggestOne | SuggestMany:
    """The body of the request, checked; raises 413 before reading one that is too large."""
    limit = library().settings.max_suggest_characters
    request.max_content_length = _BYTES_PER_CHARACTER * limit + _BYTES_AROUND
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send JSON with the header Content-Type: application/json")
    try:
        body = json.loads(request.get_data())
    except RequestEntityTooLarge as error:
        raise _too_large(limit) from error
    except (ValueError, RecursionError) as error:
        raise WrongUsage(f"the body is not JSON: {error}", parameter="body") from error
    if not isinstance(body, dict):
        raise WrongUsage('the body must be a JSON object, as {"text": "…"}', parameter="body")
    model: type[SuggestOne | SuggestMany] = SuggestMany if "items" in body else SuggestOne
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise _invalid(error, model) from error


def _require_size(items: Sequence[SuggestItem]) -> None:
    limit = library().settings.max_suggest_characters
    if sum(len(item.text or "") for item in items) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"at most {limit:,} characters of text are read at once; send fewer or shorter texts")


def _invalid(error: ValidationError, model: type[BaseModel]) -> WrongUsage:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "body"
    allowed = tuple(model.model_fields) if first["type"] == "extra_forbidden" else ()
    return WrongUsage(f"the member {name} is wrong: {first['msg']}", parameter=name, allowed=allowed)


def _suggestions(item: SuggestItem, asked: SuggestOptions) -> tuple[TagSuggestion, ...]:
    options: dict[str, Any] = {"vocabulary": asked.vocabulary, "limit": asked.limit, "threshold": asked.threshold}
    if item.document_id is not None:
        return library().curation.suggest_document(item.document_id, **options)
    return library().curation.suggest_text(item.text or "", title=item.title, language=item.language, **options)


@blueprint.get("/documents/<document_id>/tags")
def document_tags(document_id: str) -> Response:
    """A document's tags with what supports them, and the suggestions still open."""
    values = read_parameters(request.args, TagsParameters).model_dump()
    audit = library().curation.audit(document_id, values["vocabulary"])
    return answer(audit if curator() else audit.without_people())


@blueprint.get("/tags/audit")
def audit() -> Response:
    """The concepts in use with how their tags are supported."""
    values = read_parameters(request.args, TagPageParameters).model_dump()
    return answer(library().curation.library_audit(**values))


@blueprint.get("/tags/queue")
def queue() -> Response:
    """The open suggestions, those first whose decision teaches most."""
    values = read_parameters(request.args, TagPageParameters).model_dump()
    return answer(library().curation.queue(**values))


@blueprint.get("/tags/log")
def log() -> Response:
    """What was decided, newest first."""
    require_decider()
    values = read_parameters(request.args, TagLogParameters).model_dump()
    return answer(library().curation.log(values["document"] or None, values["page"], values["per_page"]))

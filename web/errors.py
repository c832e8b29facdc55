"""Errors as people and programs read them: a page with a way on, or RFC 9457 problem JSON."""

from __future__ import annotations

import errno
import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from indexer.errors import PolicyscopeError, WrongUsage, storage_fault
from web.answers import Problem, WrongParameter, answer

_LOG = logging.getLogger("policyscope")
_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
_HEADINGS = {
    HTTPStatus.UNAUTHORIZED: "This library is private",
    HTTPStatus.FORBIDDEN: "Not allowed",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too much at once",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many attempts",
    HTTPStatus.METHOD_NOT_ALLOWED: "This can only be read",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This cannot be asked",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available just now",
}


def install(app: Flask) -> None:
    """Answer every error in the form the caller reads; nothing of the program's inside is shown."""
    app.register_error_handler(PolicyscopeError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _known(error: PolicyscopeError) -> tuple[Response | str, int]:
    parameter = error.parameter if isinstance(error, WrongUsage) else ""
    allowed = error.allowed if isinstance(error, WrongUsage) else ()
    return _answer(error.http_status, str(error), parameter, allowed)


def _http(error: HTTPException) -> tuple[Response | str, int, list[tuple[str, str]]] | HTTPException:
    if error.response is not None:
        return error
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    said = {
        HTTPStatus.NOT_FOUND: "there is no such page here; the address may be mistyped, or the document removed",
        HTTPStatus.METHOD_NOT_ALLOWED: "this address can only be read (GET)",
    }
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    return *_answer(status, said.get(HTTPStatus(status), error.description or "")), kept


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        return _known(storage_fault(error))
    _LOG.error("unexpected error for %s %r", request.method, request.path, exc_info=error)
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong on our side; the log says what")


def _answer(status: int, detail: str, parameter: str = "", allowed: tuple[str, ...] = ()) -> tuple[Response | str, int]:
    title = HTTPStatus(status).phrase
    if not wants_json():
        heading = _HEADINGS.get(HTTPStatus(status), title)
        return render_template("error.html", heading=heading, detail=detail.rstrip("."), allowed=allowed), status
    wrong = (WrongParameter(parameter=parameter, detail=detail, allowed=allowed),) if parameter or allowed else ()
    response = answer(Problem(type="about:blank", title=title, status=status, detail=detail, errors=wrong))
    response.mimetype = "application/problem+json"
    return response, status


def wants_json() -> bool:
    """Whether the address asks for data: the API and every page's twins."""
    return request.path.startswith("/api/") or request.path.endswith((".json", ".jsonld", ".csv", ".md"))

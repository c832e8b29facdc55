"""Who may read and decide: the local person, people with passwords, programs with tokens.

Without a password the site can be decided on from the machine itself alone: it listens on loopback, is called by a
loopback name and not through a proxy. With one, people sign in, which sets the site's only cookie; programs send a
token. Every form carries a token that other sites cannot know, and a request that a browser says comes from elsewhere
is refused. With `private_reading`, reading too is for these alone.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from indexer.access import Holder, May
from web.errors import wants_json
from web.hosts import is_loopback
from web.library import opened_library
from web.sign_in import sessions
from web.sign_in.local import is_local_request
from web.sign_in.sessions import TOKEN

MAX_FORM_BYTES = 256_000
_OPEN_ENDPOINTS = ("static", "sign_in.sign_in_page", "sign_in.sign_in_or_out")


def install(app: Flask) -> None:
    """Let the application know who may do what."""
    sessions.install(app)
    app.extensions["form_token"] = secrets.token_urlsafe(32)
    app.jinja_env.globals["curator"] = curator
    app.jinja_env.globals["form_token"] = form_token
    app.before_request(_require_reader)
    app.after_request(_keep_to_oneself)


def asker() -> Holder | None:
    """Who asks, if the site knows them: a token's holder, a person signed in, or the local person."""
    if "asker" not in g:
        g.asker = _asker()
    holder = g.asker
    return holder if isinstance(holder, Holder) else None


def _asker() -> Holder | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return sessions.access().token(secret.strip())
    if sessions.may_sign_in():
        return sessions.signed_in()
    settings = opened_library().settings
    if is_loopback(settings.host) and is_local_request():
        return Holder(name=settings.curator, may=May.DECIDE, made="")
    return None


def curator() -> str | None:
    """The name of the person (or token) who may decide in this request, or None."""
    holder = asker()
    return holder.name if holder and holder.may is May.DECIDE else None


def form_token() -> str:
    """What every form carries: the session's token, or the program's where nobody signs in."""
    return sessions.session_token() or str(current_app.extensions["form_token"])


def require_form() -> None:
    """Refuse (403) a form that does not come from a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    from_elsewhere = site != "same-origin" if site else bool(origin) and _place(origin or "") != request.host
    if from_elsewhere or not hmac.compare_digest(request.form.get(TOKEN, "").encode(), form_token().encode()):
        abort(403, "this form does not come from a page of this site, or the page is too old; load it again")


def _place(origin: str) -> str:
    """Host and port of an origin, empty where it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def require_curator() -> str:
    """The name of the person who sent a form and may decide; otherwise the request is refused (403).

    A program that sends a token needs no form: no other site can make a browser send it.
    """
    person = curator()
    if person is None:
        abort(403, "only the curator may change something here; sign in first")
    if "Authorization" not in request.headers:
        require_form()
    return person


def require_decider() -> None:
    """Refuse (403) who may not decide: what tells who decided what is for those who decide."""
    if curator() is None:
        abort(403, "the log of decisions is for those who may decide; sign in first")


def _require_reader() -> AnyResponse | None:
    """With `private_reading`, who is not known signs in first (pages) or is refused (401)."""
    if "Authorization" in request.headers and asker() is None:
        _refuse("this token is not known here, or was revoked")
    if not opened_library().settings.private_reading or request.endpoint in _OPEN_ENDPOINTS or asker() is not None:
        return None
    if wants_json() or request.method not in ("GET", "HEAD"):
        _refuse("this library is private: send a token, as in Authorization: Bearer TOKEN")
    onward = request.full_path.rstrip("?")
    return redirect(f"/sign-in?{urlencode({'next': onward})}", 303)


def _refuse(why: str) -> None:
    raise Unauthorized(why, www_authenticate=WWWAuthenticate("bearer"))


def local_path(address: str, otherwise: str) -> str:
    """A path of this site to go on to; anything that could lead elsewhere becomes `otherwise`."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if fine and address.isprintable() else otherwise


def _keep_to_oneself(response: Response) -> Response:
    """Answers made for one who may decide, and all of a private library, are not for anybody's cache."""
    if opened_library().settings.private_reading or (response.mimetype == "text/html" and curator() is not None):
        response.headers["Cache-Control"] = "no-store"
    return response

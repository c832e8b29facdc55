"""Who may decide: the local person on loopback, or the curator after signing in; everybody else only reads.

Without a password the site can be decided on from the machine itself alone: it listens on loopback, is called by a
loopback name and not through a proxy. With one, the curator signs in, which sets the site's only cookie. Every form
carries a token that other sites cannot know, and a request that a browser says comes from elsewhere is refused.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import TooManyRequests
from werkzeug.security import check_password_hash

from indexer.library import Library
from web.sign_in.attempts import Attempts

TOKEN = "token"  # noqa: S105 -- the name of a form field
MAX_FORM_BYTES = 256_000
_SIGNED_IN_HOURS = 8
_MAX_SIGNED_IN = 50
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


class _Cookies(SecureCookieSessionInterface):
    """Sessions whose cookie is sent over TLS alone, where the site is reached so."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"


def install(app: Flask) -> None:
    """Let the application know its curator; who is signed in is forgotten when the program ends."""
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME="policyscope",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=_SIGNED_IN_HOURS),
    )
    app.session_interface = _Cookies()
    app.extensions["form_token"] = secrets.token_urlsafe(32)
    app.extensions["signed_in"] = dict[str, None]()
    app.extensions["attempts"] = Attempts()
    app.jinja_env.globals["curator"] = curator
    app.jinja_env.globals["may_sign_in"] = may_sign_in
    app.jinja_env.globals["form_token"] = form_token
    app.after_request(_keep_to_oneself)


def _library() -> Library:
    return cast(Library, current_app.extensions["library"])


def may_sign_in() -> bool:
    """Whether there is a password to sign in with."""
    return bool(_library().settings.curator_password_hash)


def curator() -> str | None:
    """The name of the person who may decide in this request, or None."""
    settings = _library().settings
    if settings.curator_password_hash:
        return settings.curator if session.get(TOKEN) in _signed_in() else None
    return settings.curator if _is_loopback(settings.host) and _is_local_request() else None


def _is_local_request() -> bool:
    named = urlsplit(f"//{request.host}").hostname or ""
    return (
        _is_loopback(request.remote_addr or "")
        and _is_loopback(named)
        and not any(name in request.headers for name in _FORWARDED)
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def form_token() -> str:
    """What every form carries: the session's token, or the program's where nobody signs in."""
    own = session.get(TOKEN) if may_sign_in() and session.get(TOKEN) in _signed_in() else None
    return str(own or current_app.extensions["form_token"])


def require_form() -> None:
    """Refuse (403) a form that does not come from a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    from_elsewhere = site != "same-origin" if site else bool(origin) and urlsplit(origin).netloc != request.host
    if from_elsewhere or not hmac.compare_digest(request.form.get(TOKEN, "").encode(), form_token().encode()):
        abort(403, "this form does not come from a page of this site, or the page is too old; load it again")


def require_curator() -> str:
    """The name of the person who sent a form and may decide; otherwise the request is refused (403)."""
    person = curator()
    if person is None:
        abort(403, "only the curator may change something here; sign in first")
    require_form()
    return person


def sign_in(password: str) -> bool:
    """Sign the curator in if this is the password; refuses (429) who tries too often."""
    attempts = cast(Attempts, current_app.extensions["attempts"])
    wait = attempts.wait(request.remote_addr or "", time.monotonic())
    if wait:
        raise TooManyRequests(f"too many wrong passwords; try again in {wait} seconds", retry_after=wait)
    settings = _library().settings
    if not settings.curator_password_hash or not check_password_hash(settings.curator_password_hash, password):
        attempts.failed(request.remote_addr or "", time.monotonic())
        return False
    sign_out()
    session.permanent = True
    session[TOKEN] = secrets.token_urlsafe(32)
    _signed_in()[session[TOKEN]] = None
    while len(_signed_in()) > _MAX_SIGNED_IN:
        del _signed_in()[next(iter(_signed_in()))]
    return True


def sign_out() -> None:
    """Forget who is signed in: a copy of the cookie is worth nothing afterwards."""
    _signed_in().pop(session.get(TOKEN, ""), None)
    session.clear()


def _signed_in() -> dict[str, None]:
    """The tokens of those who signed in and not out again, oldest first."""
    return cast("dict[str, None]", current_app.extensions["signed_in"])


def local_path(address: str, otherwise: str) -> str:
    """A path of this site to go on to; anything that could lead elsewhere becomes `otherwise`."""
    parts = urlsplit(address)
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if fine and address.isprintable() else otherwise


def _keep_to_oneself(response: Response) -> Response:
    """Pages made for one who may decide are not for anybody's cache."""
    if response.mimetype == "text/html" and curator() is not None:
        response.headers["Cache-Control"] = "no-store"
    return response

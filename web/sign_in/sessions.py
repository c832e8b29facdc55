"""Who is signed in: the site's only cookie, signed, and the list of those who did not sign out again."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import cast

from flask import Flask, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import TooManyRequests
from werkzeug.security import check_password_hash

from indexer.access import Access, Holder, May
from web.library import opened_library
from web.sign_in.attempts import Attempts

TOKEN = "token"  # noqa: S105 -- the name of a form field
_SIGNED_IN_HOURS = 8
_MAX_SIGNED_IN = 200


class _Cookies(SecureCookieSessionInterface):
    """Sessions whose cookie is sent over TLS alone, where the site is reached so."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask) -> None:
    """Let people sign in; who is signed in is forgotten when the program ends."""
    app.secret_key = secrets.token_bytes(32)
    app.config.update(
        SESSION_COOKIE_NAME="policyscope",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=_SIGNED_IN_HOURS),
    )
    app.session_interface = _Cookies()
    app.extensions["signed_in"] = dict[str, tuple[str, float]]()
    app.extensions["attempts"] = Attempts()
    app.jinja_env.globals["may_sign_in"] = may_sign_in


def access() -> Access:
    """The people and tokens of the library."""
    return Access(opened_library().settings.library)


def may_sign_in() -> bool:
    """Whether anybody has a password to sign in with."""
    if "may_sign_in" not in g:
        g.may_sign_in = bool(opened_library().settings.curator_password_hash or access().people())
    return bool(g.may_sign_in)


def signed_in() -> Holder | None:
    """The person who signed in and not out again, as they are known now; None for everybody else."""
    name = _name_of(session.get(TOKEN))
    if name is None:
        return None
    settings = opened_library().settings
    if name == settings.curator and settings.curator_password_hash:
        return Holder(name=name, may=May.DECIDE, made="")
    return access().still(name)


def session_token() -> str | None:
    """The token that the forms of one who is signed in carry; None where nobody is."""
    if not may_sign_in():
        # Not even looked at: an answer that depends on no cookie says so to caches.
        return None
    token = session.get(TOKEN)
    return str(token) if _name_of(token) is not None else None


def sign_in(name: str, password: str) -> bool:
    """Sign a person in if this is the password; refuses (429) who tries too often."""
    attempts = cast(Attempts, current_app.extensions["attempts"])
    address = request.remote_addr or ""
    wait = attempts.begin(address, time.monotonic())
    if wait:
        raise TooManyRequests(f"too many wrong passwords; try again in {wait} seconds", retry_after=wait)
    person = _person(name or opened_library().settings.curator, password)
    if person is None:
        return False
    attempts.forgive(address)
    sign_out()
    session.permanent = True
    session[TOKEN] = secrets.token_urlsafe(32)
    held = _held()
    held[session[TOKEN]] = (person, time.monotonic() + _SIGNED_IN_HOURS * 3_600)
    while len(held) > _MAX_SIGNED_IN:
        del held[next(iter(held))]
    return True


def sign_out() -> None:
    """Forget who is signed in: a copy of the cookie is worth nothing afterwards."""
    _held().pop(session.get(TOKEN, ""), None)
    session.clear()


def _person(name: str, password: str) -> str | None:
    """The name of the person whose password this is, None where it is nobody's of that name."""
    settings = opened_library().settings
    if name == settings.curator and settings.curator_password_hash:
        return name if check_password_hash(settings.curator_password_hash, password) else None
    person = access().person(name, password)
    return person.name if person else None


def _name_of(token: object) -> str | None:
    name, until = _held().get(str(token), (None, 0.0))
    return name if time.monotonic() < until else None


def _held() -> dict[str, tuple[str, float]]:
    """Names and ends of sessions by token, oldest first."""
    return cast("dict[str, tuple[str, float]]", current_app.extensions["signed_in"])

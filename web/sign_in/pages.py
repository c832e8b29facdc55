"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.library import opened_library
from web.sign_in.curator import local_path, require_form
from web.sign_in.sessions import access, sign_in, sign_out

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """The form to sign in, or out."""
    return _page(local_path(request.args.get("next", ""), "/review"), wrong=False)


@blueprint.post("/sign-in")
def sign_in_or_out() -> AnyResponse | str | tuple[str, int]:
    """Sign in with the password, or out."""
    require_form()
    onward = local_path(request.form.get("next", ""), "/review")
    if request.form.get("action") == "out":
        sign_out()
        return redirect("/", 303)
    if sign_in(request.form.get("name", "").strip(), request.form.get("password", "")):
        return redirect(onward, 303)
    return _page(onward, wrong=True), 422


def _page(onward: str, *, wrong: bool) -> str:
    return render_template(
        "sign_in.html",
        wrong=wrong,
        onward=onward,
        named_people=bool(access().people()),
        private_reading=opened_library().settings.private_reading,
    )

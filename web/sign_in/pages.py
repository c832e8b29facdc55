"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from web.sign_in.curator import local_path, require_form, sign_in, sign_out

blueprint = Blueprint("curator", __name__)


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """The form to sign in, or out."""
    return render_template("sign_in.html", wrong=False, onward=local_path(request.args.get("next", ""), "/review"))


@blueprint.post("/sign-in")
def sign_in_or_out() -> AnyResponse | str | tuple[str, int]:
    """Sign in with the password, or out."""
    require_form()
    onward = local_path(request.form.get("next", ""), "/review")
    if request.form.get("action") == "out":
        sign_out()
        return redirect("/", 303)
    if sign_in(request.form.get("password", "")):
        return redirect(onward, 303)
    return render_template("sign_in.html", wrong=True, onward=onward), 422

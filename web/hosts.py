"""The names this site answers to. A page elsewhere whose name is made to lead here (DNS rebinding) finds nothing."""

from __future__ import annotations

import ipaddress
import re
from http import HTTPStatus

from flask import Flask, Response, abort, request

from web.library import opened_library
from web.proxies import is_address

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")

_REFUSAL = "This site does not answer to that name; whoever runs it can add the name to the setting public_hosts.\n"


def install(app: Flask) -> None:
    """Refuse (421) what is asked of a name that is not ours."""
    app.before_request(_require_our_name)


def _require_our_name() -> None:
    name = requested_name()
    if name is None or not _is_ours(name):
        # No page of ours: what Flask needs to make one is a name that it can read.
        abort(Response(_REFUSAL, HTTPStatus.MISDIRECTED_REQUEST, mimetype="text/plain"))


def requested_name() -> str | None:
    """The host name a request asks for, in lower case, without its port; None where it is not one."""
    match = _HOST.fullmatch(request.environ.get("HTTP_HOST", "") or request.environ.get("SERVER_NAME", ""))
    return match["name"].strip("[]").rstrip(".").lower() if match else None


def _is_ours(name: str) -> bool:
    settings = opened_library().settings
    if is_loopback(name) or name in {host.lower() for host in settings.public_hosts}:
        return True
    # Only a name can be made to lead here; an address is where the asker really went.
    return not is_loopback(settings.host) and (is_address(name) or name == settings.host.lower())


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

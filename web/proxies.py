"""Who is really asking: the headers of a proxy that the settings trust are believed, all others only remembered.

A trusted proxy's `X-Forwarded-For`, `-Proto` and `-Host` take the place of what the connection says; the
right-most values count, as that proxy wrote them. From everybody else they change nothing, but stay
visible, so that a request that came through a proxy is never taken for one of this machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
    "HTTP_X_REAL_IP",
    "HTTP_VIA",
)
PROXIED = "policyscope.proxied"
"""Set in the environment of a request that came through any proxy."""


class Proxies:
    """A WSGI application behind proxies at the addresses or networks given, of which there may be none."""

    def __init__(self, application: WSGIApplication, trusted: tuple[str, ...]) -> None:
        self._application = application
        self._trusted = tuple(ipaddress.ip_network(network, strict=False) for network in trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[PROXIED] = any(name in environ for name in FORWARDED)
        if self._is_trusted(environ.get("REMOTE_ADDR", "")):
            environ[PROXIED] = True
            self._believe(environ)
        return self._application(environ, start_response)

    def _believe(self, environ: WSGIEnvironment) -> None:
        for address in reversed(_values(environ, "HTTP_X_FORWARDED_FOR")):
            if not is_address(address):
                break
            environ["REMOTE_ADDR"] = address
            environ.pop("REMOTE_PORT", None)
            if not self._is_trusted(address):
                break
        scheme = _last(environ, "HTTP_X_FORWARDED_PROTO").lower()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        host = _last(environ, "HTTP_X_FORWARDED_HOST")
        if host:
            environ["HTTP_HOST"] = host

    def _is_trusted(self, address: str) -> bool:
        return is_address(address) and any(ipaddress.ip_address(address) in network for network in self._trusted)


def _values(environ: WSGIEnvironment, name: str) -> list[str]:
    return [value.strip() for value in str(environ.get(name, "")).split(",") if value.strip()]


def _last(environ: WSGIEnvironment, name: str) -> str:
    return next(reversed(_values(environ, name)), "")


def is_address(text: str) -> bool:
    """Whether a text is an IP address of either kind."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True

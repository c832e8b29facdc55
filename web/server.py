"""Serving the site on this machine until told to stop."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import sys
import webbrowser
from collections.abc import Callable

from waitress import create_server
from waitress.channel import HTTPChannel

from indexer.errors import WrongUsage
from indexer.library import Library
from web import create_app

_THREADS = 8
_MAX_CONNECTIONS = 2_000
_MAX_HEADER_BYTES = 65_536
_REQUEST_SECONDS = 20
"""How long a client may take to send a whole request, and may stay without sending one."""
_BYTES_PER_CHARACTER = 6
_BYTES_AROUND = 1_000_000
_DESCRIPTORS_FOR_OTHERS = 256


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose time runs from the first byte of a request: sending the rest slowly does not win more."""

    _active = 0.0

    @property
    def last_activity(self) -> float:
        return self._active

    @last_activity.setter
    def last_activity(self, moment: float) -> None:
        if getattr(self, "request", None) is None:
            self._active = moment


def run(library: Library, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the address as soon as it answers.

    Opens the address in a browser where there is a desktop and somebody watching. Raises
    `WrongUsage` where the address cannot be listened on.
    """
    host = library.settings.host
    with _listening(host, library.settings.port) as listening:
        server = create_server(
            create_app(library),
            sockets=[listening],
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
            connection_limit=_connections(),
            channel_timeout=_REQUEST_SECONDS,
            cleanup_interval=1,
            max_request_header_size=_MAX_HEADER_BYTES,
            max_request_body_size=_BYTES_PER_CHARACTER * library.settings.max_suggest_characters + _BYTES_AROUND,
            asyncore_use_poll=hasattr(select, "poll"),
        )
        server.channel_class = _Channel
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{server.effective_port}/"
        announce(address)
        if sys.stdout.isatty() and _has_desktop():
            webbrowser.open(address)
        server.run()


def _connections() -> int:
    """How many connections may be open at once: many, but fewer than this process may have descriptors."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MAX_CONNECTIONS + _DESCRIPTORS_FOR_OTHERS
        if soft != resource.RLIM_INFINITY and soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            return max(100, soft - _DESCRIPTORS_FOR_OTHERS)
    return _MAX_CONNECTIONS


def _listening(host: str, port: int) -> socket.socket:
    """A socket on one address of the host, whatever its family."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        what = "is in use by another program" if taken else f"cannot be listened on ({error.strerror})"
        raise WrongUsage(f"{host}:{port} {what}; choose another with --host or --port", parameter="port") from error


def _has_desktop() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""Serving the site on this machine until told to stop."""

from __future__ import annotations

import errno
import os
import socket
import sys
import webbrowser
from collections.abc import Callable

from waitress import create_server

from indexer.errors import WrongUsage
from indexer.library import Library
from web import create_app

_THREADS = 8


def run(library: Library, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the address as soon as it answers.

    Opens the address in a browser where there is a desktop and somebody watching. Raises
    `WrongUsage` where the address cannot be listened on.
    """
    host = library.settings.host
    with _listening(host, library.settings.port) as listening:
        server = create_server(create_app(library), sockets=[listening], threads=_THREADS, ident=None)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{server.effective_port}/"
        announce(address)
        if sys.stdout.isatty() and _has_desktop():
            webbrowser.open(address)
        server.run()


def _listening(host: str, port: int) -> socket.socket:
    """A socket on one address of the host, whatever its family."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        what = "is in use by another program" if taken else f"cannot be listened on ({error.strerror})"
        raise WrongUsage(f"{host}:{port} {what}; choose another with --host or --port", parameter="port") from error


def _has_desktop() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""Serving the site on this machine until told to stop."""

from __future__ import annotations

import errno
import os
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
    host, port = library.settings.host, library.settings.port
    try:
        server = create_server(create_app(library), host=host, port=port, threads=_THREADS, ident=None)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        what = "is in use by another program" if taken else f"cannot be listened on ({error.strerror})"
        raise WrongUsage(f"{host}:{port} {what}; choose another with --host or --port", parameter="port") from error
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{server.effective_port}/"
    announce(address)
    if sys.stdout.isatty() and _has_desktop():
        webbrowser.open(address)
    server.run()


def _has_desktop() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

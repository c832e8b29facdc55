"""Whether a request comes from a person at this machine, and not through somebody's proxy on it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flask import g, request

from web.hosts import is_loopback, requested_name
from web.proxies import PROXIED

_SOCKET_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def is_local_request() -> bool:
    """Whether the asker is on this machine, calls it by a loopback name, and is the user who runs the site.

    Nginx in its default configuration tells nothing of the asker and rewrites the name, but speaks
    HTTP/1.0, which no browser does; and the proxy is a program of another user.
    """
    if "local_request" not in g:
        g.local_request = (
            not request.environ.get(PROXIED)
            and is_loopback(request.remote_addr or "")
            and is_loopback(requested_name() or "")
            and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
            and _is_our_user()
        )
    return bool(g.local_request)


def _is_our_user() -> bool:
    """Whether the program at the other end runs as our user; true where the system does not tell."""
    port = request.environ.get("REMOTE_PORT")
    if port is None or not sys.platform.startswith("linux"):
        return True
    owner = socket_owner(int(port), int(request.environ["SERVER_PORT"]))
    return owner is None or owner == os.geteuid()


def socket_owner(port: int, peer_port: int) -> int | None:
    """The user number of the socket on `port` of this machine that is connected to `peer_port` of it, or None.

    Read from the kernel's table of sockets (proc(5), /proc/net/tcp).
    """
    ends = (f"{port:04X}", f"{peer_port:04X}")
    for table in _SOCKET_TABLES:
        try:
            rows = table.read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if tuple(end.rpartition(":")[2] for end in fields[1:3]) == ends:
                return int(fields[7])
    return None

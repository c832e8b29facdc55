"""Programs the tests start: our own server, and a proxy in front of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROXY = shutil.which("nginx") or ("/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else None)
needs_nginx = pytest.mark.skipif(PROXY is None, reason="there is no nginx here; on Debian: apt install nginx-light")

ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 60


@contextmanager
def site(library: Path, *arguments: str, **environment: str) -> Iterator[int]:
    """`policyscope serve` over a library that exists; gives its port on loopback."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "indexer", "serve", "--library", str(library), "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**clean_environment(), **environment},
    ) as process:
        try:
            assert process.stdout is not None
            told = re.search(r":(\d+)/", process.stdout.readline())
            assert told is not None, "the site did not say where it is"
            yield int(told[1])
        finally:
            process.terminate()


def clean_environment() -> dict[str, str]:
    """This process's environment with our package importable and without our settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLICYSCOPE_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


@contextmanager
def nginx(folder: Path, location: str) -> Iterator[int]:
    """The distribution's nginx with one server whose `location /` is given; gives its port on loopback."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"""
        daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            server {{ listen 127.0.0.1:{port}; location / {{ {location} }} }}
        }}
        """
    )
    process = subprocess.Popen([str(PROXY), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(configuration)])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"nothing listens on {port}")

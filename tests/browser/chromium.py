"""A Chromium for the browser tests: the machine's own, else one unpacked below `.chromium/` of this folder.

Run as a script it makes sure there is one. Debian's packages are unpacked without installing
anything (no root needed, nothing outside this folder changes); where that gives none (Ubuntu ships
Chromium as a snap), Playwright's own download is used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> tuple[Path, dict[str, str]] | None:
    """The browser's executable and the environment it needs, or None where there is none."""
    named = os.environ.get("CHROMIUM_PATH")
    for name in (named, *NAMES):
        path = shutil.which(name) if name else None
        if path and "/snap/" not in str(Path(path).resolve()):
            return Path(path), {}
    unpacked = FOLDER / "root/usr/lib/chromium/chromium"
    if unpacked.is_file():
        return unpacked, _unpacked_environment()
    downloaded = sorted((FOLDER / "playwright").glob("chromium*/**/headless_shell")) + sorted(
        (FOLDER / "playwright").glob("chromium*/**/chrome")
    )
    return (downloaded[0], {}) if downloaded else None


def _unpacked_environment() -> dict[str, str]:
    root = FOLDER / "root"
    libraries = [path for path in (root / "usr/lib", root / "lib") for path in (path, *path.glob("*-linux-gnu"))]
    nested = [
        path for library in libraries for path in library.glob("*/") if path.name in ("pulseaudio", "nss", "samba")
    ]
    return {
        "LD_LIBRARY_PATH": ":".join(str(path) for path in (*libraries, *nested, root / "usr/lib/chromium")),
        "FONTCONFIG_FILE": str(FOLDER / "fonts.conf"),
        "XDG_CONFIG_HOME": str(FOLDER / "config"),
        "XDG_CACHE_HOME": str(FOLDER / "cache"),
    }


def ensure_chromium() -> None:
    """Find a Chromium or unpack one; exits with what to do where neither works."""
    if find_chromium():
        return
    print("No Chromium found; unpacking one into .chromium/ (about 400 MB, once)", flush=True)
    for attempt in (_unpack_debian, _download_playwright):
        try:
            attempt()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"  {attempt.__name__.strip('_')}: {error}", flush=True)
        if find_chromium():
            return
    sys.exit("No Chromium could be found or unpacked. Install one, or name one in CHROMIUM_PATH.")


def _unpack_debian() -> None:
    apt = FOLDER / "apt"
    for name in ("lists/partial", "archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    options = [
        f"Dir::State::lists={apt / 'lists'}",
        f"Dir::State::status={apt / 'status'}",
        f"Dir::Cache={apt}",
        f"Dir::Cache::archives={apt / 'archives'}",
        "Debug::NoLocking=1",
        "APT::Sandbox::User=",
        "APT::Install-Recommends=false",
    ]
    apt_get = ["apt-get", "-qq", *(part for option in options for part in ("-o", option))]
    subprocess.run([*apt_get, "update"], check=True)
    subprocess.run([*apt_get, "install", "--download-only", "--yes", "chromium", "fonts-dejavu-core"], check=True)
    root = FOLDER / "root"
    root.mkdir(exist_ok=True)
    for package in sorted((apt / "archives").glob("*.deb")):
        # The machine's own C library stays in use: mixing two would break the browser.
        if not package.name.startswith(("libc6_", "libc-bin_", "libgcc-s1_", "libstdc++6_")):
            subprocess.run(["dpkg-deb", "--extract", str(package), str(root)], check=True)
    shutil.rmtree(apt)
    (FOLDER / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{root / 'usr/share/fonts'}</dir><dir>/usr/share/fonts</dir><cachedir>{FOLDER / 'cache/fonts'}</cachedir>"
        "</fontconfig>",
        "utf-8",
    )


def _download_playwright() -> None:
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(FOLDER / "playwright")}
    command = [sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]
    subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    ensure_chromium()

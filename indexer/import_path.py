"""Where modules may come from: never from the working folder, for people call the command beside their documents.

This is the first module of ours that runs, so it imports nothing that is not loaded before any program begins.
"""

from __future__ import annotations

import os
import sys

PACKAGE_FOLDER = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
"""The folder in which the package `indexer` lies."""


def safe_import_path() -> list[str]:
    """This process's import path without the working folder, unless that is where our package lies."""
    try:
        here = os.path.realpath(".")
    except OSError:  # it is gone
        return [entry for entry in sys.path if os.path.isabs(entry)]
    paths = [os.path.abspath(entry) for entry in sys.path]
    return [path for path in paths if os.path.realpath(path) != here or here == PACKAGE_FOLDER]

"""`python -m indexer` is the `policyscope` command."""

from __future__ import annotations

import sys

from indexer.import_path import safe_import_path


def run() -> None:
    """The command, which imports nothing from the folder it is called in."""
    sys.path[:] = safe_import_path()
    from indexer.command.main import main

    main(prog_name="policyscope")


if __name__ == "__main__":
    run()

"""The `policyscope` command: parse, call the library, print. Results go to standard output, talk to standard error."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from indexer import __version__
from indexer.command.access import password, token, user
from indexer.command.keeping import backup, forget, restore, say_what_is_gone
from indexer.command.places import benchmark, compare
from indexer.command.print_results import Printer, show_progress
from indexer.command.search import facets, search, show
from indexer.command.shared import json_option, library_option, open_library, print_json, with_errors
from indexer.command.tags import tag
from indexer.command.vocabularies import vocabulary
from indexer.library import Library
from indexer.nouns.library import IngestReport

REFUSED_SOME = 3

_folders_argument = click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policyscope")
def main() -> None:
    """Search, tag and compare folders of policy documents.

    \b
    policyscope serve FOLDER            index a folder and open its search site
    policyscope search open government  ask from the terminal
    """


@main.command()
@_folders_argument
@click.option("--full", is_flag=True, help="Read every file again and rebuild the index.")
@json_option
@library_option
@with_errors
def index(folders: tuple[Path, ...], full: bool, as_json: bool, library: Path | None) -> None:
    """Read what is new or changed in FOLDERS and forget what is gone.

    Ends with exit code 3 when some files were refused.
    """
    with open_library(library=library, documents=folders) as opened:
        report = _ingest(opened, folders, full)
        if as_json:
            print_json(report)
        else:
            Printer().report(report)
            click.echo("Next: policyscope search WORDS, or policyscope serve FOLDER", err=True)
        say_what_is_gone(opened)
    sys.exit(REFUSED_SOME if report.refused else 0)


@main.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [default: 8000]")
@library_option
@with_errors
def serve(folders: tuple[Path, ...], host: str | None, port: int | None, library: Path | None) -> None:
    """Index what changed in FOLDERS, if any are given, then serve the search site."""
    from web.server import run

    with open_library(reading=not folders, documents=folders, library=library, host=host, port=port) as opened:
        if folders:
            Printer(error=True).report(_ingest(opened, folders, full=False))
        say_what_is_gone(opened)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        run(opened, announce=lambda address: click.echo(f"Policyscope is at {address}  (stop it with Ctrl-C)"))


@main.command()
@json_option
@library_option
@with_errors
def check(as_json: bool, library: Path | None) -> None:
    """Say whether catalogue and index are sound and agree, and what to do if not."""
    with open_library(library=library, reading=True) as opened:
        findings = opened.check()
        problems = opened.problems()
        state = opened.state()
        if as_json:
            print_json(
                {
                    "documents": state.documents,
                    "findings": findings,
                    "files_without_document": problems,
                }
            )
        else:
            Printer().check(state, findings, problems)
    sys.exit(1 if findings else 0)


def _ingest(library: Library, folders: tuple[Path, ...], full: bool) -> IngestReport:
    with show_progress() as progress:
        return library.ingest(folders, full=full, progress=progress)


for _command in (
    search,
    show,
    facets,
    compare,
    benchmark,
    tag,
    vocabulary,
    forget,
    backup,
    restore,
    user,
    token,
    password,
):
    main.add_command(_command)

"""`policyscope forget`, `backup` and `restore`: what a library keeps, and what it lets go."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from indexer.catalogue.backups import back_up
from indexer.catalogue.backups import restore as put_back
from indexer.command.print_results import show_progress
from indexer.command.shared import library_option, library_settings, open_library, with_errors
from indexer.index.lock import writing
from indexer.ingest.gone import folder_is_gone
from indexer.library import Library
from indexer.settings import load


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@library_option
@with_errors
def forget(folder: Path, library: Path | None) -> None:
    """Forget the documents of FOLDER, whether it is there or not; decisions about them wait for their return."""
    with open_library(library=library, reading=True) as opened:
        documents, decisions = opened.forget(folder)
        click.echo(f"{documents} documents forgotten; {decisions} decisions about them wait for their return")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@library_option
@with_errors
def backup(file: Path, library: Path | None) -> None:
    """Write a backup of the library to FILE, also while the site runs; it is proved before FILE is there."""
    names = back_up(library_settings(library=library).library, file)
    click.echo(f"{file} holds {' and '.join(names)}, proved; `policyscope restore {file}` brings it back")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace the library that is there; it is kept beside.")
@library_option
@with_errors
def restore(file: Path, replace: bool, library: Path | None) -> None:
    """Put the backup in FILE in the library's place and build the index anew. Stop the site first."""
    settings = load({"library": library})
    with writing(settings.library):
        kept = put_back(file, settings.library, replace=replace)
        # It was made from another catalogue, and no number tells.
        shutil.rmtree(settings.index_folder, ignore_errors=True)
    for path in kept:
        click.echo(f"What was there is kept as {path}", err=True)
    with open_library(library=library) as opened, show_progress("documents") as progress:
        report = opened.ingest([], full=True, progress=progress)
        click.echo(f"{report.documents} documents restored")
        say_what_is_gone(opened)


def say_what_is_gone(library: Library) -> None:
    """Name the folders that are gone, on standard error."""
    for folder, documents in library.missing_folders().items():
        click.echo(f"Note: {folder_is_gone(folder, documents)}", err=True)

"""What every command shares: its options, the library it opens, how it prints and how it fails."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.errors import PolicyscopeError, WrongUsage, storage_fault
from indexer.library import Library
from indexer.present.json import as_json
from indexer.settings import Settings, load

INTERRUPTED = 130


def with_errors(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose known errors become one line on standard error and an exit code."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except PolicyscopeError as error:
            click.echo(f"policyscope: {error}", err=True)
            if isinstance(error, WrongUsage) and error.allowed:
                click.echo(f"  allowed: {', '.join(error.allowed)}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of a pipe has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            click.echo(f"policyscope: {storage_fault(error)}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("policyscope: stopped; what was read is kept", err=True)
            sys.exit(INTERRUPTED)

    return run


library_option = click.option(
    "--library",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where catalogue and index live.  [default: ./policyscope-library or POLICYSCOPE_LIBRARY]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def library_settings(**flags: Any) -> Settings:
    """The settings of the library the flags name, which must exist."""
    settings = load(flags)
    _require_library(settings)
    return settings


@contextmanager
def open_library(*, reading: bool = False, documents: Sequence[Path] = (), **flags: Any) -> Iterator[Library]:
    """The library the flags name. A reading command wants one that exists; `documents` are folders it will read."""
    settings = library_settings(**flags) if reading else load(flags, documents=documents)
    with Library(settings) as library:
        yield library


def _require_library(settings: Settings) -> None:
    if not settings.catalogue_file.is_file():
        raise WrongUsage(
            f"there is no library in {settings.library}; make one with `policyscope index FOLDER`, "
            "or say where it is with --library"
        )


def print_json(value: Any) -> None:
    """An answer as indented JSON on standard output."""
    click.echo(json.dumps(as_json(value), ensure_ascii=False, indent=2))

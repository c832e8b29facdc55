"""The `policyscope` command: parse, call the library, print. Results go to standard output, talk to standard error."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from indexer import __version__
from indexer.command import json_option, library_option, open_library, print_json, with_errors
from indexer.errors import WrongUsage
from indexer.library import Library
from indexer.model import FacetFilter, IngestReport, SearchRequest, Sort
from indexer.place_model import BANDS, PlaceFilter
from indexer.present import detail_as_json, facet_as_json, result_as_json
from indexer.present_places import (
    as_csv,
    benchmark_as_json,
    benchmark_rows,
    comparison_as_json,
    comparison_as_markdown,
    comparison_rows,
)
from indexer.tag_cli import tag
from indexer.terminal import Printer, show_progress
from indexer.vocabulary.vocabularies import FACETS
from indexer.vocabulary_cli import vocabulary

REFUSED_SOME = 3
LEAST_PASSWORD = 12

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
    with open_library(library=library) as opened:
        report = _ingest(opened, folders, full)
        if as_json:
            print_json(_report_as_json(report))
        else:
            Printer().report(report)
            click.echo("Next: policyscope search WORDS, or policyscope serve FOLDER", err=True)
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

    with open_library(reading=not folders, library=library, host=host, port=port) as opened:
        if folders:
            Printer(error=True).report(_ingest(opened, folders, full=False))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        run(opened, announce=lambda address: click.echo(f"Policyscope is at {address}  (stop it with Ctrl-C)"))


@main.command()
@click.argument("words", nargs=-1)
@click.option("--area", multiple=True, help="Only in this policy area.")
@click.option("--topic", multiple=True, help="Only with this topic; repeat for any of several.")
@click.option("--country", multiple=True, help="Only about this country (name or code).")
@click.option("--region", multiple=True, help="Only about this region.")
@click.option("--knowledge-type", multiple=True, help="Only of this knowledge type.")
@click.option("--language", multiple=True, help="Only in this language (code or English name).")
@click.option("--year-from", type=int, help="Not older than this year.")
@click.option("--year-to", type=int, help="Not younger than this year.")
@click.option("--sort", type=click.Choice([each.value for each in Sort]), default=Sort.RELEVANCE.value)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--per-page", type=click.IntRange(min=1, max=100), default=10, show_default=True)
@click.option("--explain", is_flag=True, help="Say of each document why it has its score.")
@json_option
@library_option
@with_errors
def search(
    words: tuple[str, ...],
    sort: str,
    year_from: int | None,
    year_to: int | None,
    page: int,
    per_page: int,
    explain: bool,
    as_json: bool,
    library: Path | None,
    **chosen: tuple[str, ...],
) -> None:
    """Find documents that hold all WORDS.

    \b
    policyscope search open government --country Mexico
    policyscope search '"digital agency"' --json
    policyscope search 'transport OR mobility -tax year:2015-2020'

    Put -- before words that begin with a hyphen.
    """
    request = SearchRequest(
        text=" ".join(words),
        filters={name: FacetFilter(values=values) for name, values in chosen.items() if values},
        year_from=year_from,
        year_to=year_to,
        sort=Sort(sort),
        page=page,
        per_page=per_page,
        facets=dict.fromkeys(FACETS, 10) if as_json else {},
        explain=explain,
    )
    with open_library(library=library, reading=True) as opened:
        result = opened.search(request)
        if as_json:
            print_json(result_as_json(result))
        else:
            Printer().result(result)


_set_options = (
    click.option("--region", "regions", multiple=True, help="Only places in this region."),
    click.option("--country", "countries", multiple=True, help="Only places in this country (name or code)."),
    click.option("--edition", "editions", multiple=True, type=int, help="Only profiles of this year."),
    click.option("--population", "populations", multiple=True, type=click.Choice(list(BANDS)), help="Only this size."),
    click.option("--answer", "answers", multiple=True, metavar="QUESTION=VALUE", help="Only places that answer so."),
    click.option("--words", default="", help="Only places whose profiles a search for this finds."),
)


def _with_set(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options that choose a set of places."""
    for option in reversed(_set_options):
        command = option(command)
    return command


def _place_filter(library: Library, chosen: dict[str, Any]) -> PlaceFilter:
    answers: dict[str, list[str]] = {}
    for given in chosen["answers"]:
        question, equals, value = given.partition("=")
        if not equals:
            raise WrongUsage(f"--answer takes QUESTION=VALUE, not {given!r}", parameter="answer")
        answers.setdefault(question.strip().replace("_", "-"), []).append(value.strip())
    words = chosen["words"].strip()
    return PlaceFilter(
        regions=chosen["regions"],
        countries=chosen["countries"],
        editions=chosen["editions"],
        populations=chosen["populations"],
        answers={question: FacetFilter(values=tuple(values)) for question, values in answers.items()},
        documents=library.matching(SearchRequest(text=words)) if words else None,
    )


@main.command()
@click.argument("places", nargs=-1, required=True)
@click.option("--all", "every", is_flag=True, help="Show every question, not only those answered differently.")
@click.option("--csv", "as_csv_rows", is_flag=True, help="Print CSV.")
@click.option("--markdown", is_flag=True, help="Print a Markdown table with its sources.")
@json_option
@library_option
@with_errors
def compare(
    places: tuple[str, ...], every: bool, as_csv_rows: bool, markdown: bool, as_json: bool, library: Path | None
) -> None:
    """Put up to 12 PLACES side by side, what they answer differently first.

    \b
    policyscope compare lisbon-pt medellin-co
    policyscope compare lisbon-pt medellin-co --markdown --all
    """
    with open_library(library=library, reading=True) as opened:
        comparison = opened.compare(places)
        if as_json:
            print_json(comparison_as_json(comparison))
        elif as_csv_rows:
            click.echo(as_csv(comparison_rows(comparison)), nl=False)
        elif markdown:
            click.echo(comparison_as_markdown(comparison, every=every), nl=False)
        else:
            Printer().comparison(comparison, every)


@main.command()
@click.argument("questions", nargs=-1)
@_with_set
@click.option("--csv", "as_csv_rows", is_flag=True, help="Print CSV.")
@json_option
@library_option
@with_errors
def benchmark(
    questions: tuple[str, ...], as_csv_rows: bool, as_json: bool, library: Path | None, **chosen: Any
) -> None:
    """Count what places answer to QUESTIONS, or to all, and check what their profiles print.

    \b
    policyscope benchmark dedicated-funding --region "Latin America and the Caribbean"
    policyscope benchmark --answer dedicated-funding=yes --answer formal-strategy=yes --csv
    """
    with open_library(library=library, reading=True) as opened:
        wanted = [question.replace("_", "-") for question in questions]
        found = opened.benchmark(_place_filter(opened, chosen), wanted)
        if as_json:
            print_json(benchmark_as_json(found))
        elif as_csv_rows:
            click.echo(as_csv(benchmark_rows(found)), nl=False)
        else:
            Printer().benchmark(found)


@main.command()
@click.argument("document_id")
@json_option
@library_option
@with_errors
def show(document_id: str, as_json: bool, library: Path | None) -> None:
    """Print a document: what is known of it, then its text."""
    with open_library(library=library, reading=True) as opened:
        detail = opened.document(document_id)
        if as_json:
            print_json(detail_as_json(detail))
        else:
            Printer().document(detail)


@main.command()
@click.argument("name", required=False)
@click.option("--contains", default="", help="Only values one of whose labels contains these words.")
@json_option
@library_option
@with_errors
def facets(name: str | None, contains: str, as_json: bool, library: Path | None) -> None:
    """Count documents by the values of facet NAME, or list the facets."""
    with open_library(library=library, reading=True) as opened:
        names = [name] if name else list(FACETS)
        found = {each: opened.facet(each, SearchRequest(), contains) for each in names}
        if as_json:
            print_json({each: facet_as_json(facet) for each, facet in found.items()})
        else:
            Printer().facets(list(found.values()), limit=None if name else 10)


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
                    "findings": list(findings),
                    "files_without_document": [{"path": each.path, "reason": each.reason} for each in problems],
                }
            )
        else:
            Printer().check(state, findings, problems)
    sys.exit(1 if findings else 0)


@main.command()
def password() -> None:
    """Ask for a password and print its hash, for the setting curator_password_hash."""
    from werkzeug.security import generate_password_hash

    typed = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(typed) < LEAST_PASSWORD:
        click.echo(f"policyscope: a password needs {LEAST_PASSWORD} characters", err=True)
        sys.exit(WrongUsage.exit_code)
    click.echo(generate_password_hash(typed))


def _ingest(library: Library, folders: tuple[Path, ...], full: bool) -> IngestReport:
    with show_progress() as progress:
        return library.ingest(folders, full=full, progress=progress)


def _report_as_json(report: IngestReport) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "read": report.read,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "seconds": report.seconds,
        **{
            name: [{"path": each.path, "reason": each.reason} for each in getattr(report, name)]
            for name in ("duplicates", "refused", "warnings")
        },
    }


main.add_command(vocabulary)
main.add_command(tag)

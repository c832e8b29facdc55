"""Places beside each other: `compare`, `benchmark`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from indexer.command.print_results import Printer
from indexer.command.shared import json_option, library_option, open_library, print_json, with_errors
from indexer.errors import WrongUsage
from indexer.holdings import Holdings
from indexer.nouns.places import BANDS, PlaceFilter
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.present.csv import as_csv, benchmark_rows, comparison_rows
from indexer.present.markdown import comparison_as_markdown

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


def _place_filter(holdings: Holdings, chosen: dict[str, Any]) -> PlaceFilter:
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
        documents=holdings.matching(SearchRequest(text=words)) if words else None,
    )


@click.command()
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
        comparison = opened.current().compare(places)
        if as_json:
            print_json(comparison)
        elif as_csv_rows:
            click.echo(as_csv(comparison_rows(comparison)), nl=False)
        elif markdown:
            click.echo(comparison_as_markdown(comparison, every=every), nl=False)
        else:
            Printer().comparison(comparison, every)


@click.command()
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
        holdings = opened.current()
        found = holdings.benchmark(_place_filter(holdings, chosen), wanted)
        if as_json:
            print_json(found)
        elif as_csv_rows:
            click.echo(as_csv(benchmark_rows(found)), nl=False)
        else:
            Printer().benchmark(found)

"""Search and what it finds: `search`, `show`, `facets`."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.command.print_results import Printer
from indexer.command.shared import json_option, library_option, open_library, print_json, with_errors
from indexer.nouns.search import FacetFilter, SearchRequest, Sort
from indexer.vocabulary.facets import FACETS

_PER_PAGE = 10


@click.command()
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
@click.option("--per-page", type=click.IntRange(min=1), help="How many documents a page.  [default: 10]")
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
    per_page: int | None,
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
    with open_library(library=library, reading=True) as opened:
        result = opened.search(
            SearchRequest(
                text=" ".join(words),
                filters={name: FacetFilter(values=values) for name, values in chosen.items() if values},
                year_from=year_from,
                year_to=year_to,
                sort=Sort(sort),
                page=page,
                per_page=per_page or opened.settings.page_size(_PER_PAGE),
                facets=dict.fromkeys(FACETS, 10) if as_json else {},
                explain=explain,
            )
        )
        if as_json:
            print_json(result)
        else:
            Printer().result(result)


@click.command()
@click.argument("document_id")
@json_option
@library_option
@with_errors
def show(document_id: str, as_json: bool, library: Path | None) -> None:
    """Print a document: what is known of it, then its text."""
    with open_library(library=library, reading=True) as opened:
        detail = opened.current().document(document_id)
        if as_json:
            print_json(detail)
        else:
            Printer().document(detail)


@click.command()
@click.argument("name", required=False)
@click.option("--contains", default="", help="Only values one of whose labels contains these words.")
@json_option
@library_option
@with_errors
def facets(name: str | None, contains: str, as_json: bool, library: Path | None) -> None:
    """Count documents by the values of facet NAME, or list the facets."""
    with open_library(library=library, reading=True) as opened:
        names = [name] if name else list(FACETS)
        holdings = opened.current()
        found = {each: holdings.facet(each, SearchRequest(), contains) for each in names}
        if as_json:
            print_json(found)
        else:
            Printer().facets(list(found.values()), limit=None if name else 10)

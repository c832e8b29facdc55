"""`policyscope vocabulary`: vocabularies in from files, checked, shown, compared and grown."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.catalogue.salvage import concepts_in
from indexer.command.print_results import show_progress
from indexer.command.print_vocabularies import VocabularyPrinter
from indexer.command.shared import json_option, library_option, library_settings, open_library, print_json, with_errors
from indexer.nouns.vocabularies import VocabularyList
from indexer.vocabulary.facets import EXTENDED
from indexer.vocabulary.skos_writing import as_turtle


@click.group()
def vocabulary() -> None:
    """Import, check, show, compare and grow vocabularies.

    \b
    policyscope vocabulary import eurovoc.rdf --as eurovoc
    policyscope vocabulary lint topic
    policyscope vocabulary show topic transparency
    """


@vocabulary.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", required=True, help="The vocabulary's name; topic extends the library's topics.")
@json_option
@library_option
@with_errors
def import_(file: Path, name: str, as_json: bool, library: Path | None) -> None:
    """Read a vocabulary from FILE (SKOS in Turtle, RDF/XML or N-Triples; CSV, TSV) and keep it.

    Importing a newer file brings it up to date: concepts keep their URIs, those that were replaced or merged lead on
    to their successors, and those that documents use never vanish.
    """
    with open_library(library=library) as opened:
        click.echo(f"Reading {file}", err=True)
        with show_progress("") as progress:
            report = opened.vocabularies.import_file(file, name, progress)
        if as_json:
            print_json(report)
        else:
            VocabularyPrinter().imported(report)


@vocabulary.command()
@click.argument("name")
@json_option
@library_option
@with_errors
def lint(name: str, as_json: bool, library: Path | None) -> None:
    """Find what spoils tagging and browsing in vocabulary NAME; exit code 1 where there is something.

    Labels are matched against the documents of the library, so that those which match too much are named.
    """
    with open_library(library=library, reading=True) as opened:
        with show_progress("documents") as progress:
            faults = opened.vocabularies.lint(name, progress)
        if as_json:
            print_json({"vocabulary": name, "faults": faults})
        else:
            VocabularyPrinter().faults(name, faults)
    sys.exit(1 if faults else 0)


@vocabulary.command()
@click.argument("name", required=False)
@click.argument("concept", required=False)
@click.option("--contains", default="", help="Only concepts one of whose labels contains these words.")
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--per-page", type=click.IntRange(min=1, max=1000), default=50, show_default=True)
@json_option
@library_option
@with_errors
def show(
    name: str | None, concept: str | None, contains: str, page: int, per_page: int, as_json: bool, library: Path | None
) -> None:
    """List the vocabularies, the concepts of vocabulary NAME, or show its CONCEPT (an id)."""
    with open_library(library=library, reading=True) as opened:
        shelf, printer = opened.vocabularies, VocabularyPrinter()
        if name is None:
            summaries = shelf.summaries()
            if as_json:
                print_json(VocabularyList(vocabularies=summaries))
            else:
                printer.vocabularies(summaries)
        elif concept is None:
            found = shelf.page(name, words=contains, page=page, per_page=per_page)
            if as_json:
                print_json(found)
            else:
                printer.concepts(found)
        else:
            detail = shelf.concept(name, concept)
            if as_json:
                print_json(detail)
            else:
                printer.concept(detail)


@vocabulary.command()
@click.argument("name")
@library_option
@with_errors
def export(name: str, library: Path | None) -> None:
    """Print the concepts of vocabulary NAME that the library keeps (not those that come with Policyscope), as Turtle.

    Also of a catalogue that is damaged or of another version.
    """
    concepts, former = concepts_in(library_settings(library=library).catalogue_file, name)
    shipped = EXTENDED[name]() if name in EXTENDED else None
    click.echo(as_turtle(concepts, former, shipped), nl=False)


@vocabulary.command()
@click.argument("source")
@click.argument("target")
@json_option
@library_option
@with_errors
def crosswalk(source: str, target: str, as_json: bool, library: Path | None) -> None:
    """List which concepts of vocabulary SOURCE stand for the same as ones of TARGET, and why."""
    with open_library(library=library, reading=True) as opened:
        found = opened.vocabularies.crosswalk(source, target)
        if as_json:
            print_json({"correspondences": found})
        else:
            VocabularyPrinter().crosswalk(found)


@vocabulary.command()
@click.option("--as", "name", default="topic", show_default=True, help="The vocabulary that should cover them.")
@click.option("--language", default="", help="Only phrases of documents in this language (a code).")
@click.option("--limit", type=click.IntRange(min=1, max=1000), default=50, show_default=True)
@json_option
@library_option
@with_errors
def candidates(name: str, language: str, limit: int, as_json: bool, library: Path | None) -> None:
    """List phrases that documents often use and no concept covers, with where they stand."""
    with open_library(library=library, reading=True) as opened:
        with show_progress("documents") as progress:
            found = opened.vocabularies.candidates(name, language=language, progress=progress)[:limit]
        if as_json:
            print_json({"candidates": found})
        else:
            VocabularyPrinter().candidates(found)


@vocabulary.command()
@click.argument("label")
@click.option("--as", "name", default="topic", show_default=True, help="The vocabulary it is added to.")
@click.option("--language", default="en", show_default=True, help="The label's language (a code).")
@click.option("--broader", help="The concept it is narrower than (an id or a label).")
@json_option
@library_option
@with_errors
def add(label: str, name: str, language: str, broader: str | None, as_json: bool, library: Path | None) -> None:
    """Make a concept of LABEL."""
    with open_library(library=library, reading=True) as opened:
        concept = opened.vocabularies.add(name, label, language=language, broader=broader)
        if as_json:
            print_json(opened.vocabularies.concept(name, concept.id))
        else:
            VocabularyPrinter().concept(opened.vocabularies.concept(name, concept.id))

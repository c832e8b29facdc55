"""`policyscope tag`: topics suggested with their evidence, decided by people, learned from and measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import click

from indexer.catalogue.salvage import decisions_in
from indexer.command.print_results import show_progress
from indexer.command.print_tags import TagPrinter
from indexer.command.shared import json_option, library_option, library_settings, open_library, print_json, with_errors
from indexer.curation.decision_table import as_table
from indexer.errors import WrongUsage
from indexer.library import Library
from indexer.nouns.members import widened
from indexer.nouns.tags import BulkAcceptance, NewDecision, Verdict
from indexer.present.json import as_json
from indexer.tagging.judge.agreement import CuratorAgreement
from indexer.tagging.judge.evaluation import Evaluation, evaluate_files
from indexer.tagging.judge.reliability import reliability_svg

_vocabulary_option = click.option(
    "--vocabulary", default="topic", show_default=True, help="The vocabulary of the tags."
)
_person_option = click.option("--person", help="Who decides.  [default: the setting curator]")
_page_option = click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
_per_page_option = click.option("--per-page", type=click.IntRange(1, 1000), default=20, show_default=True)


@click.group()
def tag() -> None:
    """Suggest, decide, audit and learn tags.

    \b
    policyscope tag suggest             make suggestions for the whole library
    policyscope tag show DOCUMENT       the tags of a document, and what supports them
    policyscope tag accept DOCUMENT transparency
    policyscope tag learn               learn from tags and decisions, then suggest anew
    """


@tag.command()
@click.argument("document", required=False)
@click.option(
    "--text",
    "file",
    type=click.File(encoding="utf-8"),
    help="Suggest for the text in this file (- reads standard input).",
)
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="At most so many suggestions."
)
@click.option("--language", help="The text's language.  [default: detected]")
@_vocabulary_option
@json_option
@library_option
@with_errors
def suggest(
    document: str | None,
    file: Any,
    limit: int,
    language: str | None,
    vocabulary: str,
    as_json: bool,
    library: Path | None,
) -> None:
    """Suggest tags for DOCUMENT or a text, or make the suggestions of the whole library.

    Documents that have suggestions of the tagger in use are passed over; a run that is stopped goes on where it was.
    """
    with open_library(library=library, reading=True) as opened:
        if document is None and file is None:
            with show_progress("documents") as progress:
                report = opened.curation.refresh(progress, vocabulary)
            print_json(report) if as_json else TagPrinter().refreshed(report)
            return
        if document is not None:
            found = opened.curation.suggest_document(document, vocabulary=vocabulary, limit=limit)
        else:
            text = _whole_text(file, opened.settings.max_suggest_characters)
            found = opened.curation.suggest_text(text, vocabulary=vocabulary, limit=limit, language=language)
        if as_json:
            print_json({"vocabulary": vocabulary, "suggestions": found})
        else:
            TagPrinter().suggestions(found)


@tag.command()
@click.argument("document")
@_vocabulary_option
@json_option
@library_option
@with_errors
def show(document: str, vocabulary: str, as_json: bool, library: Path | None) -> None:
    """Print the tags of DOCUMENT with what supports them, and what is suggested."""
    with open_library(library=library, reading=True) as opened:
        found = opened.curation.audit(document, vocabulary)
        print_json(found) if as_json else TagPrinter().audit(found)


def _whole_text(file: TextIO, most: int) -> str:
    """The text of a file; raises `WrongUsage` where it has more than `most` characters."""
    text = file.read(most + 1)
    if len(text) > most:
        raise WrongUsage(f"at most {most:,} characters of text are read at once; send a shorter text", parameter="text")
    return text


def _deciding(name: str, verdict: Verdict, explanation: str) -> Callable[..., None]:
    """A command that stores one verdict about concepts of a document."""

    @tag.command(name, help=explanation)
    @click.argument("document")
    @click.argument("concepts", nargs=-1, required=True)
    @_vocabulary_option
    @_person_option
    @json_option
    @library_option
    @with_errors
    def command(
        document: str,
        concepts: tuple[str, ...],
        vocabulary: str,
        person: str | None,
        as_json: bool,
        library: Path | None,
    ) -> None:
        with open_library(library=library, reading=True) as opened:
            wanted = [
                NewDecision(document_id=document, concept=each, verdict=verdict, vocabulary=vocabulary)
                for each in concepts
            ]
            found = opened.curation.decide(wanted, _signed(opened, person))
            if as_json:
                print_json({"decisions": found})
            else:
                TagPrinter().decisions(found)

    return command


accept = _deciding("accept", Verdict.ACCEPTED, "Accept CONCEPTS (id, URI or label) as tags of DOCUMENT.")
reject = _deciding("reject", Verdict.REJECTED, "Reject CONCEPTS for DOCUMENT, suggested or given by its source.")
add = _deciding("add", Verdict.ACCEPTED, "Add CONCEPTS to DOCUMENT, whether they were suggested or not.")
withdraw = _deciding("withdraw", Verdict.WITHDRAWN, "Leave CONCEPTS of DOCUMENT undecided again.")


@tag.command()
@click.argument("number", type=click.IntRange(min=1))
@_person_option
@json_option
@library_option
@with_errors
def undo(number: int, person: str | None, as_json: bool, library: Path | None) -> None:
    """Take back decision NUMBER: the tag is again what it was before."""
    with open_library(library=library, reading=True) as opened:
        found = opened.curation.undo(number, _signed(opened, person))
        print_json(found) if as_json else TagPrinter().decisions([found])


@tag.command()
@click.argument("document", required=False)
@_page_option
@_per_page_option
@json_option
@library_option
@with_errors
def log(document: str | None, page: int, per_page: int, as_json: bool, library: Path | None) -> None:
    """Print the decisions (about DOCUMENT), newest first."""
    with open_library(library=library, reading=True) as opened:
        found = opened.curation.log(document, page, per_page)
        print_json(found) if as_json else TagPrinter().log(found)


@tag.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_person_option
@json_option
@library_option
@with_errors
def import_(file: Path, person: str | None, as_json: bool, library: Path | None) -> None:
    """Store the decisions in FILE, a table with tabs: document, concept (or uri or label), verdict.

    Nothing is stored where a line is wrong.
    """
    with open_library(library=library, reading=True) as opened:
        read, stored = opened.curation.import_decisions(file, _signed(opened, person))
        if as_json:
            print_json({"read": read, "stored": stored})
        else:
            click.echo(f"{read} decisions read, {stored} stored, {read - stored} were so already")


@tag.command()
@library_option
@with_errors
def export(library: Path | None) -> None:
    """Print the whole log as a table with tabs, oldest first.

    Also of a catalogue that is damaged or of another version.
    """
    for line in as_table(decisions_in(library_settings(library=library).catalogue_file)):
        click.echo(line, nl=False)


@tag.command()
@click.option("--above", type=click.FloatRange(0, 1), required=True, help="The least confidence, from 0 to 1.")
@click.option("--yes", is_flag=True, help="Accept them; without it they are only shown.")
@_vocabulary_option
@_person_option
@json_option
@library_option
@with_errors
def bulk(above: float, yes: bool, vocabulary: str, person: str | None, as_json: bool, library: Path | None) -> None:
    """Show every open suggestion above a confidence, and accept them with --yes."""
    with open_library(library=library, reading=True) as opened:
        preview = opened.curation.preview_above(above, vocabulary)
        accepted = opened.curation.accept_above(above, vocabulary, _signed(opened, person)) if yes else ()
        if as_json:
            print_json(widened(BulkAcceptance, preview, accepted=len(accepted)))
            return
        TagPrinter().preview(preview)
        if yes:
            click.echo(f"{len(accepted)} tags accepted; `policyscope tag log` lists them")
        elif preview.tags:
            click.echo("Nothing was accepted; say --yes to accept them", err=True)


@tag.command()
@_vocabulary_option
@_page_option
@_per_page_option
@json_option
@library_option
@with_errors
def queue(vocabulary: str, page: int, per_page: int, as_json: bool, library: Path | None) -> None:
    """Print the open suggestions, those first whose decision teaches most."""
    with open_library(library=library, reading=True) as opened:
        found = opened.curation.queue(vocabulary, page, per_page)
        print_json(found) if as_json else TagPrinter().queue(found)


@tag.command()
@click.argument("document", required=False)
@_vocabulary_option
@_page_option
@_per_page_option
@json_option
@library_option
@with_errors
def audit(document: str | None, vocabulary: str, page: int, per_page: int, as_json: bool, library: Path | None) -> None:
    """Say which tags (of DOCUMENT) the text names, which it implies, and which nothing supports."""
    with open_library(library=library, reading=True) as opened:
        if document is not None:
            found = opened.curation.audit(document, vocabulary)
            print_json(found) if as_json else TagPrinter().audit(found)
            return
        counted = opened.curation.library_audit(vocabulary, page, per_page)
        print_json(counted) if as_json else TagPrinter().library_audit(counted)


@tag.command()
@_vocabulary_option
@json_option
@library_option
@with_errors
def learn(vocabulary: str, as_json: bool, library: Path | None) -> None:
    """Learn from the tags that documents have and from what was rejected, then suggest anew."""
    with open_library(library=library, reading=True) as opened:
        with show_progress("documents") as progress:
            report = opened.curation.learn(vocabulary, progress)
        print_json(report) if as_json else TagPrinter().learned(report)


_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@tag.command()
@click.option("--train", type=_file, help="JSONL file of tagged texts to learn from.")
@click.option("--test", type=_file, help="JSONL file of tagged texts to judge on.")
@click.option(
    "--vocabulary",
    help="With files, the file of their vocabulary [default: their tags]; else its name [default: topic]",
)
@click.option("--concepts", is_flag=True, help="Also the figures of each concept.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Write the reliability curve here (SVG).")
@json_option
@library_option
@with_errors
def evaluate(
    train: Path | None,
    test: Path | None,
    vocabulary: str | None,
    concepts: bool,
    plot: Path | None,
    as_json: bool,
    library: Path | None,
) -> None:
    """Measure the tagger: on files, or on the library's own tags by cross-validation.

    A line of a file is a JSON object with text, perhaps title, and labels (URIs) or tags (words).
    """
    agreement: CuratorAgreement | None = None
    if train is not None and test is not None:
        found = evaluate_files(train, test, _vocabulary_file(vocabulary))
    elif train is None and test is None:
        with open_library(library=library, reading=True) as opened, show_progress("steps") as progress:
            found, agreement = opened.curation.evaluate(vocabulary or "topic", progress)
    else:
        raise WrongUsage("name both files, with --train and --test, or neither to judge on the library's own tags")
    if plot is not None:
        plot.write_text(reliability_svg(found.reliability), "utf-8")
    if as_json:
        click.echo(json.dumps(_figures(found, agreement, concepts), ensure_ascii=False))
    else:
        TagPrinter().evaluation(found, agreement, concepts)


def _figures(found: Evaluation, agreement: CuratorAgreement | None, concepts: bool) -> dict[str, Any]:
    """How well a tagger does: its figures, the reliability of its confidence, perhaps the figures of each concept."""
    figures = {**as_json(found.report), "reliability": as_json(found.reliability)}
    if concepts:
        figures["by_concept"] = as_json(found.by_concept)
    if agreement:
        figures["agreement"] = as_json(agreement)
    return figures


def _vocabulary_file(given: str | None) -> Path | None:
    path = Path(given) if given else None
    if path is not None and not path.is_file():
        raise WrongUsage(f"there is no vocabulary file {path}", parameter="vocabulary")
    return path


def _signed(library: Library, person: str | None) -> str:
    """The name a decision is signed with."""
    return person or library.settings.curator

"""What the command line shows people: plain lines in a pipe, colour and progress bars on a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from indexer.nouns.documents import Role
from indexer.nouns.library import FileProblem, IngestReport, LibraryState
from indexer.nouns.library import Progress as ProgressCallback
from indexer.nouns.places import Agreement, Benchmark, Comparison
from indexer.nouns.search import DocumentDetail, Explanation, Facet, SearchResult, Snippet
from indexer.present.words import shown
from indexer.vocabulary.questionnaire import questionnaire

_MAX_LISTED = 20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@contextmanager
def show_progress(unit: str = "files") -> Iterator[ProgressCallback]:
    """A bar per stage on a terminal; in a pipe, one line at the end of each stage that counts its units."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield partial(_line_at_end, unit)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield advance


def _line_at_end(unit: str, stage: str, done: int, total: int) -> None:
    if done == total:
        print(f"{stage}: {total} {unit}".rstrip(), file=sys.stderr)


class Printer:
    """Prints results for people, to standard output or, with `error`, to standard error."""

    def __init__(self, *, error: bool = False) -> None:
        self._console = Console(stderr=error, highlight=False, soft_wrap=True)

    def report(self, report: IngestReport) -> None:
        """What an indexing run did, the refused files last so that they are seen."""
        self._problems("Same content as another file, kept once", report.duplicates)
        self._problems("Read with something lost", report.warnings)
        self._problems("Refused", report.refused)
        self._console.print(
            f"{report.documents} documents in the library: {report.read} read, {report.unchanged} unchanged, "
            f"{report.removed} removed, {len(report.duplicates)} duplicates, {len(report.refused)} refused, "
            f"in {report.seconds:.1f} seconds"
        )

    def _problems(self, heading: str, problems: Sequence[FileProblem]) -> None:
        if not problems:
            return
        self._console.print(f"[bold]{heading}:[/bold]")
        for problem in problems[:_MAX_LISTED]:
            self._console.print(f"  {safe(problem.path)}: {safe(problem.reason)}")
        if len(problems) > _MAX_LISTED:
            self._console.print(f"  … and {len(problems) - _MAX_LISTED} more; --json lists them all")

    def result(self, result: SearchResult) -> None:
        """The documents found with their best passages, then notes."""
        for note in result.notes:
            self._console.print(f"[yellow]Note:[/yellow] {safe(note)}")
        noun = "document" if result.total == 1 else "documents"
        self._console.print(f"{result.total} {noun}" + (f" for {safe(result.query)}" if result.query else ""))
        for item in result.items:
            self._console.print(f"\n[bold]{safe(item.title)}[/bold]")
            details = [
                item.knowledge_type.label if item.knowledge_type else "",
                ", ".join(label.label for label in item.countries),
                item.published or "",
                item.id,
            ]
            self._console.print(safe(" · ".join(part for part in details if part)), style="dim")
            for snippet in item.snippets:
                self._console.print(_marked(snippet))
            if item.explanation:
                self._reasons(item.explanation)
        shown = (result.request.page - 1) * result.request.per_page + len(result.items)
        if shown < result.total and result.items:
            self._console.print(f"\nMore: --page {result.request.page + 1}", style="dim")

    def _reasons(self, explanation: Explanation, depth: int = 0) -> None:
        self._console.print(safe(f"{'  ' * depth}{explanation.score:.3f}  {explanation.words}"), style="dim")
        for part in explanation.parts:
            self._reasons(part, depth + 1)

    def document(self, detail: DocumentDetail) -> None:
        """A document's metadata and text."""
        self._console.print(f"[bold]{safe(detail.title)}[/bold]")
        parent = detail.parent
        facts = {
            "Id": detail.id,
            "Knowledge type": detail.knowledge_type.label if detail.knowledge_type else "",
            "Country": ", ".join(label.label for label in detail.countries),
            "Topics": ", ".join(label.label for label in detail.topics),
            "Published": detail.published or "",
            "Language": detail.language,
            "Content": detail.content_url or "",
            "Source": detail.source_url or "",
            "Part of": " ".join(filter(None, (parent.title, parent.url))) if parent else "",
            "File": detail.origin.path,
        }
        for name, value in facts.items():
            if value:
                self._console.print(f"{name}: {safe(value)}")
        for passage in detail.passages:
            style = "bold" if passage.role is Role.HEADING else ""
            self._console.print(f"\n{safe(passage.text)}", style=style)

    def facets(self, facets: Sequence[Facet], limit: int | None) -> None:
        """Facets as columns of counts and labels."""
        for facet in facets:
            table = Table(title=facet.name, title_justify="left", show_header=False, box=None)
            table.add_column(justify="right")
            table.add_column()
            table.add_column(style="dim")
            for value in facet.values[:limit]:
                table.add_row(str(value.count), safe(value.label), safe(value.value))
            if facet.missing_count:
                table.add_row(str(facet.missing_count), "not stated", "_none")
            self._console.print(table)

    def comparison(self, comparison: Comparison, every: bool) -> None:
        """Places side by side: a table with one row a question."""
        family = questionnaire(comparison.family)
        table = Table(show_lines=True)
        table.add_column("")
        for place in comparison.places:
            table.add_column(safe(place.name))
        for row in comparison.rows:
            question = family.question(row.question)
            if question is None or not (every or row.agreement is Agreement.DIFFERENT):
                continue
            cells = (safe(shown(cell, question)) if cell else "[dim]not stated[/dim]" for cell in row.cells)
            table.add_row(safe(question.label["en"]), *cells)
        if table.row_count:
            self._console.print(table)
        else:
            self._console.print("They differ in nothing that they answer; --all shows every question")

    def benchmark(self, found: Benchmark) -> None:
        """Shares per answer, then the claims that profiles print."""
        family = questionnaire(found.family)
        self._console.print(f"{found.places} places")
        for each in found.questions:
            question = family.question(each.question)
            if question is None:
                continue
            lost = f", {each.not_recoverable} not recoverable" if each.not_recoverable else ""
            self._console.print(f"\n[bold]{safe(question.label['en'])}[/bold]", style="")
            self._console.print(f"{each.stated} stated, {each.not_stated} not stated{lost}", style="dim")
            for value in sorted(each.values, key=lambda value: -value.count):
                if value.count or value.own_words is None:
                    label = value.own_words or question.value_label(value.value)
                    self._console.print(f"  {value.count:>6}  {value.share:>6.1%}  {safe(label)}")
            if each.numbers:
                self._console.print(f"  median {each.numbers.median:,.0f}, greatest {each.numbers.greatest:,.0f}")
        for checked in found.claims:
            verdict = {True: "agrees", False: "[yellow]disagrees[/yellow]", None: "nothing to count"}[checked.agrees]
            counted = f"{checked.recomputed.count} of {checked.recomputed.places}" if checked.recomputed else "0 of 0"
            self._console.print(f"\nPrinted: {safe(checked.printed)}\n  counted here {counted}: {verdict}")

    def check(self, state: LibraryState, findings: Sequence[str], problems: Sequence[FileProblem]) -> None:
        """What is wrong, or that nothing is."""
        for finding in findings:
            self._console.print(f"[red]Wrong:[/red] {safe(finding)}")
        self._problems("Files that gave no document", problems)
        if not findings:
            self._console.print(f"All is well: {state.documents} documents, catalogue and index agree")


def _marked(snippet: Snippet) -> Text:
    text = Text("  ")
    at = 0
    for start, end in snippet.marks:
        text.append(_CONTROL.sub(" ", snippet.text[at:start]))
        text.append(_CONTROL.sub(" ", snippet.text[start:end]), style="bold magenta")
        at = end
    text.append(_CONTROL.sub(" ", snippet.text[at:]))
    return text


def safe(text: str) -> str:
    """A text from a document or a file name without terminal controls and markup."""
    return escape(_CONTROL.sub(" ", text))

"""What `policyscope vocabulary` shows people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from indexer.command.print_results import safe
from indexer.nouns.vocabularies import (
    Candidate,
    ConceptDetail,
    ConceptPage,
    ConceptSummary,
    ImportReport,
    VocabularySummary,
)
from indexer.vocabulary.crosswalk import Correspondence
from indexer.vocabulary.lint import Fault

_MAX_LISTED = 50


class VocabularyPrinter:
    """Prints vocabularies for people, to standard output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def imported(self, report: ImportReport) -> None:
        """What an import did, what a person should look at last."""
        counts = f"{report.added} new, {report.changed} changed, {report.unchanged} as before, {report.dropped} gone"
        joined = f", {report.joined} joined with our own" if report.joined else ""
        self._console.print(
            f"{safe(report.vocabulary)}: {report.concepts} concepts read ({counts}{joined}), "
            f"in {report.seconds:.1f} seconds"
        )
        self._list("Replaced", (f"{each.old} → {each.new}" for each in report.replaced))
        self._list("No longer in the file, but in use and therefore kept", report.kept)

    def _list(self, heading: str, lines: Iterable[str]) -> None:
        shown = list(lines)
        if shown:
            self._console.print(f"[bold]{heading}:[/bold]")
        for line in shown[:_MAX_LISTED]:
            self._console.print(f"  {safe(line)}")
        if len(shown) > _MAX_LISTED:
            self._console.print(f"  … and {len(shown) - _MAX_LISTED} more; --json lists them all")

    def faults(self, name: str, faults: Sequence[Fault]) -> None:
        """The faults of a vocabulary by rule."""
        rules = dict.fromkeys(fault.rule for fault in faults)
        for rule in rules:
            self._list(rule.capitalize(), (fault.message for fault in faults if fault.rule == rule))
        noun = "fault" if len(faults) == 1 else "faults"
        self._console.print(f"{safe(name)}: {len(faults) or 'no'} {noun}")

    def vocabularies(self, summaries: Sequence[VocabularySummary]) -> None:
        """All vocabularies as a table."""
        table = Table(show_header=False, box=None)
        table.add_column()
        table.add_column(justify="right")
        table.add_column(style="dim")
        for each in summaries:
            origin = f"imported from {each.source} on {each.imported[:10]}" if each.source else ""
            table.add_row(safe(each.name), f"{each.concepts:,}", safe(origin))
        self._console.print(table)

    def concepts(self, page: ConceptPage) -> None:
        """A page of concepts as a table."""
        self._table(page.concepts)
        if page.page * page.per_page < page.total:
            self._console.print(f"{page.total:,} concepts; more with --page {page.page + 1}", style="dim")

    def _table(self, concepts: Sequence[ConceptSummary]) -> None:
        table = Table(show_header=False, box=None)
        table.add_column(justify="right")
        table.add_column()
        table.add_column(style="dim")
        for each in concepts:
            table.add_row("" if each.documents is None else str(each.documents), safe(each.label), safe(each.id))
        self._console.print(table)

    def concept(self, detail: ConceptDetail) -> None:
        """A concept with its labels and neighbours."""
        self._console.print(f"[bold]{safe(detail.label)}[/bold]")
        self._console.print(safe(f"{detail.id} · {detail.uri} · {detail.origin}"), style="dim")
        for title, text in detail.definition.items():
            self._console.print(safe(f"{title}: {text}"))
        self._labels("Preferred", {language: (label,) for language, label in detail.preferred.items()})
        self._labels("Alternative", detail.alternative)
        self._labels("Hidden", detail.hidden)
        self._labels("Not", detail.negative)
        for title, neighbours in (
            ("Broader", detail.broader),
            ("Narrower", detail.narrower),
            ("Related", detail.related),
        ):
            if neighbours:
                self._console.print(safe(f"{title}: {', '.join(each.label for each in neighbours)}"))
        for uri in (*detail.exact_match, *detail.close_match):
            kind = "The same as" if uri in detail.exact_match else "Close to"
            self._console.print(safe(f"{kind}: {uri}"))
        if detail.documents is not None:
            self._console.print(f"Documents: {detail.documents}")

    def _labels(self, title: str, labels: Mapping[str, Sequence[str]]) -> None:
        if labels:
            written = "; ".join(f"{', '.join(several)} ({language})" for language, several in labels.items())
            self._console.print(safe(f"{title}: {written}"))

    def crosswalk(self, found: Sequence[Correspondence]) -> None:
        """Correspondences, one a line."""
        for each in found:
            line = f"{each.source.label()} = {each.target.label()}  ({each.ground.value}: {each.because})"
            self._console.print(safe(line))
        self._console.print(f"{len(found)} correspondences")

    def candidates(self, found: Sequence[Candidate]) -> None:
        """Candidates with their counts and an example each."""
        for each in found:
            self._console.print(f"[bold]{safe(each.label)}[/bold] ({safe(each.language)})")
            self._console.print(f"  {each.count} times in {each.documents} documents", style="dim")
            for example in each.examples[:1]:
                self._console.print(safe(f"  {example.document_id}: {' '.join(example.text.split())}"))
        if not found:
            self._console.print("No phrase is frequent enough that no concept covers")

"""What `policyscope tag` shows people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from rich.console import Console
from rich.table import Table

from indexer.command.print_results import safe
from indexer.nouns.tags import (
    AuditedTag,
    BulkPreview,
    Decision,
    DecisionPage,
    DocumentAudit,
    LearnReport,
    LibraryAudit,
    QueueItem,
    QueuePage,
    RefreshReport,
    Support,
    TagSuggestion,
)
from indexer.tagging.judge.agreement import CuratorAgreement
from indexer.tagging.judge.evaluation import Evaluation

_MAX_LISTED = 30


class TagPrinter:
    """Prints tags for people, to standard output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def refreshed(self, report: RefreshReport) -> None:
        """What making suggestions did."""
        self._console.print(
            f"{report.examined} of {report.documents} documents examined, {report.suggestions} suggestions of "
            f"{safe(report.vocabulary)} stored, in {report.seconds:.1f} seconds"
        )

    def suggestions(self, suggestions: Sequence[TagSuggestion]) -> None:
        """Suggestions, most sure first, each with what speaks for it."""
        if not suggestions:
            self._console.print("Nothing is suggested")
        for each in suggestions:
            mark = "" if each.chosen else "  [dim]below the threshold[/dim]"
            self._console.print(f"{each.confidence:>6.1%}  [bold]{safe(each.label)}[/bold]{mark}")
            self._console.print(f"        {safe(_because(each))}", style="dim")

    def audit(self, audit: DocumentAudit) -> None:
        """A document's tags with their support, then what is suggested."""
        self._console.print(f"[bold]{safe(audit.title)}[/bold]  {safe(audit.document_id)}")
        counts = ", ".join(f"{audit.support[support]} {support.value}" for support in Support)
        self._console.print(f"{len(audit.tags)} tags of {safe(audit.vocabulary)}: {counts}", style="dim")
        for tag in audit.tags:
            self._tag(tag)
        for tag in audit.rejected:
            decision = f" by {tag.decision.person}" if tag.decision else ""
            self._console.print(f"  [red]rejected[/red]     {safe(tag.concept.label)}{safe(decision)}")
        if audit.suggestions:
            self._console.print("[bold]Suggested:[/bold]")
            self.suggestions(audit.suggestions)

    def _tag(self, tag: AuditedTag) -> None:
        quotes = dict.fromkeys(f"“{span.quote}”" for span in tag.spans)
        through = f" through {', '.join(each.label for each in tag.through)}" if tag.through else ""
        added = f"  (accepted by {tag.decision.person})" if tag.decision else ""
        words = ", ".join(list(quotes)[:3])
        self._console.print(f"  {tag.support.value:<12} {safe(tag.concept.label + added)}")
        if words or through:
            self._console.print(f"               {safe(words + through)}", style="dim")

    def library_audit(self, audit: LibraryAudit) -> None:
        """Concepts in use with their counts of documents."""
        self._console.print(f"{audit.examined} of {audit.documents} documents examined")
        names = ("given", "named", "implied", "unsupported", "suggested", "accepted", "rejected")
        table = Table(box=None)
        table.add_column(audit.vocabulary)
        for name in names:
            table.add_column(name, justify="right")
        for each in audit.concepts:
            table.add_row(safe(each.concept.label), *(str(getattr(each, name)) for name in names))
        table.add_row("[bold]all[/bold]", *(str(getattr(audit.totals, name)) for name in names))
        self._console.print(table)
        self._more(audit.page, audit.per_page, audit.total)

    def queue(self, queue: QueuePage) -> None:
        """Open suggestions to decide on."""
        self._console.print(f"{queue.total} open suggestions of {safe(queue.vocabulary)}")
        for item in queue.items:
            self._item(item)
        self._more(queue.page, queue.per_page, queue.total)

    def _item(self, item: QueueItem) -> None:
        suggestion = item.suggestion
        self._console.print(
            f"{suggestion.confidence:>6.1%}  [bold]{safe(suggestion.label)}[/bold]"
            f"  {safe(suggestion.id)}  [dim]{safe(item.document_id)}: {safe(item.title)}[/dim]"
        )
        self._console.print(f"        {safe(_because(suggestion))}", style="dim")

    def decisions(self, decisions: Sequence[Decision]) -> None:
        """Decisions, one a line."""
        for each in decisions:
            taken = f"  takes back {each.undoes}" if each.undoes else ""
            self._console.print(
                safe(
                    f"{each.number:>6}  {each.moment}  {each.verdict.value:<9}  {each.concept.label}  "
                    f"{each.document_id}  {each.person}{taken}"
                )
            )

    def log(self, page: DecisionPage) -> None:
        """A page of the log, newest first."""
        self._console.print(f"{page.total} decisions")
        self.decisions(page.decisions)
        self._more(page.page, page.per_page, page.total)

    def preview(self, preview: BulkPreview) -> None:
        """What accepting all above a confidence would do."""
        self._console.print(
            f"{preview.tags} suggestions of {safe(preview.vocabulary)} for {preview.documents} documents have at least "
            f"{preview.threshold:.0%}"
        )
        for each in preview.concepts[:_MAX_LISTED]:
            self._console.print(f"{each.documents:>6}  {safe(each.concept.label)}")
        if len(preview.concepts) > _MAX_LISTED:
            self._console.print(f"  … and {len(preview.concepts) - _MAX_LISTED} more concepts; --json lists them all")
        if preview.examples:
            self._console.print("[bold]The least sure:[/bold]")
        for item in preview.examples:
            self._item(item)

    def learned(self, report: LearnReport) -> None:
        """What learning gave, by language."""
        for each in report.languages:
            how = "learned" if each.model else "too few to learn from: labels alone are used"
            self._console.print(
                f"{safe(each.language)}: {each.documents} tagged documents, {each.tags} tags, "
                f"{each.rejected} rejected; {how}"
            )
        self.refreshed(report.refreshed)

    def evaluation(self, found: Evaluation, agreement: CuratorAgreement | None, concepts: bool) -> None:
        """How well a tagger does, one figure a line."""
        for field in fields(found.report):
            value = getattr(found.report, field.name)
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            self._console.print(f"{field.name.replace('_', ' '):<26} {safe(shown)}")
        if agreement and agreement.observed is not None:
            alpha = "" if agreement.alpha is None else f", Krippendorff's alpha {agreement.alpha:.3f}"
            self._console.print(
                f"{agreement.people} curators agree on {agreement.observed:.1%} of {agreement.judged_twice} tags{alpha}"
            )
        for each in found.by_concept if concepts else ():
            figures = f"precision {each.precision:.3f}  recall {each.recall:.3f}  F1 {each.f1:.3f}"
            self._console.print(f"{each.given:>6} given {each.chosen:>6} chosen  {figures}  {safe(each.label)}")

    def _more(self, page: int, per_page: int, total: int) -> None:
        if page * per_page < total:
            self._console.print(f"More: --page {page + 1}", style="dim")


def _because(suggestion: TagSuggestion) -> str:
    """The strongest thing that speaks for a suggestion, in a line."""
    if suggestion.spans:
        quotes = list(dict.fromkeys(f"“{span.quote}”" for span in suggestion.spans))[:3]
        pages = sorted({span.page for span in suggestion.spans if span.page})
        where = f", page {', '.join(map(str, pages[:5]))}" if pages else ""
        return f"named: {', '.join(quotes)}{where}"
    if suggestion.neighbours:
        return f"like {suggestion.neighbours[0].title} ({', '.join(suggestion.neighbours[0].words)})"
    return "; ".join(reason.text for reason in suggestion.reasons[:2]) or suggestion.method

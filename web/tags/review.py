"""What the templates of the review, the log and the audit show, with every link made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from indexer.holdings import Holdings
from indexer.nouns.tags import (
    BulkPreview,
    ConceptName,
    Decision,
    DecisionPage,
    LibraryAudit,
    QueueItem,
    QueuePage,
    Verdict,
)
from web.tags.review_parameters import THRESHOLD
from web.tags.views import TagView, concept_search_url, suggestion_view
from web.vocabularies.views import concept_url, vocabulary_title

_NEWEST = 50
_VERDICTS = {Verdict.ACCEPTED: "Accepted", Verdict.REJECTED: "Rejected", Verdict.WITHDRAWN: "Withdrew"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """An open suggestion with its document and what speaks for it."""

    item: QueueItem
    tag: TagView
    document_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A line of the log in words; `undone` where a later one took it back, `may_undo` where one can."""

    decision: Decision
    said: str
    title: str
    document_url: str
    concept_url: str
    sure: str
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """All that the review shows."""

    found: QueuePage
    rows: tuple[QueueRow, ...]
    vocabulary: str
    title: str
    choices: tuple[tuple[str, str, bool], ...]
    did: DecisionView | None
    threshold: int
    previous_url: str
    next_url: str
    json_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbovePage:
    """All that the preview of accepting many shows."""

    found: BulkPreview
    percent: int
    concepts: tuple[tuple[ConceptName, str, int], ...]
    rows: tuple[QueueRow, ...]
    json_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """All that the log shows."""

    found: DecisionPage
    rows: tuple[DecisionView, ...]
    document: str
    accepted: int
    previous_url: str
    next_url: str
    json_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """All that the audit shows: (concept's counts, its page, its documents) each."""

    found: LibraryAudit
    title: str
    rows: tuple[tuple[Any, str, str], ...]
    choices: tuple[tuple[str, str, bool], ...]
    previous_url: str
    next_url: str
    json_url: str


def paged(path: str, base: Mapping[str, Any], page: int, per_page: int, total: int) -> tuple[str, str, str]:
    """The addresses of the page before, the page after (empty where there is none) and of the JSON twin."""

    def url(number: int, suffix: str = "") -> str:
        query = urlencode({**{name: value for name, value in base.items() if value}, **_page(number)})
        return f"{path}{suffix}" + (f"?{query}" if query else "")

    return url(page - 1) if page > 1 else "", url(page + 1) if page * per_page < total else "", url(page, ".json")


def _page(number: int) -> dict[str, int]:
    return {"page": number} if number > 1 else {}


def of_vocabulary(name: str) -> dict[str, str]:
    """A vocabulary as a parameter; topics are meant without saying so."""
    return {} if name == "topic" else {"vocabulary": name}


def choices(names: Iterable[str], chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """Vocabularies as options of a list."""
    return tuple((name, vocabulary_title(name), name == chosen) for name in names)


def review_page(found: QueuePage, names: Iterable[str], did: DecisionView | None) -> ReviewPage:
    """A page of open suggestions with its links."""
    base = of_vocabulary(found.vocabulary)
    previous_url, next_url, json_url = paged("/review", base, found.page, found.per_page, found.total)
    return ReviewPage(
        found=found,
        rows=tuple(queue_row(item) for item in found.items),
        vocabulary=found.vocabulary,
        title=vocabulary_title(found.vocabulary),
        choices=choices(names, found.vocabulary),
        did=did,
        threshold=round(100 * THRESHOLD),
        previous_url=previous_url,
        next_url=next_url,
        json_url=json_url,
    )


def queue_row(item: QueueItem) -> QueueRow:
    """An open suggestion in words."""
    tag = suggestion_view(item.suggestion, item.document_id)
    return QueueRow(item=item, tag=tag, document_url=f"/documents/{item.document_id}")


def above_page(found: BulkPreview) -> AbovePage:
    """What accepting all above a threshold would do, in words."""
    query = urlencode({**of_vocabulary(found.vocabulary), "at_least": found.threshold})
    return AbovePage(
        found=found,
        percent=round(100 * found.threshold),
        concepts=tuple(
            (each.concept, concept_url(each.concept.vocabulary, each.concept.id), each.documents)
            for each in found.concepts
        ),
        rows=tuple(queue_row(item) for item in found.examples),
        json_url=f"/review/above.json?{query}",
    )


def decision_view(decision: Decision, title: str, *, may_undo: bool) -> DecisionView:
    """A decision in words."""
    said = _VERDICTS[decision.verdict]
    if decision.undoes:
        said = f"Undid decision {decision.undoes}: {decision.verdict.value}"
    return DecisionView(
        decision=decision,
        said=said,
        title=title,
        document_url=f"/documents/{decision.document_id}",
        concept_url=concept_url(decision.concept.vocabulary, decision.concept.id),
        sure=f"{100 * decision.confidence:.0f} %" if decision.confidence is not None else "",
        may_undo=may_undo,
    )


def told(library: Holdings, number: int) -> DecisionView | None:
    """A decision just made, to tell of it; nothing where it is none of the newest."""
    newest = library.curation.log(per_page=_NEWEST).decisions if number else ()
    decision = next((each for each in newest if each.number == number), None)
    if decision is None:
        return None
    titles = library.titles([decision.document_id])
    title = titles.get(decision.document_id, decision.document_id)
    return decision_view(decision, title, may_undo=decision in undoable(newest))


def undoable(log: Sequence[Decision]) -> set[Decision]:
    """The decisions of a log, newest first, that are the last about their tag and can be taken back."""
    last: dict[tuple[str, str, str], Decision] = {}
    for each in log:
        last.setdefault((each.document_id, each.concept.vocabulary, each.concept.id), each)
    return {each for each in last.values() if each.verdict is not Verdict.WITHDRAWN or each.undoes is None}


def log_page(found: DecisionPage, document: str, accepted: int, view: Callable[[Decision], DecisionView]) -> LogPage:
    """A page of the log with its links."""
    previous_url, next_url, json_url = paged(
        "/decisions", {"document": document}, found.page, found.per_page, found.total
    )
    return LogPage(
        found=found,
        rows=tuple(view(each) for each in found.decisions),
        document=document,
        accepted=accepted,
        previous_url=previous_url,
        next_url=next_url,
        json_url=json_url,
    )


def audit_page(found: LibraryAudit, names: Iterable[str]) -> AuditPage:
    """A page of the audit with its links."""
    base = of_vocabulary(found.vocabulary)
    previous_url, next_url, json_url = paged("/audit", base, found.page, found.per_page, found.total)
    return AuditPage(
        found=found,
        title=vocabulary_title(found.vocabulary),
        rows=tuple(
            (each, concept_url(each.concept.vocabulary, each.concept.id), concept_search_url(each.concept))
            for each in found.concepts
        ),
        choices=choices(names, found.vocabulary),
        previous_url=previous_url,
        next_url=next_url,
        json_url=json_url,
    )

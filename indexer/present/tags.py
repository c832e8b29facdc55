"""Tags, suggestions and decisions as the JSON that the API and the command line share."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from indexer.nouns.tags import (
    AuditedTag,
    BulkPreview,
    ConceptAudit,
    ConceptName,
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


def concept_name_as_json(concept: ConceptName) -> dict[str, Any]:
    """A concept as a tag shows it."""
    return asdict(concept)


def suggestion_as_json(suggestion: TagSuggestion) -> dict[str, Any]:
    """A suggestion with label, URI, confidence and evidence."""
    return {
        **concept_name_as_json(suggestion.concept),
        "confidence": suggestion.confidence,
        "chosen": suggestion.chosen,
        "method": suggestion.method,
        "spans": [asdict(span) for span in suggestion.spans],
        "neighbours": [
            {"id": each.document_id, "title": each.title, "similarity": each.similarity, "words": list(each.words)}
            for each in suggestion.neighbours
        ],
        "words": list(suggestion.words),
        "reasons": [asdict(reason) for reason in suggestion.reasons],
    }


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """A line of the log."""
    return {
        "number": decision.number,
        "document": decision.document_id,
        "concept": concept_name_as_json(decision.concept),
        "verdict": decision.verdict.value,
        "person": decision.person,
        "moment": decision.moment,
        "confidence": decision.confidence,
        "undoes": decision.undoes,
    }


def decision_page_as_json(page: DecisionPage) -> dict[str, Any]:
    """A page of the log, newest first."""
    return {
        "total": page.total,
        "page": page.page,
        "per_page": page.per_page,
        "decisions": [decision_as_json(each) for each in page.items],
    }


def audited_tag_as_json(tag: AuditedTag) -> dict[str, Any]:
    """A tag with its support and the decision in force about it."""
    return {
        "concept": concept_name_as_json(tag.concept),
        "source": tag.source.value,
        "support": tag.support.value,
        "spans": [asdict(span) for span in tag.spans],
        "through": [concept_name_as_json(each) for each in tag.through],
        "decision": decision_as_json(tag.decision) if tag.decision else None,
    }


def document_audit_as_json(audit: DocumentAudit) -> dict[str, Any]:
    """A document's tags with their support, those rejected, and the suggestions still open."""
    return {
        "document": audit.document_id,
        "title": audit.title,
        "vocabulary": audit.vocabulary,
        "support": {support.value: audit.count(support) for support in Support},
        "tags": [audited_tag_as_json(tag) for tag in audit.tags],
        "rejected": [audited_tag_as_json(tag) for tag in audit.rejected],
        "suggestions": [suggestion_as_json(each) for each in audit.suggestions],
    }


def _counts(audit: ConceptAudit) -> dict[str, int]:
    names = ("given", "named", "implied", "unsupported", "suggested", "accepted", "rejected")
    return {name: getattr(audit, name) for name in names}


def library_audit_as_json(audit: LibraryAudit) -> dict[str, Any]:
    """A page of concepts in use with their counts of documents."""
    return {
        "vocabulary": audit.vocabulary,
        "documents": audit.documents,
        "examined": audit.examined,
        "total": audit.total,
        "page": audit.page,
        "per_page": audit.per_page,
        "totals": _counts(audit.totals),
        "concepts": [{"concept": concept_name_as_json(each.concept), **_counts(each)} for each in audit.items],
    }


def queue_item_as_json(item: QueueItem) -> dict[str, Any]:
    """An open suggestion of a document."""
    return {
        "document": item.document_id,
        "title": item.title,
        "gain": round(item.gain, 4),
        "size": item.size,
        "suggestion": suggestion_as_json(item.suggestion),
    }


def queue_as_json(queue: QueuePage) -> dict[str, Any]:
    """A page of open suggestions, those whose decision teaches most first."""
    return {
        "vocabulary": queue.vocabulary,
        "total": queue.total,
        "page": queue.page,
        "per_page": queue.per_page,
        "items": [queue_item_as_json(item) for item in queue.items],
    }


def preview_as_json(preview: BulkPreview) -> dict[str, Any]:
    """What accepting all above a confidence would do."""
    return {
        "vocabulary": preview.vocabulary,
        "above": preview.threshold,
        "tags": preview.tags,
        "documents": preview.documents,
        "concepts": [
            {"concept": concept_name_as_json(concept), "documents": count} for concept, count in preview.concepts
        ],
        "examples": [queue_item_as_json(item) for item in preview.examples],
    }


def refresh_as_json(report: RefreshReport) -> dict[str, Any]:
    """What making suggestions did."""
    return asdict(report)


def learned_as_json(report: LearnReport) -> dict[str, Any]:
    """What learning gave."""
    return asdict(report)


def evaluation_as_json(found: Evaluation, agreement: CuratorAgreement | None, concepts: bool) -> dict[str, Any]:
    """How well a tagger does: its figures, the reliability of its confidence, perhaps the figures of each concept."""
    return {
        **json.loads(found.report.as_json()),
        "reliability": [_rounded(asdict(each)) for each in found.reliability],
        **({"by_concept": [_rounded(asdict(each)) for each in found.by_concept]} if concepts else {}),
        **({"agreement": _rounded(asdict(agreement))} if agreement else {}),
    }


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 6) if isinstance(value, float) else value for name, value in values.items()}

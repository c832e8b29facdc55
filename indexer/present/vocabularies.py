"""Vocabularies as the JSON that the API and the command line share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.nouns.vocabularies import (
    Candidate,
    ConceptDetail,
    ConceptPage,
    ConceptSummary,
    ImportReport,
    VocabularySummary,
)
from indexer.present.documents import label_as_json
from indexer.vocabulary.crosswalk import Correspondence
from indexer.vocabulary.lint import Fault


def summary_as_json(summary: VocabularySummary) -> dict[str, Any]:
    """A vocabulary in the list of all."""
    return {
        "name": summary.name,
        "concepts": summary.concepts,
        "facet": summary.facet,
        "source": summary.source,
        "imported": summary.imported,
    }


def concept_summary_as_json(concept: ConceptSummary) -> dict[str, Any]:
    """A concept in a list; `documents` is null where a search cannot ask for it."""
    return {
        "id": concept.id,
        "uri": concept.uri,
        "label": concept.label,
        "narrower": concept.narrower,
        "documents": concept.documents,
    }


def concept_page_as_json(page: ConceptPage) -> dict[str, Any]:
    """A page of a vocabulary's concepts."""
    return {
        "vocabulary": summary_as_json(page.vocabulary),
        "total": page.total,
        "page": page.page,
        "per_page": page.per_page,
        "concepts": [concept_summary_as_json(each) for each in page.items],
    }


def concept_as_json(detail: ConceptDetail) -> dict[str, Any]:
    """A concept with all its labels and its neighbours."""
    concept = detail.concept
    return {
        "vocabulary": detail.vocabulary.name,
        "id": concept.id,
        "uri": concept.uri,
        "origin": detail.origin,
        "preferred": dict(concept.preferred),
        "alternative": _lists(concept.alternative),
        "hidden": _lists(concept.hidden),
        "negative": _lists(concept.negative),
        "definition": dict(concept.definition),
        "path": [label_as_json(label) for label in detail.path],
        "broader": [concept_summary_as_json(each) for each in detail.broader],
        "narrower": [concept_summary_as_json(each) for each in detail.narrower],
        "related": [concept_summary_as_json(each) for each in detail.related],
        "exact_match": list(concept.exact_match),
        "close_match": list(concept.close_match),
        "former": list(detail.former),
        "documents": detail.documents,
    }


def _lists(labels: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {language: list(several) for language, several in labels.items()}


def import_as_json(report: ImportReport) -> dict[str, Any]:
    """What an import did."""
    names = ("vocabulary", "concepts", "added", "changed", "unchanged", "joined", "dropped", "seconds")
    return {
        **{name: getattr(report, name) for name in names},
        "replaced": [{"old": old, "new": new} for old, new in report.replaced],
        "kept": list(report.kept),
    }


def fault_as_json(fault: Fault) -> dict[str, Any]:
    """One finding about a vocabulary."""
    return {"rule": fault.rule, "concepts": list(fault.concepts), "message": fault.message}


def correspondence_as_json(found: Correspondence) -> dict[str, Any]:
    """Two concepts that stand for the same."""
    return {
        "source": {"id": found.source.id, "uri": found.source.uri, "label": found.source.label()},
        "target": {"id": found.target.id, "uri": found.target.uri, "label": found.target.label()},
        "ground": found.ground.value,
        "because": found.because,
    }


def candidate_as_json(candidate: Candidate) -> dict[str, Any]:
    """A phrase that could become a concept, with where it stands."""
    return {
        "label": candidate.label,
        "language": candidate.language,
        "count": candidate.count,
        "documents": candidate.documents,
        "score": round(candidate.score, 3),
        "examples": [
            {
                "document": example.document_id,
                "title": example.title,
                "anchor": example.anchor,
                "page": example.page,
                "text": example.text,
                "mark": [example.start, example.end],
            }
            for example in candidate.examples
        ],
    }

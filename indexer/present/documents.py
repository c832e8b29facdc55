"""Results as the JSON that the API and the command line share; the only place that knows its shape."""

from __future__ import annotations

import re
from typing import Any

from indexer.nouns.documents import Passage
from indexer.nouns.search import (
    Completion,
    DocumentDetail,
    Explanation,
    Facet,
    Label,
    Overview,
    ResultItem,
    SearchResult,
    Snippet,
)
from indexer.present.places import answer_as_json, claim_as_json, loss_as_json

_DOI = re.compile(r"10\.\d{4,9}/\S+")


def result_as_json(result: SearchResult) -> dict[str, Any]:
    """A search result: `query` as read, `total`, `items`, `facets`, `notes` and `meta`."""
    return {
        "query": result.query,
        "total": result.total,
        "items": [item_as_json(item) for item in result.items],
        "facets": {name: facet_as_json(facet) for name, facet in result.facets.items()},
        "notes": list(result.notes),
        "repairs": [{"name": repair.name, "total": repair.total} for repair in result.repairs],
        "did_you_mean": result.did_you_mean,
        "page": result.request.page,
        "per_page": result.request.per_page,
        "meta": {"took_ms": result.took_ms, "generation": result.generation, "partial": result.partial},
    }


def item_as_json(item: ResultItem) -> dict[str, Any]:
    """One document of a result."""
    return {
        "id": item.id,
        "title": item.title,
        "score": round(item.score, 6),
        "url": item.url,
        "language": item.language,
        "knowledge_type": label_as_json(item.knowledge_type) if item.knowledge_type else None,
        "countries": [label_as_json(label) for label in item.countries],
        "topics": [label_as_json(label) for label in item.topics],
        "published": item.published,
        "snippets": [snippet_as_json(snippet) for snippet in item.snippets],
        "explanation": explanation_as_json(item.explanation) if item.explanation else None,
    }


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Why a document has its score: words, a number, and the parts that add up to it."""
    return {
        "words": explanation.words,
        "score": round(explanation.score, 6),
        "parts": [explanation_as_json(part) for part in explanation.parts],
    }


def snippet_as_json(snippet: Snippet) -> dict[str, Any]:
    """A snippet: plain text and the [start, end] character ranges to mark."""
    return {
        "text": snippet.text,
        "marks": [list(mark) for mark in snippet.marks],
        "heading": snippet.heading,
        "page": snippet.page,
        "anchor": snippet.anchor,
    }


def facet_as_json(facet: Facet) -> dict[str, Any]:
    """A facet: `values` in their order, how many there are in all, and how many documents state none."""
    return {
        "values": [
            {
                "value": value.value,
                "label": value.label,
                "count": value.count,
                "selected": value.selected,
                "excluded": value.excluded,
            }
            for value in facet.values
        ],
        "total_values": facet.total_values,
        "missing_count": facet.missing_count,
    }


def completion_as_json(completion: Completion) -> dict[str, Any]:
    """A completion: what kind of thing it is, its value, and the documents it stands for."""
    return {
        "kind": completion.kind,
        "value": completion.value,
        "label": completion.label,
        "matched": completion.matched,
        "count": completion.count,
    }


def label_as_json(label: Label) -> dict[str, str]:
    """A facet value with its label."""
    return {"value": label.value, "label": label.label}


def detail_as_json(detail: DocumentDetail) -> dict[str, Any]:
    """A whole document: its metadata, passages, profile if it is one, provenance and related documents."""
    document = detail.document
    return {
        "id": document.id,
        "title": document.title,
        "abstract": document.abstract,
        "language": document.language,
        "published": document.published,
        "knowledge_type": label_as_json(detail.knowledge_type) if detail.knowledge_type else None,
        "countries": [label_as_json(label) for label in detail.countries],
        "regions": [label_as_json(label) for label in detail.regions],
        "topics": [label_as_json(label) for label in detail.topics],
        "tags_as_given": [{"label": tag.label, "uri": tag.uri} for tag in document.topics],
        "knowledge_type_as_given": (
            {"label": document.knowledge_type.label, "uri": document.knowledge_type.uri}
            if document.knowledge_type
            else None
        ),
        "source_url": document.source_url,
        "content_url": document.content_url,
        "content_doi": doi(document.content_url),
        "parent": (
            {"title": document.parent_title, "url": document.parent_url, "doi": doi(document.parent_url)}
            if document.parent_title or document.parent_url
            else None
        ),
        "profile": (
            {
                "place": document.profile.place,
                "country": document.profile.country,
                "family": document.profile.family,
                "edition": document.profile.edition,
                "parse_score": round(document.profile.parse_score, 4),
                "answers": [answer_as_json(answer) for answer in document.profile.answers],
                "claims": [claim_as_json(claim) for claim in document.profile.claims],
                "losses": [loss_as_json(loss) for loss in document.profile.losses],
            }
            if document.profile
            else None
        ),
        "passages": [passage_as_json(passage) for passage in document.passages],
        "origin": {
            "path": document.origin.path,
            "digest": document.origin.digest,
            "reader": document.origin.reader,
            "media_type": document.origin.media_type,
            "problems": list(document.origin.problems),
        },
        "related": [item_as_json(item) for item in detail.related],
    }


def overview_as_json(overview: Overview) -> dict[str, Any]:
    """What a library holds."""
    return {
        "documents": overview.documents,
        "facets": {name: facet_as_json(facet) for name, facet in overview.facets.items()},
        "newest": [item_as_json(item) for item in overview.newest],
        "meta": {"generation": overview.generation},
    }


def passage_as_json(passage: Passage) -> dict[str, Any]:
    """A passage with its place in the document."""
    return {
        "number": passage.number,
        "role": passage.role.value,
        "headings": list(passage.headings),
        "page": passage.page,
        "anchor": passage.anchor,
        "text": passage.text,
    }


def doi(url: str | None) -> str | None:
    """The DOI in a link, or None."""
    match = _DOI.search(url or "")
    return match.group().rstrip(".,;)") if match else None

"""How tags, suggestions and what supports them are shown: in words, each with the address of its passage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.nouns.search import DocumentDetail
from indexer.nouns.tags import (
    AuditedTag,
    ConceptName,
    Decision,
    DocumentAudit,
    Source,
    Support,
    TagNeighbour,
    TagSpan,
    TagSuggestion,
)
from indexer.vocabulary.facets import FACETS, SUGGESTED_TOPIC
from web.marking import Marks, marks_of
from web.search.views import search_url
from web.vocabularies.views import concept_url

_TOPIC = "topic"
_QUOTES = 3
_SUPPORTS = {
    Support.NAMED: "named in the text",
    Support.IMPLIED: "implied by",
    Support.UNSUPPORTED: "not supported by the text",
}
_PLACES = {"title": "title", "abstract": "abstract", "heading": "heading", "body": "passage"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """One place that names a concept: its words, where it is, and its address with the words marked."""

    quote: str
    where: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What speaks for a concept: the first places, how many more there are, documents alike, and reasons."""

    places: tuple[SpanView, ...]
    more: int
    all_url: str
    neighbours: tuple[tuple[str, str, str, str], ...]
    words: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A tag or suggestion: its links, its state in words (`kind` for its colour), and its evidence."""

    concept: ConceptName
    url: str
    concept_url: str
    kind: str
    state: str
    evidence: EvidenceView
    sure: str = ""
    decided: str = ""
    decision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTags:
    """All tags of a document, and what is marked in its text: `shown` names it, `places` are its places.

    `suggestions` are those that pass the tagger's threshold, `less_sure` the others.
    """

    document_id: str
    vocabulary: str
    tags: tuple[TagView, ...]
    rejected: tuple[TagView, ...]
    suggestions: tuple[TagView, ...]
    less_sure: tuple[TagView, ...]
    counts: str
    marks: Marks
    shown: str
    places: tuple[SpanView, ...]


def document_tags(document: DocumentDetail, audit: DocumentAudit, shown: str) -> DocumentTags:
    """The tags of a document; the places that name the concept with the id `shown` are marked in its text."""
    spans = _to_go_to(_spans_of(audit, shown))
    spoken: list[AuditedTag | TagSuggestion] = [*audit.tags, *audit.rejected, *audit.suggestions]
    names = {each.concept.id: each.concept.label for each in spoken}
    counts = (audit.support[support] for support in Support)
    words = (f"{count} {_SUPPORTS[support]}" for support, count in zip(Support, counts, strict=True) if count)
    return DocumentTags(
        document_id=document.id,
        vocabulary=audit.vocabulary,
        tags=tuple(_tag(each, audit) for each in audit.tags),
        rejected=tuple(_tag(each, audit) for each in audit.rejected),
        suggestions=tuple(suggestion_view(each, document.id) for each in audit.suggestions if each.chosen),
        less_sure=tuple(suggestion_view(each, document.id) for each in audit.suggestions if not each.chosen),
        counts=", ".join(words).replace("implied by", "implied by a narrower concept"),
        marks=marks_of(spans),
        shown=names.get(shown, ""),
        places=tuple(span_view(span, document.id, shown, audit.vocabulary) for span in spans),
    )


def _spans_of(audit: DocumentAudit, concept_id: str) -> tuple[TagSpan, ...]:
    spoken: list[AuditedTag | TagSuggestion] = [*audit.tags, *audit.rejected, *audit.suggestions]
    return next((each.spans for each in spoken if each.concept.id == concept_id), ())


def _tag(tag: AuditedTag, audit: DocumentAudit) -> TagView:
    if tag.support is Support.IMPLIED:
        support = f"implied by {', '.join(each.label for each in tag.through)}"
    else:
        support = _SUPPORTS[tag.support]
    given = "Given" if tag.source is Source.GIVEN else "Added"
    decision = tag.decision
    return TagView(
        concept=tag.concept,
        url=concept_search_url(tag.concept),
        concept_url=concept_url(tag.concept.vocabulary, tag.concept.id),
        kind=tag.support.value,
        state=f"{given}, {support}",
        evidence=evidence_view(tag.spans, audit.document_id, tag.concept),
        decided=_decided(decision) if decision else "",
        decision=decision.number if decision else None,
    )


def _decided(decision: Decision) -> str:
    person = f" by {decision.person}" if decision.person else ""
    return f"{decision.verdict.value}{person}, {decision.moment[:10]}"


def suggestion_view(suggestion: TagSuggestion, document_id: str) -> TagView:
    """A suggestion with what speaks for it."""
    states = {
        "named": "Suggested: the text names it",
        "scattered": "Suggested: the words of its label stand apart",
        "learned": "Suggested: documents like this have it" if suggestion.neighbours else "Suggested: by related words",
    }
    return TagView(
        concept=suggestion.concept,
        url=_suggestion_url(suggestion),
        concept_url=concept_url(suggestion.concept.vocabulary, suggestion.concept.id),
        kind="suggested",
        state=states.get(suggestion.method, "Suggested"),
        evidence=evidence_view(
            suggestion.spans,
            document_id,
            suggestion.concept,
            neighbours=suggestion.neighbours,
            words=suggestion.words,
            reasons=((reason.text, "for" if reason.weight > 0 else "against") for reason in suggestion.reasons),
        ),
        sure=f"{100 * suggestion.confidence:.0f} %",
    )


def _suggestion_url(suggestion: TagSuggestion) -> str:
    """The documents a topic is suggested for, where it is sure enough to be counted there; else the concept's page."""
    concept = suggestion.concept
    if concept.vocabulary == _TOPIC and suggestion.chosen:
        return search_url(SUGGESTED_TOPIC, concept.id)
    return concept_url(concept.vocabulary, concept.id)


def evidence_view(
    spans: Iterable[TagSpan],
    document_id: str,
    concept: ConceptName,
    *,
    neighbours: Iterable[TagNeighbour] = (),
    words: Iterable[str] = (),
    reasons: Iterable[tuple[str, str]] = (),
) -> EvidenceView:
    """Evidence in words and links, places with an address of their own first."""
    ordered = sorted(spans, key=lambda span: span.anchor is None and span.place != "title")
    places = [span_view(span, document_id, concept.id, concept.vocabulary) for span in ordered]
    return EvidenceView(
        places=tuple(places[:_QUOTES]),
        more=max(len(places) - _QUOTES, 0),
        all_url=_document_url(document_id, concept.id, concept.vocabulary, "marked"),
        neighbours=tuple(
            (each.title, f"/documents/{each.id}", f"{100 * each.similarity:.0f} %", ", ".join(each.words))
            for each in neighbours
        ),
        words=", ".join(words),
        reasons=tuple(reasons),
    )


def _to_go_to(spans: Iterable[TagSpan]) -> tuple[TagSpan, ...]:
    """The places that the page shows: an abstract stands in a passage too, and is named only for want of others."""
    every = tuple(spans)
    return tuple(span for span in every if span.anchor is not None or span.place == "title") or every


def span_view(span: TagSpan, document_id: str, concept_id: str, vocabulary: str) -> SpanView:
    """A place with its address, the words marked there."""
    where = f"page {span.page}" if span.page else _PLACES.get(span.place, span.place)
    return SpanView(
        quote=span.quote, where=where, url=_document_url(document_id, concept_id, vocabulary, span.anchor or "marked")
    )


def _document_url(document_id: str, concept_id: str, vocabulary: str, anchor: str) -> str:
    chosen = {"tag": concept_id, **({} if vocabulary == "topic" else {"vocabulary": vocabulary})}
    return f"/documents/{document_id}?{urlencode(chosen)}#{anchor}"


def concept_search_url(concept: ConceptName) -> str:
    """The documents with a concept where it is a facet's value, else its page."""
    if concept.vocabulary in FACETS:
        return search_url(concept.vocabulary, concept.id)
    return concept_url(concept.vocabulary, concept.id)

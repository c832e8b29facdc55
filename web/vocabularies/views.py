"""What the templates of vocabularies show, with every link made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from babel import Locale

from indexer.nouns.search import Snippet
from indexer.nouns.vocabularies import Candidate, Concept, ConceptDetail, ConceptPage, ConceptSummary
from indexer.vocabulary.facets import FACETS
from web.search.views import LinkView, search_url
from web.vocabularies.parameters import PER_PAGE

CANDIDATES_PER_PAGE = 20
_ORIGINS = {
    "shipped": "comes with Policyscope",
    "document": "came with a document",
    "import": "imported",
    "curator": "made by a curator",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRow:
    """A concept in a list, with its links."""

    concept: ConceptSummary
    url: str
    documents_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptsPage:
    """All that a vocabulary's page shows."""

    found: ConceptPage
    title: str
    rows: tuple[ConceptRow, ...]
    other_url: str
    json_url: str
    json_ld_url: str
    previous_url: str
    next_url: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsView:
    """The labels of one kind: (language's name, its code, labels)."""

    title: str
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptView:
    """All that a concept's page shows."""

    detail: ConceptDetail
    title: str
    vocabulary_title: str
    origin: str
    path: tuple[LinkView, ...]
    labels: tuple[LabelsView, ...]
    definitions: tuple[tuple[str, str], ...]
    neighbours: tuple[tuple[str, tuple[ConceptRow, ...]], ...]
    documents_url: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """A candidate with its examples as snippets and links."""

    candidate: Candidate
    language: str
    examples: tuple[tuple[str, str, Snippet], ...]
    search_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatesPage:
    """All that the page of candidates shows; `ready` is False while they are counted."""

    ready: bool
    total: int
    rows: tuple[CandidateRow, ...]
    vocabulary: str
    choices: tuple[tuple[str, str, bool], ...]
    languages: tuple[tuple[str, str, bool], ...]
    added: LinkView | None
    previous_url: str
    next_url: str
    json_url: str


def vocabulary_title(name: str) -> str:
    """What a vocabulary is called: the facet's title, else its name."""
    return FACETS.get(name, name)


def language_name(code: str) -> str:
    """What a language is called in English; nothing for a label of no language."""
    return "" if code == "und" else str(Locale("en").languages.get(code, code))


def concept_url(vocabulary: str, concept_id: str) -> str:
    """The address of a concept."""
    return f"/vocabularies/{vocabulary}/{concept_id}"


def concepts_page(found: ConceptPage) -> ConceptsPage:
    """A page of concepts with its links."""
    name = found.vocabulary.name
    base: dict[str, Any] = {"q": found.words} if found.words else {} if found.top else {"show": "all"}
    if found.per_page != PER_PAGE:
        base["per_page"] = found.per_page

    def url(page: int, suffix: str = "") -> str:
        query = urlencode({**base, **({"page": page} if page > 1 else {})})
        return f"/vocabularies/{name}{suffix}" + (f"?{query}" if query else "")

    first = (found.page - 1) * found.per_page + 1
    return ConceptsPage(
        found=found,
        title=vocabulary_title(name),
        rows=_rows(name, found.concepts),
        other_url=f"/vocabularies/{name}" + ("?show=all" if found.top else ""),
        json_url=url(found.page, ".json"),
        json_ld_url=f"/vocabularies/{name}.jsonld",
        previous_url=url(found.page - 1) if found.page > 1 else "",
        next_url=url(found.page + 1) if found.page * found.per_page < found.total else "",
        first=first,
        last=first + len(found.concepts) - 1,
    )


def _rows(vocabulary: str, concepts: Iterable[ConceptSummary]) -> tuple[ConceptRow, ...]:
    return tuple(
        ConceptRow(
            concept=each,
            url=concept_url(vocabulary, each.id),
            documents_url=search_url(vocabulary, each.id) if each.documents else "",
        )
        for each in concepts
    )


def concept_view(detail: ConceptDetail) -> ConceptView:
    """A concept with its links; labels by language, English first."""
    name = detail.vocabulary
    kinds = (
        ("Preferred label", {language: (label,) for language, label in detail.preferred.items()}),
        ("Also called", detail.alternative),
        ("Found by", detail.hidden),
        ("Not meant by", detail.negative),
    )
    neighbours = (("Broader", detail.broader), ("Narrower", detail.narrower), ("Related", detail.related))
    return ConceptView(
        detail=detail,
        title=detail.label,
        vocabulary_title=vocabulary_title(name),
        origin=_ORIGINS[detail.origin],
        path=tuple(LinkView(text=each.label, url=concept_url(name, each.value)) for each in detail.path),
        labels=tuple(LabelsView(title=title, rows=_by_language(labels)) for title, labels in kinds if labels),
        definitions=tuple(
            (code, detail.definition[code]) for code in sorted(detail.definition, key=lambda code: (code != "en", code))
        ),
        neighbours=tuple((title, _rows(name, several)) for title, several in neighbours if several),
        documents_url=search_url(name, detail.id) if detail.documents else "",
        url=concept_url(name, detail.id),
    )


def _by_language(labels: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    codes = sorted(labels, key=lambda code: (code != "en", language_name(code)))
    return tuple((language_name(code), code, tuple(labels[code])) for code in codes if labels[code])


def candidates_page(
    found: tuple[Candidate, ...] | None, values: Mapping[str, Any], growing: Iterable[str], added: Concept | None
) -> CandidatesPage:
    """A page of candidates with its links; none while they are counted."""
    every = found or ()
    chosen = [each for each in every if values["language"] in ("", each.language)]
    start = (values["page"] - 1) * CANDIDATES_PER_PAGE
    base = {name: values[name] for name in ("vocabulary", "language") if values[name] not in ("", "topic")}

    def url(page: int, suffix: str = "") -> str:
        query = urlencode({**base, **({"page": page} if page > 1 else {})})
        return f"/candidates{suffix}" + (f"?{query}" if query else "")

    languages = sorted({each.language for each in every}, key=language_name)
    return CandidatesPage(
        ready=found is not None,
        total=len(chosen),
        rows=tuple(_candidate_row(each) for each in chosen[start : start + CANDIDATES_PER_PAGE]),
        vocabulary=values["vocabulary"],
        choices=tuple((name, vocabulary_title(name), name == values["vocabulary"]) for name in growing),
        languages=tuple((code, language_name(code), code == values["language"]) for code in languages),
        added=LinkView(text=added.label(), url=concept_url(added.vocabulary, added.id)) if added else None,
        previous_url=url(values["page"] - 1) if values["page"] > 1 else "",
        next_url=url(values["page"] + 1) if start + CANDIDATES_PER_PAGE < len(chosen) else "",
        json_url=url(values["page"], ".json"),
    )


def _candidate_row(candidate: Candidate) -> CandidateRow:
    return CandidateRow(
        candidate=candidate,
        language=language_name(candidate.language),
        examples=tuple(
            (
                example.title,
                f"/documents/{example.document_id}" + (f"#{example.anchor}" if example.anchor else ""),
                Snippet(
                    text=example.text,
                    marks=(example.mark,),
                    heading="",
                    page=example.page,
                    anchor=example.anchor,
                ),
            )
            for example in candidate.examples
        ),
        search_url="/search?" + urlencode({"q": f'"{candidate.label}"'}),
    )

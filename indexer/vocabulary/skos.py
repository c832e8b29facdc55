"""SKOS in RDF, read into concepts with rdflib.

Only the properties of SKOS that `Concept` knows are kept while the file is parsed, so a vocabulary with all its notes
and mappings in twenty languages needs no more memory than its labels. Files are read, never links in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import Node

from indexer.errors import DocumentRefused
from indexer.language.detection import UNKNOWN, language_code
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import BASE_URI, unique_ids

NEGATIVE_LABEL = URIRef(f"{BASE_URI}/skos#negativeLabel")
"""SKOS has no negative labels; exports and imports of ours use this property."""

_SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
_XL_LITERAL = URIRef(f"{_SKOS_XL}literalForm")
_XL_LABELS = {URIRef(f"{_SKOS_XL}{name}"): URIRef(SKOS[name]) for name in ("prefLabel", "altLabel", "hiddenLabel")}
_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, NEGATIVE_LABEL)
_LINKS = (SKOS.broader, SKOS.narrower, SKOS.related, SKOS.exactMatch, SKOS.closeMatch)
_KEPT: frozenset[Node] = frozenset(
    {RDF.type, OWL.deprecated, DCTERMS.isReplacedBy, _XL_LITERAL, *_XL_LABELS, *_LABELS, *_LINKS}
)


class _Kept(Graph):
    """A graph that stores only what concepts are made of: triples by subject and property."""

    def __init__(self) -> None:
        super().__init__(store=SimpleMemory())
        self.subjects_found: dict[Node, dict[Node, list[Node]]] = {}

    def add(self, triple: tuple[Node, Node, Node]) -> Graph:  # type: ignore[override]
        subject, predicate, value = triple
        if predicate in _KEPT:
            self.subjects_found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return self


def read_rdf_concepts(path: Path, syntax: str, vocabulary: str) -> tuple[list[Concept], dict[str, str]]:
    """The concepts of an RDF file in one of rdflib's syntaxes, and by URI what replaced those that are gone.

    Deprecated concepts are left out. Raises `DocumentRefused` where the file is malformed.
    """
    graph = _Kept()
    try:
        with path.open("rb") as file:
            graph.parse(file=file, format=syntax, publicID=f"{BASE_URI}/import/")
    except Exception as error:  # rdflib's parsers raise whatever they meet: SyntaxError, SAX and Unicode errors
        raise DocumentRefused(f"{path} is not valid {syntax}: {str(error).strip()[:300]}") from error
    replaced = {
        str(subject): str(successor)
        for subject, values in graph.subjects_found.items()
        for successor in sorted(values.get(DCTERMS.isReplacedBy, []), key=str, reverse=True)
    }
    return list(_concepts(graph.subjects_found, vocabulary)), replaced


def _concepts(subjects: dict[Node, dict[Node, list[Node]]], vocabulary: str) -> Iterator[Concept]:
    _unfold_label_resources(subjects)
    rows: dict[Node, dict[Node, list[Node]]] = {
        subject: values
        for subject, values in subjects.items()
        if isinstance(subject, URIRef)
        and SKOS.prefLabel in values
        and (SKOS.Concept in values.get(RDF.type, []) or RDF.type not in values)
        and not any(str(flag).lower() in ("true", "1") for flag in values.get(OWL.deprecated, []))
        and DCTERMS.isReplacedBy not in values
    }
    ids = unique_ids(str(subject) for subject in rows)
    broader = _broader(rows)
    for subject, values in rows.items():
        preferred, also = _preferred(values.get(SKOS.prefLabel, []))
        alternative = _by_language(values.get(SKOS.altLabel, []))
        for language, label in also:
            alternative[language] = tuple(sorted({*alternative.get(language, ()), label}))
        yield Concept(
            vocabulary=vocabulary,
            id=ids[str(subject)],
            uri=str(subject),
            preferred=preferred,
            alternative=alternative,
            hidden=_by_language(values.get(SKOS.hiddenLabel, [])),
            negative=_by_language(values.get(NEGATIVE_LABEL, [])),
            broader=tuple(ids[str(other)] for other in broader[subject]),
            related=tuple(sorted(ids[str(other)] for other in set(values.get(SKOS.related, [])) if other in rows)),
            exact_match=_links(values.get(SKOS.exactMatch, [])),
            close_match=_links(values.get(SKOS.closeMatch, [])),
            definition=_preferred(values.get(SKOS.definition, []))[0],
            shipped=False,
        )


def _unfold_label_resources(subjects: dict[Node, dict[Node, list[Node]]]) -> None:
    """Replace links to SKOS-XL label resources by the literals they carry."""
    for values in list(subjects.values()):
        for property_, plain in _XL_LABELS.items():
            for resource in values.pop(property_, []):
                literals = subjects.get(resource, {}).get(_XL_LITERAL, [])
                known = values.setdefault(plain, [])
                known.extend(literal for literal in literals if literal not in known)


def _broader(rows: dict[Node, dict[Node, list[Node]]]) -> dict[Node, list[Node]]:
    """The broader concepts of each, stated from either end, by URI."""
    found: dict[Node, set[Node]] = {
        subject: {other for other in values.get(SKOS.broader, []) if other in rows and other != subject}
        for subject, values in rows.items()
    }
    for subject, values in rows.items():
        for narrower in values.get(SKOS.narrower, []):
            if narrower in rows and narrower != subject:
                found[narrower].add(subject)
    return {subject: sorted(others, key=str) for subject, others in found.items()}


def _language(literal: Literal) -> str:
    return (language_code(literal.language) if literal.language else None) or literal.language or UNKNOWN


def _preferred(values: list[Node]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """One text per language, the first in order, and the others."""
    first: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for literal in _literals(values):
        text = " ".join(str(literal).split())
        if first.setdefault(_language(literal), text) != text:
            others.append((_language(literal), text))
    return first, others


def _by_language(values: list[Node]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for literal in _literals(values):
        found.setdefault(_language(literal), []).append(" ".join(str(literal).split()))
    return {language: tuple(sorted(set(labels))) for language, labels in found.items()}


def _literals(values: list[Node]) -> list[Literal]:
    key: Callable[[Literal], tuple[str, str]] = lambda literal: (literal.language or "", str(literal))  # noqa: E731
    return sorted({value for value in values if isinstance(value, Literal) and str(value).strip()}, key=key)


def _links(values: list[Node]) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in values if isinstance(value, URIRef) and not isinstance(value, BNode)}))

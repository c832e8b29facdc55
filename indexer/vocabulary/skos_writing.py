"""Concepts as SKOS in Turtle, with what took the place of those that are gone: what an import reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from indexer.language.detection import UNKNOWN
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import FormerConcept, Vocabulary
from indexer.vocabulary.skos import NEGATIVE_LABEL

_LABELS = (
    (SKOS.prefLabel, "preferred"),
    (SKOS.altLabel, "alternative"),
    (SKOS.hiddenLabel, "hidden"),
    (NEGATIVE_LABEL, "negative"),
    (SKOS.definition, "definition"),
)
_LINKS = ((SKOS.broader, "broader"), (SKOS.related, "related"))
_MATCHES = ((SKOS.exactMatch, "exact_match"), (SKOS.closeMatch, "close_match"))


def as_turtle(concepts: Iterable[Concept], former: Iterable[FormerConcept], known: Vocabulary | None = None) -> str:
    """Concepts and former concepts as Turtle; links to concepts that are not among them need `known` to name them."""
    several = list(concepts)
    uris = {concept.id: concept.uri for concept in known or ()} | {concept.id: concept.uri for concept in several}
    graph = Graph()
    graph.bind("skos", SKOS)
    for concept in several:
        subject = URIRef(concept.uri)
        graph.add((subject, RDF.type, SKOS.Concept))
        for predicate, name in _LABELS:
            for literal in _literals(getattr(concept, name)):
                graph.add((subject, predicate, literal))
        for predicate, name in _LINKS:
            for other in getattr(concept, name):
                if other in uris:
                    graph.add((subject, predicate, URIRef(uris[other])))
        for predicate, name in _MATCHES:
            for uri in getattr(concept, name):
                graph.add((subject, predicate, URIRef(uri)))
    for gone in former:
        if gone.uri and gone.successor in uris:
            graph.add((URIRef(gone.uri), OWL.deprecated, Literal(True)))
            graph.add((URIRef(gone.uri), DCTERMS.isReplacedBy, URIRef(uris[gone.successor])))
            if gone.label:
                graph.add((URIRef(gone.uri), SKOS.prefLabel, Literal(gone.label)))
    return graph.serialize(format="turtle")


def _literals(by_language: Mapping[str, str | tuple[str, ...]]) -> Iterator[Literal]:
    for language, texts in by_language.items():
        for one in (texts,) if isinstance(texts, str) else texts:
            yield Literal(one, lang=None if language == UNKNOWN else language)

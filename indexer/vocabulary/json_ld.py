"""A vocabulary as SKOS in JSON-LD, the form in which others take it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from indexer.language.detection import UNKNOWN
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import BASE_URI, Vocabulary

CONTEXT: dict[str, Any] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "policyscope": f"{BASE_URI}/skos#",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": "@language"},
    "hiddenLabel": {"@id": "skos:hiddenLabel", "@container": "@language"},
    "negativeLabel": {"@id": "policyscope:negativeLabel", "@container": "@language"},
    "definition": {"@id": "skos:definition", "@container": "@language"},
    "broader": {"@id": "skos:broader", "@type": "@id"},
    "narrower": {"@id": "skos:narrower", "@type": "@id"},
    "related": {"@id": "skos:related", "@type": "@id"},
    "exactMatch": {"@id": "skos:exactMatch", "@type": "@id"},
    "closeMatch": {"@id": "skos:closeMatch", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
}
"""The JSON-LD context of an export: which key is which property of SKOS."""


def as_json_ld(vocabulary: Vocabulary, only: Concept | None = None) -> dict[str, Any]:
    """The whole vocabulary as one JSON-LD object, concepts in the vocabulary's order; or `only` one of them."""
    scheme = f"{BASE_URI}/{vocabulary.name.replace('_', '-')}"
    if only is not None:
        return {"@context": CONTEXT, "@graph": [_concept(only, vocabulary, scheme)]}
    concepts = [_concept(concept, vocabulary, scheme) for concept in vocabulary]
    return {"@context": CONTEXT, "@graph": [{"@id": scheme, "@type": "skos:ConceptScheme"}, *concepts]}


def _concept(concept: Concept, vocabulary: Vocabulary, scheme: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "@id": concept.uri,
        "@type": "skos:Concept",
        "inScheme": scheme,
        "prefLabel": _tagged(concept.preferred),
        "altLabel": _tagged(concept.alternative),
        "hiddenLabel": _tagged(concept.hidden),
        "negativeLabel": _tagged(concept.negative),
        "definition": _tagged(concept.definition),
        "broader": _uris(concept.broader, vocabulary),
        "narrower": sorted(_uris(vocabulary.narrower(concept.id), vocabulary)),
        "related": _uris(concept.related, vocabulary),
        "exactMatch": list(concept.exact_match),
        "closeMatch": list(concept.close_match),
    }
    return {key: value for key, value in entry.items() if value}


def _tagged(by_language: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | list[str]]:
    """Texts by language tag; `@none` is JSON-LD's key for a text without one."""
    return {
        "@none" if language == UNKNOWN else language: text if isinstance(text, str) else list(text)
        for language, text in by_language.items()
        if text
    }


def _uris(ids: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    return [concept.uri for concept in (vocabulary.get(one) for one in ids) if concept is not None]

"""Which concepts of two vocabularies stand for the same, and why we think so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer

from indexer.language.analysis import terms
from indexer.language.words import words
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary, canonical_uri, label_key, shown_labels


class Ground(StrEnum):
    """What a correspondence rests on, strongest first."""

    STATED_EXACT = "exactMatch"
    SHARED_EXACT = "exactMatch to the same third concept"
    STATED_CLOSE = "closeMatch"
    PREFERRED = "same preferred label"
    ALTERNATIVE = "a label in common"
    STEMMED = "labels that differ in endings only"


_NAME = PlainSerializer(lambda concept: {"id": concept.id, "uri": concept.uri, "label": concept.label()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """A concept of one vocabulary, its counterpart in another, the ground, and the words or link it rests on."""

    source: Annotated[Concept, _NAME]
    target: Annotated[Concept, _NAME]
    ground: Ground
    because: str


def crosswalk(source: Vocabulary, target: Vocabulary) -> tuple[Correspondence, ...]:
    """The counterparts of each source concept, on its strongest ground only; in the order of the source.

    Correspondences on labels are proposals for a person to confirm; those stated in the vocabularies are not.
    """
    tables = _Tables(target)
    found: list[Correspondence] = []
    for concept in source:
        for ground in Ground:
            matches = {other.id: (other, because) for other, because in tables.matches(concept, ground)}
            if matches:
                found += [
                    Correspondence(source=concept, target=other, ground=ground, because=because)
                    for _, (other, because) in sorted(matches.items())
                ]
                break
    return tuple(found)


class _Tables:
    """The target's concepts by all that a source concept may have in common with them."""

    def __init__(self, target: Vocabulary) -> None:
        self._by_uri: dict[str, list[Concept]] = {}
        self._by_exact: dict[str, list[Concept]] = {}
        self._by_close: dict[str, list[Concept]] = {}
        self._by_preferred: dict[tuple[str, str], list[Concept]] = {}
        self._by_label: dict[tuple[str, str], list[Concept]] = {}
        self._by_stems: dict[tuple[str, str], list[Concept]] = {}
        for concept in target:
            self._by_uri.setdefault(canonical_uri(concept.uri), []).append(concept)
            for uri in concept.exact_match:
                self._by_exact.setdefault(canonical_uri(uri), []).append(concept)
            for uri in concept.close_match:
                self._by_close.setdefault(canonical_uri(uri), []).append(concept)
            for language, label in concept.preferred.items():
                self._by_preferred.setdefault((language, label_key(label)), []).append(concept)
            for language, label in shown_labels(concept):
                self._by_label.setdefault((language, label_key(label)), []).append(concept)
                self._by_stems.setdefault((language, _stems(label, language)), []).append(concept)

    def matches(self, concept: Concept, ground: Ground) -> Iterator[tuple[Concept, str]]:
        """Target concepts that correspond on one ground, with what they have in common."""
        own = canonical_uri(concept.uri)
        if ground is Ground.STATED_EXACT:
            yield from _looked_up(self._by_uri, [own, *map(canonical_uri, concept.exact_match)])
            yield from _looked_up(self._by_exact, [own])
        elif ground is Ground.SHARED_EXACT:
            yield from _looked_up(self._by_exact, [canonical_uri(uri) for uri in concept.exact_match])
        elif ground is Ground.STATED_CLOSE:
            yield from _looked_up(self._by_uri, [canonical_uri(uri) for uri in concept.close_match])
            yield from _looked_up(self._by_close, [own])
        elif ground is Ground.PREFERRED:
            for language, label in concept.preferred.items():
                yield from ((other, label) for other in self._by_preferred.get((language, label_key(label)), ()))
        else:
            stemmed = ground is Ground.STEMMED
            table = self._by_stems if stemmed else self._by_label
            for language, label in shown_labels(concept):
                key = _stems(label, language) if stemmed else label_key(label)
                yield from ((other, label) for other in table.get((language, key), ()))


def _looked_up(table: dict[str, list[Concept]], uris: list[str]) -> Iterator[tuple[Concept, str]]:
    for uri in uris:
        yield from ((other, uri) for other in table.get(uri, ()))


def _stems(label: str, language: str) -> str:
    return " ".join(terms(word.form, language)[0] for word in words(label)) or label

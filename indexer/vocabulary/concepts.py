"""A vocabulary: concepts found by id, by link or by any of their labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.language.words import fold, words
from indexer.nouns.documents import Tag
from indexer.nouns.vocabularies import Concept

TOPIC = "topic"
KNOWLEDGE_TYPE = "knowledge_type"
COUNTRY = "country"
REGION = "region"

BASE_URI = "https://policyscope.example"
"""Our concepts' URIs begin so. `.example` never resolves (RFC 2606): they are names, not addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerConcept:
    """A concept that is gone, with the id of the one that took its place; its id, URI and label still lead there."""

    vocabulary: str
    id: str
    uri: str
    label: str
    successor: str


class Vocabulary:
    """The concepts of one vocabulary with their look-ups; made once, then only read.

    The ids, URIs and labels of `former` concepts find their successors.
    """

    def __init__(self, name: str, concepts: Iterable[Concept], former: Iterable[FormerConcept] = ()) -> None:
        self.name = name
        self.former = tuple(former)
        self._concepts: dict[str, Concept] = {}
        self._successors: dict[str, Concept] = {}
        self._by_uri: dict[str, Concept] = {}
        self._by_label: dict[str, Concept] = {}
        self._narrower: dict[str, list[str]] = {}
        for concept in concepts:
            self._add(concept)
        for gone in self.former:
            self._add_former(gone)

    def _add(self, concept: Concept) -> None:
        self._concepts[concept.id] = concept
        for uri in (concept.uri, *concept.exact_match):
            self._by_uri.setdefault(canonical_uri(uri), concept)
        for _, label in positive_labels(concept):
            self._by_label.setdefault(label_key(label), concept)
        for other in concept.broader:
            self._narrower.setdefault(other, []).append(concept.id)

    def _add_former(self, gone: FormerConcept) -> None:
        successor = self._concepts.get(gone.successor)
        if successor is not None and gone.id not in self._concepts:
            self._successors[gone.id] = successor
            if gone.uri:
                self._by_uri.setdefault(canonical_uri(gone.uri), successor)
            if gone.label:
                self._by_label.setdefault(label_key(gone.label), successor)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, concept_id: str) -> Concept | None:
        """The concept with an id, or the one that took its place, or None."""
        return self._concepts.get(concept_id) or self._successors.get(concept_id)

    def narrower(self, concept_id: str) -> tuple[str, ...]:
        """The ids of the concepts right below one, in the vocabulary's order."""
        return tuple(self._narrower.get(concept_id, ()))

    def top(self) -> tuple[Concept, ...]:
        """The concepts with no broader one here, in the vocabulary's order."""
        return tuple(concept for concept in self if not any(other in self._concepts for other in concept.broader))

    def called(self, words: str) -> tuple[Concept, ...]:
        """The concepts one of whose labels contains some words: those called so first, then those that begin so."""
        wanted = label_key(words)
        ranks: dict[str, tuple[int, int]] = {}
        for place, (key, concept) in enumerate(self._by_label.items()):
            if wanted in key:
                rank = (0 if key == wanted else 1 if key.startswith(wanted) else 2, place)
                ranks[concept.id] = min(rank, ranks.get(concept.id, rank))
        return tuple(self._concepts[each] for each in sorted(ranks, key=ranks.__getitem__))

    def by_uri(self, uri: str) -> Concept | None:
        """The concept whose own or exactly matching URI this is, or None."""
        return self._by_uri.get(canonical_uri(uri))

    def by_label(self, label: str) -> Concept | None:
        """The concept with this preferred, alternative or hidden label in any language, or None."""
        return self._by_label.get(label_key(label))

    def resolve(self, tag: Tag) -> Concept:
        """The concept of a tag as given: by its link, else by its label, else a new one of its own."""
        known = (self.by_uri(tag.uri) if tag.uri else None) or self.by_label(tag.label)
        return known or concept_of_tag(self.name, tag)

    def with_ancestors(self, concept_id: str) -> tuple[str, ...]:
        """A concept's id and those of all broader concepts, nearest first, each once."""
        found: dict[str, None] = {}
        waiting = [concept_id]
        while waiting:
            current = waiting.pop(0)
            if current not in found:
                found[current] = None
                concept = self.get(current)
                waiting.extend(concept.broader if concept else ())
        return tuple(found)

    def extended(self, concepts: Iterable[Concept], former: Iterable[FormerConcept] = ()) -> Vocabulary:
        """This vocabulary with more concepts; those here keep their labels where two claim one."""
        more = (concept for concept in concepts if concept.id not in self._concepts)
        return Vocabulary(self.name, [*self, *more], former)


def concept_of_tag(vocabulary: str, tag: Tag) -> Concept:
    """The concept an unknown tag becomes: its words are its label, its link or our name its URI."""
    concept_id = slug(tag.label)
    return Concept(
        vocabulary=vocabulary,
        id=concept_id,
        uri=tag.uri or f"{BASE_URI}/{vocabulary.replace('_', '-')}/{concept_id}",
        preferred={"en": tag.label},
        shipped=False,
    )


def positive_labels(concept: Concept) -> Iterator[tuple[str, str]]:
    """The labels that mean a concept, each after its language: preferred ones, alternative ones, hidden ones."""
    yield from shown_labels(concept)
    yield from _by_language(concept.hidden)


def shown_labels(concept: Concept) -> Iterator[tuple[str, str]]:
    """The labels by which a concept may be shown, each after its language: preferred ones, then alternative ones."""
    yield from concept.preferred.items()
    yield from _by_language(concept.alternative)


def _by_language(labels: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    return ((language, label) for language, several in labels.items() for label in several)


def label_key(label: str) -> str:
    """What two labels are compared by: their folded words, `&` read as "and"."""
    return " ".join(fold(word.form) for word in words(label.replace("&", " and "))) or label.strip().casefold()


def slug(label: str) -> str:
    """An id made of a label: folded words joined by hyphens, at most 80 characters."""
    folded = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")
    if not folded:
        folded = "x" + label.strip().encode("utf-8").hex()
    return folded[:80].strip("-")


def mirrored(concepts: Iterable[Concept]) -> list[Concept]:
    """Concepts of one vocabulary with every `related` link told from both ends, as SKOS means it."""
    concepts = list(concepts)
    related: dict[str, set[str]] = {}
    for concept in concepts:
        for other in concept.related:
            related.setdefault(other, set()).add(concept.id)
    return [
        replace(concept, related=(*concept.related, *sorted(more)))
        if (more := related.get(concept.id, set()).difference(concept.related))
        else concept
        for concept in concepts
    ]


def unique_ids(uris: Iterable[str]) -> dict[str, str]:
    """A short id for each URI: its last part, with a number where two URIs end alike (in the order of the URIs)."""
    taken: dict[str, int] = {}
    found: dict[str, str] = {}
    for uri in sorted(set(uris)):
        end = re.sub(r"[^\w.-]+", "-", re.split(r"[/#:]", uri.rstrip("/#"))[-1]).strip("-") or "concept"
        count = taken[end] = taken.get(end, 0) + 1
        found[uri] = end if count == 1 else f"{end}-{count}"
    return found


def canonical_uri(uri: str) -> str:
    """A link without what does not tell pages apart: scheme, `www.`, a static mirror's doubled host, the ending."""
    bare = re.sub(r"^https?://", "", uri.strip(), flags=re.IGNORECASE).rstrip("/")
    host, _, path = bare.partition("/")
    host = re.sub(r"^(?:www\.)+", "", host.lower())
    path = re.sub(rf"^(?:www\.)?{re.escape(host)}/", "", path, flags=re.IGNORECASE)
    path = re.sub(r"/?index\.html?$", "", path)
    return f"{host}/{path}".rstrip("/")


@lru_cache(maxsize=1)
def shipped_topics() -> Vocabulary:
    """The topic vocabulary that comes with Policyscope."""
    return Vocabulary(TOPIC, _read_concepts(TOPIC, "topics.toml"))


@lru_cache(maxsize=1)
def shipped_knowledge_types() -> Vocabulary:
    """The knowledge types that come with Policyscope; the list is open."""
    return Vocabulary(KNOWLEDGE_TYPE, _read_concepts(KNOWLEDGE_TYPE, "knowledge_types.toml"))


def shipped_file(name: str) -> dict[str, Any]:
    """The parsed content of one of the vocabulary files that come with Policyscope."""
    return tomllib.loads((files("indexer.vocabulary") / "shipped" / name).read_text("utf-8"))


def _read_concepts(vocabulary: str, name: str) -> list[Concept]:
    return mirrored(_concept_of_entry(vocabulary, entry) for entry in shipped_file(name)["concept"])


def _concept_of_entry(vocabulary: str, entry: dict[str, Any]) -> Concept:
    def by_language(name: str) -> dict[str, tuple[str, ...]]:
        return {language: tuple(labels) for language, labels in entry.get(name, {}).items()}

    return Concept(
        vocabulary=vocabulary,
        id=entry["id"],
        uri=f"{BASE_URI}/{vocabulary.replace('_', '-')}/{entry['id']}",
        preferred=entry["label"],
        alternative=by_language("alternative"),
        hidden=by_language("hidden"),
        negative=by_language("negative"),
        broader=tuple(entry.get("broader", ())),
        related=tuple(entry.get("related", ())),
        exact_match=tuple(entry.get("exact_match", ())),
        close_match=tuple(entry.get("close_match", ())),
        definition=entry.get("definition", {}),
    )

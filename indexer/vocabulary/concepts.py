"""A vocabulary: concepts found by id, by link or by any of their labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.language.words import fold, words
from indexer.model import Concept, Tag

TOPIC = "topic"
KNOWLEDGE_TYPE = "knowledge_type"
COUNTRY = "country"
REGION = "region"

BASE_URI = "https://policyscope.example"
"""Our concepts' URIs begin so. `.example` never resolves (RFC 2606): they are names, not addresses."""


class Vocabulary:
    """The concepts of one vocabulary with their look-ups; made once, then only read."""

    def __init__(self, name: str, concepts: Iterable[Concept]) -> None:
        self.name = name
        self._concepts: dict[str, Concept] = {}
        self._by_uri: dict[str, Concept] = {}
        self._by_label: dict[str, Concept] = {}
        for concept in concepts:
            self._add(concept)

    def _add(self, concept: Concept) -> None:
        self._concepts[concept.id] = concept
        for uri in (concept.uri, *concept.exact_match):
            self._by_uri.setdefault(canonical_uri(uri), concept)
        for label in concept.preferred.values():
            self._by_label.setdefault(label_key(label), concept)
        for labels in (*concept.alternative.values(), *concept.hidden.values()):
            for label in labels:
                self._by_label.setdefault(label_key(label), concept)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, concept_id: str) -> Concept | None:
        """The concept with an id, or None."""
        return self._concepts.get(concept_id)

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

    def extended(self, concepts: Iterable[Concept]) -> Vocabulary:
        """This vocabulary with more concepts; those here keep their labels where two claim one."""
        return Vocabulary(self.name, [*self, *(concept for concept in concepts if concept.id not in self._concepts)])


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


def label_key(label: str) -> str:
    """What two labels are compared by: their folded words, `&` read as "and"."""
    return " ".join(fold(word.form) for word in words(label.replace("&", " and "))) or label.strip().casefold()


def slug(label: str) -> str:
    """An id made of a label: folded words joined by hyphens, at most 80 characters."""
    folded = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")
    if not folded:
        folded = "x" + label.strip().encode("utf-8").hex()
    return folded[:80].strip("-")


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
    return [_concept_of_entry(vocabulary, entry) for entry in shipped_file(name)["concept"]]


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

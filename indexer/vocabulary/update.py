"""What an import changes: a vocabulary as it is held beside a file that tells it anew.

A concept is the same where its URI is, so ids stay as they are across updates. A concept that the file no longer has
goes to the one that replaced it, and stays where documents or decisions use it and nothing is known to replace it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import FormerConcept, Vocabulary, canonical_uri, label_key, positive_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What to store: `put` concepts, `former` ones with their successors, and the ids to `drop`.

    `added`, `changed` and `kept` are ids among those held afterwards: `kept` are no longer in the file but in use.
    `joined` counts concepts of the file that a shipped concept stands for already.
    """

    put: tuple[Concept, ...]
    former: tuple[FormerConcept, ...]
    drop: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A vocabulary before an update.

    `shipped` are concepts of ours that it extends, `imported` those of the last import, `own` those of documents and
    curators; `used` are the ids that documents or decisions name.
    """

    shipped: Vocabulary
    imported: Sequence[Concept]
    own: Sequence[Concept]
    used: AbstractSet[str]


def plan_update(held: Held, concepts: Sequence[Concept], replaced: Mapping[str, str]) -> Update:
    """What changes when a vocabulary is told anew; `replaced` maps the URIs of concepts that are gone to successors."""
    joined = {concept.id: target for concept in concepts if (target := _shipped_counterpart(held.shipped, concept))}
    incoming = [concept for concept in concepts if concept.id not in joined]
    ids = {**joined, **_ids(held, incoming)}
    put = [_renamed(concept, ids) for concept in incoming]
    successor_of = _Successors(put, concepts, ids, replaced)
    before = {concept.id: concept for concept in held.imported}
    present = {concept.id for concept in put}
    former = [
        FormerConcept(
            vocabulary=each.vocabulary, id=each.id, uri=each.uri, label=each.label(), successor=joined[each.id]
        )
        for each in concepts
        if each.id in joined and each.id not in present and held.shipped.get(each.id) is None
    ]
    drop: list[str] = []
    kept: list[str] = []
    for gone in (*held.imported, *held.own):
        if gone.id in present:
            continue
        successor = successor_of(gone)
        if successor and successor != gone.id:
            former = [each for each in former if each.id != gone.id]
            former.append(
                FormerConcept(
                    vocabulary=gone.vocabulary, id=gone.id, uri=gone.uri, label=gone.label(), successor=successor
                )
            )
        elif gone.id in before:
            (kept if gone.id in held.used else drop).append(gone.id)
    return Update(
        put=tuple(concept for concept in put if before.get(concept.id) != concept),
        former=tuple(former),
        drop=tuple(drop),
        added=tuple(concept.id for concept in put if concept.id not in before),
        changed=tuple(concept.id for concept in put if concept.id in before and before[concept.id] != concept),
        kept=tuple(kept),
        joined=len(joined),
    )


def _shipped_counterpart(shipped: Vocabulary, concept: Concept) -> str | None:
    """The shipped concept that stands for the same: by URI, by exact match or by preferred label."""
    for uri in (concept.uri, *concept.exact_match):
        found = shipped.by_uri(uri)
        if found is not None:
            return found.id
    keys = {(language, label_key(label)) for language, label in concept.preferred.items()}
    for label in concept.preferred.values():
        found = shipped.by_label(label)
        if found is not None and keys & {(language, label_key(own)) for language, own in found.preferred.items()}:
            return found.id
    return None


def _ids(held: Held, incoming: Iterable[Concept]) -> dict[str, str]:
    """The id each concept of the file is held under: the one its URI has, else its own, else that with a number."""
    by_uri = {canonical_uri(concept.uri): concept.id for concept in (*held.own, *held.imported)}
    taken = {*by_uri.values(), *(concept.id for concept in held.shipped)}
    found: dict[str, str] = {}
    waiting: list[Concept] = []
    for concept in incoming:
        known = by_uri.get(canonical_uri(concept.uri))
        if known is None:
            waiting.append(concept)
        else:
            found[concept.id] = known
    for concept in waiting:
        wanted, number = concept.id, 2
        while wanted in taken:
            wanted, number = f"{concept.id}-{number}", number + 1
        taken.add(wanted)
        found[concept.id] = wanted
    return found


def _renamed(concept: Concept, ids: Mapping[str, str]) -> Concept:
    own = ids[concept.id]

    def links(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids[name] for name in names if name in ids and ids[name] != own))

    return replace(concept, id=own, broader=links(concept.broader), related=links(concept.related))


class _Successors:
    """Finds the concept of a file that took the place of one that is gone."""

    def __init__(
        self, put: Sequence[Concept], concepts: Iterable[Concept], ids: Mapping[str, str], replaced: Mapping[str, str]
    ) -> None:
        self._replaced = {canonical_uri(old): canonical_uri(new) for old, new in replaced.items()}
        self._by_uri = {canonical_uri(concept.uri): ids[concept.id] for concept in concepts}
        self._by_match: dict[str, str] = {}
        self._by_label: dict[str, set[str]] = {}
        for concept in put:
            for uri in concept.exact_match:
                self._by_match.setdefault(canonical_uri(uri), concept.id)
            for _, label in positive_labels(concept):
                self._by_label.setdefault(label_key(label), set()).add(concept.id)

    def __call__(self, gone: Concept) -> str | None:
        """The id of the successor: stated, else by exact match, else by a label that one concept alone has now."""
        uri = canonical_uri(gone.uri)
        seen: set[str] = set()
        while uri in self._replaced and uri not in seen:
            seen.add(uri)
            uri = self._replaced[uri]
        stated = self._by_uri.get(uri) or self._by_match.get(canonical_uri(gone.uri))
        if stated:
            return stated
        named = {each for label in gone.preferred.values() for each in self._by_label.get(label_key(label), ())}
        return named.pop() if len(named) == 1 else None

"""Faults of a vocabulary that spoil tagging and browsing, found before it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary, label_key, positive_labels

GREEDY_SHARE = 0.25
"""A label found in more of a library than this says little about any document."""

MIN_LIBRARY = 40
"""Shares of a smaller library mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One finding: what `rule` it breaks, the ids of the `concepts` concerned, and the `message` for a person."""

    rule: str
    concepts: tuple[str, ...]
    message: str


def lint(
    vocabulary: Vocabulary, documents_with: Mapping[str, int] | None = None, documents: int = 0
) -> tuple[Fault, ...]:
    """All faults, by rule and then by concept.

    `documents_with` counts for concept ids the documents of a library that hold a label, of `documents` in all; with
    it, labels that match too much are found.
    """
    concepts = list(vocabulary)
    found = [
        *_labels_claimed_twice(concepts),
        *_labels_of_negative(concepts),
        *_odd_labels(concepts),
        *_unknown_links(vocabulary),
        *_one_sided_links(vocabulary),
        *_circles(vocabulary),
        *_orphans(concepts),
        *_greedy(vocabulary, documents_with or {}, documents),
    ]
    return tuple(sorted(found, key=lambda fault: (fault.rule, fault.concepts, fault.message)))


def _labels_claimed_twice(concepts: list[Concept]) -> Iterator[Fault]:
    claims: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for concept in concepts:
        own: set[tuple[str, str]] = set()
        for language, label in positive_labels(concept):
            key = (language, label_key(label))
            if key in own:
                yield Fault(
                    rule="repeated label",
                    concepts=(concept.id,),
                    message=f"{concept.id} has {label!r} ({language}) twice, counting endings and accents as equal",
                )
            own.add(key)
            claims[key].setdefault(concept.id, label)
    for (language, _), by_concept in claims.items():
        if len(by_concept) > 1:
            names = tuple(sorted(by_concept))
            label = by_concept[names[0]]
            yield Fault(
                rule="shared label",
                concepts=names,
                message=f"{label!r} ({language}) is a label of {', '.join(names)}; qualify it in brackets or drop one",
            )


def _labels_of_negative(concepts: list[Concept]) -> Iterator[Fault]:
    for concept in concepts:
        own = {(language, label_key(label)) for language, label in positive_labels(concept)}
        for language, labels in concept.negative.items():
            for label in labels:
                if (language, label_key(label)) in own:
                    yield Fault(
                        rule="label is negative too",
                        concepts=(concept.id,),
                        message=f"{concept.id} has {label!r} ({language}) both as a label and as a negative label",
                    )


def _odd_labels(concepts: list[Concept]) -> Iterator[Fault]:
    for concept in concepts:
        for language, label in positive_labels(concept):
            problem = _oddity(label)
            if problem:
                yield Fault(
                    rule="odd label",
                    concepts=(concept.id,),
                    message=f"{concept.id}: {label!r} ({language}) {problem}",
                )


def _oddity(label: str) -> str:
    if not any(character.isalnum() for character in label):
        return "holds no letter or digit, so it is never found"
    if "|" in label or "\n" in label or "\t" in label:
        return "holds a separator; are these two labels?"
    if label != label.strip() or "  " in label:
        return "has needless spaces"
    if len(label) == 1:
        return "is a single character; it would be found everywhere"
    return ""


def _unknown_links(vocabulary: Vocabulary) -> Iterator[Fault]:
    for concept in vocabulary:
        for kind, others in (("broader", concept.broader), ("related", concept.related)):
            for other in others:
                if vocabulary.get(other) is None:
                    yield Fault(
                        rule="unknown link",
                        concepts=(concept.id,),
                        message=f"{concept.id} names {other!r} as {kind}, which is no concept of {vocabulary.name}",
                    )


def _one_sided_links(vocabulary: Vocabulary) -> Iterator[Fault]:
    for concept in vocabulary:
        for name in concept.related:
            other = vocabulary.get(name)
            if other is not None and concept.id not in other.related:
                yield Fault(
                    rule="one-sided relation",
                    concepts=(concept.id, name),
                    message=f"{concept.id} is related to {name}, but not the other way round",
                )
            if other is not None and (name in concept.broader or concept.id in other.broader):
                yield Fault(
                    rule="related and broader",
                    concepts=(concept.id, name),
                    message=f"{concept.id} and {name} are both related and broader; SKOS allows one of them",
                )


def _circles(vocabulary: Vocabulary) -> Iterator[Fault]:
    """Each circle of broader links once, from its smallest id."""
    done: set[str] = set()
    reported: set[tuple[str, ...]] = set()
    for concept in vocabulary:
        path: list[str] = []
        on_path: dict[str, int] = {}
        waiting: list[tuple[str, int]] = [(concept.id, 0)]
        while waiting:
            name, depth = waiting.pop()
            for left in path[depth:]:
                done.add(left)
                on_path.pop(left, None)
            del path[depth:]
            if name in on_path:
                circle = path[on_path[name] :]
                turn = circle.index(min(circle))
                reported.add((*circle[turn:], *circle[:turn]))
            elif name not in done:
                on_path[name] = depth
                path.append(name)
                known = vocabulary.get(name)
                waiting += [(other, depth + 1) for other in reversed(known.broader if known else ())]
        done.update(path)
    for names in sorted(reported):
        yield Fault(
            rule="circle",
            concepts=names,
            message=f"{' → '.join((*names, names[0]))}: each is broader than the one before, in a circle",
        )


def _orphans(concepts: list[Concept]) -> Iterator[Fault]:
    linked = {other for concept in concepts for other in (*concept.broader, *concept.related)}
    if not linked:
        return
    for concept in concepts:
        if not concept.broader and not concept.related and concept.id not in linked:
            yield Fault(
                rule="orphan",
                concepts=(concept.id,),
                message=f"{concept.id} has no broader, narrower or related concept, so browsing never reaches it",
            )


def _greedy(vocabulary: Vocabulary, documents_with: Mapping[str, int], documents: int) -> Iterator[Fault]:
    if documents < MIN_LIBRARY:
        return
    for name, count in documents_with.items():
        concept = vocabulary.get(name)
        if concept is not None and count > GREEDY_SHARE * documents:
            yield Fault(
                rule="greedy label",
                concepts=(name,),
                message=f"labels of {concept.label()!r} stand in {count} of {documents} documents;"
                " make them longer or add negative labels",
            )

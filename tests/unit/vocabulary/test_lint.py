"""Faults found in a vocabulary, and none in one without."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary
from indexer.vocabulary.lint import lint


def concept(name: str, *, broader: tuple[str, ...] = (), related: tuple[str, ...] = (), **labels: str) -> Concept:
    return Concept(
        vocabulary="t",
        id=name,
        uri=f"t:{name}",
        preferred={"en": labels.get("label", name)},
        alternative={"en": (labels["alternative"],)} if "alternative" in labels else {},
        negative={"en": (labels["negative"],)} if "negative" in labels else {},
        broader=broader,
        related=related,
    )


def rules(*concepts: Concept, **library: object) -> list[tuple[str, tuple[str, ...]]]:
    return [(fault.rule, fault.concepts) for fault in lint(Vocabulary("t", concepts), **library)]  # type: ignore[arg-type]


def test_a_sound_vocabulary_has_no_fault() -> None:
    assert (
        rules(
            concept("energy"),
            concept("wind", broader=("energy",), related=("sun",)),
            concept("sun", broader=("energy",), related=("wind",)),
        )
        == []
    )


def test_labels_claimed_twice() -> None:
    twins = (concept("aa", label="Wind power"), concept("bb", alternative="wind-power"))
    assert rules(*twins) == [("shared label", ("aa", "bb"))]
    assert rules(concept("aa", alternative="AA")) == [("repeated label", ("aa",))]


def test_labels_that_cannot_work() -> None:
    assert rules(concept("a", label="trade | union")) == [("odd label", ("a",))]
    assert rules(concept("a", label="???")) == [("odd label", ("a",))]
    assert rules(concept("gas", negative="Gas")) == [("label is negative too", ("gas",))]


def test_links_that_lead_nowhere_or_round() -> None:
    assert rules(concept("aa", broader=("zz",))) == [("unknown link", ("aa",))]
    assert rules(concept("aa", related=("bb",)), concept("bb")) == [("one-sided relation", ("aa", "bb"))]
    circle = (concept("cc", broader=("aa",)), concept("aa", broader=("bb",)), concept("bb", broader=("cc",)))
    assert rules(*circle) == [("circle", ("aa", "bb", "cc"))]
    assert ("orphan", ("dd",)) in rules(*circle, concept("dd"))


def test_labels_that_match_too_much() -> None:
    assert rules(concept("policy"), concept("wind"), documents_with={"policy": 60, "wind": 3}, documents=100) == [
        ("greedy label", ("policy",))
    ]
    assert rules(concept("policy"), documents_with={"policy": 9}, documents=10) == []


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16))
def test_a_circle_is_reported_exactly_where_there_is_one(links: list[tuple[int, int]]) -> None:
    broader: dict[int, set[int]] = {number: set() for number in range(8)}
    for narrow, wide in links:
        broader[narrow].add(wide)
    reach = {number: set(wider) for number, wider in broader.items()}
    for middle in range(8):
        for start in range(8):
            if middle in reach[start]:
                reach[start] |= reach[middle]
    in_circles = any(number in reach[number] for number in range(8))
    concepts = [
        concept(f"c{number}x", broader=tuple(f"c{wide}x" for wide in sorted(wider)))
        for number, wider in broader.items()
    ]
    assert any(rule == "circle" for rule, _ in rules(*concepts)) == in_circles

"""Counterparts in another vocabulary, on the strongest ground."""

from __future__ import annotations

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary
from indexer.vocabulary.crosswalk import Ground, crosswalk


def concept(vocabulary: str, name: str, label: str, *alternative: str, exact: str = "", close: str = "") -> Concept:
    return Concept(
        vocabulary=vocabulary,
        id=name,
        uri=f"https://{vocabulary}.example/{name}",
        preferred={"en": label},
        alternative={"en": alternative},
        exact_match=(exact,) if exact else (),
        close_match=(close,) if close else (),
    )


def test_the_strongest_ground_counts() -> None:
    ours = Vocabulary(
        "ours",
        [
            concept("ours", "stated", "anything", exact="https://theirs.example/1"),
            concept("ours", "third", "something", exact="https://hub.example/9"),
            concept("ours", "close", "whatever", close="http://theirs.example/3"),
            concept("ours", "same", "Wind power"),
            concept("ours", "alternative", "photovoltaics", "solar energy"),
            concept("ours", "stemmed", "small enterprise"),
            concept("ours", "alone", "nothing like it"),
        ],
    )
    theirs = Vocabulary(
        "theirs",
        [
            concept("theirs", "1", "one"),
            concept("theirs", "2", "two", exact="https://hub.example/9"),
            concept("theirs", "3", "three"),
            concept("theirs", "4", "wind-power"),
            concept("theirs", "5", "sun", "Solar energy"),
            concept("theirs", "6", "small enterprises"),
        ],
    )
    assert [(found.source.id, found.target.id, found.ground) for found in crosswalk(ours, theirs)] == [
        ("stated", "1", Ground.STATED_EXACT),
        ("third", "2", Ground.SHARED_EXACT),
        ("close", "3", Ground.STATED_CLOSE),
        ("same", "4", Ground.PREFERRED),
        ("alternative", "5", Ground.ALTERNATIVE),
        ("stemmed", "6", Ground.STEMMED),
    ]


def test_a_statement_counts_from_either_side() -> None:
    ours = Vocabulary("ours", [concept("ours", "a", "one")])
    theirs = Vocabulary("theirs", [concept("theirs", "b", "two", exact="https://ours.example/a")])
    assert [found.ground for found in crosswalk(ours, theirs)] == [Ground.STATED_EXACT]

"""The labels of a vocabulary in one language, taken apart: words, qualifier in brackets, how capitals count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from indexer.nouns.vocabularies import Concept

_QUALIFIED = re.compile(r"^(?P<base>.*\S)\s*\((?P<qualifier>[^()]+)\)$", re.DOTALL)
_CAPITALISED_NOUNS = frozenset({"de"})


class LabelKind(IntEnum):
    """What a label is to its concept; negative labels contain another label without meaning the concept."""

    PREFERRED = 0
    ALTERNATIVE = 1
    HIDDEN = 2
    NEGATIVE = 3


@dataclass(frozen=True, slots=True)
class Label:
    """One way to name a concept.

    `concept` is the concept's row, `text` what is looked for, `qualifier` what stood in brackets behind it
    ("Mercury (planet)"), `written` the whole label as the vocabulary has it.
    """

    concept: int
    kind: LabelKind
    text: str
    qualifier: str
    written: str


def labels_of(concepts: Sequence[Concept], language: str) -> list[Label]:
    """All labels of the concepts in a language; a concept without any is looked for in English or any other."""
    found: dict[tuple[int, str, str], Label] = {}
    for row, concept in enumerate(concepts):
        for kind, written in _written_labels(concept, language):
            for label in _taken_apart(row, kind, written):
                found.setdefault((label.concept, label.text, label.qualifier), label)
    return list(found.values())


def _written_labels(concept: Concept, language: str) -> Iterator[tuple[LabelKind, str]]:
    spoken = (language, "en", *sorted(concept.preferred), *sorted(concept.alternative))
    chosen = next((code for code in spoken if code in concept.preferred or code in concept.alternative), language)
    if chosen in concept.preferred:
        yield LabelKind.PREFERRED, concept.preferred[chosen]
    others = (
        (LabelKind.ALTERNATIVE, concept.alternative),
        (LabelKind.HIDDEN, concept.hidden),
        (LabelKind.NEGATIVE, concept.negative),
    )
    for kind, labels in others:
        for label in labels.get(chosen, ()):
            yield kind, label


def _taken_apart(concept: int, kind: LabelKind, written: str) -> Iterator[Label]:
    match = _QUALIFIED.match(written)
    if match is None:
        yield Label(concept, kind, written, "", written)
        return
    base, inside = match["base"], match["qualifier"].strip()
    if is_acronym_of(inside, base.split()):
        yield Label(concept, kind, base, "", written)
        yield Label(concept, LabelKind(max(kind, LabelKind.ALTERNATIVE)), inside, "", written)
    else:
        yield Label(concept, kind, base, inside, written)


def is_acronym_of(short: str, expansion: Sequence[str]) -> bool:
    """Whether a short form in capitals is made of the first letters of some of the words, the first among them."""
    letters = [character for character in short.rstrip("s") if character.isalpha()]
    capitals = [letter for letter in letters if letter.isupper()]
    if len(capitals) < 2 or len(capitals) < len(letters) or not expansion:
        return False
    initials = [word[0].upper() for word in expansion if word[:1].isalpha()]
    if not initials or initials[0] != capitals[0]:
        return False
    waiting = iter(initials)
    return all(letter in waiting for letter in capitals)


@dataclass(frozen=True, slots=True)
class CapitalStyle:
    """How a vocabulary writes ordinary words: then a capital there says nothing about a name."""

    first_word: bool
    other_words: bool


def capital_style(labels: Iterable[Label], language: str) -> CapitalStyle:
    """The style most labels follow: STW begins labels with a capital, EuroVoc and YSO only names."""
    if language in _CAPITALISED_NOUNS:
        return CapitalStyle(first_word=True, other_words=True)
    first = other = first_capital = other_capital = 0
    for label in labels:
        written = label.text.split()
        first += 1
        first_capital += written[0][:1].isupper() if written else 0
        rest = [word for word in written[1:] if len(word) > 3]
        other += len(rest)
        other_capital += sum(word[0].isupper() for word in rest)
    return CapitalStyle(first_word=2 * first_capital > first, other_words=2 * other_capital > max(other, 1))


def is_acronym(word: str) -> bool:
    """Whether a word has capitals beyond its first letter, as names of organisations and short forms do."""
    return sum(character.isupper() for character in word) >= 2 or (len(word) == 1 and word.isupper())

"""Did you mean: words of the index near a word that no document holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from rapidfuzz.distance import OSA

from indexer.index.deadline import Deadline
from indexer.index.engine import Engine
from indexer.language.words import fold
from indexer.search.grammar import All, AnyOf, Node, Not, Phrase, Word

_MIN_CHARACTERS = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def corrected(node: Node | None, engine: Engine, deadline: Deadline) -> Node | None:
    """The query with each word that no document holds replaced by the nearest one that some do.

    None where every word is held, or one that is not has no near word: a suggestion that finds
    nothing is worse than none. None too where the time runs out before all words are looked at.
    """
    changed = _corrected(node, engine, deadline) if node else None
    return None if changed == node or deadline.passed() else changed


def _corrected(node: Node, engine: Engine, deadline: Deadline) -> Node | None:
    match node:
        case Word(form, "text"):
            near = _near(form, engine, deadline)
            return Word(near) if near else None
        case Phrase(forms, exact, "text"):
            held = [_near(form, engine, deadline) for form in forms]
            return Phrase(tuple(form for form in held if form), exact) if all(held) else None
        case Not():
            return node
        case All(parts):
            changed = [_corrected(part, engine, deadline) for part in parts]
            return All(tuple(part for part in changed if part)) if all(changed) else None
        case AnyOf(parts):
            kept = [_corrected(part, engine, deadline) or part for part in parts]
            return AnyOf(tuple(kept))
        case _:
            return node


def _near(form: str, engine: Engine, deadline: Deadline) -> str | None:
    """The form itself if a document holds it, else the nearest held one: fewest edits, then same
    length (letters are swapped and mistaken more often than lost), then most documents.

    Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    """
    folded = fold(form)
    if engine.frequency("word", form) or engine.frequency("word", folded):
        return form
    if len(folded) < _MIN_CHARACTERS or any(character.isdigit() for character in folded):
        return None
    allowed = 1 if len(folded) < 6 else 2
    ranked = [
        (distance, len(held) != len(folded), -count, held)
        for held, count in _held_candidates(folded, engine, deadline)
        if (distance := OSA.distance(folded, fold(held), score_cutoff=allowed)) <= allowed
    ]
    return min(ranked)[-1] if ranked else None


def _held_candidates(folded: str, engine: Engine, deadline: Deadline) -> Iterator[tuple[str, int]]:
    """Held words that begin alike, and those one edit away that do not, with how many documents hold
    them; no more of them once the time is over."""
    for held, count in chain(engine.words(folded[:2]), _held(_first_letter_edits(folded), engine)):
        if deadline.passed():
            return
        yield held, count


def _held(forms: Iterable[str], engine: Engine) -> Iterator[tuple[str, int]]:
    for form in forms:
        if count := engine.frequency("word", form):
            yield form, count


def _first_letter_edits(word: str) -> Iterable[str]:
    """The word with one of its first two letters dropped, added, changed, or the two swapped."""
    yield word[1] + word[0] + word[2:]
    for at in (0, 1):
        yield word[:at] + word[at + 1 :]
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]

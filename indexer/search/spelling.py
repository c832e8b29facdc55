"""Did you mean: words of the index near a word that no document holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indexer.index.engine import Engine
from indexer.language.words import fold
from indexer.search.grammar import All, AnyOf, Node, Not, Phrase, Word

_MIN_CHARACTERS = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def corrected(node: Node | None, engine: Engine) -> Node | None:
    """The query with each word that no document holds replaced by the nearest one that some do.

    None where every word is held, or one that is not has no near word: a suggestion that finds
    nothing is worse than none.
    """
    if node is None:
        return None
    changed = _corrected(node, engine)
    return None if changed is None or changed == node else changed


def _corrected(node: Node, engine: Engine) -> Node | None:
    match node:
        case Word(form, "text"):
            near = _near(form, engine)
            return Word(near) if near else None
        case Phrase(forms, exact, "text"):
            found = [_near(form, engine) for form in forms]
            return Phrase(tuple(each for each in found if each), exact) if all(found) else None
        case Not():
            return node
        case All(parts):
            changed = [_corrected(part, engine) for part in parts]
            return All(tuple(each for each in changed if each)) if all(changed) else None
        case AnyOf(parts):
            kept = [_corrected(part, engine) or part for part in parts]
            return AnyOf(tuple(kept))
        case _:
            return node


def _near(form: str, engine: Engine) -> str | None:
    """The form itself if a document holds it, else the nearest held one: fewest edits, then same
    length (letters are swapped and mistaken more often than lost), then most documents."""
    folded = fold(form)
    if engine.frequency("word", form) or engine.frequency("word", folded):
        return form
    if len(folded) < _MIN_CHARACTERS or any(character.isdigit() for character in folded):
        return None
    allowed = 1 if len(folded) < 6 else 2
    held = {(each, count) for each, count in _held_candidates(folded, engine)}
    ranked = sorted(
        (distance, len(each) != len(folded), -count, each)
        for each, count in held
        if (distance := edit_distance(folded, fold(each), allowed)) <= allowed
    )
    return ranked[0][-1] if ranked else None


def _held_candidates(folded: str, engine: Engine) -> Iterator[tuple[str, int]]:
    """Held words that begin alike, and those one edit away that do not."""
    yield from engine.words(folded[:2])
    for each in dict.fromkeys(_first_letter_edits(folded)):
        count = engine.frequency("word", each)
        if count:
            yield each, count


def _first_letter_edits(word: str) -> Iterable[str]:
    """The word with one of its first two letters dropped, added, changed, or the two swapped."""
    yield word[1] + word[0] + word[2:]
    for at in (0, 1):
        yield word[:at] + word[at + 1 :]
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]


def edit_distance(left: str, right: str, most: int) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string
    alignment, Boytsov 2011, section 2.2); `most` + 1 as soon as it must be more than `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for row, one in enumerate(left, start=1):
        current = [row]
        for column, other in enumerate(right, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (one != other))
            if row > 1 and column > 1 and one == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, previous = previous, current
    return min(previous[-1], most + 1)

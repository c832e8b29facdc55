"""Does a sentence say yes, no or not yet to a thing? Silence and supposition give nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.profiles.read.phrases import Match, Token, exact_phrase, find_any, find_exact, wording
from indexer.vocabulary.questionnaire import IN_PREPARATION, NO, YES

_BREAK = re.compile(r"[;:—]|\s–\s|[.!?]\s")
_BEFORE_VERB = 3
_AFTER_OBJECT = 8


@lru_cache(maxsize=64)
def _listed(kind: str) -> tuple[tuple[str, ...], ...]:
    return tuple(exact_phrase(words) for words in wording()[kind])


def state_of(thing: Match, text: str, words: Sequence[Token], *, of_others: bool = False) -> str | None:
    """`YES`, `NO` or `IN_PREPARATION` as a sentence says it of the thing at a match, or None.

    What is said of somebody else (the nation, other cities) counts only with `of_others`.
    """
    if text.rstrip().endswith("?"):
        return None
    left, right = _clause(thing, text, words)
    if _supposed(words, left, thing.first):
        return None
    verb = _nearest("affirming", words, left, thing.first)
    if verb and not of_others and _said_of_others(text, words, left, verb.first):
        return None
    preparing = _nearest("preparing", words, left, thing.first)
    if preparing and (verb is None or preparing.first > verb.first or preparing.last >= verb.first):
        return None if _denied(words, max(left, preparing.first - _BEFORE_VERB), thing.first) else IN_PREPARATION
    if verb is None and (lacking := _nearest("lacking", words, left, thing.first)):
        verb = lacking
        if not of_others and _said_of_others(text, words, left, verb.first):
            return None
    if verb:
        return NO if _denied(words, max(left, verb.first - _BEFORE_VERB), thing.first) else YES
    after = _state_after(words, thing.last, min(right, thing.last + _AFTER_OBJECT))
    if after:
        denied = _denied(words, max(left, thing.first - _BEFORE_VERB), thing.first)
        return {YES: NO, NO: YES}.get(after, after) if denied else after
    return NO if _denied(words, max(left, thing.first - 1), thing.first) else None


def said_together(groups: Sequence[Sequence[str]], words: Sequence[Token], text: str) -> Match | None:
    """The first thing of the first group if a sentence names one of every group and neither denies nor supposes."""
    found = [find_any(group, words) for group in groups]
    if not groups or any(match is None for match in found) or text.rstrip().endswith("?"):
        return None
    if _denied(words, 0, len(words)) or _supposed(words, 0, len(words)):
        return None
    return found[0]


def denied_before(words: Sequence[Token], at: int) -> bool:
    """Whether one of the few words before a place denies what follows."""
    return _denied(words, max(0, at - _BEFORE_VERB), at)


def _clause(thing: Match, text: str, words: Sequence[Token]) -> tuple[int, int]:
    """The [first, last) tokens of the clause around a match."""
    ends = {part[0] for part in _listed("clause_ends") if part}

    def parted(at: int) -> bool:
        """Whether a new clause begins at a token."""
        return words[at].form in ends or bool(_BREAK.search(text, words[at - 1].end, words[at].start + 1))

    left = next((at for at in range(thing.first, 0, -1) if at < len(words) and parted(at)), 0)
    right = next((at for at in range(thing.last, len(words)) if parted(at)), len(words))
    return left, right


def _nearest(kind: str, words: Sequence[Token], first: int, last: int) -> Match | None:
    """The match of a listed phrase that begins last between two tokens."""
    found: Match | None = None
    for listed in _listed(kind):
        at = first
        while match := find_exact(listed, words, at, last):
            if found is None or match.first > found.first:
                found = match
            at = match.first + 1
    return found


def _supposed(words: Sequence[Token], first: int, last: int) -> bool:
    return _nearest("supposing", words, first, last) is not None


def _said_of_others(text: str, words: Sequence[Token], first: int, verb: int) -> bool:
    """Whether the subject before a verb is somebody else; a capital inside a sentence makes it part of a name."""
    other = _nearest("other_subjects", words, first, verb)
    if other is None or verb - other.last >= _BEFORE_VERB:
        return False
    return other.first == 0 or text[words[other.first].start].islower() or other.last - other.first > 1


def _denied(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words deny, counting "does not lack" as no denial and "not only" as none."""
    negating = {part for listed in _listed("negating") if len(listed) == 1 for part in listed}
    denials = any(
        words[at].form in negating and not (at + 1 < len(words) and words[at + 1].form == "only")
        for at in range(first, last)
    ) or any(find_exact(listed, words, first, last) for listed in _listed("negating") if len(listed) > 1)
    lacks = any(find_exact(listed, words, first, last) for listed in _listed("lacking"))
    return denials != lacks


def _state_after(words: Sequence[Token], first: int, last: int) -> str | None:
    for kind, state in (("prepared_after", IN_PREPARATION), ("lacking_after", NO), ("affirmed_after", YES)):
        match = _nearest(kind, words, first, last)
        if match is None or _supposed(words, first, match.last):
            continue
        denied = _denied(words, first, match.last)
        return {YES: NO, NO: YES}.get(state) if denied else state
    return None

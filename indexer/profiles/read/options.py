"""Lists and ends of sentences to options, with a place's own words kept where no option fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from indexer.profiles.read.phrases import Match, Token, begins_with, find, is_phrase, phrase, tokens
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.questionnaire import Option, Question

_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.)]\s+")
_EXAMPLE = re.compile(r"^(?:e\.g\.|for example|such as)", re.IGNORECASE)
_LIST_ENDS = re.compile(
    r"[;—]|\s–\s|[.!?](?:\s|$)|,?\s(?:which|who|so that|in order to|because|while|whereas|although|but|where)\s"
    r"|\sto\s(?:collect|analyse|analyze|promote|improve|support|share|develop|foster|help|make|create|build|use|reach)\b",
    re.IGNORECASE,
)
_CONNECTOR = re.compile(
    r"^(?:and|or|as well as|along with|both|also|in addition to|finally|then|plus|together with)\s+", re.IGNORECASE
)
_JOINED = re.compile(r"\s+(?:and|or|as well as|along with|plus)\s+", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"^(?:to|for|in|on|at|by|from|with|of|as|it|they|there|not|no|this|these|is|are|was|has|have)\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:a|an|the|its|their)\s+", re.IGNORECASE)
_MAY_PRECEDE = frozenset("and or both also with as well plus especially mainly particularly namely city other".split())
_MAX_OWN_WORDS_IN_LIST = 40
_MAX_VALUES = 100
_MAX_OWN_WORDS_IN_PROSE = 12


@dataclass(slots=True)
class Chosen:
    """The values read so far, in the order printed, and which of them are a place's own words."""

    values: list[str] = field(default_factory=list)
    own_words: list[str] = field(default_factory=list)

    def add(self, value: str) -> None:
        """One more option, once."""
        if value not in self.values:
            self.values.append(value)

    def add_own(self, words: str) -> None:
        """One more entry in a place's own words, once, up to a hundred values."""
        value = slug(words)
        if value and value not in self.values and len(self.values) < _MAX_VALUES:
            self.values.append(value)
            self.own_words.append(words)


@lru_cache(maxsize=256)
def _forms(question: Question) -> tuple[tuple[str, str], ...]:
    """(printed words, option id), the longest first."""
    forms = [(words, option.id) for option in question.options for words in option.printed]
    return tuple(sorted(forms, key=lambda form: (-len(phrase(form[0])), form)))


def read_item(text: str, question: Question, chosen: Chosen) -> None:
    """Add what one entry of a list says."""
    text = _NUMBERING.sub("", text.strip()).rstrip(".,;")
    if not text or _EXAMPLE.match(text):
        return
    option = _option_of(text, question) or _option_of(_PARENTHESIS.sub(" ", text).strip(), question)
    if option:
        chosen.add(option)
        return
    whole = Chosen()
    read_prose(text, 0, question, whole)
    if whole.values and not whole.own_words and _covered(text, question):
        for value in whole.values:
            chosen.add(value)
    elif len(text.split()) <= _MAX_OWN_WORDS_IN_LIST:
        chosen.add_own(" ".join(text.split()))


def read_prose(text: str, start: int, question: Question, chosen: Chosen) -> None:
    """Add what the rest of a sentence lists, from a character on."""
    words = tokens(text)
    matches = option_matches(words, question, next((at for at, word in enumerate(words) if word.start >= start), 0))
    spans = [(words[match.first].start, words[match.last - 1].end) for match, _ in matches]
    end = _end_of_list(text, start, spans)
    for piece_start, piece_end in _pieces(text, start, end, spans):
        inside = [
            option
            for (match, option), span in zip(matches, spans, strict=True)
            if piece_start <= span[0] < piece_end and _begins(match, words, piece_start)
        ]
        if inside:
            for option in inside:
                chosen.add(option)
        elif own := _own_words(text[piece_start:piece_end]):
            chosen.add_own(own)


def option_matches(words: Sequence[Token], question: Question, start: int = 0) -> list[tuple[Match, str]]:
    """The options named in a text, left to right, the longest names first, none overlapping."""
    taken: list[tuple[Match, str]] = []
    for form, option in _forms(question):
        at = start
        while match := find(phrase(form), words, at):
            if not any(match.overlaps(other) for other, _ in taken):
                taken.append((match, option))
            at = match.first + 1
    return sorted(taken, key=lambda found: found[0].first)


def option_by_label(text: str, options: Sequence[Option]) -> str | None:
    """The id of the option a text is the label of, or None."""
    words = tokens(text)
    return next((option.id for option in options if any(is_phrase(form, words) for form in option.printed)), None)


def _option_of(text: str, question: Question) -> str | None:
    words = tokens(text)
    for form, option in _forms(question):
        if is_phrase(form, words):
            return option
        taken = begins_with(form, words)
        if taken and taken < len(words) and re.match(r"\s*[,:(–—]|\s-\s", text[words[taken - 1].end :]):
            return option
    return None


def _covered(text: str, question: Question) -> bool:
    """Whether a text holds nothing but options and connectors."""
    words = tokens(text)
    covered = {at for match, _ in option_matches(words, question) for at in range(match.first, match.last)}
    return all(at in covered or text[word.start : word.end].lower() in ("and", "or") for at, word in enumerate(words))


def _end_of_list(text: str, start: int, spans: list[tuple[int, int]]) -> int:
    """Where the listing ends: at a clause that says something else, outside the names of options."""
    ends = [match.start() for match in _LIST_ENDS.finditer(text, start) if not _inside(match.start(), spans)]
    for _, stop in spans:
        purpose = re.compile(r"\s+(?:to|in|for|by|within|across)\s").match(text, stop)
        if purpose:
            ends.append(purpose.start())
    return min(ends, default=len(text))


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The [start, end) pieces between commas; the last, or the only one, is parted at its "and"."""
    commas = [match.start() for match in re.finditer(",", text[:end]) if match.start() >= start]
    cuts = [start, *(at for at in commas if not _inside(at, spans)), end]
    pieces = [(first + (text[first] == ","), last) for first, last in pairwise(cuts) if last > first]
    if not pieces:
        return []
    first, last = pieces.pop()
    connected = _CONNECTOR.match(text[first:last].lstrip())
    joints = [] if connected else [m for m in _JOINED.finditer(text, first, last) if not _inside(m.start(), spans)]
    if joints and not pieces:
        bounds = [first, *(bound for joint in joints for bound in joint.span()), last]
        return list(zip(bounds[::2], bounds[1::2], strict=True))
    if joints:
        return [*pieces, (first, joints[-1].start()), (joints[-1].end(), last)]
    return [*pieces, (first, last)]


def _own_words(piece: str) -> str | None:
    own = piece.strip(' .,:;\n"“”')
    while match := _CONNECTOR.match(own):
        own = own[match.end() :]
    own = " ".join(_ARTICLE.sub("", own).split())
    if (
        not own
        or _NO_NOUN.match(own)
        or len(own.split()) > _MAX_OWN_WORDS_IN_PROSE
        or not re.search(r"[^\W\d_]{2}", own)
    ):
        return None
    return own


def _begins(match: Match, words: Sequence[Token], piece_start: int) -> bool:
    """Whether an option opens its piece of the listing, and is no part of a longer name."""
    before = words[match.first - 1] if match.first else None
    return before is None or before.start < piece_start or before.form in _MAY_PRECEDE


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= at < last for first, last in spans)

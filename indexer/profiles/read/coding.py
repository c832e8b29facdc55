"""One statement and one question to an answer: how each type of question is told in a sentence or a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.language.quantities import quantity_with_year
from indexer.nouns.profiles import Answer, Status
from indexer.profiles.read.options import Chosen, option_by_label, option_matches, read_item, read_prose
from indexer.profiles.read.phrases import Match, Token, find, find_any, phrase
from indexer.profiles.read.polarity import denied_before, said_together, state_of
from indexer.profiles.read.statements import Statement
from indexer.vocabulary.questionnaire import IN_PREPARATION, NO, NONE, YES, Question, Type

_SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_BODY = re.compile(
    r"(?:[^\W\d_a-z][\w&’'.-]*)(?:\s+(?:(?:of|for|and|de|del|la|do|da|des|du|the|&)\s+)*(?:[^\W\d_a-z][\w&’'.-]*|\d+))*"
)
_ADVERBIAL = re.compile(
    r"\s*(?:As|In|Within|Under|At|Since|With|For|Situated|Located|Based|Housed|Created|Founded)\b[^,]*,\s*"
)
_OPENING = re.compile(r"^(?:As|In|Within|Under|The|A|An|At|Since|With|For|Its|Situated|Located)$")


def answer_in(question: Question, text: str, words: Sequence[Token], statement: Statement) -> tuple[int, Answer] | None:
    """The answer a statement gives to a question, with the character where it begins, or None."""
    if question.type is Type.YES_OR_NO:
        told = None if statement.heading else state_in(question, text, words, statement.section)
        return (told[0], _stated(question, (told[1],), statement)) if told else None
    if question.type is Type.ONE_OF:
        return None if statement.heading else one_of(question, text, words, statement)
    if question.type is Type.SOME_OF:
        return _some_of(question, text, words, statement)
    if statement.heading or statement.section not in (None, question.section):
        return None
    if question.counted:
        return _counted(question, text, words, statement)
    return _named(question, text, words, statement) if question.subject_of else None


def not_listed(found: list[tuple[int, Answer]]) -> list[tuple[int, Answer]]:
    """The answers without what is only named in the listing of another: "success factors are dedicated funding"."""
    listings = [at for at, answer in found if answer.values not in ((YES,), (NO,), (IN_PREPARATION,))]
    first = min(listings, default=None)
    return [
        (at, answer)
        for at, answer in found
        if first is None or at <= first or answer.values not in ((YES,), (NO,), (IN_PREPARATION,))
    ]


def _stated(question: Question, values: tuple[str, ...], statement: Statement) -> Answer:
    return Answer(
        question=question.id,
        status=Status.STATED,
        values=values,
        printed=statement.text,
        passage=statement.passage,
    )


def state_in(
    question: Question, text: str, words: Sequence[Token], section: str | None, *, of_others: bool = False
) -> tuple[int, str] | None:
    """Where the thing of a yes-or-no question stands, and what is said of it."""
    objects = question.objects + (question.objects_in_section if section == question.section else ())
    for listed, only_denied in ((objects, False), (question.objects_if_denied, True)):
        thing = find_any(listed, words)
        if thing is None or (not only_denied and _qualified(thing, question, listed, words)):
            continue
        state = state_of(thing, text, words, of_others=of_others)
        if state and not (only_denied and state != NO):
            return words[thing.first].start, state
    together = said_together(question.said_together, words, text) if section == question.section else None
    return (words[together.first].start, YES) if together else None


def _qualified(thing: Match, question: Question, listed: tuple[str, ...], words: Sequence[Token]) -> bool:
    """Whether a loose name ("formal strategy") is followed by what makes it another thing ("for transport")."""
    strict = find_any(question.objects, words, thing.first, thing.last)
    following = words[thing.last].stem if thing.last < len(words) else ""
    return strict is None and following in ("for", "on", "of", "about")


def one_of(
    question: Question, text: str, words: Sequence[Token], statement: Statement, *, anywhere: bool = False
) -> tuple[int, Answer] | None:
    if not anywhere and statement.section not in (None, question.section) and not question.needs:
        return None
    if question.needs and not anywhere and not find_any(question.needs, words):
        return None
    if text.rstrip().endswith("?"):
        return None
    named = [found for found in option_matches(words, question) if not _ruled_out(found[0], words)]
    ids = tuple(dict.fromkeys(option for _, option in named))
    whole = next(
        (option.id for option in question.options if option.combines and set(option.combines) <= set(ids)), None
    )
    value = whole or (ids[0] if len(ids) == 1 else None)
    if value is None:
        return None
    return words[named[0][0].first].start, _stated(question, (value,), statement)


def _ruled_out(match: Match, words: Sequence[Token]) -> bool:
    rather_than = find_any(("rather than", "instead of"), words, max(0, match.first - 4), match.first)
    return rather_than is not None or denied_before(words, match.first)


def _some_of(question: Question, text: str, words: Sequence[Token], statement: Statement) -> tuple[int, Answer] | None:
    if find_any(question.told_by_colour_after, words):
        return _told_by_colour(question, words, statement)
    if statement.section not in (None, question.section):
        return None
    if not statement.heading and find_any(question.denied_by, words):
        return words[0].start, _stated(question, (NONE,), statement)
    cue = _announcement(question, words)
    asked = statement.heading and find_any(question.asked_by, words) is not None
    if cue is None and not asked:
        return None
    chosen = Chosen()
    for item in statement.items:
        before, _, after = item.text.partition(":")
        labelled = option_by_label(before, question.options) if after else None
        if labelled:
            chosen.add(labelled)
        else:
            read_item(item.text, question, chosen)
    at = words[cue.first].start if cue else 0
    in_prose = cue is not None and not statement.items and not statement.heading
    if cue and in_prose:
        if denied_before(words, cue.first) or text.rstrip().endswith("?"):
            return None
        read_prose(text, _after_colon(text, words[cue.last - 1].end), question, chosen)
    if not chosen.values:
        return None
    answer = Answer(
        question=question.id,
        status=Status.STATED,
        values=tuple(chosen.values),
        own_words=tuple(chosen.own_words),
        printed=statement.text if in_prose else statement.list_text,
        passage=statement.passage if in_prose else statement.items[0].passage,
    )
    return at, answer


def _announcement(question: Question, words: Sequence[Token]) -> Match | None:
    """The announcing phrase that ends last, so that what it announces comes after it."""
    found = [match for listed in question.announced_by if (match := find(phrase(listed), words))]
    return max(found, key=lambda match: (match.last, -match.first), default=None)


def _after_colon(text: str, at: int) -> int:
    """Where a listing begins after its announcement: behind a colon if that follows closely."""
    colon = re.compile(r"[^.,;:]{0,40}:\s").match(text, at)
    return colon.end() if colon else at


def _told_by_colour(question: Question, words: Sequence[Token], statement: Statement) -> tuple[int, Answer] | None:
    if not statement.items:
        return None
    areas = Chosen()
    for item in statement.items:
        read_item(item.text, question, areas)
    answer = Answer(
        question=question.id,
        status=Status.NOT_RECOVERABLE,
        values=tuple(areas.values),
        own_words=tuple(areas.own_words),
        printed=statement.list_text,
        passage=statement.items[0].passage,
    )
    return words[0].start, answer


def _counted(question: Question, text: str, words: Sequence[Token], statement: Statement) -> tuple[int, Answer] | None:
    for listed in question.counted_after:
        cue = find(phrase(listed), words)
        if cue is None or denied_before(words, cue.first):
            continue
        for at in range(cue.last, min(cue.last + 4, len(words))):
            printed = text[words[at].start : words[at].end]
            unit = find_any(question.counted, words, at + 1, min(at + 4, len(words)))
            if unit is None or not (printed[0].isdigit() or printed.lower() in _SMALL_NUMBERS):
                continue
            bounded = find_any(
                ("fewer than", "less than", "more than", "over", "up to", "at least", "between"), words, cue.last, at
            )
            small = printed.lower() in _SMALL_NUMBERS
            number = float(_SMALL_NUMBERS.index(printed.lower())) if small else quantity_with_year(printed)[0]
            first = bounded.first if bounded else at
            value = " ".join(text[words[first].start : words[at].end].split())
            answer = _stated(question, (value,), statement)
            if not bounded:
                answer = replace(answer, number=number, unit=question.unit)
            return words[cue.first].start, answer
    return None


def _named(question: Question, text: str, words: Sequence[Token], statement: Statement) -> tuple[int, Answer] | None:
    """The body of which something is said: the first name in the sentence before it."""
    said = find_any(question.subject_of, words)
    if said is None:
        return None
    start = adverbial.end() if (adverbial := _ADVERBIAL.match(text)) else 0
    for match in _BODY.finditer(text, start, words[said.first].start):
        name = match.group().split()
        while name and _OPENING.match(name[0]):
            name = name[1:]
        if name and "".join(name)[0].isupper():
            return words[said.first].start, _stated(question, (" ".join(name).rstrip(".,"),), statement)
    return None

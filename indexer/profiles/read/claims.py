"""Printed comparisons with other places to claims: what is compared, which way, and the share.

"Along with 50% of cities surveyed, X does not have a strategy" claims that half have none; "unlike" turns
it round; a sentence about a share of all cities claims without answering for the place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.nouns.profiles import Answer, Claim, Loss, Polarity, Status
from indexer.profiles.read.coding import one_of, state_in
from indexer.profiles.read.phrases import tokens
from indexer.profiles.read.shares import Share
from indexer.profiles.read.statements import Statement
from indexer.vocabulary.questionnaire import NO, YES, Questionnaire, Type

Located = tuple[int, Answer]
"""An answer and the character of its sentence where it begins."""

_CONTRAST = re.compile(r"[;—]|,?\s(?:but|while|whereas|although|though)\s", re.IGNORECASE)
_BEGINS_WITH_CONTRAST = re.compile(r"\s*(?:while|whereas|although|though)\b", re.IGNORECASE)


def without_shares(text: str, found: Sequence[Share]) -> str:
    """A sentence with its shares blanked out, as long as before; what is said of all places goes with them."""
    for share in found:
        end = share.end
        if share.relation == "subject":
            contrast = re.compile(r",\s") if _BEGINS_WITH_CONTRAST.match(text) else _CONTRAST
            stop = contrast.search(text, end)
            end = stop.start() if stop else len(text)
        text = text[: share.start] + " " * (end - share.start) + text[end:]
    return text


def claims_in(
    statement: Statement, found: Sequence[Share], answers: Sequence[Located], family: Questionnaire
) -> tuple[list[Claim], list[Loss]]:
    """The claims a statement makes with its shares, and a loss for each share whose question is not known."""
    claims: list[Claim] = []
    losses: list[Loss] = []
    for at, share in enumerate(found):
        since = found[at - 1].end if at else 0
        until = found[at + 1].start if at + 1 < len(found) else len(statement.text)
        compared = _compared(share, statement.text[:until], since, answers, family)
        if compared is None:
            reason = "a comparison with other places whose question is not known"
            losses.append(Loss(reason=reason, passage=statement.passage))
            continue
        question, value, polarity = compared
        claims.append(
            Claim(
                question=question,
                value=value,
                polarity=polarity,
                share=share.share,
                bound=share.bound,
                places=share.places,
                edition=share.edition,
                printed=statement.text,
                passage=statement.passage,
            )
        )
    return claims, losses


def _compared(
    share: Share, text: str, since: int, answers: Sequence[Located], family: Questionnaire
) -> tuple[str, str, Polarity] | None:
    """The question, value and polarity that a share is about: what follows it, else what stands before it."""
    if share.relation == "subject":
        return _said_of_all(text, share, family)
    if share.relation == "unclear":
        return None
    near = [located for located in answers if since <= located[0] < len(text)]
    after = [located for located in near if located[0] >= share.end]
    for _, answer in after or near[::-1]:
        if compared := _comparable(answer, family):
            question, value, polarity = compared
            return question, value, polarity if share.relation == "same" else _opposite(polarity)
    return None


def _said_of_all(text: str, share: Share, family: Questionnaire) -> tuple[str, str, Polarity] | None:
    """What a sentence says of a share of all places, read as if it said it of one."""
    clause = " " * share.end + text[share.end :]
    words = tokens(clause)
    for question in family.questions:
        if question.type is Type.YES_OR_NO and (told := state_in(question, clause, words, None, of_others=True)):
            return question.id, YES if told[1] == NO else told[1], _polarity_of(told[1])
    statement = Statement(clause, 0, None)
    for question in family.questions:
        if question.type is Type.ONE_OF and (choice := one_of(question, clause, words, statement, anywhere=True)):
            return question.id, choice[1].values[0], Polarity.POSITIVE
    return None


def _comparable(answer: Answer, family: Questionnaire) -> tuple[str, str, Polarity] | None:
    question = family.question(answer.question)
    if question is None or not question.type.is_choice or len(answer.values) != 1 or answer.status is not Status.STATED:
        return None
    value = answer.values[0]
    if question.type is Type.YES_OR_NO:
        return question.id, YES if value == NO else value, _polarity_of(value)
    return question.id, value, Polarity.POSITIVE


def _polarity_of(state: str) -> Polarity:
    return Polarity.NEGATIVE if state == NO else Polarity.POSITIVE


def _opposite(polarity: Polarity) -> Polarity:
    return Polarity.POSITIVE if polarity is Polarity.NEGATIVE else Polarity.NEGATIVE

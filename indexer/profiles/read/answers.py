"""The passages of a profile to coded answers and claims; what is hidden or unclear is told, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexer.nouns.documents import Passage
from indexer.nouns.profiles import Answer, Claim, Loss, Profile, Status
from indexer.profiles.read.claims import claims_in, without_shares
from indexer.profiles.read.coding import answer_in, not_listed
from indexer.profiles.read.facts import EDITION, facts
from indexer.profiles.read.phrases import find, phrase, tokens
from indexer.profiles.read.shares import shares
from indexer.profiles.read.statements import Statement, statements
from indexer.vocabulary.questionnaire import Questionnaire, Type

_MAX_STATEMENTS = 500
"""Profiles have some forty sentences; more is no profile, and would keep a reader busy for long."""


def read_profile(
    passages: Sequence[Passage], family: Questionnaire, *, place: str, country: str | None, edition: int | None = None
) -> Profile:
    """The profile in a document's passages: one answer for every question of the family.

    A question the profile does not speak of is *not stated*; one whose answer only the layout told is
    *not recoverable*. `edition` is the year where the caller knows it; a printed one comes first.
    """
    told, losses = facts(passages, family)
    reading = _Reading(family, {answer.question: answer for answer in told}, losses)
    told_in_text = statements(passages, family)
    for statement in told_in_text[:_MAX_STATEMENTS]:
        reading.read(statement)
    if len(told_in_text) > _MAX_STATEMENTS:
        reason = f"only the first {_MAX_STATEMENTS:,} sentences were coded"
        reading.losses.append(Loss(reason=reason, passage=told_in_text[_MAX_STATEMENTS].passage))
    printed = next((answer.year for answer in told if answer.question == EDITION), None)
    year = printed or edition
    updated = any(
        find(phrase(words), tokens(passage.text)) for passage in passages for words in family.updated_comparisons
    )
    return Profile(
        place=place,
        country=country,
        family=family.id,
        edition=year,
        answers=reading.in_order(),
        claims=tuple(replace(claim, edition=claim.edition or (None if updated else year)) for claim in reading.claims),
        losses=tuple(reading.losses),
    )


class _Reading:
    """What has been read of one profile so far."""

    def __init__(self, family: Questionnaire, answers: dict[str, Answer], losses: list[Loss]) -> None:
        self._family = family
        self._answers = answers
        self.losses = losses
        self.claims: list[Claim] = []

    def in_order(self) -> tuple[Answer, ...]:
        """An answer for every question in the order of the questionnaire, then the facts it does not ask."""
        known = [question.id for question in self._family.questions]
        asked = [self._answers.get(name) or Answer(question=name, status=Status.NOT_STATED) for name in known]
        return (*asked, *(answer for name, answer in self._answers.items() if name not in known))

    def read(self, statement: Statement) -> None:
        """Add the answers and claims of one statement."""
        if statement.section == "overview":
            return
        found_shares = list(shares(statement.text))
        plain = without_shares(statement.text, found_shares)
        words = tokens(plain)
        told = (answer_in(question, plain, words, statement) for question in self._family.questions)
        found = sorted(not_listed([answer for answer in told if answer]), key=lambda located: located[0])
        for _, answer in found:
            self._keep(answer)
        claims, losses = claims_in(statement, found_shares, found, self._family)
        self.claims += claims
        self.losses += losses
        if not found and not claims and statement.items and statement.text.endswith(":"):
            reason = "a list was announced by words that are not known"
            self.losses.append(Loss(reason=reason, passage=statement.passage))

    def _keep(self, answer: Answer) -> None:
        known = self._answers.get(answer.question)
        question = self._family.question(answer.question)
        if known is None or known.status is Status.NOT_STATED:
            self._answers[answer.question] = answer
        elif question and question.type is Type.SOME_OF and Status.NOT_RECOVERABLE not in (known.status, answer.status):
            self._answers[answer.question] = replace(
                known,
                values=tuple(dict.fromkeys((*known.values, *answer.values))),
                own_words=tuple(dict.fromkeys((*known.own_words, *answer.own_words))),
            )
        elif known.values != answer.values:
            self.losses.append(
                Loss(question=answer.question, reason="told twice and differently", passage=answer.passage)
            )
        if answer.status is Status.NOT_RECOVERABLE and not any(
            loss.passage == answer.passage and loss.reason.startswith("only colour") for loss in self.losses
        ):
            self.losses.append(Loss(question=answer.question, reason="only colours told", passage=answer.passage))

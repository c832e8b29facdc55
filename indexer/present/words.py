"""Answers of places in words."""

from __future__ import annotations

from indexer.nouns.profiles import Answer, Status
from indexer.vocabulary.questionnaire import Question


def shown(answer: Answer, question: Question, language: str = "en") -> str:
    """An answer in words: labels of options, a number with its year, or the text as printed."""
    if answer.status is Status.NOT_RECOVERABLE:
        return "not recoverable"
    if answer.status is Status.NOT_STATED:
        return "not stated"
    if answer.number is not None:
        year = f" ({answer.year})" if answer.year else ""
        return f"{answer.number:,.0f}{year}"
    joint = "–" if question.type.value == "years" else "; "
    return joint.join(question.value_label(value, language, answer.own_words) for value in answer.values)

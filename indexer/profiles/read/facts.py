"""The labelled facts of an overview: "Mayor: ...", a label above its value, or two cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.language.quantities import quantity_with_year
from indexer.nouns.documents import Passage, Role
from indexer.nouns.profiles import Answer, Loss, Status
from indexer.profiles.read.phrases import is_phrase, tokens
from indexer.profiles.read.statements import section_of
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.questionnaire import Question, Questionnaire, Type

_FACT = re.compile(r"^([^:\n\t]{2,60}?)\s*[:\t]\s*(.*)$", re.DOTALL)
_BULLET = re.compile(r"^[\s▶►▸●•✓✔☑‣◦–—*·-]+(?=\S)")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_SPAN = re.compile(r"\b((?:1[89]|20)\d\d)\s*(?:[-–—]|to)\s*((?:1[89]|20)\d\d)\b")
_YEAR_IN_LABEL = re.compile(r"\s*\(((?:1[89]|20)\d\d)\)$")
_UNTOLD = re.compile(r"^(?:[-–—.]+|n/?a|none given|not (?:available|stated|known|provided)|unknown|tbc|tbd)$", re.I)
_LINK = re.compile(r"https?://\S+|www\.\S+")
EDITION = "edition"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    passage: int
    in_overview: bool


def facts(passages: Sequence[Passage], family: Questionnaire) -> tuple[list[Answer], list[Loss]]:
    """The answers told by labels, each with its line and passage, and the facts whose value was not read.

    Labels that no question has are kept in the overview, under a slug of their own.
    """
    answers: dict[str, Answer] = {}
    losses: list[Loss] = []
    lines = list(_lines(passages, family))
    labels = {slug(label) for question in family.questions for label in question.fact_labels} | {EDITION}
    for at, line in enumerate(lines):
        label, value = _parted(line.text)
        question = _question_of(label, family)
        known = question is not None or slug(label) == EDITION
        if not known and not (line.in_overview and value is not None):
            continue
        if value is None:
            following = lines[at + 1] if at + 1 < len(lines) else None
            alone = following is None or slug(_parted(following.text)[0]) in labels
            value = "" if alone or following is None else following.text
            line = line if alone or following is None else replace(line, passage=following.passage, text=value)
        identity = question.id if question else slug(label)
        if not identity or identity in answers:
            continue
        answers[identity] = answer = _answer(identity, question, label, value.strip(), line)
        if answer.status is Status.STATED and question and question.type is Type.NUMBER and answer.number is None:
            losses.append(
                Loss(question=identity, reason="no number was found in what is printed", passage=line.passage)
            )
    return list(answers.values()), losses


def _lines(passages: Iterable[Passage], family: Questionnaire) -> Iterator[_Line]:
    """The lines of the overview and of what stands above the first heading."""
    in_overview, started = False, False
    for passage in passages:
        if passage.role is Role.HEADING and (_question_of(passage.text, family) or slug(passage.text) == EDITION):
            yield _Line(passage.text.strip(), passage.number, True)
        elif passage.role is Role.HEADING:
            section = section_of(passage.text, family)
            in_overview = section == "overview"
            started = started or (section is not None and not in_overview) or _is_fact_free(passage.text, family)
        elif in_overview or not started:
            for text in passage.text.split("\n"):
                if text.strip():
                    yield _Line(_BULLET.sub("", text).strip(), passage.number, in_overview)


def _is_fact_free(heading: str, family: Questionnaire) -> bool:
    """Whether a heading ends the facts above the first section."""
    words = tokens(heading)
    return any(is_phrase(known, words) for known in family.skipped_headings)


def _parted(text: str) -> tuple[str, str | None]:
    """Label and value of a line; the value is None where the line is no more than a label."""
    match = _FACT.match(text)
    if match and not match.group(1).lower().startswith("http"):
        return " ".join(match.group(1).split()), match.group(2)
    return " ".join(text.split()).rstrip(":"), None


def _question_of(label: str, family: Questionnaire) -> Question | None:
    words = tokens(_YEAR_IN_LABEL.sub("", label))
    return next(
        (question for question in family.questions if any(is_phrase(known, words) for known in question.fact_labels)),
        None,
    )


def _answer(identity: str, question: Question | None, label: str, value: str, line: _Line) -> Answer:
    value = " ".join(value.split())
    if not value or _UNTOLD.match(value):
        return Answer(question=identity, status=Status.NOT_STATED, printed=line.text, passage=line.passage)
    answer = Answer(question=identity, status=Status.STATED, values=(value,), printed=line.text, passage=line.passage)
    if identity == EDITION:
        year_match = _YEAR.search(value)
        return replace(answer, year=int(year_match.group()) if year_match else None)
    if question is None:
        return answer
    if question.type is Type.NUMBER:
        number, year = quantity_with_year(value)
        in_label = _YEAR_IN_LABEL.search(label)
        year = year or (int(in_label.group(1)) if in_label else None)
        return replace(answer, number=number, year=year, unit=question.unit if number is not None else None)
    if question.type is Type.YEARS:
        span = _SPAN.search(value)
        return replace(answer, values=span.groups() if span else tuple(_YEAR.findall(value)) or (value,))
    if question.type is Type.LINK:
        link = _LINK.search(value)
        return replace(answer, values=(link.group().rstrip(".,;)>"),)) if link else answer
    return answer

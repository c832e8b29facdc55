"""Profiles with random answers, for tests that count and compare them."""

from __future__ import annotations

import random

from indexer.nouns.documents import Document, Origin, Passage, Role
from indexer.nouns.places import ProfileRecord
from indexer.nouns.profiles import Answer, Claim, Polarity, Profile, Status
from indexer.vocabulary.concepts import slug
from indexer.vocabulary.questionnaire import Question, Type, questionnaire

FAMILY = questionnaire("city-innovation-snapshot")
COUNTRIES = ("MX", "BR", "FR", "US", "JP")


def answer(question: Question, draw: random.Random) -> Answer:
    kind = draw.random()
    if kind < 0.3:
        return Answer(question=question.id, status=Status.NOT_STATED)
    values: tuple[str, ...] = ("text",)
    if question.type is Type.YES_OR_NO:
        values = (draw.choice(["yes", "yes", "no", "in preparation"]),)
    elif question.type is Type.ONE_OF:
        values = (draw.choice(question.options).id,)
    elif question.type is Type.SOME_OF:
        chosen = draw.sample(question.options, k=min(len(question.options), draw.randint(1, 4)))
        values = tuple(option.id for option in chosen)
        if kind < 0.36:
            return Answer(question=question.id, status=Status.NOT_RECOVERABLE, values=values, passage=1)
        if kind > 0.9:
            words = draw.choice(["street art", "night buses"])
            return Answer(
                question=question.id, status=Status.STATED, values=(*values, slug(words)), own_words=(words,), passage=1
            )
    elif question.type is Type.NUMBER:
        number = float(draw.choice([40_000, 99_999, 100_000, 2_000_000, 9_000_000]))
        return Answer(
            question=question.id,
            status=Status.STATED,
            values=(str(number),),
            number=number,
            unit=question.unit,
            passage=1,
        )
    return Answer(question=question.id, status=Status.STATED, values=values, printed="printed", passage=1)


def record(number: int, seed: int, place: str | None = None, edition: int | None = None) -> ProfileRecord:
    draw = random.Random(seed * 1_000_003 + number)
    claims = tuple(
        Claim(
            question=draw.choice(["formal-strategy", "dedicated-funding"]),
            value="yes",
            polarity=draw.choice(list(Polarity)),
            share=draw.choice([0.5, 0.81]),
            edition=draw.choice([None, 2018]),
            passage=1,
        )
        for _ in range(draw.randint(0, 2))
    )
    year = edition or draw.choice([2018, 2020])
    return ProfileRecord(
        document_id=f"d{number:05d}",
        title=f"Profile {number}",
        published=str(year),
        profile=Profile(
            place=place or f"Place {number:05d}",
            country=draw.choice(COUNTRIES) if place is None else "MX",
            edition=year,
            answers=tuple(answer(question, draw) for question in FAMILY.questions),
            claims=claims,
        ),
        anchors={1: "p-1"},
    )


def document(made: ProfileRecord) -> Document:
    origin = Origin(folder="/made", path=f"{made.document_id}.md", digest="", reader="made", media_type="text/markdown")
    return Document(
        id=made.document_id,
        title=made.title,
        abstract="",
        language="en",
        passages=(
            Passage(number=0, text="What is asked", role=Role.HEADING, anchor="p-0"),
            Passage(number=1, text="What is answered", anchor="p-1"),
        ),
        origin=origin,
        published=made.published,
        profile=made.profile,
    )

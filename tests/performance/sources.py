"""English text to make a corpus of: real documents where the shared material is, invented words where it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.shared_data import SHARED

_FILES = (
    "policy/wb_country_reports.jsonl", "policy/city_plans.jsonl", "policy/city_profiles.jsonl",
    "policy/case_studies.jsonl", "policy/digitalgov.jsonl", "policy/ai_policies.jsonl", "policy/country_profiles.jsonl",
    "policy/un_general_debate_sample.jsonl", "tagging/eurlex_train.jsonl", "tagging/eurlex_dev.jsonl",
    "tagging/reuters_train.jsonl", "judged/eurovoc_dev/docs.jsonl", "judged/scifact_train/docs.jsonl",
    "judged/cranfield/docs.jsonl", "judged/cisi/docs.jsonl", "judged/npl/docs.jsonl",
)  # fmt: skip
_MOST_CHARACTERS = 900
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_BREAK = re.compile(r"\n\s*\n")
_WORDS, _SYLLABLES = 60_000, "ba ce di fo gu la me ni po ru sa te vi xo zu bre cla dro fri gre pla ste tri".split()


@dataclass(frozen=True, slots=True)
class Source:
    """A source document: a title and its paragraphs, none much above 900 characters."""

    title: str
    paragraphs: tuple[str, ...]


def fingerprint() -> str:
    """A string that changes when the sources do."""
    return " ".join(f"{name}:{(SHARED / 'data' / name).stat().st_size}" for name in _present())


def sources(documents: int) -> Iterator[Source]:
    """The source documents for a corpus of a size, in an order that is always the same."""
    names = _present()
    if not names:
        yield from _invented(documents)
    for name in names:
        with (SHARED / "data" / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row.get("lang") == "en" and len(row["text"]) > 100:
                    paragraphs = tuple(_paragraphs(row["text"]))
                    yield Source(row["title"].strip() or paragraphs[0][:60], paragraphs)


def sentences(source: Source) -> Iterator[str]:
    """The sentences of a source that have 40 to 300 characters."""
    for paragraph in source.paragraphs:
        yield from (sentence for sentence in _SENTENCE_END.split(paragraph) if 40 <= len(sentence) <= 300)


def _present() -> list[str]:
    return [name for name in _FILES if (SHARED / "data" / name).is_file()]


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in _BREAK.split(text):
        part = ""
        for sentence in _SENTENCE_END.split(" ".join(paragraph.split())):
            if part and len(part) + len(sentence) > _MOST_CHARACTERS:
                yield part
                part = ""
            part = f"{part} {sentence}".strip()
        if part:
            yield part


def _invented(documents: int) -> Iterator[Source]:
    """Documents of invented words by Zipf's law, some of them repeated within a document as real topics are."""
    generator = np.random.default_rng(1)
    spelt = generator.choice(_SYLLABLES, (_WORDS, 4)).tolist()
    vocabulary = [f"{''.join(parts[: 2 + number % 3])}{'s' * (number % 5 == 0)}" for number, parts in enumerate(spelt)]
    weights = 1.0 / np.arange(3, _WORDS + 3)
    weights /= weights.sum()
    for _ in range(documents):
        theme = generator.choice(_WORDS, 30, p=weights)
        drawn = generator.choice(_WORDS, 280, p=weights)
        own = generator.random(280) < 0.25
        drawn[own] = generator.choice(theme, int(own.sum()))
        said = [vocabulary[place] for place in drawn.tolist()]
        lines = [f"{' '.join(said[start : start + 14]).capitalize()}." for start in range(0, 280, 14)]
        yield Source(" ".join(said[:6]), tuple(" ".join(lines[start : start + 5]) for start in range(0, 20, 5)))

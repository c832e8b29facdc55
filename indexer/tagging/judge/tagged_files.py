"""Files of tagged texts: a JSON object a line with `text`, perhaps `title`, and topics as `labels` or `tags`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import WrongUsage
from indexer.nouns.documents import Tag
from indexer.nouns.vocabularies import Concept
from indexer.tagging.learn.training import TaggedDocument
from indexer.tagging.text import text_of_plain
from indexer.vocabulary.concepts import concept_of_tag
from indexer.vocabulary.files import read_vocabulary

_NAME = "evaluated"


@dataclass(frozen=True, slots=True)
class TaggedFiles:
    """The documents of two files and the concepts of both."""

    train: list[TaggedDocument]
    test: list[TaggedDocument]
    concepts: list[Concept]


def read_tagged_files(train_file: Path, test_file: Path, vocabulary_file: Path | None = None) -> TaggedFiles:
    """Both files read. Without a vocabulary the topics of the training file are it.

    Raises `WrongUsage` naming the line that has another shape.
    """
    train = list(_lines(train_file))
    test = list(_lines(test_file))
    concepts = list(read_vocabulary(vocabulary_file, _NAME)) if vocabulary_file else _concepts_of_tags(train)
    names = _names_of(concepts)
    return TaggedFiles(
        [_document(f"{number}", line, names) for number, line in enumerate(train)],
        [_document(f"{number}", line, names) for number, line in enumerate(test)],
        concepts,
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as error:
                raise WrongUsage(f"{path}, line {number} is not JSON: {error}") from error
            topics = entry.get("labels", entry.get("tags")) if isinstance(entry, dict) else None
            if not isinstance(topics, list) or not isinstance(entry.get("text"), str):
                raise WrongUsage(f"{path}, line {number} needs a `text` and a list of `labels` or `tags`")
            yield entry


def _topics(line: dict[str, Any]) -> list[str]:
    return [str(topic) for topic in line.get("labels", line.get("tags", []))]


def _concepts_of_tags(lines: Sequence[dict[str, Any]]) -> list[Concept]:
    """A concept for each distinct topic, with the topic (of a link its last part) as its label."""
    topics = sorted({topic for line in lines for topic in _topics(line)})
    return [
        concept_of_tag(_NAME, Tag(label=_words_of(topic) or topic, uri=topic if "://" in topic else f"tag:{topic}"))
        for topic in topics
    ]


def _words_of(topic: str) -> str:
    last = topic.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] if "://" in topic else topic
    return last.replace("-", " ").replace("_", " ").strip()


def _names_of(concepts: Sequence[Concept]) -> dict[str, str]:
    """The URI of each concept by what a file may call it: URI, tag or preferred label."""
    found: dict[str, str] = {}
    for concept in concepts:
        for name in (concept.uri, concept.uri.removeprefix("tag:"), *concept.preferred.values()):
            found.setdefault(name, concept.uri)
    return found


def _document(number: str, line: dict[str, Any], names: dict[str, str]) -> TaggedDocument:
    text = text_of_plain(line["text"], str(line.get("title") or ""))
    return TaggedDocument(number, text, tuple(names.get(topic, topic) for topic in _topics(line)))

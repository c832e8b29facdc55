"""Everything a suggestion shows can be looked up: the words in the text, the documents that carry the tag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from nltk.stem.snowball import EnglishStemmer

from indexer.nouns.vocabularies import Concept
from indexer.tagging.evidence import suggest
from indexer.tagging.judge.tagged_files import TaggedFiles, read_tagged_files
from indexer.tagging.learn.training import train
from indexer.tagging.suggestion import Suggestion
from indexer.tagging.tagger import Tagger
from indexer.tagging.text import TaggedText
from tests.shared_data import SHARED, needs_shared

TRAINED = 300
LOOKED_AT = 1_000

pytestmark = needs_shared
_STEM = EnglishStemmer(ignore_stopwords=False).stem
_SMALL = frozenset({"a", "an", "and", "by", "for", "from", "in", "of", "on", "the", "to", "with"})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TaggedFiles:
    """Abstracts: some to train on, and a thousand to look at."""
    source = SHARED / "data/subject/inspec"
    lines = [line for part in ("train", "valid") for line in (source / f"{part}.jsonl").read_text("utf-8").splitlines()]
    place: Path = tmp_path_factory.mktemp("evidence")
    for name, some in (("train", lines[:TRAINED]), ("test", lines[TRAINED : TRAINED + LOOKED_AT])):
        (place / name).write_text("\n".join(some), "utf-8")
    return read_tagged_files(place / "train", place / "test", source / "vocab.ttl")


@pytest.fixture(scope="module")
def suggested(files: TaggedFiles) -> list[tuple[TaggedText, list[Suggestion]]]:
    """The suggestions of a thousand documents by a tagger trained on others."""
    tagger: Tagger = train(files.train, files.concepts, "en")
    return [(document.text, suggest(tagger, document.text)) for document in files.test]


def test_every_quoted_span_stands_in_the_text_and_holds_a_label(
    suggested: list[tuple[TaggedText, list[Suggestion]]],
) -> None:
    spans = 0
    wrong = []
    for text, suggestions in suggested:
        for one in suggestions:
            assert bool(one.spans) == (one.method == "named")
            for span in one.spans:
                spans += 1
                assert text.text[span.start : span.end] == span.quote
                part = text.part_at(span.start)
                assert text.text[part.start + span.start_in_part : part.start + span.end_in_part] == span.quote
                if not any(holds(span.quote, label, text.text) for label in labels(one.concept)):
                    wrong.append((span.quote, one.concept.label()))
    assert spans > 5 * len(suggested)
    assert wrong == [], str(wrong)


def test_the_neighbours_of_every_suggestion_exist_and_carry_its_tag(
    files: TaggedFiles, suggested: list[tuple[TaggedText, list[Suggestion]]]
) -> None:
    trained = {document.id: document for document in files.train}
    named = 0
    for text, suggestions in suggested:
        for one in suggestions:
            if one.method == "learned":
                assert one.neighbours or one.words or one.reasons
            for neighbour in one.neighbours:
                named += 1
                assert one.concept.uri in trained[neighbour.document].concepts
                other = words(trained[neighbour.document].text.text)
                for word in neighbour.words:
                    assert word.lower() in text.text.lower()
                    assert set(words(word)) & set(other)
    assert named > len(suggested)


def labels(concept: Concept) -> Iterator[str]:
    yield from concept.preferred.values()
    for alternative in concept.alternative.values():
        yield from alternative


def holds(quote: str, label: str, text: str) -> bool:
    """Whether the quoted words are those of a label: the same stems, whatever the order, hyphens and words between;
    or a short form that the text spells out with the label before it."""
    wanted = words(re.sub(r"\s*\([^()]*\)$", "", label))
    if set(wanted) <= set(words(quote)) or "".join(wanted) == "".join(words(quote)):
        return True
    defined = re.search(rf"(.{{3,100}})\(\s*{re.escape(quote.rstrip('s'))}s?\s*\)", text, re.DOTALL)
    return bool(defined and set(wanted) <= set(words(defined[1])))


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """Stems by NLTK, apart from the product's own analysis."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", text.lower()))
    return tuple(_STEM(word) for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL)

"""Finding labels, suggesting concepts and reading vocabularies grow with their size and no faster.

How long they take is measured by `python -m tests.tagging.speed`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.language.tokens import tokens_of
from indexer.tagging.evidence import suggest
from indexer.tagging.learn.training import train
from indexer.tagging.text import text_of_plain
from indexer.vocabulary.files import read_vocabulary
from tests.performance.growth import CONSTANT, LINEAR, growth
from tests.tagging.speed import made_concepts, made_documents, made_text, made_words


def finding(labels: int, words_in_text: int) -> Callable[[], object]:
    words = made_words(20_000)
    concepts = made_concepts(labels, words)
    matcher = LabelMatcher(concepts, Lexicon("en"))
    text = made_text(made_concepts(100, words), words, words_in_text, seed=7)
    return lambda: matcher.find(tokens_of(text))


def test_labels_are_found_in_one_pass_over_the_text() -> None:
    assert growth(finding(2_500, 5_000), finding(2_500, 20_000)) < LINEAR


def test_many_labels_are_found_as_soon_as_few() -> None:
    assert growth(finding(2_500, 5_000), finding(10_000, 5_000)) < CONSTANT


def suggesting(concepts: int) -> Callable[[], object]:
    words = made_words(8_000)
    vocabulary = made_concepts(concepts, words, labels=3)
    tagger = train(made_documents(vocabulary, words, 30, 60), vocabulary, "en")
    text = text_of_plain(made_text(vocabulary, words, 2_500, seed=9), "A report")
    return lambda: suggest(tagger, text)


def test_suggesting_grows_no_faster_than_the_vocabulary() -> None:
    assert growth(suggesting(200), suggesting(800)) < LINEAR


def turtle(path: Path, concepts: int) -> Path:
    lines = ["@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix x: <http://x.example/> ."]
    for number in range(concepts):
        above = f"skos:broader x:c{number // 10} ; " if number else ""
        lines.append(f'x:c{number} a skos:Concept ; {above}skos:prefLabel "label {number}"@en .')
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_reading_a_vocabulary_grows_no_faster_than_its_file(tmp_path: Path) -> None:
    small, large = turtle(tmp_path / "small.ttl", 1_000), turtle(tmp_path / "large.ttl", 4_000)
    assert len(read_vocabulary(large, "large")) == 4_000
    assert growth(partial(read_vocabulary, small, "small"), partial(read_vocabulary, large, "large"), times=2) < LINEAR

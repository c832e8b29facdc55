"""How fast the tagger is, in CPU time of one thread: `python -m tests.tagging.speed` prints the figures as JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.language.tokens import tokens_of
from indexer.nouns.vocabularies import Concept
from indexer.tagging.evidence import suggest
from indexer.tagging.learn.training import TaggedDocument, train
from indexer.tagging.text import text_of_plain

WORDS_OF_A_PAGE = 500
_SYLLABLES = [a + b for a in "bdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]


def made_words(count: int, seed: int = 1) -> list[str]:
    """Words of two to four syllables, each once."""
    chooser = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chooser.choices(_SYLLABLES, k=chooser.randint(2, 4)))] = None
    return list(found)


def made_concepts(count: int, words: Sequence[str], labels: int = 1, seed: int = 2) -> list[Concept]:
    """Concepts with labels of one to three words."""
    chooser = random.Random(seed)

    def label() -> str:
        return " ".join(chooser.choices(words, k=chooser.choice([1, 2, 2, 2, 3])))

    return [
        Concept(
            vocabulary="made-up",
            id=str(number),
            uri=f"made-up:{number}",
            preferred={"en": label()},
            alternative={"en": tuple(label() for _ in range(labels - 1))},
        )
        for number in range(count)
    ]


def made_text(concepts: Sequence[Concept], words: Sequence[str], length: int, seed: int) -> str:
    """Words drawn as texts draw them, few often and many seldom, with labels among them and sentence ends."""
    chooser = random.Random(seed)
    weights = [1.0 / (place + 5) for place in range(len(words))]
    found = chooser.choices(words, weights, k=length)
    for place in range(0, length, 12):
        found[place] = chooser.choice(concepts).label()
    return " ".join(f"{word}." if place % 17 == 16 else word for place, word in enumerate(found))


def made_documents(concepts: Sequence[Concept], words: Sequence[str], count: int, length: int) -> list[TaggedDocument]:
    """Documents tagged with three of the concepts that they name, frequent concepts more often."""
    chooser = random.Random(3)
    weights = [1.0 / (place + 10) for place in range(len(concepts))]
    found = []
    for number in range(count):
        given = list({concept.uri: concept for concept in chooser.choices(concepts, weights, k=3)}.values())
        body = made_text(concepts, words, length, seed=number)
        text = text_of_plain(f"{body} {' '.join(concept.label() for concept in given)}", f"Report {number}")
        found.append(TaggedDocument(str(number), text, tuple(concept.uri for concept in given)))
    return found


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median CPU time of one run, after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - started))
    return median(taken)


def matching_milliseconds(words_in_text: int = 100_000, labels: int = 30_000) -> float:
    """All occurrences of many labels in a long text, cutting it into words included."""
    words = made_words(20_000)
    concepts = made_concepts(labels, words)
    matcher = LabelMatcher(concepts, Lexicon("en"))
    text = made_text(concepts, words, words_in_text, seed=7)
    return milliseconds(lambda: matcher.find(tokens_of(text)), 5)


def suggestion_milliseconds(concepts: int = 7_000, trained: int = 1_000, pages: int = 5) -> float:
    """Ten suggestions with evidence for a document of some pages."""
    words = made_words(8_000)
    vocabulary = made_concepts(concepts, words, labels=3)
    tagger = train(made_documents(vocabulary, words, trained, 120), vocabulary, "en")
    text = text_of_plain(made_text(vocabulary, words, pages * WORDS_OF_A_PAGE, seed=9), "A report")
    return milliseconds(lambda: suggest(tagger, text), 9)


def training(documents: int = 10_000, concepts: int = 4_000) -> tuple[float, float]:
    """CPU seconds of training, and the most memory of this process in megabytes."""
    words = made_words(8_000)
    vocabulary = made_concepts(concepts, words, labels=2)
    made = made_documents(vocabulary, words, documents, 250)
    started = time.process_time()
    train(made, vocabulary, "en")
    seconds = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, most / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Measure all."""
    figures = {
        "matching 100,000 words against 30,000 labels, ms": matching_milliseconds(),
        "suggesting for 5 pages among 7,000 concepts, ms": suggestion_milliseconds(),
    }
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}), flush=True)
    seconds, megabytes = training()
    print(json.dumps({"training 10,000 x 4,000, s": round(seconds), "its memory, MB": round(megabytes)}))


if __name__ == "__main__":
    main()

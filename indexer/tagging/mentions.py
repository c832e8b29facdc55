"""Reading one text for tagging: its words counted, its labels found, what the labels' places tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.labels.gaps import gaps_of
from indexer.labels.matching import Matches
from indexer.labels.trie import Order
from indexer.language.numbers import Booleans, Float32s, Float64s, Int32s, Int64s
from indexer.language.tokens import Tokens, tokens_of
from indexer.tagging.text import TaggedText, Zone
from indexer.tagging.vocabulary_index import VocabularyIndex

MENTION_FEATURES = (
    "mentions",
    "covered_mentions",
    "density",
    "first",
    "last",
    "spread",
    "in_title",
    "in_abstract",
    "in_heading",
    "first_word",
    "label_kind",
    "label_words",
    "shared",
    "turned",
    "exact",
    "qualifier",
    "label_variety",
)
_MAX_EXACT_CHECKED = 2_000


@dataclass(frozen=True, slots=True)
class ReadText:
    """One text as the tagger sees it.

    `terms` (int32, ascending) with `counts` (float32) are its known content words, title words counted twice;
    `words` how many words it has; `concepts` (int64, ascending) the concepts whose labels stand in it and
    `mentions` their features (float32, one column per `MENTION_FEATURES`); `scattered` (int64 pairs of concept and
    label row) the concepts all of whose label words stand apart in one sentence.
    """

    words: int
    terms: Int32s
    counts: Float32s
    concepts: Int64s
    mentions: Float32s
    scattered: Int64s


def prepare(text: TaggedText) -> Tokens:
    """The words of a text, with a hard gap where a part begins."""
    tokens = tokens_of(text.text)
    for part in text.parts[1:]:
        place = int(np.searchsorted(tokens.starts, part.start))
        if place < len(tokens):
            tokens.separators[place] = "\n\n"
    return tokens


def read(text: TaggedText, index: VocabularyIndex) -> tuple[ReadText, Matches, Tokens]:
    """A text read, the occurrences of labels in it, and its words."""
    tokens = prepare(text)
    numbers = index.lexicon.numbers(tokens.raw)
    zones = _zones(text, tokens)
    matches = index.matcher.find(tokens)
    known = numbers >= 0
    terms, inverse = np.unique(numbers[known], return_inverse=True)
    counts = np.bincount(inverse, 1.0 + (zones[known] == Zone.TITLE), minlength=len(terms))
    concepts, mentions = _mentions(tokens, matches, zones, index, terms)
    scattered = _scattered(tokens, numbers, terms, index, concepts)
    reading = ReadText(len(tokens), terms, counts.astype(np.float32), concepts, mentions, scattered)
    return reading, matches, tokens


def _zones(text: TaggedText, tokens: Tokens) -> Int64s:
    """The zone of each word."""
    starts = np.array([part.start for part in text.parts], dtype=np.int64)
    kinds = np.array([part.zone for part in text.parts], dtype=np.int64)
    return kinds[np.maximum(np.searchsorted(starts, tokens.starts, side="right") - 1, 0)]


def _mentions(
    tokens: Tokens, matches: Matches, zones: Int64s, index: VocabularyIndex, terms: Int32s
) -> tuple[Int64s, Float32s]:
    concepts, owner = np.unique(matches.concept, return_inverse=True)
    size, words = len(concepts), max(len(tokens), 1)
    zone = zones[matches.first]
    label = matches.label

    def total(which: Booleans) -> Float64s:
        return np.bincount(owner, which, minlength=size).astype(np.float64)

    def smallest(values: Float64s, start: float) -> Float64s:
        found = np.full(size, start)
        np.minimum.at(found, owner, values)
        return found

    standing = total(~matches.covered)
    first = smallest(matches.first / words, 1.0)
    last = -smallest(-matches.first / words, 0.0)
    columns = {
        "mentions": standing,
        "covered_mentions": total(matches.covered),
        "density": standing / np.sqrt(words),
        "first": first,
        "last": last,
        "spread": last - first,
        "in_title": total(zone == Zone.TITLE),
        "in_abstract": total(zone == Zone.ABSTRACT),
        "in_heading": total(zone == Zone.HEADING),
        "first_word": np.log1p(first * words),
        "label_kind": smallest(index.matcher.kind[label].astype(np.float64), 3.0),
        "label_words": -smallest(-index.words_in_label[label].astype(np.float64), 0.0),
        "shared": smallest(index.shared[label].astype(np.float64), 1e6),
        "turned": total(matches.order == Order.TURNED),
        "exact": total(_exact(tokens, matches, index)),
        "qualifier": smallest(_qualifier_missing(label, index, terms), 2.0),
        "label_variety": _variety(owner, label, size),
    }
    return concepts, np.column_stack([columns[name] for name in MENTION_FEATURES]).astype(np.float32)


def _exact(tokens: Tokens, matches: Matches, index: VocabularyIndex) -> Booleans:
    """Which occurrences have the very letters of their label."""
    found = np.zeros(len(matches), dtype=bool)
    spans = zip(matches.label.tolist(), matches.start.tolist(), matches.end.tolist(), strict=True)
    for number, (label, start, end) in enumerate(spans):
        if number >= _MAX_EXACT_CHECKED:
            break
        found[number] = tokens.text[start:end].lower() == index.matcher.labels[label].text.lower()
    return found


def _qualifier_missing(label: Int64s, index: VocabularyIndex, terms: Int32s) -> Float64s:
    """For each occurrence 0 where the text holds the qualifier of its label, 2 where it does not, 1 without one."""
    wanted = np.diff(index.qualifier_words.starts)[label]
    found = np.ones(len(label))
    for number in np.flatnonzero(wanted):
        words, _ = index.qualifier_words.row(int(label[number]))
        found[number] = 0.0 if np.isin(words, terms).any() else 2.0
    return found


def _variety(owner: Int64s, label: Int64s, size: int) -> Float64s:
    """How many different labels of each concept occur."""
    pairs = np.unique(np.column_stack((owner, label)), axis=0) if len(owner) else np.zeros((0, 2), dtype=np.int64)
    return np.bincount(pairs[:, 0], minlength=size).astype(np.float64)


def _scattered(tokens: Tokens, numbers: Int32s, terms: Int32s, index: VocabularyIndex, concepts: Int64s) -> Int64s:
    """(concept, label) pairs whose label words all stand in one sentence, where no label of the concept is found."""
    present = terms[terms < index.labels_of_word.starts.shape[0] - 1].astype(np.int64)
    places, _ = index.labels_of_word.places(present)
    label, held = np.unique(index.labels_of_word.columns[places], return_counts=True)
    whole = label[(held == index.words_in_label[label]) & (held >= 2)].astype(np.int64)
    whole = whole[~np.isin(index.matcher.concept[whole], concepts)]
    if not len(whole):
        return np.zeros((0, 2), dtype=np.int64)
    sentence = gaps_of(tokens).hard
    wanted = set(index.label_words.select(whole).columns.tolist())
    standing: dict[int, set[int]] = {}
    for number, where in zip(numbers.tolist(), sentence.tolist(), strict=True):
        if number in wanted:
            standing.setdefault(number, set()).add(where)
    found = [
        (int(index.matcher.concept[row]), int(row))
        for row in whole
        if set.intersection(*(standing[word] for word in index.label_words.row(int(row))[0].tolist()))
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)

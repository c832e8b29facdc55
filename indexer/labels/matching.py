"""Finding labels in a text: every occurrence of every label in one pass, with its exact characters.

Labels and text are compared by the stems of their content words, so hyphens, spaces, line ends and endings do not
matter. Order does: words may be turned round only around a preposition ("retrieval of information" for
"information retrieval"), never where the turned words are a label of their own ("school library", "library school").
Names and acronyms must be written with their capitals, and a negative label vetoes its concept where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.labels.acronyms import defined_acronyms
from indexer.labels.gaps import MAX_SKIPPED_WORDS, SOFT, Gaps, gap_class, gaps_of
from indexer.labels.labels import Label, LabelKind, is_acronym, labels_of
from indexer.labels.overlaps import covered_spans
from indexer.labels.trie import Order, compile_trie
from indexer.labels.wording import Wording
from indexer.language.lexicon import UNKNOWN_TERM, Lexicon
from indexer.language.numbers import Booleans, Int32s, Int64s
from indexer.language.tokens import Tokens, tokens_of
from indexer.nouns.vocabularies import Concept


@dataclass(frozen=True, slots=True)
class Matches:
    """Occurrences of labels, in order of place, longer ones first, then by label row. All arrays int64 but `covered`.

    `label` is the row of the label, `concept` of its concept; `first` and `last` are word numbers, `start` and `end`
    characters; `order` an `Order`; `covered` (bool) marks occurrences inside a longer one.
    """

    label: Int64s
    concept: Int64s
    first: Int64s
    last: Int64s
    start: Int64s
    end: Int64s
    order: Int64s
    covered: Booleans

    def __len__(self) -> int:
        return len(self.label)

    def select(self, which: Booleans | Int64s) -> Matches:
        """Some of the occurrences, by mask or by number."""
        return Matches(*(getattr(self, name)[which] for name in self.__slots__))


class LabelMatcher:
    """The labels of a vocabulary in one language, ready to be found; made once, then only read."""

    def __init__(self, concepts: Sequence[Concept], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.labels: list[Label] = labels_of(concepts, lexicon.language)
        self._tokens = [tokens_of(label.text) for label in self.labels]
        self.terms: list[Int32s] = [lexicon.learn(tokens.raw) for tokens in self._tokens]
        self.concept = np.array([label.concept for label in self.labels], dtype=np.int64)
        self.kind = np.array([label.kind for label in self.labels], dtype=np.int64)
        self._words = np.array([len(tokens) for tokens in self._tokens], dtype=np.int64)
        self._stops = np.array([int((terms < UNKNOWN_TERM).sum()) for terms in self.terms], dtype=np.int64)
        self._crosses_soft = np.array(
            [SOFT in map(gap_class, tokens.separators[1:]) for tokens in self._tokens], dtype=bool
        )
        self._wording = Wording(self.labels, self._tokens, self.terms, lexicon.language)
        self._trie = compile_trie(self._sequences(), len(lexicon) + 1)
        self._only_stop = self._labels_of_a_stop_word()

    def _sequences(self) -> list[tuple[int, tuple[int, ...]]]:
        """Each label's content words as term numbers, and again as they are typed without accents or hyphens."""
        found: list[tuple[int, tuple[int, ...]]] = []
        for row, (terms, tokens) in enumerate(zip(self.terms, self._tokens, strict=True)):
            found.append((row, tuple(terms[terms >= 0].tolist())))
            plain = self.lexicon.variants(tokens.raw)
            if plain is not None:
                found.append((row, tuple(plain[plain >= 0].tolist())))
            if tokens.raw and is_acronym(tokens.raw[-1]):
                plural = self.lexicon.learn([*tokens.raw[:-1], f"{tokens.raw[-1]}s"])
                found.append((row, tuple(plural[plural >= 0].tolist())))
            if len(tokens) == 2 and tokens.separators[1] == "-":
                found.append((row, tuple(self.lexicon.learn(["".join(tokens.raw)]).tolist())))
        return [(row, sequence) for row, sequence in found if min(sequence, default=-1) >= 0]

    def _labels_of_a_stop_word(self) -> dict[int, list[int]]:
        """Label rows by the one stop word they are made of ("WHO"); only those written as acronyms are looked for."""
        found: dict[int, list[int]] = {}
        for row, terms in enumerate(self.terms):
            if len(terms) == 1 and terms[0] < UNKNOWN_TERM and is_acronym(self._tokens[row].raw[0]):
                found.setdefault(int(terms[0]), []).append(row)
        return found

    def find(self, text: str | Tokens) -> Matches:
        """Every occurrence of every label in a text."""
        tokens = tokens_of(text) if isinstance(text, str) else text
        terms = self.lexicon.numbers(tokens.raw).astype(np.int64)
        gaps = gaps_of(tokens)
        label, first, last, order = self._walk(tokens, terms, gaps)
        keep = self._written_properly(tokens, label, first, last, order)
        label, first, last, order = label[keep], first[keep], last[keep], order[keep]
        label, first, last, order = self._with_defined_acronyms(tokens, label, first, last, order)
        ranked = np.lexsort((label, -last, first))
        label, first, last, order = label[ranked], first[ranked], last[ranked], order[ranked]
        keep = self._not_vetoed(label, first, last)
        label, first, last, order = label[keep], first[keep], last[keep], order[keep]
        return Matches(
            label,
            self.concept[label],
            first,
            last,
            tokens.starts[first],
            tokens.ends[last],
            order,
            covered_spans(first, last),
        )

    def _walk(self, tokens: Tokens, terms: Int64s, gaps: Gaps) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        content = np.flatnonzero(terms >= UNKNOWN_TERM)
        before = np.concatenate((content[:1], content[:-1]))
        joined = (gaps.hard[content] == gaps.hard[before]) & (content - before <= MAX_SKIPPED_WORDS + 1)
        start, end, node = self._trie.walk(terms[content], joined)
        counts = self._trie.first_entry[node + 1] - self._trie.first_entry[node]
        path = np.repeat(np.arange(len(node)), counts)
        within = np.arange(len(path)) - np.repeat(np.cumsum(counts) - counts, counts)
        entry = self._trie.first_entry[node[path]] + within
        label, order = self._trie.label[entry], self._trie.order[entry]
        first, last = content[start[path]], content[end[path]]
        skipped = (last - first) - (end[path] - start[path])
        plain = (order == Order.AS_WRITTEN) & (skipped == 0) & (self._stops[label] == 0)
        crossing = (gaps.soft[last] > gaps.soft[first]) & ~self._crosses_soft[label]
        keep = plain.copy()
        for number in np.flatnonzero(~plain & ~crossing).tolist():
            places = content[start[path[number]] : end[path[number]] + 1].tolist()
            junction = int(self._trie.junction[entry[number]])
            keep[number] = self._wording.has_links(tokens, terms, int(label[number]), junction, places)
        keep &= ~crossing
        keep, first = self._with_leads(terms, label, first, order, keep)
        stop_rows, stop_places = self._stop_word_labels(terms)
        return (
            np.concatenate((label[keep], stop_rows)),
            np.concatenate((first[keep], stop_places)),
            np.concatenate((last[keep], stop_places)),
            np.concatenate((order[keep], np.zeros(len(stop_rows), dtype=np.int64))),
        )

    def _with_leads(
        self, terms: Int64s, label: Int64s, first: Int64s, order: Int64s, keep: Booleans
    ) -> tuple[Booleans, Int64s]:
        """Occurrences of labels that begin with a stop word are kept where it stands before them, and begin there."""
        lead = self._wording.lead[label]
        led = lead != 0
        before = terms[np.maximum(first - 1, 0)]
        stands = (before == lead) & (first > 0) & (order == Order.AS_WRITTEN)
        return keep & (~led | stands), np.where(led & stands, first - 1, first)

    def _stop_word_labels(self, terms: Int64s) -> tuple[Int64s, Int64s]:
        if not self._only_stop:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        pairs = [
            (row, place)
            for place in np.flatnonzero(np.isin(terms, list(self._only_stop))).tolist()
            for row in self._only_stop[int(terms[place])]
        ]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def _written_properly(self, tokens: Tokens, label: Int64s, first: Int64s, last: Int64s, order: Int64s) -> Booleans:
        keep = np.ones(len(label), dtype=bool)
        checked = np.flatnonzero(self._wording.needs_capitals[label])
        spans = zip(
            label[checked].tolist(),
            first[checked].tolist(),
            last[checked].tolist(),
            order[checked].tolist(),
            strict=True,
        )
        keep[checked] = [self._wording.has_capitals(tokens, *span) for span in spans]
        alone = np.flatnonzero((first == last) & (self._words[label] == 1) & keep)
        places = zip(first[alone].tolist(), label[alone].tolist(), strict=True)
        keep[alone] = [self._wording.is_meant(tokens.raw[place], row) for place, row in places]
        return keep

    def _with_defined_acronyms(
        self, tokens: Tokens, label: Int64s, first: Int64s, last: Int64s, order: Int64s
    ) -> tuple[Int64s, Int64s, Int64s, Int64s]:
        """Read acronyms as the text defines them: they name what their expansion names, and nothing else."""
        for acronym, places in defined_acronyms(tokens):
            meant = label[(last == acronym.last) & (first >= acronym.first) & (first <= acronym.first + 1)]
            rows = sorted({int(row) for row in meant if self.kind[row] != LabelKind.NEGATIVE})
            at_acronym = np.isin(first, places) & (first == last)
            keep = ~at_acronym
            if rows:
                added = np.array([(row, place) for row in rows for place in places], dtype=np.int64).reshape(-1, 2)
                label = np.concatenate((label[keep], added[:, 0]))
                first, last = np.concatenate((first[keep], added[:, 1])), np.concatenate((last[keep], added[:, 1]))
                order = np.concatenate((order[keep], np.full(len(added), Order.ACRONYM, dtype=np.int64)))
            else:
                label, first, last, order = label[keep], first[keep], last[keep], order[keep]
        return label, first, last, order

    def _not_vetoed(self, label: Int64s, first: Int64s, last: Int64s) -> Booleans:
        negative: Booleans = self.kind[label] == LabelKind.NEGATIVE
        keep: Booleans = ~negative
        concept = self.concept[label]
        for number in np.flatnonzero(negative):
            overlapping = (concept == concept[number]) & (first <= last[number]) & (last >= first[number])
            keep &= ~overlapping
        return keep

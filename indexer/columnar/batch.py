"""Documents to the content of a segment, in bulk.

Documents wait, language by language, until there is text enough to analyse at once; each such lot
becomes sorted runs, and `finish` unites the runs. Document numbers follow the order of analysis.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from indexer.columnar.content import Content, Field
from indexer.columnar.runs import Run, set_run, token_run, unite
from indexer.engine import EngineDocument
from indexer.language.bulk import BulkAnalyser
from indexer.language.scanning import Integers
from indexer.language.words import fold

TITLE_WEIGHT = 3
LABEL_WEIGHT = 2
_LOT_CHARACTERS = 300_000


class Batch:
    """Gathers documents with distinct ids; `finish` gives their content and may be called once."""

    def __init__(self, analyser: BulkAnalyser) -> None:
        self._analyser = analyser
        self._waiting: dict[str, list[EngineDocument]] = {}
        self._characters: dict[str, int] = {}
        self._documents: list[EngineDocumentRow] = []
        self._runs: dict[str, list[Run]] = {"text": [], "title": [], "word": []}
        self._numbers: dict[str, list[Integers]] = {name: [] for name in ("text", "title", "units", "starts")}
        self._facets: dict[str, _FacetValues] = {}

    def add(self, document: EngineDocument) -> None:
        """Take a document in."""
        language = document.language
        self._waiting.setdefault(language, []).append(document)
        characters = self._characters.get(language, 0) + len(document.title) + sum(map(len, document.passages))
        self._characters[language] = characters
        if characters >= _LOT_CHARACTERS:
            self._analyse(language)

    def _analyse(self, language: str) -> None:
        lot = self._waiting.pop(language)
        self._characters[language] = 0
        base = len(self._documents)
        self._index_texts(lot, language, base)
        for number, document in enumerate(lot, base):
            self._documents.append(
                (
                    document.id.encode(),
                    fold(document.title).encode("utf-8", "surrogatepass"),
                    document.year or 0,
                    document.published or 0,
                )
            )
            for name, values in document.facets.items():
                if values:
                    self._facets.setdefault(name, _FacetValues()).add(number, values)

    def _index_texts(self, lot: list[EngineDocument], language: str, base: int) -> None:
        texts: list[str] = []
        units: list[int] = []
        labels: list[int] = []
        for document in lot:
            texts.append(document.title)
            texts += document.labels
            texts += document.passages
            labels.append(len(document.labels))
            units.append(1 + len(document.labels) + len(document.passages))
        analysed = self._analyser.analyse(texts, language)
        unit_count = np.array(units, np.int32)
        unit_first = np.cumsum(unit_count) - unit_count
        unit_document = np.repeat(np.arange(len(lot), dtype=np.int32), unit_count)
        unit_surplus = np.zeros(len(texts), np.uint8)
        for offset in range(1, max(labels, default=0) + 1):
            unit_surplus[unit_first[np.array(labels) >= offset] + offset] = LABEL_WEIGHT - 1
        unit_surplus[unit_first] = TITLE_WEIGHT - 1
        unit_start = np.cumsum(analysed.words) - analysed.words
        first_word = unit_start[unit_first]
        words_document = np.repeat(unit_document, analysed.words)
        position = np.arange(len(words_document), dtype=np.int32) - first_word.astype(np.int32)[words_document]
        surplus = np.repeat(unit_surplus, analysed.words)[analysed.word]
        document_of = words_document[analysed.word]
        in_title = position[analysed.word] < analysed.words[unit_first][document_of]
        self._runs["text"].append(
            token_run(analysed.term, document_of + np.int32(base), position[analysed.word], surplus)
        )
        self._runs["title"].append(
            token_run(
                analysed.term[in_title],
                document_of[in_title] + np.int32(base),
                position[analysed.word[in_title]],
                None,
            )
        )
        self._runs["word"].append(set_run(analysed.form, words_document[analysed.form_word] + np.int32(base)))
        self._numbers["text"].append(np.bincount(document_of, surplus + 1.0, minlength=len(lot)).astype(np.int32))
        self._numbers["title"].append(np.bincount(document_of[in_title], minlength=len(lot)).astype(np.int32))
        self._numbers["units"].append(unit_count)
        self._numbers["starts"].append((unit_start - first_word[unit_document]).astype(np.int32))

    def finish(self) -> Content:
        """The content of all documents added."""
        for language in sorted(self._waiting):
            self._analyse(language)
        rows = self._documents
        return Content(
            ids=[row[0] for row in rows],
            titles=[row[1] for row in rows],
            year=np.array([row[2] for row in rows], np.int32),
            published=np.array([row[3] for row in rows], np.int32),
            text_length=self._joined("text").astype(np.uint32),
            title_length=self._joined("title").astype(np.uint32),
            units=self._joined("units"),
            unit_starts=self._joined("starts").astype(np.uint32),
            fields={
                "text": partial(self._field, "text", self._analyser.terms),
                "title": partial(self._field, "title", self._analyser.terms),
                "word": partial(self._field, "word", self._analyser.forms),
            },
            facets={name: self._facets[name].field for name in sorted(self._facets)},
        )

    def _joined(self, name: str) -> Integers:
        return np.concatenate([np.zeros(0, np.int32), *self._numbers.pop(name)])

    def _field(self, name: str, strings: list[str]) -> Field:
        return field_of(self._runs.pop(name), strings)


EngineDocumentRow = tuple[bytes, bytes, int, int]


def field_of(runs: list[Run], names: list[str]) -> Field:
    """The runs of a field united under the sorted names of their numbers."""
    used = np.zeros(len(names), np.bool_)
    for run in runs:
        used[run.terms] = True
    encoded = [names[number].encode("utf-8", "surrogatepass") for number in np.flatnonzero(used).tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    place = np.zeros(len(encoded), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    rank = np.zeros(len(names), np.int32)
    rank[used] = place
    terms = [encoded[number] for number in order]
    return Field(terms=terms, run=unite(runs, [rank[run.terms] for run in runs], len(terms)))


class _FacetValues:
    """The values of one facet, document by document."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values: list[int] = []
        self._owners: list[int] = []

    def add(self, document: int, values: tuple[str, ...]) -> None:
        numbers = self._numbers
        self._values += [numbers.setdefault(value, len(numbers)) for value in values]
        self._owners += [document] * len(values)

    def field(self) -> Field:
        run = set_run(np.array(self._values, np.int32), np.array(self._owners, np.int32))
        return field_of([run], list(self._numbers))

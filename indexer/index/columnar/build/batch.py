"""Documents to the content of a segment, in bulk.

Documents wait, language by language, until there is text enough to analyse at once; `finish` sorts
the occurrences of all of them. Document numbers follow the order of analysis.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from indexer.index.columnar.file.strings import as_bytes
from indexer.language.numbers import Booleans, Int32s

from indexer.index.columnar.loops.kinds import FieldInstances
from indexer.index.columnar.file.content import Content, Field
from indexer.index.columnar.loops.choose import loops
from indexer.index.columnar.loops.postings import set_run
from indexer.index.columnar.build.uniting import unite
from indexer.index.engine import EngineDocument
from indexer.language.bulk import BulkAnalyser
from indexer.language.words import fold

TITLE_WEIGHT = 3
LABEL_WEIGHT = 2
_LOT_CHARACTERS = 1_000_000


class Batch:
    """Gathers documents with distinct ids; `finish` gives their content and may be called once."""

    def __init__(self, analyser: BulkAnalyser) -> None:
        self._analyser = analyser
        self._waiting: dict[str, list[EngineDocument]] = {}
        self._characters: dict[str, int] = {}
        self._documents: list[EngineDocumentRow] = []
        self._numbers: dict[str, list[Any]] = {}
        self._words = 0
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
                    as_bytes(fold(document.title)),
                    document.year or 0,
                    document.published or 0,
                )
            )
            for name, values in document.facets.items():
                if values:
                    if name not in self._facets:
                        self._facets[name] = _FacetValues()
                    self._facets[name].add(number, values)

    def _index_texts(self, lot: list[EngineDocument], language: str, base: int) -> None:
        texts: list[str] = []
        instances: list[int] = []
        labels: list[int] = []
        for document in lot:
            texts.append(document.title)
            texts += document.labels
            texts += document.passages
            labels.append(len(document.labels))
            instances.append(1 + len(document.labels) + len(document.passages))
        analysed = self._analyser.analyse(texts, language)
        instance_count = np.array(instances, np.int32)
        instance_first = np.cumsum(instance_count) - instance_count
        instance_document = np.repeat(np.arange(len(lot), dtype=np.int32), instance_count)
        instance_surplus = np.zeros(len(texts), np.uint8)
        for offset in range(1, max(labels, default=0) + 1):
            instance_surplus[instance_first[np.array(labels) >= offset] + offset] = LABEL_WEIGHT - 1
        instance_surplus[instance_first] = TITLE_WEIGHT - 1
        stop = np.cumsum(analysed.words)
        start = stop - analysed.words
        tokens = np.diff(np.searchsorted(analysed.word, stop), prepend=0)
        for name, numbers in {
            "term": analysed.term,
            "term_word": analysed.word + np.int32(self._words),
            "form": analysed.form,
            "form_tokens": np.diff(np.searchsorted(analysed.form_word, stop), prepend=0).astype(np.int32),
            "term_tokens": tokens.astype(np.int32),
            "instance_words": analysed.words,
            "instance_document": instance_document + np.int32(base),
            "instance_surplus": instance_surplus,
            "text": np.bincount(instance_document, tokens * (instance_surplus + 1.0)).astype(np.int32),
            "title": tokens[instance_first].astype(np.int32),
            "instances": instance_count,
            "starts": (start - start[instance_first][instance_document]).astype(np.int32),
        }.items():
            self._numbers.setdefault(name, []).append(numbers)
        self._words += int(analysed.words.sum())

    def finish(self) -> Content:
        """The content of all documents added."""
        for language in sorted(self._waiting):
            self._analyse(language)
        rows = self._documents
        instances = FieldInstances(self._joined("instance_words"), self._joined("instance_document"), self._joined("instance_surplus", np.uint8))
        unweighted = replace(instances, surplus=np.zeros_like(instances.surplus))
        every = np.ones(len(instances.words), np.bool_)
        terms = self._ranked("term", self._analyser.terms)
        forms = self._ranked("form", self._analyser.forms)
        return Content(
            ids=[row[0] for row in rows],
            titles=[row[1] for row in rows],
            year=np.array([row[2] for row in rows], np.int32),
            published=np.array([row[3] for row in rows], np.int32),
            text_length=self._joined("text").astype(np.uint32),
            title_length=self._joined("title").astype(np.uint32),
            instances=self._joined("instances"),
            instance_starts=self._joined("starts").astype(np.uint32),
            fields={
                "word": lambda: self._field("form", forms, instances, every, last=True),
                "title": lambda: self._field("term", terms, unweighted, instances.titles, last=False),
                "text": lambda: self._field("term", terms, instances, every, last=True),
            },
            facets={name: self._facets[name].field for name in sorted(self._facets)},
        )

    def _joined(self, name: str, kind: type = np.int32, last: bool = True) -> Any:
        parts = self._numbers.pop(name, []) if last else self._numbers.get(name, [])
        return np.concatenate([np.zeros(0, kind), *parts])

    def _ranked(self, name: str, names: list[str]) -> _Ranked:
        used = np.zeros(len(names), np.bool_)
        for numbers in self._numbers.get(name, []):
            used[numbers] = True
        return ranked(names, used)

    def _field(self, name: str, names: _Ranked, instances: FieldInstances, taken: Booleans, last: bool) -> Field:
        """The postings of the terms or forms in the instances taken; the `last` use of these lets go of them."""
        terms, rank = names
        numbers = rank[self._joined(name, last=last)]
        tokens = self._joined(f"{name}_tokens", last=last)
        words = self._joined("term_word", last=last) if name == "term" else None
        run = loops.building.post(numbers, tokens, words, instances, taken, len(terms))
        held = np.flatnonzero(run.postings)
        if len(held) < len(terms):
            terms = [terms[number] for number in held.tolist()]
            run = replace(run, terms=run.terms[: len(held)], postings=run.postings[held], tokens=run.tokens[held])
        return Field(terms=terms, run=run)


_Ranked = tuple[list[bytes], Int32s]
EngineDocumentRow = tuple[bytes, bytes, int, int]


def ranked(names: list[str], used: Booleans) -> _Ranked:
    """The names that are used, sorted, and the place of each number among them."""
    encoded = [names[number].encode("utf-8", "surrogatepass") for number in np.flatnonzero(used).tolist()]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    place = np.zeros(len(encoded), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    rank = np.zeros(len(names), np.int32)
    rank[used] = place
    return [encoded[number] for number in order], rank


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
        terms, rank = ranked(list(self._numbers), np.ones(len(self._numbers), np.bool_))
        return Field(terms=terms, run=unite([run], [rank[run.terms]], len(terms)))

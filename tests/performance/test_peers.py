"""The peers measure what they claim: on a small corpus they find what a plain reading of the documents finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from indexer.language.analysis import analyse, terms
from tests.performance import sources
from tests.performance.building import build
from tests.performance.corpus import FACETS, Corpus, CorpusDocument, corpus
from tests.performance.peers import installed, peer
from tests.performance.peers.facet_table import FacetTable, tabled
from tests.performance.queries import CorpusQuery, Mode, queries

NAMES = installed(("ours", "tantivy", "xapian"))


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("corpora")
        patch.setattr(sources, "SHARED", folder / "absent")
        return corpus(folder, 2000)


@cache
def read(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(term for term, _ in analyse(passage, "en")) for passage in text.split("\n\n"))


def holds(document: CorpusDocument, query: CorpusQuery, mode: Mode) -> bool:
    passages = read(document.text)
    said = tuple(terms(word, "en")[0] for word in query.phrase)
    found = [any(terms(word, "en")[0] in passage for passage in passages) for word in query.words]
    if said:
        found.append(any(said == stretch for passage in passages for stretch in stretches(passage, len(said))))
    inside = all(found) if mode is Mode.AND else any(found)
    return inside and all(value in document.facets[name] for name, value in query.filters)


def stretches(passage: tuple[str, ...], length: int) -> Iterable[tuple[str, ...]]:
    return zip(*(passage[start:] for start in range(length)), strict=False)


def read_plainly(
    documents: list[CorpusDocument], query: CorpusQuery, mode: Mode
) -> tuple[int, dict[str, dict[str, int]]]:
    found = [document for document in documents if holds(document, query, mode)]
    counts = {name: dict(Counter(value for document in found for value in document.facets[name])) for name in FACETS}
    return len(found), counts


@pytest.fixture(scope="module")
def expected(material: Corpus) -> list[tuple[CorpusQuery, Mode, tuple[int, dict[str, dict[str, int]]]]]:
    documents = list(material.read())
    asked = queries(material)[:24]
    return [(query, mode, read_plainly(documents, query, mode)) for query in asked for mode in Mode]


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_those_of_a_plain_reading(
    material: Corpus,
    expected: list[tuple[CorpusQuery, Mode, tuple[int, dict[str, dict[str, int]]]]],
    name: str,
    tmp_path: Path,
) -> None:
    built = build(name, material, tmp_path / "index")
    assert built.cpu_seconds > 0
    assert built.index_bytes > 0
    assert built.peak_mb > 1
    engine = peer(name).open(tmp_path / "index")
    same = []
    for query, mode, (total, counts) in expected:
        answer = engine.ask(query, mode)
        assert len(answer.best) == min(answer.total, 10)
        same.append(answer.total == total and {facet: dict(held) for facet, held in answer.facets.items()} == counts)
    # stemmers of others differ on a word in hundreds
    assert np.mean(same) == 1.0 if name == "ours" else np.mean(same) >= 0.9


def test_facet_table_counts(material: Corpus, tmp_path: Path) -> None:
    documents = list(tabled(tmp_path, material.read()))
    table = FacetTable.open(tmp_path)
    chosen = np.arange(3, 1999, 7)
    expected = Counter(value for number in chosen.tolist() for value in documents[number].facets["topic"])
    assert table.counts(chosen)["topic"] == dict(expected)
    assert table.id(5) == documents[5].id
    value = documents[3].facets["topic"][0]
    assert table.holding(chosen, "topic", value).tolist() == [
        value in documents[number].facets["topic"] for number in chosen.tolist()
    ]
    assert not table.holding(chosen, "topic", "no such topic").any()

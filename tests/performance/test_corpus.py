"""The corpus and its queries: always the same, shaped as they claim, and made of invented text where nothing else is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.performance import sources
from tests.performance.corpus import FACETS, Corpus, corpus
from tests.performance.queries import queries

DOCUMENTS = 2000


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("corpora")
        patch.setattr(sources, "SHARED", folder / "absent")
        return corpus(folder, DOCUMENTS)


def test_the_same_corpus_and_queries_every_time(
    invented: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SHARED", tmp_path / "absent")
    again = corpus(tmp_path / "again", DOCUMENTS)
    assert again.file.read_bytes() == invented.file.read_bytes()
    assert queries(again) == queries(invented)


def test_documents_are_as_described(invented: Corpus) -> None:
    documents = list(invented.read())
    assert len(documents) == len({document.id for document in documents}) == DOCUMENTS
    sizes = [len(document.text) for document in documents]
    assert 300 < np.percentile(sizes, 1) < np.percentile(sizes, 50) < np.percentile(sizes, 99) < 4500
    values = [sum(map(len, document.facets.values())) for document in documents]
    assert 13 < np.mean(values) < 18
    texts = sum(len(part.encode()) for document in documents for part in (document.title, *document.passages))
    assert invented.text_bytes == texts


def test_short_documents_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "SHARED", tmp_path / "absent")
    documents = list(corpus(tmp_path, 500, short=True).read())
    assert len(documents) == 500
    assert 100 < np.mean([len(document.text) for document in documents]) < 400


def test_queries_are_as_described(invented: Corpus) -> None:
    asked = queries(invented)
    assert Counter((len(query.words), len(query.phrase)) for query in asked) == {
        (1, 0): 66, (2, 0): 99, (3, 0): 66, (4, 0): 24, (0, 2): 24, (0, 3): 12, (1, 2): 9,
    }  # fmt: skip
    assert Counter(len(query.filters) for query in asked) == {0: 169, 1: 88, 2: 43}
    assert {name for query in asked for name, _ in query.filters} <= set(FACETS)

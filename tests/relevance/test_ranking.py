"""The tree of plain words, reading of collections, and the floor under the ranking of every judged collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from whoosh.query import DisjunctionMax, NullQuery, Or, Term

from indexer.index.columnar import ColumnarEngine
from indexer.settings import Settings
from tests.relevance.collections import judged_collections
from tests.relevance.ranking import plain_words, quality
from tests.relevance.reference import references
from tests.shared_data import SHARED

JUDGED = SHARED / "data/judged"


def test_stop_words_are_dropped_and_repeated_words_kept() -> None:
    assert plain_words("the trade of trades", ["en"]) == Or([Term("text", "trade"), Term("text", "trade")])


def test_a_query_of_stop_words_keeps_them() -> None:
    assert plain_words("the who", ["en"]) == Or([Term("text", "the"), Term("text", "who")])
    assert plain_words("?", ["en"]) is NullQuery


def test_a_word_is_looked_for_in_each_language() -> None:
    assert plain_words("banks", ["en", "fi"]) == Or([DisjunctionMax([Term("text", "bank"), Term("text", "banks")])])


def collection_in(folder: Path) -> Path:
    documents = [
        {"id": "1", "title": "Rivers", "text": "Water flows.\n\nIt floods.", "lang": "en"},
        {"id": 2, "text": "Roads"},
    ]
    (folder / "docs.jsonl").write_text("\n".join(map(json.dumps, documents)), "utf-8")
    (folder / "queries.tsv").write_text("q1\twater floods\nq2\troads\nq3\tnothing\n", "utf-8")
    (folder / "qrels.tsv").write_text("q1\t1\t2\nq2\t1\t0\n", "utf-8")
    (folder / "queries_other.tsv").write_text("q9\troads\n", "utf-8")
    (folder / "qrels_other.tsv").write_text("q9\t2\t1\n", "utf-8")
    return folder


def test_collections_of_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    plain, other = judged_collections(collection_in(place).parent)
    assert (plain.name, other.name) == ("small", "small_other")
    assert dict(plain.queries) == {"q1": "water floods"}
    assert plain.documents[0].passages == ("Water flows.", "It floods.")
    assert plain.documents[1].id == "2"
    assert [one.name for one in judged_collections(place)] == ["small", "small_other"]


def test_a_perfect_ranking_is_one(tmp_path: Path) -> None:
    collection = next(judged_collections(collection_in(tmp_path)))
    result = quality(ColumnarEngine(tmp_path / "index", Settings()), collection)
    assert (result.ndcg, result.average_precision, result.recall) == (1.0, 1.0, 1.0)


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The nDCG@10 of every judged collection with a reference, ranked by the embedded index."""
    if not JUDGED.is_dir():
        pytest.skip("the judged collections are not here")
    found = {}
    for collection in judged_collections(JUDGED):
        engine = ColumnarEngine(tmp_path_factory.mktemp(collection.name), Settings())
        found[collection.name] = round(quality(engine, collection).ndcg, 4)
        engine.close()
    return {name: value for name, value in found.items() if name in references()}


def test_ranking_is_better_than_the_reference_on_the_mean(reached: dict[str, float]) -> None:
    floors = {name: reference.ndcg for name, reference in references().items() if name in reached}
    assert sum(reached.values()) > sum(floors.values())


@pytest.mark.xfail(reason="xquad_de lies .0013 below the better of its two references", strict=True)
def test_ranking_reaches_the_reference_everywhere(reached: dict[str, float]) -> None:
    floors = {name: reference.ndcg for name, reference in references().items() if name in reached}
    assert {name: value for name, value in reached.items() if value < floors[name]} == {}

"""What every engine must do, case by case; and what only an index can show."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from whoosh import query

from indexer.errors import LibraryBusy, WrongUsage
from indexer.index.columnar import ColumnarEngine
from indexer.index.columnar.file.snapshot import K1, Snapshot
from indexer.index.deadline import Deadline
from indexer.index.engine import Changes, Engine, EngineDocument, EngineQuery
from indexer.index.generations import Generation, Generations
from indexer.nouns.search import NOT_STATED, FacetFilter, Sort
from indexer.settings import Settings
from tests.engine.memory import MemoryEngine
from tests.engine.plain_whoosh import PlainWhooshEngine


def document(name: str, title: str, *passages: str, language: str = "en", **facts: Any) -> EngineDocument:
    return EngineDocument(
        id=name,
        language=language,
        title=title,
        labels=facts.get("labels", ()),
        passages=passages,
        facets={"topic": tuple(facts.get("topic", ())), "country": tuple(facts.get("country", ()))},
        year=facts.get("year"),
        published=facts.get("published"),
    )


CORPUS = (
    document("a", "Open data in Mexico", "Whole-of-government budgets are open.", topic=["data"], country=["MX"], year=2001, published=20010500),
    document("b", "L'État ouvert", "Les données ouvertes à Paris", "Une politique", language="fr", topic=["data", "state"], country=["FR"], year=1999, published=19990101),
    document("c", "Ärzte", "Open the", "data later.", topic=["state"], labels=("Open data",)),
    document("d", "東京都 budget", "Budget budget budget plan", country=["JP", "MX"], year=2001),
)  # fmt: skip


@pytest.fixture(params=["columnar", "memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made: dict[str, Any] = {
        "columnar": lambda: ColumnarEngine(tmp_path / "index", Settings()),
        "memory": MemoryEngine,
        "whoosh": lambda: PlainWhooshEngine(tmp_path),
    }
    engine: Engine = made[request.param]()
    engine.publish(Changes(revision=7, put=CORPUS))
    yield engine
    engine.close()


def ids(engine: Engine, tree: query.Query | None, **options: Any) -> list[str]:
    return [hit.id for hit in engine.search(EngineQuery(tree=tree, **options)).hits]


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        (None, "abcd"),
        (query.Term("text", "budget"), "ad"),
        (query.Term("text", "etat"), "b"),
        (query.Term("word", "état"), "b"),
        (query.Term("word", "etat"), "b"),
        (query.Term("text", "東京"), "d"),
        (query.Phrase("text", ["open", "data"]), "ac"),
        (query.Phrase("text", ["whole", "of", "govern"]), "a"),
        (query.Phrase("text", ["open", "budget"], slop=3), ""),
        (query.Phrase("text", ["budget", "open"], slop=2), "a"),
        (query.Phrase("title", ["open", "data"]), "a"),
        (query.Prefix("word", "budg"), "ad"),
        (query.Wildcard("word", "*rt?s"), "b"),
        (query.FuzzyTerm("word", "budgit"), "d"),
        (query.NumericRange("year", 2000, None), "ad"),
        (query.Term("country", "MX"), "ad"),
        (query.Not(query.Term("country", "MX")), "bc"),
        (query.And([]), ""),
        (query.NullQuery, ""),
        (query.Term("unheard_of", "x"), ""),
    ],
)
def test_what_is_found(engine: Engine, tree: query.Query | None, wanted: str) -> None:
    if isinstance(engine, PlainWhooshEngine) and (
        tree is query.NullQuery or getattr(tree, "fieldname", "") == "unheard_of"
    ):
        pytest.skip("Whoosh has no matcher for it")
    if isinstance(engine, MemoryEngine) and tree is query.NullQuery:
        pytest.skip("plain loops know no empty query")
    assert sorted(ids(engine, tree)) == list(wanted)


def test_filters_are_disjunctive_within_and_leave_their_own_counts_alone(engine: Engine) -> None:
    answer = engine.search(
        EngineQuery(
            filters={"topic": FacetFilter(values=("data",)), "country": FacetFilter(excluded=("FR",))},
            facets=("topic", "country"),
        )
    )
    assert answer.total == 1
    assert dict(answer.facets["topic"].counts) == {"data": 1, "state": 1}
    assert answer.facets["topic"].missing == 1
    assert dict(answer.facets["country"].counts) == {"MX": 1, "FR": 1}
    assert ids(engine, None, filters={"country": FacetFilter(values=("FR", NOT_STATED))}) == ["b", "c"]
    assert ids(engine, None, filters={"topic": FacetFilter(values=("data", "state"), match_all=True)}) == ["b"]


def test_an_excluded_value_counts_beside_chosen_ones(engine: Engine) -> None:
    assert ids(engine, None, filters={"topic": FacetFilter(values=("data",), excluded=("state",))}) == ["a"]
    both = FacetFilter(values=("data", "state"), match_all=True, excluded=("state",))
    assert ids(engine, None, filters={"topic": both}) == []
    assert ids(engine, None, filters={"country": FacetFilter(values=("MX", NOT_STATED), excluded=(NOT_STATED,))}) == [
        "a",
        "d",
    ]


def test_a_facet_that_a_later_publish_knows_nothing_of_is_missing_there(engine: Engine) -> None:
    """Its documents are in a segment without the facet, and count as stating none."""
    engine.publish(Changes(revision=8, put=[document("x", "water"), document("y", "water")]))
    answer = engine.search(EngineQuery(facets=("topic", "country"), tree=query.Term("text", "water")))
    assert {name: (dict(counts.counts), counts.missing) for name, counts in answer.facets.items()} == {
        "topic": ({}, 2),
        "country": ({}, 2),
    }
    assert engine.search(EngineQuery(facets=("topic",))).facets["topic"].missing == 3


def test_orders(engine: Engine) -> None:
    assert ids(engine, None, sort=Sort.NEWEST) == ["a", "b", "c", "d"]
    assert ids(engine, None, sort=Sort.OLDEST) == ["b", "a", "c", "d"]
    assert ids(engine, None, sort=Sort.TITLE) == ["c", "b", "a", "d"]
    assert ids(engine, None, offset=1, limit=2) == ["b", "c"]
    assert ids(engine, query.Term("text", "budget")) == ["d", "a"]


def test_words_and_frequencies(engine: Engine) -> None:
    assert list(engine.words("don")) == [("donnees", 1), ("données", 1)]
    assert engine.frequency("text", "budget") == 2
    assert engine.frequency("country", "MX") == 2
    assert engine.state().revision == 7
    assert engine.state().documents == 4


@pytest.fixture
def columnar(tmp_path: Path) -> ColumnarEngine:
    engine = ColumnarEngine(tmp_path / "index", Settings())
    engine.publish(Changes(revision=7, put=CORPUS))
    return engine


def test_whoosh_answers_what_arrays_do_not(columnar: ColumnarEngine) -> None:
    near = query.SpanNear(query.Term("text", "open"), query.Term("text", "data"))
    assert ids(columnar, near) == ids(columnar, query.Phrase("text", ["open", "data"]))
    assert ids(columnar, query.Regex("word", "^bud.e")) == ["a", "d"]
    assert ids(columnar, query.SpanFirst(query.Term("text", "open"), limit=1)) == ["a"]
    assert ids(columnar, query.Variations("word", "opened")) == ["a", "c"]
    assert ids(columnar, query.And([near, query.NumericRange("year", 2001, 2001)])) == ["a"]


@pytest.mark.parametrize("put", ["aa", "aba", "axa", "abab"])
def test_a_lot_that_comes_twice_in_one_publish_is_held_once(tmp_path: Path, put: str) -> None:
    """With so little memory each document is a lot of its own, and equal lots are one file."""
    made = {"a": document("a", "water"), "b": document("b", "water"), "x": document("a", "city")}
    engine = ColumnarEngine(tmp_path / "index", Settings(index_memory_bytes=1))
    engine.publish(Changes(revision=1, put=[made[name] for name in put]))
    answer = engine.search(EngineQuery(tree=query.Term("text", "water")))
    assert answer.total == len(answer.hits) == engine.state().documents == len({*put} - {"x"})


@pytest.mark.parametrize(("removed", "rewritten"), [(3, False), (4, True)])
def test_a_segment_is_rewritten_when_more_than_30_percent_are_deleted(
    tmp_path: Path, removed: int, rewritten: bool
) -> None:
    engine = ColumnarEngine(tmp_path / "index", Settings())
    engine.publish(Changes(revision=1, put=[document(f"d{number}", "water") for number in range(10)]))
    (made,) = Snapshot(newest(tmp_path / "index")).segments
    engine.publish(Changes(revision=2, put=(), remove=[f"d{number}" for number in range(removed)]))
    (held,) = Snapshot(newest(tmp_path / "index")).segments
    assert made.size == 10
    assert held.size == (10 - removed if rewritten else 10)
    assert len(held.deleted) == (0 if rewritten else removed)
    assert engine.state().documents == 10 - removed


def newest(folder: Path) -> Generation:
    """The generation in use."""
    generation = next(Generations(folder).newest())
    assert isinstance(generation, Generation)
    return generation


def test_similar_documents(columnar: ColumnarEngine) -> None:
    found = columnar.similar(CORPUS[0], 3)
    assert found[0].id in ("c", "d")
    assert "a" not in {hit.id for hit in found}
    assert columnar.similar(document("x", ""), 3) == ()


def test_explanations_add_up(columnar: ColumnarEngine) -> None:
    tree = query.AndMaybe(
        query.Or([query.Term("text", "open", boost=2.0), query.Term("title", "budget"), query.Term("country", "MX")]),
        query.Phrase("text", ["open", "data"]),
    )
    for hit in columnar.search(EngineQuery(tree=tree)).hits:
        explanation = columnar.explain(tree, hit.id)
        assert explanation is not None
        assert explanation.score == pytest.approx(hit.score, rel=1e-5)
        waiting = [explanation]
        while waiting:
            one = waiting.pop()
            assert one.words
            if one.parts:
                assert sum(part.score for part in one.parts) == pytest.approx(one.score, rel=1e-5)
            waiting += one.parts
    assert columnar.explain(tree, "nobody") is None
    assert columnar.explain(query.Term("text", "budget"), "b") is None


def test_words_near_each_other_come_first(tmp_path: Path) -> None:
    engine = ColumnarEngine(tmp_path / "index", Settings())
    far = "open " + "filler " * 20 + "data"
    texts = {"a": (far, "x y"), "b": ("open data " + "filler " * 20, "x y"), "c": ("open", "data " + "filler " * 22)}
    engine.publish(Changes(revision=1, put=[document(name, "", *text) for name, text in texts.items()]))
    tree = query.Or([query.Term("text", "open"), query.Term("text", "data")])
    plain = engine.search(EngineQuery(tree=tree)).hits
    nearer = engine.search(EngineQuery(tree=tree, proximity=True)).hits
    assert len({round(hit.score, 5) for hit in plain}) == 1
    assert [hit.id for hit in nearer] == ["b", "a", "c"]
    assert nearer[0].score > nearer[1].score == pytest.approx(plain[0].score)
    pages = [engine.search(EngineQuery(tree=tree, proximity=True, offset=at, limit=1)).hits[0] for at in range(3)]
    assert tuple(pages) == nearer
    explanation = engine.explain(tree, "b", proximity=True)
    assert explanation is not None
    assert explanation.score == pytest.approx(nearer[0].score, rel=1e-5)
    assert sum(part.score for part in explanation.parts) == pytest.approx(explanation.score)


def test_patterns_are_capped_and_say_so(tmp_path: Path) -> None:
    engine = ColumnarEngine(tmp_path / "index", Settings(max_expansions=10))
    engine.publish(Changes(revision=1, put=[document(f"d{number}", f"word{number:03}") for number in range(30)]))
    answer = engine.search(EngineQuery(tree=query.Prefix("word", "word"), limit=100))
    assert answer.total == 10
    assert any("10" in note for note in answer.notes)


def test_a_search_out_of_time_says_so(columnar: ColumnarEngine) -> None:
    answer = columnar.search(
        EngineQuery(tree=query.Term("text", "open"), facets=("topic",), deadline=Deadline.after(-1))
    )
    assert answer.partial
    assert answer.notes


def test_an_explanation_out_of_time_is_none(tmp_path: Path) -> None:
    engine = ColumnarEngine(tmp_path / "index", Settings(search_seconds=1e-9))
    engine.publish(Changes(revision=7, put=CORPUS))
    assert engine.explain(query.Term("text", "open"), "a") is None


def test_without_time_no_reason_is_given_and_none_is_made_up(columnar: ColumnarEngine) -> None:
    tree = query.Term("text", "open")
    (hit, *_) = columnar.search(EngineQuery(tree=tree)).hits
    assert columnar.explain(tree, hit.id) is not None
    assert columnar.explain(tree, hit.id, deadline=Deadline.after(-1)) is None


def test_the_time_runs_out_by_the_clock_of_the_deadline(columnar: ColumnarEngine) -> None:
    ticks = iter(range(100))
    tree = query.And([query.Term("text", "open"), query.Prefix("word", "w")])
    deadline = Deadline.after(2, clock=lambda: next(ticks))
    assert columnar.search(EngineQuery(tree=tree, deadline=deadline)).partial
    assert next(ticks) == 4, "asked at its start, then until 3 > 2"


@pytest.mark.parametrize(
    "tree",
    [
        query.Phrase("word", ["a", "b"]),
        query.Phrase("text", ["open", "data"], slop=1000),
        query.NumericRange("topic", 1, 2),
    ],
)
def test_impossible_questions_are_refused(columnar: ColumnarEngine, tree: query.Query) -> None:
    with pytest.raises(WrongUsage):
        columnar.search(EngineQuery(tree=tree))


def test_one_writer_at_a_time(columnar: ColumnarEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.index.columnar.engine._LOCK_SECONDS", 0.1)
    with Generations(tmp_path / "index").publishing(1.0), pytest.raises(LibraryBusy):
        columnar.publish(Changes(revision=8, put=()))
    columnar.publish(Changes(revision=8, put=()))


def test_readers_never_see_half_a_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of other handles go on while publishes and merges happen; each answer is whole, and what was published
    when a reader asked is in it. Each publish waits until every reader has answered since the one before."""
    # Readers look for a newer generation at each question, not every 20 ms: what they see depends on no clock.
    monkeypatch.setattr("indexer.index.columnar.engine._LOOK_EVERY", 0.0)
    writer = ColumnarEngine(tmp_path / "index", Settings())
    writer.publish(Changes(revision=0, put=[document("first", "water")]))
    asked = EngineQuery(tree=query.Term("text", "water"), facets=("topic",), deadline=Deadline.after(600))
    published, problems = 0, []
    answered = [threading.Event() for _ in range(2)]
    stop = threading.Event()

    def read(done: threading.Event) -> None:
        engine = ColumnarEngine(tmp_path / "index", Settings())
        while not stop.is_set():
            before = published
            try:
                answer = engine.search(asked)
            except Exception as error:
                problems.append(repr(error))
            else:
                if answer.partial or not before < answer.total <= published + 2:
                    problems.append(f"{answer.total} documents after {before} publishes, partial: {answer.partial}")
                if answer.facets["topic"].counts.get("x", 0) != answer.total - 1:
                    problems.append(f"{answer.facets['topic'].counts} of {answer.total}")
            done.set()

    readers = [threading.Thread(target=read, args=(done,)) for done in answered]
    for reader in readers:
        reader.start()
    for revision in range(1, 26):
        for done in answered:
            done.clear()
        writer.publish(Changes(revision=revision, put=[document(f"d{revision}", "water", topic=["x"])]))
        published = revision
        for done in answered:
            done.wait()
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []


def test_a_word_in_a_title_weighs_three_times_as_much(tmp_path: Path) -> None:
    """BM25F over two documents of one length: weight w scores w (k1 + 1) / (w + k1) where the length is the mean."""
    engine = ColumnarEngine(tmp_path / "index", Settings())
    engine.publish(Changes(revision=1, put=[document("body", "alpha", "water"), document("title", "water", "alpha")]))
    scores = {hit.id: hit.score for hit in engine.search(EngineQuery(tree=query.Term("text", "water"))).hits}
    assert scores["title"] / scores["body"] == pytest.approx(3 * (1 + K1) / (3 + K1), rel=1e-5)

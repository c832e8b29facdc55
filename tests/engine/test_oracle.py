"""Random trees, corpora and histories: the columnar engine gives what plain loops and plain Whoosh give."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from whoosh import query

from indexer.index.columnar import ColumnarEngine
from indexer.index.deadline import Deadline
from indexer.index.engine import Changes, EngineDocument, EngineQuery
from indexer.nouns.search import Sort
from indexer.settings import Settings
from tests.engine import strategies
from tests.engine.memory import MemoryEngine
from tests.engine.plain_whoosh import PlainWhooshEngine

pytestmark = pytest.mark.usefixtures("inner_loops")

TREES = int(os.environ.get("POLICYSCOPE_TEST_TREES", "20000"))
_PER_CORPUS = 100
_NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def same_answer(got: Any, wanted: Any) -> None:
    """The same total, counts and order, where scores closer than rounding may change places."""
    assert got.total == wanted.total
    assert {name: (dict(one.counts), one.missing) for name, one in got.facets.items()} == {
        name: (dict(one.counts), one.missing) for name, one in wanted.facets.items()
    }
    assert [hit.score for hit in got.hits] == pytest.approx([hit.score for hit in wanted.hits], rel=1e-4, abs=1e-5)


def same_order(got: Any, wanted: Any) -> None:
    """The same ids in the same order, except among equal scores."""
    for one, other in zip(got.hits, wanted.hits, strict=True):
        assert one.id == other.id or one.score == pytest.approx(other.score, rel=1e-4, abs=1e-5)


@settings(
    max_examples=max(TREES // 2 // _PER_CORPUS, 1), deadline=None, phases=_NO_SHRINKING, suppress_health_check=_QUIET
)
@given(corpus=strategies.corpora, seed=st.integers(0, 1 << 30), data=st.data())
def test_random_trees_find_the_same_documents(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[EngineDocument], seed: int, data: st.DataObject
) -> None:
    engine = ColumnarEngine(tmp_path_factory.mktemp("index"), Settings())
    truth, whoosh = MemoryEngine(), PlainWhooshEngine(tmp_path_factory.mktemp("whoosh"))
    for each in (engine, truth, whoosh):
        each.publish(Changes(revision=1, put=corpus, whole=True))
    chooser = random.Random(seed)
    pool = data.draw(st.lists(strategies.leaves, min_size=6, max_size=12))
    for _ in range(_PER_CORPUS):
        tree = _tree(chooser, pool, chooser.randint(0, 3))
        asked = EngineQuery(tree=tree, limit=50, deadline=Deadline.after(600))
        got, wanted = engine.search(asked), truth.search(asked)
        found = {hit.id: hit.score for hit in got.hits}
        assert found == pytest.approx({hit.id: hit.score for hit in wanted.hits}, rel=1e-4, abs=1e-5), repr(tree)
        assert set(found) == set(whoosh.scores(tree)), repr(tree)
        same_order(got, wanted)
    whoosh.close()


def _tree(chooser: random.Random, pool: list[query.Query], depth: int) -> query.Query:
    """A tree over leaves of a pool: made here, since hypothesis takes longer to make one than engines to answer."""
    if depth == 0:
        return chooser.choice(pool)

    def child() -> query.Query:
        return _tree(chooser, pool, depth - 1)

    several = [child() for _ in range(chooser.randint(1, 4))]
    boost = chooser.choice([1.0, 1.0, 2.0])
    kind = chooser.randrange(8)
    if kind < 2:
        return query.And(several, boost=boost)
    if kind < 4:
        return query.Or(several, boost=boost)
    if kind == 4:
        return query.And([*several, query.Not(child())])
    if kind == 5:
        return query.DisjunctionMax(several)
    return chooser.choice([query.AndNot, query.AndMaybe, query.Require])(child(), child())


@settings(max_examples=300, deadline=None, phases=_NO_SHRINKING, suppress_health_check=_QUIET)
@given(corpus=strategies.corpora, questions=st.lists(strategies.questions, min_size=1, max_size=10))
def test_filters_counts_and_orders(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[EngineDocument], questions: list[dict[str, Any]]
) -> None:
    engine, truth = ColumnarEngine(tmp_path_factory.mktemp("index"), Settings()), MemoryEngine()
    for each in (engine, truth):
        each.publish(Changes(revision=1, put=corpus))
    for asked in questions:
        got, wanted = engine.search(EngineQuery(**asked)), truth.search(EngineQuery(**asked))
        same_answer(got, wanted)
        if asked["sort"] is Sort.RELEVANCE:
            same_order(got, wanted)
        else:
            assert got.hits == wanted.hits


changes = st.lists(
    st.tuples(
        st.lists(strategies.documents(strategies.ids), max_size=6),
        st.lists(strategies.ids, max_size=4),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


_SAME = EngineDocument(
    id="document-0", language="en", title="", labels=(), passages=("water",), facets={}, year=None, published=None
)
_ALL = {"facets": ("topic",), "sort": Sort.RELEVANCE, "offset": 0, "limit": 50}


@settings(max_examples=60, deadline=None, phases=_NO_SHRINKING, suppress_health_check=_QUIET)
@example(history=[([_SAME, _SAME], [], False)], questions=[_ALL], memory=1)
@given(
    history=changes,
    questions=st.lists(strategies.questions, min_size=3, max_size=6),
    memory=st.sampled_from([1, 10_000, 10**9]),
)
def test_any_history_gives_what_one_build_gives(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], questions: list[dict[str, Any]], memory: int
) -> None:
    """Add, replace, remove, merge and reopen; then answer as an index built at once does, score for score."""
    folder = tmp_path_factory.mktemp("index")
    limits = Settings(index_memory_bytes=memory)
    engine, truth = ColumnarEngine(folder, limits), MemoryEngine()
    for revision, (put, remove, reopen) in enumerate(history, 1):
        for each in (engine, truth):
            each.publish(Changes(revision=revision, put=put, remove=remove))
        if reopen:
            engine.close()
            engine = ColumnarEngine(folder, limits)
    assert engine.document_ids() == truth.document_ids()
    assert list(engine.words("")) == list(truth.words(""))
    assert engine.state().revision == len(history)
    rebuilt = ColumnarEngine(tmp_path_factory.mktemp("rebuilt"), Settings())
    rebuilt.publish(Changes(revision=len(history), put=[held.document for held in truth._held.values()], whole=True))
    for asked in questions:
        got, wanted = engine.search(EngineQuery(**asked)), truth.search(EngineQuery(**asked))
        same_answer(got, wanted)
        again = rebuilt.search(EngineQuery(**asked))
        assert again.hits == got.hits
        assert again.facets == got.facets


@settings(max_examples=150, deadline=None, phases=_NO_SHRINKING, suppress_health_check=_QUIET)
@given(corpus=strategies.corpora, term=strategies.term, boost=strategies.boosts)
def test_scores_are_whooshs_bm25f(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[EngineDocument], term: str, boost: float
) -> None:
    columnar = ColumnarEngine(tmp_path_factory.mktemp("index"), Settings())
    whoosh = PlainWhooshEngine(tmp_path_factory.mktemp("whoosh"))
    for each in (columnar, whoosh):
        each.publish(Changes(revision=1, put=corpus))
    asked = EngineQuery(tree=query.Term("title", term, boost=boost), limit=100)
    got = {hit.id: hit.score for hit in columnar.search(asked).hits}
    assert got == pytest.approx(whoosh.scores(asked.tree), rel=1e-4)
    whoosh.close()

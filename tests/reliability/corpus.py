"""A small history of an index whose every state can be told apart, for tests that interrupt it."""

from __future__ import annotations

from pathlib import Path

from whoosh import query

from indexer.index.columnar import ColumnarEngine
from indexer.index.deadline import Deadline
from indexer.index.engine import Changes, EngineDocument, EngineQuery
from indexer.settings import Settings

SETTINGS = Settings(index_memory_bytes=2_000_000)
"""Every eighth publish of such small changes merges; little memory makes several lots of larger ones."""

FACETS = ("topic", "country")


def document(number: int, revision: int) -> EngineDocument:
    """A document that says in which revision it was written."""
    return EngineDocument(
        id=f"document-{number}",
        language="en",
        title=f"Plan {number}",
        labels=("Water",),
        passages=(f"written in revision{revision}", "open data " * (number % 5)),
        facets={"topic": (f"topic-{number % 3}",), "country": ("MX",) if number % 2 else ()},
        year=2000 + number % 10,
        published=None,
    )


def changes(revision: int) -> Changes:
    """Revision n puts three documents, replaces one and removes one."""
    put = [document(number, revision) for number in range(revision * 3, revision * 3 + 3)]
    if revision > 1:
        put.append(document(revision * 2, revision))
    return Changes(revision=revision, put=put, remove=[f"document-{revision - 2}"])


def expected(revision: int) -> dict[str, int]:
    """Each document after a revision, with the revision that wrote it."""
    held: dict[str, int] = {}
    for each in range(1, revision + 1):
        made = changes(each)
        for removed in made.remove:
            held.pop(removed, None)
        held |= {one.id: each for one in made.put}
    return held


def seen(engine: ColumnarEngine) -> tuple[int, dict[str, int]]:
    """The revision an engine holds and the documents it finds; every answer must agree with every other."""
    state = engine.state()
    found = {}
    for revision in range(1, state.revision + 1):
        answer = engine.search(
            EngineQuery(
                tree=query.Term("text", f"revision{revision}"), limit=1000, facets=FACETS, deadline=Deadline.after(60)
            )
        )
        found |= {hit.id: revision for hit in answer.hits}
        assert sum(answer.facets["topic"].counts.values()) == answer.total
    assert set(found) == set(engine.document_ids())
    assert len(found) == state.documents
    phrase = engine.search(
        EngineQuery(tree=query.Phrase("text", ["open", "data"]), limit=1000, deadline=Deadline.after(60))
    )
    assert {hit.id for hit in phrase.hits} == {name for name in found if int(name.split("-")[1]) % 5}
    return state.revision, found


def opened(folder: Path) -> ColumnarEngine:
    """A fresh engine on a folder."""
    return ColumnarEngine(folder, SETTINGS)

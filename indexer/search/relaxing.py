"""Ways out of an empty result: fewer words, a filter less, other spellings.

All of them rest on knowing that nothing matches: none is looked for once the time of a search ran out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from whoosh.query import Query

from indexer.index.engine import EngineAnswer
from indexer.nouns.search import Repair, SearchRequest
from indexer.search.asking import Asking
from indexer.search.grammar import Node, describe
from indexer.search.spelling import corrected
from indexer.search.tree import TreeBuilder


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The tree for some of the words, its answer, and what to tell of it."""

    tree: Query
    answer: EngineAnswer
    note: str


def with_fewer_words(asking: Asking, builder: TreeBuilder, node: Node, request: SearchRequest) -> Relaxed | None:
    """The answer to most of the words of a query that finds nothing, else to any of them.

    None where that finds nothing either, or nothing in time.
    """
    relaxed = builder.relaxed(node)
    while relaxed and asking.in_time():
        tree, needed, asked = relaxed
        answer = asking.answer(tree, request, facets=tuple(request.facets))
        if answer.total:
            which = "no document that passes the filters" if _is_filtered(request) else "no document"
            note = f"{which} holds all {asked} words; these hold at least {needed} of them"
            return Relaxed(tree=tree, answer=answer, note=note)
        relaxed = builder.relaxed(node, needed=1) if needed > 1 else None
    return None


def repairs(asking: Asking, tree: Query | None, request: SearchRequest) -> tuple[Repair, ...]:
    """What an empty result would hold without one of its filters, or without its words; as many as there is
    time for."""
    found = []
    for name, trial, narrowed in _trials(tree, replace(request, page=1)):
        total = asking.total(trial, narrowed) if asking.in_time() else None
        if total is None:
            break
        found.append(Repair(name=name, total=total))
    return tuple(repair for repair in found if repair.total)


def _trials(tree: Query | None, request: SearchRequest) -> Iterator[tuple[str, Query | None, SearchRequest]]:
    """What is left out, with the tree and the request that are left."""
    for name in request.filters:
        others = {other: chosen for other, chosen in request.filters.items() if other != name}
        yield name, tree, replace(request, filters=others)
    if request.year_from is not None or request.year_to is not None:
        yield "years", tree, replace(request, year_from=None, year_to=None)
    if tree is not None and _is_filtered(request):
        yield "q", None, request


def _is_filtered(request: SearchRequest) -> bool:
    return bool(request.filters) or request.year_from is not None or request.year_to is not None


def did_you_mean(asking: Asking, builder: TreeBuilder, node: Node | None, request: SearchRequest) -> str | None:
    """The query with its unknown words corrected, if that finds something here and now."""
    meant = corrected(node, asking.engine, asking.deadline) if asking.in_time() else None
    if meant is None or not asking.in_time():
        return None
    return describe(meant) if asking.total(builder.build(meant), request) else None

"""Why each document of a result has its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whoosh.query import Query

from indexer.index.engine import PROMISING
from indexer.nouns.search import ResultItem, SearchRequest, Sort
from indexer.search.asking import Asking


def explained(
    asking: Asking, items: Sequence[ResultItem], tree: Query | None, request: SearchRequest
) -> tuple[ResultItem, ...]:
    """Items with the reasons for their scores, where these are asked for and decide the order; as far as
    there is time for."""
    if tree is None or not request.explain or request.sort is not Sort.RELEVANCE:
        return tuple(items)
    first = (request.page - 1) * request.per_page
    return tuple(_explained(asking, item, tree, place) for place, item in enumerate(items, start=first))


def _explained(asking: Asking, item: ResultItem, tree: Query, place: int) -> ResultItem:
    if not asking.in_time():
        return item
    reasons = asking.engine.explain(tree, item.id, proximity=place < PROMISING, deadline=asking.deadline)
    return replace(item, explanation=reasons)

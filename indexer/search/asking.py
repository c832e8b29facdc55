"""What one search asks of the engine: several questions, by one deadline."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.query import Query

from indexer.index.deadline import Deadline
from indexer.index.engine import Engine, EngineAnswer, EngineQuery
from indexer.nouns.search import SearchRequest


class Asking:
    """The questions of one search; `partial` as soon as the time left one of them without its whole answer."""

    def __init__(self, engine: Engine, deadline: Deadline) -> None:
        self.engine = engine
        self.deadline = deadline
        self.partial = False

    def answer(
        self, tree: Query | None, request: SearchRequest, *, facets: Sequence[str] = (), limit: int | None = None
    ) -> EngineAnswer:
        """The engine's answer to a tree (None asks for every document) under the filters of a request.

        It has the request's page, or the first `limit` documents, and counts `facets`.
        """
        answer = self.engine.search(
            EngineQuery(
                tree=tree,
                filters=request.filters,
                year_from=request.year_from,
                year_to=request.year_to,
                facets=tuple(facets),
                sort=request.sort,
                offset=(request.page - 1) * request.per_page if limit is None else 0,
                limit=request.per_page if limit is None else limit,
                deadline=self.deadline,
                proximity=True,
            )
        )
        self.partial = self.partial or answer.partial
        return answer

    def total(self, tree: Query | None, request: SearchRequest) -> int | None:
        """How many documents match; None where the time ran out before all were counted."""
        answer = self.answer(tree, request, limit=1)
        return None if answer.partial else answer.total

    def in_time(self) -> bool:
        """Whether there is time for more; where there is not, the search is partial from then on."""
        if self.deadline.passed():
            self.partial = True
        return not self.partial

"""Why a document has its score, in words and numbers that add up to it."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh import query

from indexer.index.columnar.ask.evaluation import Evaluator
from indexer.index.columnar.ask.leaves import RANKED
from indexer.index.columnar.ask.proximity import asked_terms, proximity_bonus
from indexer.index.columnar.file.segment import RankedField, Segment
from indexer.index.columnar.file.snapshot import K1, Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.nouns.search import Explanation

_ALL_OF_IT = (query.Or, query.And, query.AndMaybe)


class Explainer:
    """Explains the scores of one document."""

    def __init__(self, snapshot: Snapshot, evaluator: Evaluator, number: int, document: int) -> None:
        self._snapshot = snapshot
        self._evaluator = evaluator
        self._number = number
        self._segment: Segment = snapshot.segments[number]
        self._document = document

    def explain(self, node: query.Query, boost: float = 1.0) -> Explanation | None:
        """The explanation of a node, its score times `boost`; None where the document does not match."""
        score = self._score(node)
        if score is None:
            return None
        score *= boost
        if isinstance(node, query.Term) and node.fieldname in RANKED:
            return Explanation(words=self._term_in_words(node, boost), score=score)
        if isinstance(node, _ALL_OF_IT):
            children = node.subqueries if not isinstance(node, query.AndMaybe) else (node.a, node.b)
            inner = boost * (node.boost if len(children) > 1 and not isinstance(node, query.AndMaybe) else 1.0)
            found = [self.explain(child, inner) for child in children if not isinstance(child, query.Not)]
            parts = tuple(part for part in found if part is not None)
            return Explanation(words=f"the sum of {len(parts)} parts", score=score, parts=parts)
        if isinstance(node, query.DisjunctionMax):
            inner = boost * (node.boost if len(node.subqueries) > 1 else 1.0)
            forms = [part for child in node.subqueries if (part := self.explain(child, inner)) is not None]
            best = max(forms, key=lambda part: part.score)
            return (
                best if len(forms) == 1 else Explanation(words=f"the best of {len(forms)}", score=score, parts=(best,))
            )
        if isinstance(node, query.Require | query.AndNot):
            part = self.explain(node.a, boost)
            words = "only what is asked for first adds to the score; the rest decides whether it is found"
            return Explanation(words=words, score=score, parts=(part,) if part else ())
        if isinstance(node, query.Phrase):
            words = f"the phrase “{' '.join(map(str, node.words))}” in {node.fieldname}: the sum of its terms"
            terms = [query.Term(node.fieldname, word) for word in node.words]
            found = [self.explain(term, boost * node.boost) for term in terms]
            return Explanation(words=words, score=score, parts=tuple(part for part in found if part is not None))
        return Explanation(words=f"matches {node}: counts the same for every document", score=score)

    def _score(self, node: query.Query) -> float | None:
        found = self._evaluator.matches(node, self._number)
        place = int(found.documents.searchsorted(self._document))
        if place == len(found) or found.documents[place] != self._document:
            return None
        return found.scores if isinstance(found.scores, float) else float(found.scores[place])

    def _term_in_words(self, node: Any, boost: float) -> str:
        field: RankedField = getattr(self._segment, node.fieldname)
        term = as_bytes(node.text)
        place = field.terms.find(term)
        weight = field.weight_in(place, self._document)
        idf = self._snapshot.idf(node.fieldname, term)
        length_norm = float(self._snapshot.length_norms[node.fieldname][self._number][self._document])
        held = self._snapshot.frequency(node.fieldname, term)
        return (
            f"“{node.text}” in {node.fieldname}: weight {weight:g} here, "
            f"in {held} of {self._snapshot.documents} documents; "
            f"rarity {idf:.3f} × {K1 + 1:g} × {weight:g} / ({weight:g} + {length_norm:.3f} for length)"
            + (f" × {boost * node.boost:g} asked for" if boost * node.boost != 1 else "")
        )


def with_proximity(
    explanation: Explanation, snapshot: Snapshot, number: int, document: int, tree: query.Query
) -> Explanation:
    """An explanation with the bonus for words near each other, where there is one."""
    terms = asked_terms(tree)
    bonus = (
        float(proximity_bonus(snapshot, number, np.array([document], np.int64), terms)[0]) if len(terms) > 1 else 0.0
    )
    if not bonus:
        return explanation
    near = Explanation(words="the words asked for stand near each other", score=bonus)
    return Explanation(words="the sum of 2 parts", score=explanation.score + bonus, parts=(explanation, near))

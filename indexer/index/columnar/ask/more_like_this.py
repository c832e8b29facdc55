"""Documents like another: those that share its most telling terms."""

from __future__ import annotations

from collections import Counter

from whoosh import query

from indexer.index.columnar.build.batch import TITLE_WEIGHT
from indexer.index.columnar.file.snapshot import K1, Snapshot
from indexer.index.columnar.file.strings import as_bytes
from indexer.index.engine import EngineDocument
from indexer.language.analysis import analyse, stop_words

_TELLING = 25
_CHARACTERS = 100_000


def likeness(document: EngineDocument, snapshot: Snapshot) -> query.Query | None:
    """A tree of the terms with the highest weight tf · idf, each boosted by its share; None without any.

    Stop words, and terms that no other document has, say nothing. Only the first 100,000 characters count.
    """
    counts: Counter[str] = Counter()
    common = stop_words(document.language)
    text = "\n".join((*document.labels, *document.passages))[:_CHARACTERS]
    for words, weight in ((document.title, TITLE_WEIGHT), (text, 1)):
        for term, _ in analyse(words, document.language):
            counts[term] += weight
    weights = {}
    for term, count in counts.items():
        encoded = as_bytes(term)
        if term not in common and not term.isdigit() and snapshot.frequency("text", encoded) > 1:
            weights[term] = count / (count + 2) * snapshot.idf("text", encoded) * (K1 + 1)
    telling = sorted(weights, key=lambda term: (-weights[term], term))[:_TELLING]
    if not telling:
        return None
    most = weights[telling[0]] or 1.0
    return query.Or([query.Term("text", term, boost=weights[term] / most) for term in telling])

"""In how many documents of a library the labels of concepts stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from indexer.labels.matching import LabelMatcher
from indexer.language.lexicon import Lexicon
from indexer.nouns.documents import Document
from indexer.vocabulary.concepts import Vocabulary

_BETWEEN = "\n\n"


def documents_with_labels(
    vocabulary: Vocabulary, documents: Iterable[Document], progress: Callable[[int], None]
) -> Counter[str]:
    """For each concept's id, how many documents hold one of its labels in their own language.

    `progress` is told how many documents were read.
    """
    concepts = list(vocabulary)
    matchers: dict[str, LabelMatcher] = {}
    counts: Counter[str] = Counter()
    for number, document in enumerate(documents, start=1):
        matcher = matchers.get(document.language)
        if matcher is None:
            matcher = matchers[document.language] = LabelMatcher(concepts, Lexicon(document.language))
        text = _BETWEEN.join([document.title, *(passage.text for passage in document.passages)])
        found = np.unique(matcher.find(text).concept)
        counts.update(concepts[row].id for row in found.tolist())
        progress(number)
    return counts

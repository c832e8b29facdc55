"""Why a topic is suggested: the places that name it, the documents and words that led to it, the weights in words."""

from __future__ import annotations

import numpy as np

from indexer.language.numbers import Float64s
from indexer.tagging.features import FEATURES
from indexer.tagging.learn.sparse import Sparse
from indexer.tagging.suggestion import Neighbour, Reason, Span, Suggestion
from indexer.tagging.tagger import Ranked, Tagger
from indexer.tagging.text import TaggedText

MAX_SPANS = 20
_MAX_NEIGHBOURS = 3
_MAX_WORDS = 6
_MAX_REASONS = 5
_LEAST_WEIGHT = 0.05


def suggest(
    tagger: Tagger, text: TaggedText, *, document_id: str = "", limit: int = 10, threshold: float = 0.0
) -> list[Suggestion]:
    """The best `limit` topics of a text of at least `threshold` confidence, best first, each with its evidence.

    `document_id` says which document the text is: one that taught the tagger does not speak for itself.
    """
    ranked = tagger.rank(text, document_id)
    chosen = tagger.ranker.policy.choose(ranked.confidence)
    shown = [place for place in range(min(limit, len(ranked.concepts))) if ranked.confidence[place] >= threshold]
    if not shown:
        return []
    parts = tagger.ranker.contributions(ranked.features[shown])
    experience = tagger.experience
    of_neighbours = _SharedWords(ranked, experience.postings) if experience else None
    of_concepts = _SharedWords(ranked, experience.centroids) if experience else None
    found: list[Suggestion] = []
    for number, place in enumerate(shown):
        row = int(ranked.concepts[place])
        spans = spans_of(tagger, text, ranked, row)
        scattered = row in ranked.reading.scattered[:, 0]
        found.append(
            Suggestion(
                concept=tagger.index.concepts[row],
                confidence=float(ranked.confidence[place]),
                chosen=bool(chosen[place]),
                method="named" if spans else "scattered" if scattered else "learned",
                spans=spans,
                neighbours=_neighbours(tagger, ranked, row, of_neighbours) if of_neighbours else (),
                words=of_concepts.strongest(row) if of_concepts else (),
                reasons=_reasons(ranked.features[place], parts[number]),
            )
        )
    return found


class _SharedWords:
    """The words of a text that weigh in columns of a table (word → documents or concepts), as the text writes them."""

    def __init__(self, ranked: Ranked, table: Sparse) -> None:
        terms, weights = ranked.words
        places, owner = table.places(terms.astype(np.int64))
        self._column = table.columns[places]
        self._weight = table.values[places] * weights[owner]
        self._word = terms[owner]
        self._written = ranked.written

    def strongest(self, column: int) -> tuple[str, ...]:
        """The words of most weight in a column, strongest first."""
        held = np.flatnonzero(self._column == column)
        order = held[np.lexsort((self._word[held], -self._weight[held]))][:_MAX_WORDS]
        return tuple(self._written[int(word)] for word in self._word[order])


def spans_of(tagger: Tagger, text: TaggedText, ranked: Ranked, row: int) -> tuple[Span, ...]:
    """Where labels of a concept stand in the text, in order of place; those inside a longer label come last."""
    matches = ranked.matches
    numbers = np.flatnonzero(matches.concept == row)
    numbers = numbers[np.argsort(matches.covered[numbers], kind="stable")][:MAX_SPANS]
    found = []
    for number in numbers.tolist():
        start, end = int(matches.start[number]), int(matches.end[number])
        part = text.part_at(start)
        found.append(
            Span(
                start=start,
                end=end,
                quote=text.text[start:end],
                label=tagger.index.matcher.labels[int(matches.label[number])].written,
                zone=part.zone,
                passage=part.passage,
                page=part.page,
                start_in_part=start - part.start,
                end_in_part=end - part.start,
            )
        )
    return tuple(found)


def _neighbours(tagger: Tagger, ranked: Ranked, row: int, shared: _SharedWords) -> tuple[Neighbour, ...]:
    """The most similar training documents that carry the concept, with the words they share with the text."""
    if ranked.learned is None or tagger.experience is None:
        return ()
    labels = tagger.experience.labels
    carrying = [
        (int(document), float(similarity))
        for document, similarity in zip(ranked.learned.neighbours, ranked.learned.similarity, strict=True)
        if row in labels.row(int(document))[0]
    ]
    return tuple(
        Neighbour(document=tagger.document_ids[document], similarity=similarity, words=shared.strongest(document))
        for document, similarity in carrying[:_MAX_NEIGHBOURS]
    )


_GROUPS: dict[str, tuple[str, ...]] = {
    "mentions": ("mentions", "covered_mentions", "density", "weight", "label_variety", "mentioned", "exact"),
    "places": ("first", "last", "spread", "first_word", "in_abstract", "in_heading"),
    "title": ("in_title",),
    "label": ("label_kind", "label_words", "shared", "turned", "rarity", "qualifier"),
    "label_words": ("scattered", "label_similarity", "label_coverage", "similarity_rank"),
    "relatives": ("relatives", "broader_found", "narrower_found"),
    "habit": ("known", "prior", "keyphraseness", "label_documents"),
    "neighbours": ("share", "nearest", "share_rank", "best_similarity"),
    "learned_words": ("centroid", "linear", "centroid_rank", "linear_rank"),
    "together": ("together",),
    "length": ("text_words",),
}


def _reasons(features: np.ndarray[tuple[int, ...], np.dtype[np.float32]], parts: Float64s) -> tuple[Reason, ...]:
    """The groups of features that moved the candidate most, strongest first."""
    value = dict(zip(FEATURES, features.tolist(), strict=True))
    weight = dict(zip(FEATURES, parts.tolist(), strict=True))
    sums = {group: sum(weight[name] for name in names) for group, names in _GROUPS.items()}
    strongest = sorted(sums, key=lambda group: (-abs(sums[group]), group))[:_MAX_REASONS]
    return tuple(
        Reason(text=_in_words(group, value), weight=sums[group])
        for group in strongest
        if abs(sums[group]) >= _LEAST_WEIGHT
    )


def _in_words(group: str, value: dict[str, float]) -> str:
    """What a group of features says of one candidate."""
    mentions = round(value["mentions"])
    sentences = {
        "mentions": f"named {mentions} time{'s' if mentions != 1 else ''}" if mentions else "not named by itself",
        "places": f"first named {value['first']:.0%} into the text" if value["mentioned"] else "named nowhere",
        "title": "named in the title" if value["in_title"] else "not in the title",
        "label": _label_in_words(value),
        "label_words": f"{value['label_coverage']:.0%} of the weight of a label's words is in the text",
        "relatives": f"{round(value['relatives'] + value['broader_found'] + value['narrower_found'])} related,"
        " broader or narrower concepts are named too",
        "habit": f"curators used it {round(np.expm1(value['prior']))} times,"
        f" and for {value['keyphraseness']:.0%} of the documents that name it",
        "neighbours": f"{value['share']:.0%} of the likeness to the nearest tagged documents is to ones that carry it",
        "learned_words": f"the words of its documents are in the text (similarity {value['centroid']:.2f})",
        "together": "documents with the other candidates often carry it" if value["together"] else "stands alone",
        "length": f"the text has about {round(np.expm1(value['text_words']))} words",
    }
    return sentences[group]


def _label_in_words(value: dict[str, float]) -> str:
    if not value["mentioned"]:
        return "none of its labels stands in the text"
    kind = ("its preferred label", "an alternative label", "a hidden label")[min(round(value["label_kind"]), 2)]
    if value["qualifier"] == 2:
        return f"{kind} is named, but not the word in brackets that tells its meaning"
    shared = f", which {round(value['shared']) - 1} other concepts share" if value["shared"] > 1 else ""
    return f"{kind} is named{shared}"

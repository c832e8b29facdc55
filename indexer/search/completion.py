"""What a beginning may become: facet values by any of their names, titles, and words of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer.index.engine import Engine
from indexer.language.words import fold, words
from indexer.nouns.search import Completion
from indexer.vocabulary.concepts import label_key
from indexer.vocabulary.facets import FACETS, YEAR, Vocabularies

_MIN_CHARACTERS = 2
_MAX_WORDS = 2_000


def complete(
    typed: str,
    *,
    engine: Engine,
    vocabularies: Vocabularies,
    counts: Mapping[str, Mapping[str, int]],
    titles: Iterable[tuple[str, str]],
    limit: int,
) -> tuple[Completion, ...]:
    """At most `limit` completions: values first, then titles, then words, each by documents and name.

    `counts` are the documents per facet and value, `titles` (id, title) pairs that may fit. Nothing
    is offered that finds no document.
    """
    beginning = label_key(typed)
    if len(beginning) < _MIN_CHARACTERS:
        return ()
    found = [
        *_values(beginning, vocabularies, counts),
        *_titles(beginning, titles),
        *_words(typed, engine),
    ]
    return tuple(found[:limit])


def _values(beginning: str, vocabularies: Vocabularies, counts: Mapping[str, Mapping[str, int]]) -> list[Completion]:
    found = []
    for facet in FACETS:
        for value, count in counts.get(facet, {}).items():
            matched = _matching_label(facet, value, beginning, vocabularies) if facet != YEAR else None
            if matched is not None:
                label = vocabularies.label(facet, value)
                also = matched if label_key(matched) != label_key(label) else ""
                found.append(Completion(kind=facet, value=value, label=label, matched=also, count=count))
    return sorted(found, key=lambda each: (-each.count, each.label.casefold(), each.value))


def _matching_label(facet: str, value: str, beginning: str, vocabularies: Vocabularies) -> str | None:
    """The first label of a value one of whose words begins so, preferred ones first."""
    for label in vocabularies.labels(facet, value):
        if f" {label_key(label)}".find(f" {beginning}") >= 0:
            return label
    return None


def _titles(beginning: str, titles: Iterable[tuple[str, str]]) -> list[Completion]:
    fitting = [(title, each) for each, title in titles if f" {label_key(title)}".find(f" {beginning}") >= 0]
    return [
        Completion(kind="document", value=each, label=title, matched="", count=1)
        for title, each in sorted(fitting, key=lambda pair: (len(pair[0]), pair))
    ]


def _words(typed: str, engine: Engine) -> list[Completion]:
    """Words that the last word typed may become, with the words before it kept."""
    forms = list(words(typed))
    if not forms or typed.rstrip() != typed or len(forms[-1].form) < _MIN_CHARACTERS:
        return []
    last = forms[-1]
    held: dict[str, int] = {}
    for number, (form, count) in enumerate(engine.words(fold(last.form))):
        if number >= _MAX_WORDS:
            break
        held[form] = count
    ranked = sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))
    before = typed[: last.start]
    return [
        Completion(kind="word", value=f"{before}{form}", label=form, matched="", count=count) for form, count in ranked
    ]

"""What the index holds of a document: its words, the values of its facets, and its dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.catalogue.rows import StoredTag
from indexer.index.engine import EngineDocument
from indexer.language.detection import UNKNOWN
from indexer.nouns.documents import Document
from indexer.nouns.profiles import Status
from indexer.vocabulary.concepts import COUNTRY, KNOWLEDGE_TYPE, REGION, TOPIC, slug
from indexer.vocabulary.countries import region_ids
from indexer.vocabulary.facets import ANSWER_FACETS, AREA, LANGUAGE, SUGGESTED_TOPIC, YEAR, Vocabularies


def engine_document(
    document: Document, tags: Iterable[StoredTag], vocabularies: Vocabularies, suggested: Sequence[str] = ()
) -> EngineDocument:
    """A document as the engine indexes it, with the topics it has and those that are suggested for it.

    Besides the words of its tags as given, a document is found by the preferred labels of their
    concepts in its own language and in English.
    """
    values: dict[str, list[str]] = {TOPIC: [], KNOWLEDGE_TYPE: [], COUNTRY: []}
    labels: dict[str, None] = {}
    for stored in tags:
        values.setdefault(stored.vocabulary, []).append(stored.concept_id)
        labels[stored.tag.label] = None
        for language in (document.language, "en"):
            labels[vocabularies.label(stored.vocabulary, stored.concept_id, language)] = None
    if document.profile:
        labels[document.profile.place] = None
    return EngineDocument(
        id=document.id,
        language=document.language,
        title=document.title,
        labels=tuple(labels),
        passages=tuple(passage.text for passage in document.passages),
        facets={
            **{name: tuple(dict.fromkeys(values[name])) for name in (TOPIC, KNOWLEDGE_TYPE, COUNTRY)},
            SUGGESTED_TOPIC: tuple(suggested),
            AREA: vocabularies.areas(values[TOPIC]),
            REGION: tuple(dict.fromkeys(region for code in values[COUNTRY] for region in region_ids(code))),
            YEAR: (str(document.year),) if document.year is not None else (),
            **_answers(document),
            LANGUAGE: (document.language,) if document.language != UNKNOWN else (),
        },
        year=document.year,
        published=day_number(document.published),
    )


def _answers(document: Document) -> dict[str, tuple[str, ...]]:
    """The options a profile states, for the questions that narrow a search; silence and own words are no values."""
    answers = document.profile.answers if document.profile else ()
    named = {answer.question.replace("-", "_"): answer for answer in answers if answer.status is Status.STATED}
    return {
        name: tuple(value for value in answer.values if value not in {slug(words) for words in answer.own_words})
        for name, answer in named.items()
        if name in ANSWER_FACETS
    }


def day_number(published: str | None) -> int | None:
    """An ISO date or part of one as yyyymmdd, missing parts 0; None where there is no date."""
    if not published:
        return None
    year, month, day = (*published.split("-"), "0", "0")[:3]
    return int(year) * 10_000 + int(month) * 100 + int(day)

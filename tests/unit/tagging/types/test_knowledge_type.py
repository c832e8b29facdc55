"""Knowledge types told by their cues alone, and by what typed documents teach."""

from __future__ import annotations

import random

import pytest

from indexer.nouns.vocabularies import Concept
from indexer.tagging.text import text_of_plain
from indexer.tagging.types.knowledge_type import TypedDocument, train_types
from indexer.vocabulary.concepts import shipped_knowledge_types

SHIPPED = list(shipped_knowledge_types())
COLD = train_types([], SHIPPED)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Uruguay: country report on innovation", "The country has grown.", "country-report"),
        ("Poland - Systematic Country Diagnostic", "Growth was fast.", "country-report"),
        ("Informe de país: Perú", "El crecimiento fue rápido.", "country-report"),
        ("City profile: Porto", "The mayor asked.", "city-profile"),
        ("Open budgets, a case study", "It began in 2004.", "case-study"),
        ("Research funding: policy brief 12", "Key messages for policymakers.", "policy-brief"),
        ("National Artificial Intelligence Strategy", "Its objectives are three.", "strategy-summary"),
        ("Evaluation of the voucher scheme", "The findings.", "evaluation-summary"),
        ("Data Protection Act", "A person shall not. Pursuant to article 3, it shall.", "law-summary"),
    ],
)
def test_the_shipped_types_are_told_without_any_document(title: str, text: str, expected: str) -> None:
    best = COLD.rank(text_of_plain(text, title))[0]
    assert best.concept.id == expected
    assert not best.learned
    assert "in the title" in best.reasons[0].text
    assert 0.4 < best.confidence < 1.0


def test_nothing_is_told_of_a_text_without_cues() -> None:
    assert COLD.rank(text_of_plain("Nothing here", "On clouds")) == ()


def test_confidences_of_one_text_are_shares() -> None:
    ranked = COLD.rank(text_of_plain("Evaluation, strategy and law shall.", "A case study of a policy brief"))
    assert len(ranked) > 2
    assert sum(one.confidence for one in ranked) < 1.0


MINUTES = Concept(
    vocabulary="knowledge_type", id="minutes", uri="t:minutes", preferred={"en": "Minutes"}, shipped=False
)
NOTICE = Concept(vocabulary="knowledge_type", id="notice", uri="t:notice", preferred={"en": "Notice"}, shipped=False)


def typed(count: int) -> list[TypedDocument]:
    """Minutes and notices that never name their type: minutes tell times and say "we", notices say "you must"."""
    chooser = random.Random(5)
    topics = ["water", "roads", "schools", "parks", "budget", "housing"]
    found = []
    for _ in range(count):
        topic, other = chooser.sample(topics, 2)
        if chooser.random() < 0.5:
            body = f"At {chooser.randint(1, 11)}:30 am we opened. We spoke of {topic}. We closed at 4 pm."
            found.append(TypedDocument(text_of_plain(body, f"Meeting on {topic}"), MINUTES.uri))
        else:
            body = f"You must not disturb the {topic}. You must report to the {other} office."
            found.append(TypedDocument(text_of_plain(body, f"Works on {topic}"), NOTICE.uri))
    return found


def test_a_new_type_is_learned_from_documents_and_explained() -> None:
    classifier = train_types(typed(60), [*SHIPPED, MINUTES, NOTICE])
    best = classifier.rank(text_of_plain("At 9:30 am we opened and spoke of trees. We closed at 5 pm.", "Trees"))[0]
    assert (best.concept.id, best.learned) == ("minutes", True)
    assert best.confidence > 0.8
    said = " ".join(reason.text for reason in best.reasons)
    assert "“we”" in said or "times of day" in said
    # a type that no document has is still told by its label
    assert classifier.rank(text_of_plain("It began.", "Case study: trees"))[0].concept.id == "case-study"


def test_the_same_documents_make_the_same_classifier() -> None:
    types = [MINUTES, NOTICE]
    text = text_of_plain("You must report at 9 am.", "Works")
    assert train_types(typed(40), types).rank(text) == train_types(typed(40), types).rank(text)


def test_documents_of_unknown_types_and_too_few_documents_teach_nothing() -> None:
    assert train_types(typed(19), [MINUTES, NOTICE]).learned is None
    assert train_types(typed(60), SHIPPED).learned is None

"""Suggestions in and out of the catalogue: whose they are, and which are open."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.catalogue.store import Catalogue
from indexer.catalogue.suggestions import Examined, StoredSuggestion
from indexer.nouns.tags import Verdict
from indexer.vocabulary.concepts import TOPIC
from tests.unit.catalogue.test_decisions import DOCUMENTS, decision, reading


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(tmp_path / "catalogue.sqlite")
    made.put([reading(each) for each in DOCUMENTS])
    return made


def examined(document_id: str, *concepts: str) -> Examined:
    suggestions = tuple(
        StoredSuggestion(concept_id=concept, confidence=0.9 - place / 10, chosen=True, evidence={})
        for place, concept in enumerate(concepts)
    )
    return Examined(document_id=document_id, model="model", suggestions=suggestions, support={})


def test_a_document_that_changed_while_it_was_examined_gets_no_old_suggestions(catalogue: Catalogue) -> None:
    """The promise of decision 26: what was read before a change is not stored as if it were about the text after it."""
    revision = catalogue.revision()
    catalogue.put([reading("a", text_digest="1")])
    kept = catalogue.suggestions.put(TOPIC, [examined("a", "z"), examined("b", "z")], revision)
    assert kept == 1
    assert catalogue.suggestions.of("a", TOPIC) is None
    assert catalogue.suggestions.models(TOPIC) == {"b": "model"}
    assert catalogue.suggestions.put(TOPIC, [examined("a", "z")], catalogue.revision()) == 1
    stored = catalogue.suggestions.of("a", TOPIC)
    assert stored is not None
    assert [suggestion.concept_id for suggestion in stored[1]] == ["z"]


def test_what_a_document_has_or_a_person_rejected_is_not_open(catalogue: Catalogue) -> None:
    """The promise of the queue: nobody is asked again about a tag that is settled."""
    catalogue.decisions.add([decision("b", "x", Verdict.REJECTED)])
    catalogue.suggestions.put(TOPIC, [examined("a", "x", "z"), examined("b", "x", "y")], catalogue.revision())
    assert catalogue.suggestions.chosen(DOCUMENTS, TOPIC) == {"a": ("z",), "b": ("y",)}
    catalogue.decisions.undo(1, "Ben", "")
    assert catalogue.suggestions.chosen(DOCUMENTS, TOPIC) == {"a": ("z",), "b": ("x", "y")}

"""From tagged documents to suggestions with evidence, and to bytes and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.errors import LibraryDamaged
from indexer.nouns.documents import Document, Origin, Passage, Role
from indexer.tagging.evidence import suggest
from indexer.tagging.learn.cold import cold_tagger
from indexer.tagging.learn.storage import pack, unpack
from indexer.tagging.learn.training import TaggedDocument, train
from indexer.tagging.suggestion import Suggestion
from indexer.tagging.tagger import Tagger
from indexer.tagging.text import Zone, text_of_document, text_of_plain
from tests.unit.tagging.synthetic import CONCEPTS, TOPICS, documents


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return train(documents(80), CONCEPTS, "en")


def by_name(suggestions: list[Suggestion]) -> dict[str, Suggestion]:
    return {suggestion.concept.label(): suggestion for suggestion in suggestions}


def test_most_first_suggestions_are_right(tagger: Tagger) -> None:
    test = documents(60, seed=2)
    right = 0
    for document in test:
        best = suggest(tagger, document.text, limit=1)[0]
        right += best.concept.uri in document.concepts
    assert right >= 54


def test_a_topic_never_named_is_learned_and_shows_from_what(tagger: Tagger) -> None:
    text = text_of_plain("Report of the year\nThe turbine and its rotor stand offshore, blade by blade.")
    best = suggest(tagger, text)[0]
    assert best.concept.label() == "wind power"
    assert best.method == "learned"
    assert best.spans == ()
    assert {"turbine", "rotor", "offshore", "blade"} & set(best.words)
    trained = {document.id: document for document in documents(80)}
    assert best.neighbours
    for neighbour in best.neighbours:
        assert best.concept.uri in trained[neighbour.document].concepts
        assert set(neighbour.words) <= set(text.text.replace(",", "").replace(".", "").split())
    assert any("nearest tagged documents" in reason.text for reason in best.reasons)


def test_a_concept_no_curator_used_is_suggested_by_its_label(tagger: Tagger) -> None:
    text = text_of_plain("Space travel\nA report on space travel and its budget; space travel costs.")
    found = by_name(suggest(tagger, text))["space travel"]
    assert found.method == "named"
    assert [span.quote for span in found.spans] == ["Space travel", "space travel", "space travel"]
    assert [span.zone for span in found.spans] == [Zone.TITLE, Zone.BODY, Zone.BODY]


def test_spans_say_passage_page_and_characters(tagger: Tagger) -> None:
    document = Document(
        id="x",
        title="A report",
        abstract="About open data.",
        language="en",
        passages=(
            Passage(number=0, text="Contents: wind power 3", role=Role.CONTENTS),
            Passage(number=1, text="Wind power", role=Role.HEADING, page=3),
            Passage(number=2, text="The city wants more Open Data; open\ndata helps.", page=4),
        ),
        origin=Origin(folder="f", path="p", digest="d", reader="r", media_type="text/plain"),
    )
    text = text_of_document(document)
    found = by_name(suggest(tagger, text, limit=20))
    spans = found["open data"].spans
    assert [(span.zone, span.passage, span.page, span.quote) for span in spans] == [
        (Zone.ABSTRACT, None, None, "open data"),
        (Zone.BODY, 2, 4, "Open Data"),
        (Zone.BODY, 2, 4, "open\ndata"),
    ]
    for span in spans[1:]:
        assert document.passages[2].text[span.start_in_part : span.end_in_part] == span.quote
    assert [(span.passage, span.zone) for span in found["wind power"].spans] == [(1, Zone.HEADING)]


def test_contributions_add_up_to_the_score(tagger: Tagger) -> None:
    with_trees = train(documents(420), CONCEPTS, "en")
    for one in (tagger, with_trees):
        ranked = one.rank(documents(1, seed=9)[0].text)
        parts = one.ranker.contributions(ranked.features).sum(axis=1)
        constant = ranked.scores - parts
        assert np.allclose(constant, constant[0])
    assert with_trees.ranker.trees is not None
    assert tagger.ranker.trees is None


def test_a_cold_tagger_knows_labels_only() -> None:
    cold = cold_tagger(CONCEPTS, "en")
    text = text_of_plain("Wind power in the city\nThe council plans wind power; a reservoir and a pipe.")
    found = suggest(cold, text)
    assert found[0].concept.label() == "wind power"
    assert found[0].neighbours == ()
    assert "water supply" not in by_name(found)
    assert train(documents(3), CONCEPTS, "en").experience is None


def test_the_same_documents_give_the_same_tagger(tagger: Tagger) -> None:
    assert pack(train(documents(80), CONCEPTS, "en")) == pack(tagger)


def test_a_tagger_survives_being_stored(tagger: Tagger) -> None:
    again = unpack(pack(tagger))
    text = documents(1, seed=5)[0].text
    assert suggest(again, text) == suggest(tagger, text)
    cold = unpack(pack(cold_tagger(CONCEPTS, "en")))
    assert suggest(cold, text) == suggest(cold_tagger(CONCEPTS, "en"), text)


@pytest.mark.parametrize("place", [0, 30, 60, 2_000, -1])
def test_damage_to_a_stored_tagger_is_found(tagger: Tagger, place: int) -> None:
    stored = bytearray(pack(tagger))
    stored[place] ^= 1
    with pytest.raises(LibraryDamaged, match="trained again"):
        unpack(bytes(stored))
    with pytest.raises(LibraryDamaged):
        unpack(bytes(stored)[:20])


@pytest.mark.parametrize("text", ["", "\n", "???", "的" * 50, "nothing known here", "word " * 20_000])
def test_odd_texts_have_answers(tagger: Tagger, text: str) -> None:
    for one in (tagger, cold_tagger(CONCEPTS, "en")):
        for suggestion in suggest(one, text_of_plain(text)):
            assert 0.0 <= suggestion.confidence <= 1.0


def test_words_of_all_topics_lead_to_their_topic(tagger: Tagger) -> None:
    for topic, words in TOPICS.items():
        best = suggest(tagger, text_of_plain(" ".join(words * 2)), limit=1)[0]
        assert best.concept.label() == topic


def test_what_people_rejected_is_suggested_less_and_speaks_against_itself() -> None:
    """Forty documents are given a topic by their source; people reject it for half of them."""
    made = documents(80)
    wind = "made-up:wind power"
    judged = [
        replace(document, rejected=(wind,)) if wind in document.concepts and number % 2 else document
        for number, document in enumerate(made)
    ]
    text = text_of_plain("Report of the year\nThe turbine and its rotor stand offshore, blade by blade.")

    def confidence(trained: list[TaggedDocument]) -> float:
        found = by_name(suggest(train(trained, CONCEPTS, "en"), text, limit=50))
        return found["wind power"].confidence if "wind power" in found else 0.0

    assert confidence(judged) < 0.7 * confidence(made)
    named = by_name(suggest(train(judged, CONCEPTS, "en"), text, limit=50)).get("wind power")
    rejecting = {document.id for document in judged if document.rejected}
    assert named is None or not rejecting & {neighbour.document for neighbour in named.neighbours}


def test_a_document_that_taught_the_tagger_does_not_speak_for_itself(tagger: Tagger) -> None:
    taught = documents(80)[3]
    place = tagger.document_ids.index(taught.id)
    alone, known = tagger.rank(taught.text), tagger.rank(taught.text, taught.id)
    assert alone.learned is not None
    assert known.learned is not None
    assert alone.learned.neighbours[0] == place
    assert place not in known.learned.neighbours.tolist()

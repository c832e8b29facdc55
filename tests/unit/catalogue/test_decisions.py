"""The log of decisions against a plain model, through undoing, reading documents again and vocabulary updates."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue.rows import StoredTag
from indexer.catalogue.store import Catalogue, FileRecord, Reading
from indexer.catalogue.suggestions import Examined, StoredSuggestion
from indexer.errors import NotFound, WrongUsage
from indexer.nouns.documents import Document, Origin, Tag
from indexer.nouns.tags import ConceptName, Decision, Verdict
from indexer.vocabulary.concepts import TOPIC, FormerConcept

DOCUMENTS = ("a", "b")
CONCEPTS = ("x", "y", "z")
GIVEN = {"a": ("x", "y"), "b": ()}


def reading(document_id: str, text_digest: str = "0") -> Reading:
    origin = Origin(folder="/f", path=f"{document_id}.md", digest=text_digest, reader="r", media_type="text/markdown")
    document = Document(id=document_id, title=document_id, abstract="", language="en", passages=(), origin=origin)
    file = FileRecord(folder="/f", path=origin.path, digest=text_digest, size=1, status="read", document_id=document_id)
    tags = tuple(StoredTag(TOPIC, each, Tag(label=each)) for each in GIVEN[document_id])
    return Reading(file=file, document=document, tags=tags)


def decision(document_id: str, concept: str, verdict: Verdict) -> Decision:
    return Decision(
        number=0,
        document_id=document_id,
        concept=ConceptName(vocabulary=TOPIC, id=concept, uri=f"urn:{concept}", label=concept),
        verdict=verdict,
        person="Ada",
        moment="2020-01-01T00:00:00+00:00",
    )


@dataclass
class Model:
    """What should be: for each tag its decisions that were not undone, and how many lines the log has."""

    stacks: dict[tuple[str, str], list[tuple[int, Verdict]]] = field(default_factory=dict)
    lines: int = 0

    def verdict(self, tag: tuple[str, str]) -> Verdict:
        stack = self.stacks.get(tag, [])
        return stack[-1][1] if stack else Verdict.WITHDRAWN

    def tags(self, document_id: str) -> set[str]:
        verdicts = {concept: self.verdict((document_id, concept)) for concept in CONCEPTS}
        given = set(GIVEN[document_id]) - {each for each in CONCEPTS if verdicts[each] is Verdict.REJECTED}
        return given | {each for each in CONCEPTS if verdicts[each] is Verdict.ACCEPTED}


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("decide"), st.sampled_from(DOCUMENTS), st.sampled_from(CONCEPTS), st.sampled_from(list(Verdict))
        ),
        st.tuples(st.just("undo"), st.integers(1, 12)),
        st.tuples(st.just("read"), st.sampled_from(DOCUMENTS)),
        st.tuples(st.just("remove"), st.sampled_from(DOCUMENTS)),
        st.tuples(st.just("reopen")),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_the_log_does_what_a_plain_model_does(steps: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.sqlite"
        catalogue = Catalogue(path)
        catalogue.put([reading(each) for each in DOCUMENTS])
        model = Model()
        for number, step in enumerate(steps):
            catalogue = take(catalogue, path, model, step, number)
            check(catalogue, model)
        catalogue.close()


def take(catalogue: Catalogue, path: Path, model: Model, step: tuple[object, ...], number: int) -> Catalogue:
    match step:
        case ("decide", str(document_id), str(concept), Verdict() as verdict):
            tag = (document_id, concept)
            found = catalogue.decisions.add([decision(document_id, concept, verdict)])
            if model.verdict(tag) is not verdict:
                model.lines += 1
                model.stacks.setdefault(tag, []).append((model.lines, verdict))
                assert [each.number for each in found] == [model.lines]
        case ("undo", int(wanted)):
            tag = next((each for each, stack in model.stacks.items() if stack and stack[-1][0] == wanted), None)
            if tag is not None:
                undone = catalogue.decisions.undo(wanted, "Ben", "2020-01-02T00:00:00+00:00")
                model.stacks[tag].pop()
                model.lines += 1
                assert (undone.number, undone.undoes, undone.verdict) == (model.lines, wanted, model.verdict(tag))
            elif wanted > model.lines:
                with pytest.raises(NotFound):
                    catalogue.decisions.undo(wanted, "Ben", "")
        case ("read", str(document_id)):
            catalogue.put([reading(document_id, f"{number}")])
        case ("remove", str(document_id)):
            catalogue.remove_files(each for each in catalogue.files() if each.path == f"{document_id}.md")
            catalogue.put([reading(document_id)])
        case ("reopen",):
            catalogue.close()
            return Catalogue(path)
    return catalogue


def check(catalogue: Catalogue, model: Model) -> None:
    tags = catalogue.tags(DOCUMENTS)
    for document_id in DOCUMENTS:
        assert {tag.concept_id for tag in tags[document_id]} == model.tags(document_id)
        in_force = catalogue.decisions.in_force([document_id])[document_id]
        assert {each.concept.id: each.verdict for each in in_force} == {
            concept: verdict
            for concept in CONCEPTS
            if (verdict := model.verdict((document_id, concept))) is not Verdict.WITHDRAWN
        }
    assert catalogue.decisions.log(None, 0, None)[1] == model.lines


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(tmp_path / "catalogue.sqlite")
    made.put([reading(each) for each in DOCUMENTS])
    return made


def test_what_is_brought_back_can_be_undone_by_its_own_line(catalogue: Catalogue) -> None:
    catalogue.decisions.add([decision("b", "x", Verdict.ACCEPTED)])
    catalogue.decisions.add([decision("b", "x", Verdict.REJECTED)])
    brought_back = catalogue.decisions.undo(2, "Ben", "")
    assert (brought_back.number, brought_back.verdict) == (3, Verdict.ACCEPTED)
    gone = catalogue.decisions.undo(3, "Ben", "")
    assert (gone.undoes, gone.verdict) == (1, Verdict.WITHDRAWN)
    with pytest.raises(WrongUsage, match="not in force"):
        catalogue.decisions.undo(4, "Ben", "")


def test_a_decision_is_a_change_of_its_document(catalogue: Catalogue) -> None:
    before = catalogue.revision()
    catalogue.decisions.add([decision("b", "x", Verdict.ACCEPTED), decision("b", "y", Verdict.REJECTED)])
    assert catalogue.changed_since(before) == ({"b"}, set())
    again = catalogue.revision()
    catalogue.decisions.add([decision("b", "x", Verdict.ACCEPTED)])
    assert catalogue.revision() == again


def test_decisions_about_a_merged_concept_hold_for_its_successor(catalogue: Catalogue) -> None:
    catalogue.decisions.add([decision("b", "x", Verdict.ACCEPTED), decision("a", "y", Verdict.REJECTED)])
    former = [FormerConcept(vocabulary=TOPIC, id=each, uri="", label=each, successor="z") for each in ("x", "y")]
    catalogue.vocabulary_tables.put(TOPIC, {}, former=former)
    assert {tag.concept_id for tag in catalogue.tags(["b"])["b"]} == {"z"}
    assert catalogue.tags(["a"])["a"] == [], "given as x and y, which are z now, and y was rejected"
    undone = catalogue.decisions.undo(1, "Ben", "")
    assert undone.verdict is Verdict.WITHDRAWN
    assert catalogue.tags(["b"])["b"] == []


def test_all_or_none(catalogue: Catalogue) -> None:
    broken = decision("b", "y", Verdict.ACCEPTED)
    object.__setattr__(broken, "person", None)
    with pytest.raises(Exception, match="NOT NULL"):
        catalogue.decisions.add([decision("b", "x", Verdict.ACCEPTED), broken])
    assert catalogue.decisions.log(None, 0, None) == ([], 0)


def examined(document_id: str, *concepts: str) -> Examined:
    suggestions = tuple(
        StoredSuggestion(concept_id=each, confidence=0.9, chosen=True, evidence={"why": each}) for each in concepts
    )
    return Examined(document_id=document_id, model="m", suggestions=suggestions, support={})


def test_a_document_that_changed_since_it_was_read_does_not_get_suggestions_for_its_old_text(
    catalogue: Catalogue,
) -> None:
    read_at = catalogue.revision()
    catalogue.put([reading("b", "1")])
    assert catalogue.suggestions.put(TOPIC, [examined("a", "z"), examined("b", "z")], read_at) == 1
    assert catalogue.suggestions.of("b", TOPIC) is None
    kept = catalogue.suggestions.of("a", TOPIC)
    assert kept is not None
    assert [each.concept_id for each in kept[1]] == ["z"]
    assert catalogue.suggestions.put(TOPIC, [examined("b", "z")], catalogue.revision()) == 1


def test_other_suggestions_are_a_change_of_their_document_and_the_same_ones_are_none(catalogue: Catalogue) -> None:
    before = catalogue.revision()
    catalogue.suggestions.put(TOPIC, [examined("b", "x", "y")], before)
    assert catalogue.changed_since(before) == ({"b"}, set())
    then = catalogue.revision()
    catalogue.suggestions.put(TOPIC, [examined("b", "y", "x")], then)
    assert catalogue.revision() == then
    catalogue.suggestions.put(TOPIC, [examined("b", "y")], then)
    assert catalogue.changed_since(then) == ({"b"}, set())

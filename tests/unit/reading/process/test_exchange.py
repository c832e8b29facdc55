"""Whatever a document holds comes out of its reading process as it is, and what is no answer is refused."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from indexer.nouns.documents import Document, Origin, Passage, Tag
from indexer.nouns.profiles import Answer, Claim, Loss, Profile
from indexer.reading.process.exchange import ANSWER, ReadingAnswer

numbers = st.floats(allow_nan=False, allow_infinity=False)


def any_noun(kind: type[Any], **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A noun with any value in each member, those that need not be given as well."""
    return st.builds(kind, **{each.name: members.get(each.name, ...) for each in fields(kind) if each.init})


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


profiles = any_noun(
    Profile,
    answers=several(any_noun(Answer, number=st.none() | numbers)),
    claims=several(any_noun(Claim, share=numbers)),
    losses=several(any_noun(Loss)),
)
documents = any_noun(
    Document,
    passages=several(any_noun(Passage)),
    origin=any_noun(Origin),
    knowledge_type=st.none() | any_noun(Tag),
    topics=several(any_noun(Tag)),
    profile=st.none() | profiles,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents)
def test_any_document_comes_back_as_it_was_but_for_the_folder(document: Document) -> None:
    written = ANSWER.dump_json(ReadingAnswer(document=document))
    assert b"\n" not in written
    told = ANSWER.validate_json(written + b"\n").document
    assert told is not None
    assert told.origin.folder == ""
    assert replace(told, origin=replace(told.origin, folder=document.origin.folder)) == document


@given(st.text())
def test_a_reason_comes_back_as_it_was(reason: str) -> None:
    assert ANSWER.validate_json(ANSWER.dump_json(ReadingAnswer(refused=reason))) == ReadingAnswer(refused=reason)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"document": {"id": "x"}}', b'{"document": 3}', b"\xff"])
def test_what_is_no_answer_is_refused(line: bytes) -> None:
    with pytest.raises(ValidationError):
        ANSWER.validate_json(line)

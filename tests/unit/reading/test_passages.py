"""Blocks to passages: where long runs are parted, and that nothing is lost."""

from __future__ import annotations

from indexer.nouns.documents import Role
from indexer.reading.layout import Block, Kind
from indexer.reading.passages import passages_of


def test_a_long_list_is_parted_every_forty_items() -> None:
    """The promise of a bound on lists: a result's snippet and a page's anchor are about a part of a long list."""
    items = [f"item {number}" for number in range(90)]
    passages = passages_of(Block(kind=Kind.ITEM, text=item) for item in items)
    assert [passage.text.count("\n") + 1 for passage in passages] == [40, 40, 10]
    assert {passage.role for passage in passages} == {Role.LIST}
    assert [line for passage in passages for line in passage.text.split("\n")] == items
    assert len({passage.anchor for passage in passages}) == 3


def test_a_long_paragraph_is_parted_at_the_end_of_a_sentence() -> None:
    """The promise of a bound on paragraphs: no passage is over 2,000 characters, none begins within a sentence."""
    sentences = [f"Sentence {number} says what the one before it did not." for number in range(100)]
    passages = passages_of([Block(kind=Kind.PARAGRAPH, text=" ".join(sentences))])
    assert len(passages) > 1
    assert all(len(passage.text) <= 2_000 and passage.text.startswith("Sentence") for passage in passages)
    assert " ".join(passage.text for passage in passages) == " ".join(sentences)

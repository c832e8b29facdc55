"""Blocks to passages: what is long is parted, and no word is lost at the seams."""

from __future__ import annotations

from indexer.nouns.documents import Role
from indexer.reading.layout import Block, Kind
from indexer.reading.passages import passages_of


def items(count: int) -> list[Block]:
    return [Block(kind=Kind.ITEM, text=f"item {number}") for number in range(count)]


def test_a_list_is_parted_after_forty_items() -> None:
    assert [len(passage.text.split("\n")) for passage in passages_of(items(40))] == [40]
    parted = passages_of(items(95))
    assert [len(passage.text.split("\n")) for passage in parted] == [40, 40, 15]
    assert {passage.role for passage in parted} == {Role.LIST}
    assert "\n".join(passage.text for passage in parted) == "\n".join(f"item {number}" for number in range(95))


def test_a_long_paragraph_is_parted_at_the_end_of_a_sentence() -> None:
    sentences = [f"This is sentence {number} of a long paragraph." for number in range(100)]
    parted = passages_of([Block(kind=Kind.PARAGRAPH, text=" ".join(sentences))])
    assert len(parted) > 1
    assert all(len(passage.text) <= 2_000 and passage.text.endswith(".") for passage in parted)
    assert " ".join(passage.text for passage in parted) == " ".join(sentences)

"""An invented policy record, field by field, whichever of its forms it is read from.

Lighthouse, chapter and library do not exist; the record in `invented/policy-record.txt` has the structure of the real ones,
with a page break inside its links. The real record has tests of its own beside this, where it is at hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.nouns.documents import Document, Tag
from tests.documents import kept_words, read, texts, words
from tests.golden.seeds import as_html

TEXT = (Path(__file__).parent / "invented/policy-record.txt").read_text("utf-8")
SITE = "https://www.harbour-policy.example"
BOOK = "Small Harbours Review of Chile: Lamps, Ledgers and Neighbours"
TOPICS = {
    "harbours": "harbours",
    "public participation": "public-participation-0",
    "maintenance ledgers": "maintenance-ledgers",
    "open government": "open-government",
    "night work": "night-work",
}


@pytest.fixture(params=["record.txt", "record.md", "record.html"])
def record(request: pytest.FixtureRequest) -> Document:
    return read(as_html(TEXT) if request.param.endswith(".html") else TEXT, request.param)


def test_title_is_whole_and_names_the_book_it_is_part_of(record: Document) -> None:
    assert record.title == f"Lighthouse rotas and the keeping of small harbours in Chile ({BOOK})"
    assert record.parent_title == BOOK
    assert record.parent_url == "https://doi.example/harbours-en"


def test_links_type_country_and_language(record: Document) -> None:
    assert record.content_url == "https://doi.example/harbours-5-en"
    assert record.source_url == f"{SITE}/document/lighthouse-rotas-chile"
    assert record.knowledge_type == Tag(label="Case study", uri=f"{SITE}/knowledge-type/case-study")
    assert record.countries == ("CL",)
    assert record.language == "en"
    assert record.published is None
    assert record.profile is None


def test_every_topic_has_its_own_link_across_the_page_break(record: Document) -> None:
    assert record.topics == tuple(Tag(label=label, uri=f"{SITE}/topic/{slug}") for label, slug in TOPICS.items())


def test_text_is_the_abstract_without_page_furniture(record: Document) -> None:
    assert texts(record) == [record.abstract]
    assert record.abstract.startswith("This invented chapter follows")
    assert record.abstract.endswith("what they left out.")
    assert not kept_words(record) & {"Lighth", "Published", "Homepage", "Copyrightline"}
    assert record.origin.problems == ()
    assert record.origin.reader == "policy record"


def test_no_word_of_the_page_is_lost(record: Document) -> None:
    tags = [record.knowledge_type, *record.topics]
    links = [record.content_url, record.parent_url, record.source_url, *(tag.uri for tag in tags if tag)]
    held = {*kept_words(record), *words(" ".join([*map(str, links), *(tag.label for tag in tags if tag)]))}
    numbers = {str(number) for number in range(1, 8)}
    furniture = {"Lighth", "Published", "on", "Policy", "Library", "Harbour", "Links", "LinkToContentAt"}
    labels = {"Knowledge", "Type", "Other", "Tag", "Parent", "Source", "URL"}
    assert set(words(TEXT)) - held <= numbers | furniture | labels

"""The policy record: every field, whichever of its forms it is read from."""

from __future__ import annotations

import pytest

from indexer.nouns.documents import Document, Tag
from tests.documents import kept_words, read, texts, words
from tests.golden.seeds import POLICY_RECORD, as_html
from tests.shared_data import needs_shared

pytestmark = needs_shared

SITE = "https://www.innovationpolicyplatform.org"
BOOK = "Open Government Data Review of Mexico: Data Reuse for Public Sector Impact and Innovation"
TOPICS = {
    "trade unions": "trade-unions",
    "transparency": "transparency",
    "trust": "trust",
    "whole-of-government": "whole-government",
    "accountability": "accountability",
    "digital strategy": "digital-strategy",
    "government policies": "government-policies",
    "inclusive development": "inclusive-development",
    "internal sources of financing": "internal-sources-financing",
    "lead user": "lead-user",
    "loans": "loans",
    "national output": "national-output",
    "path dependency": "path-dependency",
    "policy community": "policy-community",
    "policy framework": "policy-framework",
    "policy ideas": "policy-ideas",
    "public infrastructure": "public-infrastructure",
    "public sector innovation": "public-sector-innovation-0",
    "subcontracting": "subcontracting",
}


@pytest.fixture(params=["record.txt", "record.md", "record.html"])
def record(request: pytest.FixtureRequest) -> Document:
    text = POLICY_RECORD.read_text("utf-8")
    return read(as_html(text) if request.param.endswith(".html") else text, request.param)


def test_title_is_whole_and_names_the_book_it_is_part_of(record: Document) -> None:
    assert record.title == f"Open government policy implementation in Mexico ({BOOK})"
    assert record.parent_title == BOOK
    assert record.parent_url == "http://dx.doi.org/10.1787/9789264259270-en"


def test_links_type_and_country_are_right(record: Document) -> None:
    assert record.content_url == "http://dx.doi.org/10.1787/9789264259270-5-en"
    assert record.source_url == (
        f"{SITE}/document/open-government-policyimplementation-mexico-open-government-data-review-mexico-data-reuse"
    )
    assert record.knowledge_type == Tag(label="Country report", uri=f"{SITE}/knowledge-type/country-report")
    assert record.countries == ("MX",)
    assert record.language == "en"
    assert record.published is None


def test_every_topic_has_its_own_link_across_the_page_break(record: Document) -> None:
    assert record.topics == tuple(Tag(label=label, uri=f"{SITE}/topic/{slug}") for label, slug in TOPICS.items())


def test_text_is_the_abstract_without_page_furniture(record: Document) -> None:
    assert texts(record) == [record.abstract]
    assert record.abstract.startswith("This chapter assesses")
    assert record.abstract.endswith("Open Government Dashboard.")
    assert not kept_words(record) & {"Gove", "Published", "Homepage", "Copyrightline"}
    assert record.origin.problems == ()
    assert record.origin.reader == "policy record"


def test_no_word_of_the_page_is_lost(record: Document) -> None:
    tags = [record.knowledge_type, *record.topics]
    links = [record.content_url, record.parent_url, record.source_url, *(tag.uri for tag in tags if tag)]
    held = {*kept_words(record), *words(" ".join([*map(str, links), *(tag.label for tag in tags if tag)]))}
    numbers = {str(number) for number in range(1, 22)}
    furniture = {"Gove", "Published", "on", "Policy", "Platform", "Links", "LinkToContentAt"}
    labels = {"Knowledge", "Type", "Other", "Tag", "Parent", "Source", "URL"}
    assert set(words(POLICY_RECORD.read_text("utf-8"))) - held <= numbers | furniture | labels

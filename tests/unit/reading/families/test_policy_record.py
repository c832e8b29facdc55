"""The traps of print pages, each on a page of our own."""

from __future__ import annotations

import pytest

from indexer.nouns.documents import Tag
from indexer.reading.families.policy_record import trailing_brackets
from tests.documents import kept_words, read, texts

SITE = "https://records.example.org"
PUBLISHED = f"Published on Record Exchange ({SITE})"
CUT = "## Toll roads and who pays for them in Chile (Financing Ro"
RECORD = f"""{CUT}

{PUBLISHED}

## Toll roads and who pays for them in Chile (Financing Roads (Second Edition))

Drivers pay for the motorway by the kilometre, and a council checks the price twice a year.

**LinkToContentAt:** https://doi.example.org/10.5/77-3-en

**Knowledge Type:** Country report [1]

Other Tag: road pricing [2]

whole-of-state [4]

{CUT}

{PUBLISHED}

public works [3]

Parent URL: https://doi.example.org/10.5/77-en [5]

**Source URL:** {SITE}/document/toll-roads

## Links

- [5] https://doi.example.org/10.5/77-en
- [1] {SITE}/knowledge-type/country-report
- [2] {SITE}/topic/pricing-roads-0

{CUT}

{PUBLISHED}

- [3] {SITE}/topic/works-
public
- [4] {SITE}/topic/whole-state
"""


def test_notes_are_resolved_by_number_whatever_their_order_and_slugs() -> None:
    record = read(RECORD)
    assert record.knowledge_type == Tag(label="Country report", uri=f"{SITE}/knowledge-type/country-report")
    assert record.topics == (
        Tag(label="road pricing", uri=f"{SITE}/topic/pricing-roads-0"),
        Tag(label="whole-of-state", uri=f"{SITE}/topic/whole-state"),
        Tag(label="public works", uri=f"{SITE}/topic/works-public"),
    )
    assert record.origin.problems == ()


def test_a_page_header_inside_a_list_does_not_end_it() -> None:
    record = read(RECORD)
    assert [tag.label for tag in record.topics] == ["road pricing", "whole-of-state", "public works"]
    assert texts(record) == [record.abstract]
    assert not kept_words(record) & {"Published", "Exchange"}


def test_title_is_the_whole_one_and_its_brackets_name_the_parent() -> None:
    record = read(RECORD)
    assert record.title == "Toll roads and who pays for them in Chile (Financing Roads (Second Edition))"
    assert record.parent_title == "Financing Roads (Second Edition)"
    assert record.parent_url == "https://doi.example.org/10.5/77-en"
    assert record.content_url == "https://doi.example.org/10.5/77-3-en"
    assert record.source_url == f"{SITE}/document/toll-roads"


def test_country_comes_from_the_title_where_no_field_states_it() -> None:
    assert read(RECORD).countries == ("CL",)


def test_a_stated_country_and_date_count_more_than_the_title() -> None:
    fields = "Country: Peru\n\nPublished: 2011-04\n\n**Source URL:**"
    record = read(RECORD.replace("**Source URL:**", fields))
    assert record.countries == ("PE",)
    assert record.published == "2011-04"


def test_a_record_without_heading_marks_is_read_the_same() -> None:
    plain, marked = read(RECORD.replace("## ", "").replace("**", ""), "record.txt"), read(RECORD)
    assert (plain.title, plain.abstract, plain.source_url) == (marked.title, marked.abstract, marked.source_url)
    assert plain.knowledge_type is not None
    assert plain.knowledge_type.label == "Country report"


def test_labels_on_lines_of_one_paragraph_are_fields_of_their_own() -> None:
    together = RECORD.replace("\n\nOther Tag:", "\nOther Tag:").replace("[2]\n\nwhole", "[2]\nwhole")
    assert read(together).topics == read(RECORD).topics
    assert read(together).knowledge_type == read(RECORD).knowledge_type


def test_a_tag_whose_note_is_missing_is_kept_and_the_loss_is_named() -> None:
    record = read(RECORD.replace("[3]\n\nParent", "[9]\n\nParent"))
    assert record.topics[-1] == Tag(label="public works", uri=None)
    assert any("[9]" in problem and "public works" in problem for problem in record.origin.problems)


def test_links_of_a_page_stand_in_for_missing_notes() -> None:
    page = f"""<html><body><h2>Dams of Ghana</h2><p>{PUBLISHED}</p><h2>Dams of Ghana</h2>
    <p>The lake behind the dam feeds a port.</p>
    <div>Other Tag: <a href="{SITE}/topic/energy-hydro">hydro power [1]</a></div>
    <div><a href="{SITE}/topic/fishing-2">fisheries [2]</a></div>
    <p>Source URL: <a href="{SITE}/document/dams">{SITE}/document/dams</a></p></body></html>"""
    record = read(page, "record.html")
    assert record.topics == (
        Tag(label="hydro power", uri=f"{SITE}/topic/energy-hydro"),
        Tag(label="fisheries", uri=f"{SITE}/topic/fishing-2"),
    )
    assert record.source_url == f"{SITE}/document/dams"
    assert record.countries == ("GH",)


def test_a_brief_that_only_quotes_a_date_line_is_no_record() -> None:
    brief = read(f"# Bridges\n\n{PUBLISHED}\n\nA bridge is a road that was lucky.\n")
    assert brief.origin.reader == "generic"
    assert "Published" in kept_words(brief)


@pytest.mark.parametrize(
    ("title", "parent"),
    [
        ("Chapter (Book)", "Book"),
        ("Chapter (part one) (Book (2010))", "Book (2010)"),
        ("Chapter (Book) and more", None),
        ("(Book)", None),
        ("Chapter", None),
        ("Chapter ()", None),
        ("Chapter) (Book)", "Book"),
        ("Chapter Book))", None),
    ],
)
def test_trailing_brackets_are_those_that_close_at_the_end(title: str, parent: str | None) -> None:
    assert trailing_brackets(title) == parent

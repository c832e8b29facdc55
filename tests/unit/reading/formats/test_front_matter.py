"""What a file declares about itself: every name people use for it, and every wrong value named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Document, Tag
from tests.documents import read, texts

BODY = "A ferry is a bridge that moves, and a bridge is a ferry that gave up."


def with_fields(fields: str) -> Document:
    return read(f"---\n{fields}\n---\n\n{BODY}\n")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("title: Ferries and bridges", "title", "Ferries and bridges"),
        ("Title: 'Bridges: a history'", "title", "Bridges: a history"),
        ("title: 1984", "title", "1984"),
        ("título: Puentes", "title", "Puentes"),
        ("abstract: In short", "abstract", "In short"),
        ("summary: In short", "abstract", "In short"),
        ("description: >\n  In\n  short", "abstract", "In short"),
        ("country: Peru", "countries", ("PE",)),
        ("country: Türkiye", "countries", ("TR",)),
        ("country: NO", "countries", ("NO",)),
        ("countries: [Chile, Côte d'Ivoire]", "countries", ("CI", "CL")),
        ("countries: Chile; Bolivia", "countries", ("BO", "CL")),
        ("topics: [ferries, bridges]", "topics", (Tag(label="ferries"), Tag(label="bridges"))),
        ("tags: ferries, bridges", "topics", (Tag(label="ferries"), Tag(label="bridges"))),
        ("keywords: a, b; c", "topics", (Tag(label="a, b"), Tag(label="c"))),
        ("subjects:\n  - ferries\n  - ferries", "topics", (Tag(label="ferries"),)),
        ("knowledge type: Case study", "knowledge_type", Tag(label="Case study")),
        ("knowledge_type: Case study", "knowledge_type", Tag(label="Case study")),
        ("document-type: Case study", "knowledge_type", Tag(label="Case study")),
        ("published: 2016", "published", "2016"),
        ("published: 2016-5", "published", "2016-05"),
        ("date: 2016-05-31", "published", "2016-05-31"),
        ("date: 2016-05-31T10:00:00Z", "published", "2016-05-31"),
        ("date: May 2016", "published", "2016"),
        ("year: '1899'", "published", "1899"),
        ("language: es", "language", "es"),
        ("lang: pt-BR", "language", "pt"),
        ("language: no", "language", "no"),
        ("language: Spanish", "language", "es"),
        ("url: https://example.org/a?b=c#d", "source_url", "https://example.org/a?b=c#d"),
        ("source_url: https://example.org/", "source_url", "https://example.org/"),
    ],
)
def test_each_field_is_read_under_the_names_people_use(line: str, field: str, value: object) -> None:
    document = with_fields(line)
    found = getattr(document, field)
    assert (tuple(sorted(found)) if field == "countries" else found) == value
    assert document.origin.problems == ()
    assert texts(document) == [BODY]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("title: {a: b}", "title"),
        ("title: [a, b]", "title"),
        ("abstract: [a]", "abstract"),
        ("country: Atlantis", "Atlantis"),
        ("countries: [Peru, Lemuria]", "Lemuria"),
        ("topics: [{a: b}]", "topics"),
        ("topics: " + "x" * 200, "120 characters"),
        ("published: soon", "soon"),
        ("published: 2016-02-31", "2016-02-31"),
        ("published: [2016]", "date"),
        ("language: Klingonese", "Klingonese"),
        ("language: [en]", "language"),
        ("url: [a]", "url"),
    ],
)
def test_a_wrong_value_is_named_and_costs_only_itself(line: str, named: str) -> None:
    document = with_fields(f"{line}\nknowledge type: Case study")
    assert [named in problem for problem in document.origin.problems] == [True]
    assert document.knowledge_type == Tag(label="Case study")
    assert texts(document) == [BODY]


def test_a_date_that_does_not_exist_keeps_its_year() -> None:
    assert with_fields("published: 2016-02-31").published == "2016"


def test_more_tags_than_a_document_may_have_are_counted_in_a_problem() -> None:
    document = with_fields(f"topics: {json.dumps([f'topic {number}' for number in range(250)])}")
    assert len(document.topics) == 200
    assert any("250" in problem for problem in document.origin.problems)


@pytest.mark.parametrize("empty", ["", "~", "null", "''"])
def test_an_empty_value_counts_as_not_given(empty: str) -> None:
    document = with_fields(f"title: {empty}\ncountry: {empty}\ntopics: {empty}\npublished: {empty}")
    assert document.title == BODY
    assert (document.countries, document.topics, document.published) == ((), (), None)
    assert document.origin.problems == ()


def test_unknown_names_are_passed_over() -> None:
    assert with_fields("weight: 12\nauthors: {a: [b]}").origin.problems == ()


def test_characters_that_are_no_text_are_left_out() -> None:
    assert with_fields('title: "a\\ud800b\\0c"').title == "ab c"


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ("title: Bridges: a history", "line 2"),
        ("title: fine\ntopics: [a, b", "line 4"),
        ("title: fine\n\tcountry: Peru", "line 3"),
        ("a line that is no field", "one per line"),
        ("- a\n- b", "one per line"),
        ("title: " + "[" * 5000, "nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_refused_with_the_line(fields: str, where: str) -> None:
    with pytest.raises(DocumentRefused, match=where):
        with_fields(fields)


def test_a_block_that_is_never_closed_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="never closed"):
        read(f"---\ntitle: Bridges\n\n{BODY}\n")


def test_aliases_that_multiply_do_not_grow() -> None:
    levels = "\n".join(
        f"{name}: &{name} [{','.join([f'*{below}'] * 9)}]" for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document = with_fields(f"a: &a [{','.join('x' * 9)}]\n{levels}\nlanguage: *i\ntitle: *i\ndate: *i")
    assert len(document.origin.problems) == 3


def test_a_rule_that_opens_a_text_is_no_front_matter() -> None:
    assert BODY in texts(read(f"---\n\n{BODY}\n\n---\n\nMore of it.\n"))


def test_dots_may_close_the_block_and_windows_line_ends_count() -> None:
    assert read(f"---\r\ntitle: Bridges\r\n...\r\n{BODY}\r\n").title == "Bridges"


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_title_written_as_json_comes_back(title: str) -> None:
    shown = " ".join("".join(" " if ord(each) < 32 or ord(each) == 127 else each for each in title).split())
    document = with_fields(f"title: {json.dumps(title)}")
    assert document.title == (shown or BODY)

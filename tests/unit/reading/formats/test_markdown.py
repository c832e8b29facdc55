"""Markdown and plain text to passages: headings, lists, tables, and every word of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.nouns.documents import Role
from tests.documents import kept_words, read, texts, words

REPORT = """# Ferries and bridges

An island decides.

## What it costs

- stone
- timber
  - oak
    - old oak

1. drawings
2. more drawings

### Who pays

| payer | share |
|---|---|
| town | half |
| ferry fund | the rest |

Everybody pays.

## What it is worth

> Ask the ferrymen.

```
toll = 3
```
"""


def test_headings_become_the_path_of_what_stands_under_them() -> None:
    document = read(REPORT)
    assert document.title == "Ferries and bridges"
    paths = {passage.text.split("\n")[0]: passage.headings for passage in document.passages}
    assert paths["An island decides."] == ()
    assert paths["stone"] == ("What it costs",)
    assert paths["Who pays"] == ("What it costs",)
    assert paths["Everybody pays."] == ("What it costs", "Who pays")
    assert paths["Ask the ferrymen."] == ("What it is worth",)
    assert paths["toll = 3"] == ("What it is worth",)


def test_lists_keep_their_depth_and_their_numbers_and_tables_their_cells() -> None:
    document = read(REPORT)
    assert texts(document, Role.LIST) == ["stone\ntimber\n  oak\n    old oak\n1. drawings\n2. more drawings"]
    assert texts(document, Role.TABLE) == ["payer\tshare\ntown\thalf\nferry fund\tthe rest"]


def test_passages_are_numbered_from_zero_and_anchors_differ() -> None:
    passages = read(REPORT + "\n\nEverybody pays.\n").passages
    assert [passage.number for passage in passages] == list(range(len(passages)))
    assert len({passage.anchor for passage in passages}) == len(passages)


def test_anchors_stay_when_other_text_comes_and_goes() -> None:
    before = {passage.text: passage.anchor for passage in read(REPORT).passages}
    after = {passage.text: passage.anchor for passage in read("A new beginning.\n\n" + REPORT, "moved.md").passages}
    assert before == {text: anchor for text, anchor in after.items() if text in before}


def test_markup_goes_and_its_words_stay() -> None:
    document = read("A *very* **bold** `plan` by [the town](https://example.org) ![a bridge](b.png), <br>twice.\n")
    assert texts(document) == ["A very bold plan by the town a bridge, twice."]


def test_an_empty_heading_makes_no_heading_of_the_next_paragraph() -> None:
    assert texts(read("#\n\nJust prose.\n"), Role.PROSE) == ["Just prose."]


def test_html_inside_markdown_gives_its_words_and_no_script() -> None:
    document = read("Before.\n\n<div><p>Inside &amp; out</p><script>alert(1)</script></div>\n\nAfter.\n")
    assert texts(document) == ["Before.", "Inside & out", "After."]


@pytest.mark.parametrize("year", ["2016.", "1914)"])
def test_a_year_that_begins_a_line_is_kept(year: str) -> None:
    assert year[:-1] in kept_words(read(f"{year} Another year without a bridge.\n"))
    assert year[:-1] in kept_words(read(f"Before.\n\n{year}\n\nAfter.\n", "report.txt"))


@pytest.mark.parametrize("deep", ["- " * 150, "> " * 150, "".join(f"{'  ' * at}- item\n" for at in range(150))])
@pytest.mark.parametrize("name", ["report.md", "report.txt"])
def test_nesting_beyond_reason_hides_nothing(deep: str, name: str) -> None:
    document = read(f"First.\n\n{deep}innermost\n\nA paragraph after it.\n\n# A heading after it\n", name)
    assert {"First", "innermost", "paragraph", "heading"} <= kept_words(document)
    assert any("nested too deeply" in problem for problem in document.origin.problems)


def test_a_title_longer_than_titles_are_is_cut_and_stays_whole_in_the_text() -> None:
    heading = " ".join(f"word{number}" for number in range(200))
    document = read(f"# {heading}\n\nProse.\n")
    assert len(document.title) == 400
    assert texts(document) == [heading, "Prose."]


def test_a_long_paragraph_is_parted_at_sentence_ends() -> None:
    sentences = [f"Sentence number {number} says that a bridge is longer than it is wide." for number in range(120)]
    parts = texts(read(" ".join(sentences)))
    assert len(parts) > 1
    assert " ".join(parts) == " ".join(sentences)
    assert all(part.endswith(".") and len(part) <= 2_000 for part in parts)


def test_a_word_longer_than_a_passage_is_parted_and_kept() -> None:
    assert "".join(texts(read("x" * 5_001))) == "x" * 5_001


def test_contents_and_references_are_told_from_prose() -> None:
    document = read(
        "# Report\n\n## Contents\n\n- On bridges\n\n## Why\n\nProse.\n\n## References\n\n- A book on bridges\n"
    )
    roles = {passage.text: passage.role for passage in document.passages}
    assert roles["Prose."] is Role.PROSE
    assert roles["A book on bridges"] is Role.REFERENCES
    assert roles["On bridges"] is Role.CONTENTS


def test_text_over_the_limit_is_cut_and_the_cut_is_named() -> None:
    document = read("First paragraph.\n\n" + "word " * 1_000, max_characters=100)
    assert sum(len(text) for text in texts(document)) <= 100
    assert document.origin.problems == ("only the first 100 characters were kept",)


class TestPlainText:
    def test_indents_and_brackets_mean_nothing(self) -> None:
        document = read("    Indented prose.\n\n[1]: https://example.org/one\n\nUse <mayor> here.\n", "report.txt")
        assert texts(document) == ["Indented prose.", "[1]: https://example.org/one", "Use <mayor> here."]

    def test_underlined_and_marked_lines_are_headings(self) -> None:
        document = read("Ferries\n=======\n\nProse.\n\nBridges\n-------\n\nMore.\n", "report.txt")
        assert document.title == "Ferries"
        assert [(passage.text, passage.headings) for passage in document.passages][-1] == ("More.", ("Bridges",))

    def test_form_feeds_part_paragraphs(self) -> None:
        assert texts(read("One page.\fAnother page.", "report.txt")) == ["One page.", "Another page."]

    def test_title_is_the_first_line_or_the_file_name(self) -> None:
        assert read("Ferries\n\nProse.\n", "report.txt").title == "Ferries"
        assert read("word " * 60, "old_bridge-report.txt").title == "old bridge report"


WORD = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=12)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)


@st.composite
def marked_words(draw: st.DrawFn) -> str:
    mark = draw(st.sampled_from(["", "*", "**", "_", "`"]))
    return f"{mark}{draw(WORD)}{mark}"


PARAGRAPH = st.lists(marked_words(), min_size=1, max_size=20).map(" ".join)
HEADING = st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "######"]), LINE)


@st.composite
def lists(draw: st.DrawFn) -> str:
    bullet = draw(st.sampled_from(["-", "*", "+", "1.", "7)", "2016."]))
    indent = " " * (len(bullet) + 1)
    items = draw(st.lists(LINE, min_size=1, max_size=6))
    return "\n".join(f"{indent * min(at, 3)}{bullet} {item}" for at, item in enumerate(items))


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(LINE, min_size=width, max_size=width), min_size=1, max_size=4))
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


QUOTE = PARAGRAPH.map(lambda text: f"> {text}")
CODE = LINE.map(lambda text: f"```\n{text}\n```")
MARKDOWN = st.lists(st.one_of(PARAGRAPH, HEADING, lists(), tables(), QUOTE, CODE), min_size=1, max_size=8).map(
    "\n\n".join
)


@settings(deadline=None, max_examples=100)
@given(MARKDOWN)
def test_every_word_of_a_markdown_file_is_in_its_title_or_passages(markdown: str) -> None:
    held = kept_words(read(markdown))
    lost = [word for word in words(markdown.replace("_", " ")) if word not in held]
    assert lost == []


@settings(deadline=None, max_examples=100)
@given(st.lists(LINE, min_size=1, max_size=8).map("\n\n".join))
def test_every_word_of_a_text_file_is_in_its_title_or_passages(text: str) -> None:
    assert set(words(text)) <= kept_words(read(text, "report.txt"))


@settings(deadline=None, max_examples=50)
@given(MARKDOWN)
def test_reading_again_gives_the_same_document(markdown: str) -> None:
    assert read(markdown) == read(markdown)

"""HTML: the main content kept in order, everything around it dropped."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Role
from tests.documents import kept_words, read, texts, words

PAGE = """<!DOCTYPE html>
<html lang="fr-CA">
<head>
  <title>Bridges | Some site</title>
  <meta name="description" content="In short.">
  <meta name="keywords" content="bridges, ferries">
  <meta name="DC.Date" content="2012-03-04">
  <link rel="canonical" href="https://example.org/bridges">
  <script>var hidden = "scripted";</script><style>.a { color: styled }</style>
</head>
<body>
  <header role="banner">Bannerword</header>
  <nav><ul><li><a href="/">Navword</a></li></ul></nav>
  <div class="breadcrumb">Crumbword</div>
  <main>
    <!-- commented -->
    <h1>Bridges and ferries</h1>
    <p>An island <b>decides</b>,<br>slowly.</p>
    <h2>What it costs</h2>
    <ul><li>stone</li><li>timber<ul><li>oak</li></ul></li></ul>
    <table><tr><th>payer</th><th>share</th></tr><tr><td>town</td><td>half</td></tr></table>
    <aside>Asideword</aside>
    <dl><dt>toll</dt><dd>three coins</dd></dl>
    <form><input value="x"><button>Buttonword</button></form>
    Loose words.
  </main>
  <div id="cookie-banner" class="cookie">Cookieword</div>
  <footer>Footerword</footer>
</body></html>"""


def body(content: str) -> str:
    return f"<html><body>{content}</body></html>"


def test_main_content_is_kept_in_order() -> None:
    document = read(PAGE, "page.html")
    assert [(passage.role, passage.text) for passage in document.passages] == [
        (Role.PROSE, "An island decides, slowly."),
        (Role.HEADING, "What it costs"),
        (Role.LIST, "stone\ntimber\n  oak"),
        (Role.TABLE, "payer\tshare\ntown\thalf"),
        (Role.LIST, "toll\nthree coins"),
        (Role.PROSE, "Loose words."),
    ]


def test_what_stands_around_it_is_dropped() -> None:
    around = {"Bannerword", "Navword", "Crumbword", "Asideword", "Buttonword", "Cookieword", "Footerword"}
    assert not kept_words(read(PAGE, "page.html")) & (around | {"scripted", "styled", "commented"})


def test_page_declares_its_metadata() -> None:
    document = read(PAGE, "page.html")
    assert document.title == "Bridges and ferries"
    assert document.abstract == "In short."
    assert [tag.label for tag in document.topics] == ["bridges", "ferries"]
    assert (document.published, document.language) == ("2012-03-04", "fr")
    assert document.source_url == "https://example.org/bridges"


def test_page_title_is_the_title_where_there_is_no_heading() -> None:
    assert read(PAGE.replace("h1>", "p>").replace("h2>", "p>"), "page.html").title == "Bridges | Some site"


def test_html_is_known_by_its_content_whatever_its_name() -> None:
    commented = "<!-- a --> <!-- b -->\n" * 500 + PAGE
    assert read(commented, "page.txt").origin.media_type == "text/html"
    assert read("<!-- a --> " * 1_000 + "no page", "page.md").origin.media_type == "text/markdown"


@pytest.mark.parametrize(
    "content",
    [
        "<div class='content'><p>Kept words.</p></div>",
        "<article><p>Kept words.</p></article><p>Beside it.</p>",
        "<div role='main'><p>Kept words.</p></div>",
        "<div class='unsocial-hours'><p>Kept words.</p></div>",
        "<ul><li><a href='/a'>Kept</a> is a word of prose</li><li><a href='/b'>words.</a> and more of them</li></ul>",
        "<ol><li><a href='#1'>[1] Kept</a></li><li><a href='#2'>[2] words.</a></li><li><a href='#3'>[3] x</a></li></ol>",
        "<div>Kept <span>words.</span></div>",
        "<p>Kept<p>words.",
        "<table><tr><td><p>Kept</p><p>words.</p></table>",
        "<pre>Kept\n   words.</pre>",
        "<blockquote>Kept <i>words.</blockquote></i>",
        "<details><summary>Kept</summary>words.</details>",
    ],
)
def test_content_is_told_from_furniture(content: str) -> None:
    assert {"Kept", "words"} <= kept_words(read(body(content), "page.html"))


def test_a_long_text_is_no_furniture_whatever_its_class() -> None:
    prose = "The menu of measures is long. " * 100
    assert {"measures"} <= kept_words(read(body(f"<div class='menu'>{prose}</div>"), "page.html"))


def test_a_list_of_short_links_is_a_menu() -> None:
    links = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "About", "Contact"))
    assert kept_words(read(body(f"<ul>{links}</ul><p>Prose.</p>"), "page.html")) == {"Prose"}


def test_words_of_neighbouring_blocks_and_cells_stay_apart() -> None:
    document = read(body("<div>one</div><div>two<p>three</p>four</div><p>five<br>six</p>"), "page.html")
    assert {"one", "two", "three", "four", "five", "six"} <= kept_words(document)


def test_inline_markup_does_not_part_words() -> None:
    assert texts(read(body("<p>whole<b>sale</b> re<i>form</i></p>"), "page.html")) == ["wholesale reform"]


def test_references_to_old_windows_characters_are_read_as_browsers_read_them() -> None:
    document = read(body("<p>the town&#146;s &#147;plan&#148; &#x96; 5 &#128;</p>"), "page.html")
    assert texts(document) == ["the town’s “plan” – 5 €"]


def test_a_page_of_scripts_holds_no_text() -> None:
    with pytest.raises(DocumentRefused, match="no text"):
        read(body("<script>document.write('all of it')</script>"), "page.html")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "table><tr><td"])
def test_deep_nesting_hides_nothing(tag: str) -> None:
    assert "innermost" in kept_words(read(body(f"<p>first</p>{f'<{tag}>' * 3_000}innermost"), "page.html"))


INLINE = st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", "<a href='https://example.org'>{}</a>", "<span>{}</span>"])
WORD = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=12)
PIECE = st.builds(lambda mark, word: mark.format(html.escape(word)), INLINE, WORD)
LINE = st.lists(PIECE, min_size=1, max_size=6).map(" ".join)
BLOCK = st.recursive(
    st.one_of(
        LINE,
        LINE.map(lambda text: f"<p>{text}</p>"),
        LINE.map(lambda text: f"<h3>{text}</h3>"),
        st.lists(LINE, min_size=1, max_size=3).map(
            lambda cells: "<table><tr><td>" + "</td><td>".join(cells) + "</table>"
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "<div>" + "".join(parts) + "</div>"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda parts: "<ul><li>[1] " + "</li><li>[1] ".join(parts) + "</ul>"
        ),
        inner.map(lambda part: f"<section><blockquote>{part}</blockquote></section>"),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=80)
@given(st.lists(BLOCK, min_size=1, max_size=5))
def test_every_word_of_a_page_without_furniture_is_kept(blocks: list[str]) -> None:
    page = "<main><p>prose</p>" + "<p>-</p>".join(blocks) + "</main>"
    visible = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:b|i|a|span)\b[^>]*>", "", page)))
    held = kept_words(read(f"<html><body>{page}</body></html>", "page.html"))
    assert [word for word in words(visible) if word not in held] == []


def test_a_list_of_long_links_is_content() -> None:
    """The promise of `_is_link_list`: menus are short words; a list of linked titles of publications is read."""
    titles = [
        f"{name} report on the crossing of rivers by bridge and by ferry" for name in ("First", "Second", "Third")
    ]
    links = "".join(f"<li><a href='/{number}'>{title}</a></li>" for number, title in enumerate(titles))
    assert {"First", "Second", "Third"} <= kept_words(read(body(f"<ul>{links}</ul><p>Prose.</p>"), "page.html"))


def test_two_links_are_no_menu() -> None:
    """The promise of `_MIN_LINKS`: a menu has three links at least."""
    links = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Annex", "Budget"))
    assert {"Annex", "Budget"} <= kept_words(read(body(f"<ul>{links}</ul><p>Prose.</p>"), "page.html"))

"""PDFs: pages, paragraphs, and what repeats on every page; those that cannot be read say why."""

from __future__ import annotations

import pytest

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Role
from indexer.reading.formats.pdf import read_pdf
from tests.documents import kept_words, read, texts, words
from tests.pdf_files import make_pdf

BODIES = [
    [
        "Ferries before bridges",
        "The island had three ferries and no bridge, and its people counted the hours",
        "that they spent in line. A bridge was promised at each election and drawn",
        "twice.",
        "The second drawing is kept in the town hall, where visitors may look at it for a",
        "small fee that goes to the ferry fund.",
    ],
    [
        "In the year of the flood two ferries sank, which settled the question for good,",
        "although the cost had doubled. Work began in March.",
        "• stone from the northern quarry, carried by sea",
        "• timber from abroad.",
        "Nobody was surprised that the timber came late and that the stone did not.",
    ],
    [
        "The bridge opened with a toll, and the toll paid for it in eleven years instead of",
        "the thirty that the ministry had expected.",
        "Traffic was counted by hand until a machine was bought from the neighbours, who",
        "had no more use for it.",
    ],
]
HEADER = "Ministry of Crossings"
NUMERALS = "zero one two three four five six seven eight nine".split()


def with_furniture(bodies: list[list[str]]) -> list[list[str]]:
    return [[HEADER, *body, f"Annual report - page {number} of 9"] for number, body in enumerate(bodies, start=1)]


def test_each_passage_knows_its_page() -> None:
    document = read(make_pdf(BODIES), "bridge.pdf")
    pages: dict[int | None, set[str]] = {}
    for passage in document.passages:
        pages.setdefault(passage.page, set()).update(words(passage.text))
    assert set(pages) == {1, 2, 3}
    for page, body in enumerate(BODIES, start=1):
        assert pages[page] | set(words(document.title)) >= set(words(" ".join(body)))


def test_repeated_headers_and_footers_go_and_nothing_else_does() -> None:
    document = read(make_pdf(with_furniture(BODIES)), "bridge.pdf")
    bare = read(make_pdf(BODIES), "bridge.pdf")
    assert texts(document) == texts(bare)
    assert document.title == bare.title
    assert kept_words(document) == set(words(" ".join(line for body in BODIES for line in body)))


def test_a_line_that_repeats_inside_the_text_is_no_furniture() -> None:
    refrain = "The council has taken note of this and will take note of it again next year."
    bodies = [[*body[:3], refrain, *body[3:]] for body in (BODIES[0], [*BODIES[1], *BODIES[2]], BODIES[0][::-1])]
    document = read(make_pdf(bodies), "bridge.pdf")
    assert " ".join(texts(document)).count("taken note of this") == 3


def test_rows_of_numbers_at_the_edge_of_pages_are_no_page_numbers() -> None:
    bodies = [[*body, f"{year} 1,{year} 17.5%"] for year, body in zip(range(2001, 2004), BODIES, strict=True)]
    held = kept_words(read(make_pdf(bodies), "bridge.pdf"))
    assert {"2001", "2002", "2003"} <= held


def test_bare_page_numbers_are_furniture() -> None:
    bodies = [[*body, str(number)] for number, body in enumerate(BODIES, start=41)]
    assert not {"41", "42", "43"} & kept_words(read(make_pdf(bodies), "bridge.pdf"))


def test_pages_that_hold_nothing_but_repeated_lines_keep_them() -> None:
    document = read(make_pdf([["Certificate", f"Number {number}"] for number in range(4)]), "certificates.pdf")
    assert {"Certificate", "Number", "0", "1", "2", "3"} <= kept_words(document)


def test_lines_join_to_paragraphs_and_bullets_to_lists() -> None:
    document = read(make_pdf(BODIES), "bridge.pdf")
    assert any("counted the hours that they spent" in text for text in texts(document, Role.PROSE))
    assert "stone from the northern quarry, carried by sea\ntimber from abroad." in texts(document, Role.LIST)


def test_title_is_the_declared_one_unless_it_is_a_file_name() -> None:
    assert read(make_pdf(BODIES, title="Bridges and ferries"), "a.pdf").title == "Bridges and ferries"
    assert read(make_pdf(BODIES, title="final_v3.docx"), "a.pdf").title == "Ferries before bridges"


def test_content_decides_what_is_a_pdf() -> None:
    assert read(make_pdf(BODIES), "bridge.txt").origin.media_type == "application/pdf"
    with pytest.raises(DocumentRefused, match="no PDF although its name says so"):
        read("just some words", "bridge.pdf")


def test_pages_over_the_limit_are_counted_in_a_problem() -> None:
    layout = read_pdf(make_pdf(BODIES), max_pages=2)
    assert {block.page for block in layout.blocks} == {1, 2}
    assert layout.problems == ("only the first 2 of 3 pages were read",)


def test_a_page_that_is_a_picture_does_not_cost_the_others() -> None:
    document = read(make_pdf([BODIES[0], [], BODIES[2]]), "bridge.pdf")
    assert {passage.page for passage in document.passages} == {1, 3}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_pdf([[], []]), "no text: its pages are pictures"),
        (make_pdf(BODIES, protected=True), "password"),
        (b"%PDF-1.4\nand then nothing of the kind", "damaged or no PDF"),
        (make_pdf(BODIES)[:200], "damaged or no PDF"),
    ],
    ids=["scan", "protected", "not a pdf", "cut"],
)
def test_what_cannot_be_read_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentRefused, match=reason):
        read(content, "bridge.pdf")


def test_the_header_of_a_chapter_is_furniture_though_other_chapters_have_another() -> None:
    """The promise of a share of pages: what stands at the edge of three pages in ten repeats enough to be furniture."""
    bodies = [[f"{word.capitalize()} {line}" for line in BODIES[number % 3]] for number, word in enumerate(NUMERALS)]
    pages = [["Chapter of crossings" if number < 4 else "", *body] for number, body in enumerate(bodies)]
    document = read(make_pdf([[line for line in page if line] for page in pages]), "chapters.pdf")
    assert "crossings" not in kept_words(document)
    assert {"Zero", "Nine"} <= kept_words(document)
    twice = [["Chapter of crossings", *body] if number < 2 else body for number, body in enumerate(bodies)]
    assert "crossings" in kept_words(read(make_pdf(twice), "chapters.pdf"))

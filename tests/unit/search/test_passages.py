"""Highlighting marks forms of the words asked for, whole ones, and snippets are what the document says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.library import Library
from indexer.nouns.documents import Document, Origin, Passage, Role
from indexer.nouns.search import SearchRequest, Snippet
from indexer.search.grammar import parse
from indexer.search.passages import MAX_SNIPPETS, SNIPPET_CHARACTERS, PassageFinder, proximity
from indexer.search.tree import wanted_words
from tests.unit.search.plain_search import FAMILIES

FORM_OF = {form: forms for forms in FAMILIES for form in forms}


def document(*texts: str, language: str = "en", roles: tuple[Role, ...] = ()) -> Document:
    passages = tuple(
        Passage(number=number, text=text, anchor=f"p-{number}", role=dict(enumerate(roles)).get(number, Role.PROSE))
        for number, text in enumerate(texts)
    )
    origin = Origin(folder="", path="x.md", digest="", reader="generic", media_type="text/markdown")
    return Document(id="x", title="Title", abstract=texts[0], language=language, passages=passages, origin=origin)


def snippets(typed: str, found: Document) -> tuple[Snippet, ...]:
    languages = (found.language,)
    node = parse(typed, max_terms=32, max_nesting=20).node
    return PassageFinder(wanted_words(node, languages), languages, lambda form: 1.0).snippets(found)


def marked(typed: str, text: str, language: str = "en") -> list[str]:
    """The words of a short text that a query marks."""
    (snippet,) = snippets(typed, document(text, language=language))
    return [snippet.text[start:end] for start, end in snippet.marks]


@pytest.mark.parametrize(
    ("typed", "text", "language", "words"),
    [
        ("tax", "Taxes and a tax on taxis; no taxation.", "en", ["Taxes", "tax"]),
        ("tax*", "Taxes on taxis and syntax.", "en", ["Taxes", "taxis"]),
        ('"open plan"', "Open the plan, said the open planner.", "en", ["Open", "plan", "open"]),
        ("whole-of-government", "The whole government of it.", "en", ["whole", "government"]),
        ("country", "The country's law; countries' laws", "en", ["country's", "countries"]),
        ("1000", "It held 1,000 of 100 or 10000.", "en", ["1,000"]),
        ("educacion", "La educación y lo educado; un edificio.", "es", ["educación", "educado"]),
        ("état", "L’État, c'est l'etat.", "fr", ["L’État", "l'etat"]),
        ("coeur", "Le cœur des cœurs.", "fr", ["cœur", "cœurs"]),
        ("Massnahme", "Die Maßnahmen der Stadt.", "de", ["Maßnahmen"]),
        ("größe", "Die Größen", "de", ["Größen"]),
        ("smorrebrod", "Et smørrebrød.", "da", ["smørrebrød"]),
        ("istanbul", "In İstanbul.", "tr", ["İstanbul"]),
        ("foret", "La fore\u0302t noire", "fr", ["fore\u0302t"]),
        ("политика", "Новая политика города.", "ru", ["политика"]),
        ("the tax", "The tax of the town", "en", ["tax"]),
        ("the", "The tax of the town", "en", ["The", "the"]),
        ("tax -town", "A tax of the town", "en", ["tax"]),
        ("title:tax", "A tax", "en", ["tax"]),
        ("tax OR town", "A tax of the town", "en", ["tax", "town"]),
    ],
)
def test_exactly_the_forms_of_the_words_asked_for_are_marked(
    typed: str, text: str, language: str, words: list[str]
) -> None:
    assert marked(typed, text, language) == words


def test_the_best_passages_come_first_and_no_more_than_three() -> None:
    found = document(
        "A tax was discussed with the mayor at length and with no result, the minutes say, about the plan.",
        "tax plan",
        "The tax plan passed.",
        "Taxes.",
        "No such word.",
        roles=(Role.PROSE, Role.REFERENCES),
    )
    shown = snippets("tax plan", found)
    assert len(shown) == MAX_SNIPPETS
    assert [each.anchor for each in shown] == ["p-2", "p-1", "p-0"]


def test_without_a_word_to_mark_the_beginning_is_shown() -> None:
    long = "word " * 200
    (snippet,) = snippets("unicorn", document(long.strip()))
    assert snippet.marks == ()
    assert snippet.text.endswith("…")
    assert long.startswith(snippet.text[:-1])


def test_proximity_is_1_side_by_side_and_0_for_one_word() -> None:
    found = document("tax plan", "tax one two three four plan", "tax tax")
    assert [each.anchor for each in snippets("tax plan", found)] == ["p-0", "p-1", "p-2"]
    assert proximity([], 2) == 0.0


FILLERS = ["mayor", "of", "the", "(see", "it),", "“so”", "naïve", "über—all", "o'clock", "e.g.", "政府の報告"]
TEXTS = st.lists(st.sampled_from([*FORM_OF, *FILLERS]), min_size=1, max_size=150).map(" ".join)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(st.sampled_from(sorted(FORM_OF)), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_snippets_are_pieces_of_their_passage_and_marks_are_whole_forms_of_the_words(
    texts: list[str], asked: list[str]
) -> None:
    found = document(*texts)
    forms = {form for each in asked for form in FORM_OF[each]}
    for snippet in snippets(" ".join(asked), found):
        if not snippet.marks:
            continue
        whole = found.passages[int(snippet.anchor[2:])].text
        piece = snippet.text.removeprefix("…").removesuffix("…")
        assert piece in whole
        assert len(piece) <= SNIPPET_CHARACTERS
        for start, end in snippet.marks:
            assert 0 <= start < end <= len(snippet.text)
            assert snippet.text[start:end].lower() in forms
            assert not re.match(r"\w", snippet.text[end : end + 1])
            assert not re.match(r"\w", snippet.text[max(start - 1, 0) : start])
        assert snippet.marks == tuple(sorted(set(snippet.marks)))
        words = [match.span() for match in re.finditer(r"\d+(?:,\d{3})*|\w+", piece)]
        offset = len(snippet.text) - len(snippet.text.removeprefix("…"))
        inside = [(start + offset, end + offset) for start, end in words if piece[start:end].lower() in forms]
        assert list(snippet.marks) == inside


@given(st.text(max_size=700), st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_marks_lie_inside_the_text_whatever_it_is(text: str, typed: str) -> None:
    found = document(text)
    for snippet in snippets(typed, found):
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
        assert snippet.text.removeprefix("…").removesuffix("…") in text


@pytest.mark.parametrize("typed", ["government", "transport tax", "agua OR forêts", "transpar*", '"open government"'])
def test_marked_snippets_of_the_sample_are_held_by_the_passage_they_link_to(
    sample_library: Library, typed: str
) -> None:
    result = sample_library.search(SearchRequest(text=typed, per_page=50))
    assert result.items
    for item in result.items:
        passages = {each.anchor: each for each in sample_library.document(item.id).passages}
        for snippet in (each for each in item.snippets if each.marks):
            piece = snippet.text.removeprefix("…").removesuffix("…")
            assert piece in passages[snippet.anchor].text
    assert any(snippet.marks for item in result.items for snippet in item.snippets)

"""What is typed becomes a tree, nothing typed is an error, and the answer can be read again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search.grammar import All, AnyOf, Node, Not, Parsed, Phrase, Prefix, Value, Word, Years, describe, parse


def read(typed: str) -> Parsed:
    return parse(typed, max_terms=32, max_nesting=20)


A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("open government", All((Word("open"), Word("government")))),
        ("Open AND Government", All((Word("open"), Word("government")))),
        ('"digital agency"', Phrase(("digital", "agency"), exact=True)),
        ("“digital agency”", Phrase(("digital", "agency"), exact=True)),
        ("«agence numérique»", Phrase(("agence", "numérique"), exact=True)),
        ("transport OR mobility", AnyOf((Word("transport"), Word("mobility")))),
        ("-tax", Not(Word("tax"))),
        ("NOT tax", Not(Word("tax"))),
        ('-"sales tax"', Not(Phrase(("sales", "tax"), exact=True))),
        ("NOT NOT -tax", Not(Word("tax"))),
        ("-(-tax)", Word("tax")),
        ("transpar*", Prefix("transpar")),
        ("whole-of-government", Phrase(("whole", "of", "government"), exact=False)),
        ("02091-C-71", Phrase(("02091", "c", "71"), exact=False)),
        ("title:budget", Word("budget", "title")),
        ('title:"open budget"', Phrase(("open", "budget"), exact=True, field="title")),
        ("topic:transparency", Value("topic", "transparency")),
        ("country:Mexico", Value("country", "Mexico")),
        ("region:Africa", Value("region", "Africa")),
        ('type:"Country report"', Value("knowledge_type", "Country report")),
        ("knowledge_type:brief", Value("knowledge_type", "brief")),
        ("LANGUAGE:es", Value("language", "es")),
        ("-country:Mexico", Not(Value("country", "Mexico"))),
        ("year:2015", Years(2015, 2015)),
        ("year:2015-2020", Years(2015, 2020)),
        ("year:2015..2020", Years(2015, 2020)),
        ("year:2015–2020", Years(2015, 2020)),
        ("year:2015-", Years(2015, None)),
        ("year:-2015", Years(None, 2015)),
        ("(a OR b) c", All((AnyOf((A, B)), C))),
        ("a b OR c", AnyOf((All((A, B)), C))),
        ("a -(b OR c)", All((A, Not(AnyOf((B, C)))))),
        ("((a))", A),
        ("1,000", Word("1000")),
        ("country's", Word("country")),
        ("l’État", Word("état")),
        ("or and not", All((Word("or"), Word("and"), Word("not")))),
        ("transparencia\u0301", Word("transparenciá")),
        ("", None),
        (" \t ", None),
        ("?! …", None),
        ("()", None),
        ('""', None),
    ],
)
def test_every_documented_form_is_read_without_a_note(typed: str, node: Node | None) -> None:
    assert read(typed) == Parsed(node, describe(node) if node else "", ())


@pytest.mark.parametrize(
    ("typed", "text", "said"),
    [
        ("a OR", "a or", "OR needs something on both sides"),
        ("OR a", "or a", "OR needs something on both sides"),
        ("a OR OR b", "a or OR b", "OR needs something on both sides"),
        ('a "b c', "a b c", "never closed was left out"),
        ("(a b", "a b", "closed at the end"),
        ("a) b", "a b", "nothing opened was left out"),
        ("a OR b) c", "a OR b c", "nothing opened was left out"),
        ("x*", "x", "too short a beginning"),
        ("colour:red", "colour red", "is no field"),
        ("title: budget", "title budget", ""),
        ("topic:(a b)", "topic (a b)", "has no value"),
        ('topic:""', "topic", "has no value"),
        ("topic:country:x", "topic country:x", "has no value"),
        ("year:soon", "soon", "is no year"),
        ("year:20155", "20155", "is no year"),
        ("year:..", "", "is no year"),
        ("NOT", "not", ""),
        ("-", "", ""),
        ("--tax", "tax", ""),
    ],
)
def test_what_cannot_be_an_operator_is_a_word_and_the_answer_says_so(typed: str, text: str, said: str) -> None:
    parsed = read(typed)
    assert parsed.text == text
    assert said in " ".join(parsed.notes)
    assert bool(parsed.notes) == bool(said)


def test_only_the_first_32_words_are_used_and_a_note_says_so() -> None:
    parsed = read(" ".join(f"word{number}" for number in range(40)))
    assert parsed.node == All(tuple(Word(f"word{number}") for number in range(32)))
    assert parsed.notes == ("only the first 32 words were used",)
    assert read(" ".join(f"word{number}" for number in range(32))).notes == ()


@pytest.mark.parametrize("part", ["a ", "a* ", "topic:a ", "title:a ", "a-b ", '"a b" ', "OR OR ", "OR ) ", "-a "])
def test_no_form_slips_past_the_limit_of_32_words(part: str) -> None:
    parsed = read(part * 60)
    assert _terms(parsed.node) == 32
    assert "only the first 32 words were used" in parsed.notes


def test_brackets_nested_deeper_than_20_are_left_out_and_a_note_says_so() -> None:
    def nested(depth: int) -> str:
        return "(a OR " * depth + "b" + ")" * depth

    assert read(nested(20)).notes == ()
    assert _depth(read(nested(20)).node) == 20
    deeper = read(nested(25))
    assert "brackets nested deeper than 20 were left out" in deeper.notes
    assert _depth(deeper.node) <= 21


@pytest.mark.parametrize("part", ["(", ")", "NOT ", "-(", "a OR b) ", '"', "OR ", "title:", "-", "a:", "(a ", "*"])
def test_long_repetitions_of_an_operator_are_read_without_growing_deep(part: str) -> None:
    parsed = parse(part * 5000, max_terms=32, max_nesting=20)
    assert _depth(parsed.node) <= 25


PIECES = ["(", ")", '"', "-", "*", ":", " ", " OR ", " AND ", " NOT ", "title:", "year:", "topic:", "country:", "2015"]
TYPED = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6), st.sampled_from(["état", "İz", "政府", "1,000"])))
    .map("".join)
    .map(lambda text: text[:512]),
)


@given(TYPED)
@settings(max_examples=400, deadline=None)
def test_anything_can_be_typed_and_the_answer_reads_as_the_same_query(typed: str) -> None:
    parsed = read(typed)
    again = read(parsed.text)
    assert again.node == parsed.node
    assert again.text == parsed.text
    assert _terms(parsed.node) <= 32


FORMS = st.sampled_from(["tax", "état", "42", "3.5", "or", "not", "and", "title", "政府", "grösse", "5g"])
VALUES = st.sampled_from(["Mexico", "Country report", "a:b", "-x", "x(y)", "_none", "Côte d'Ivoire", "-", "OR", "a-b"])
YEARS = st.none() | st.integers(0, 9999)
LEAVES = st.one_of(
    st.builds(Word, FORMS, st.sampled_from(["text", "title"])),
    st.builds(
        Phrase,
        st.lists(FORMS, min_size=2, max_size=4).map(tuple),
        exact=st.booleans(),
        field=st.sampled_from(["text", "title"]),
    ),
    st.builds(Prefix, st.sampled_from(["tr", "état", "42"])),
    st.builds(Value, st.sampled_from(["topic", "country", "region", "knowledge_type", "language"]), VALUES),
    st.builds(Years, YEARS, YEARS).filter(lambda years: (years.first, years.last) != (None, None)),
)


def _inner(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(All), several.map(AnyOf), children.filter(lambda node: not isinstance(node, Not)).map(Not)
    )


@given(st.recursive(LEAVES, _inner, max_leaves=8))
@settings(max_examples=200, deadline=None)
def test_every_tree_is_told_in_words_that_read_as_the_same_tree(node: Node) -> None:
    parsed = read(describe(node))
    assert parsed.node == node
    assert parsed.notes == ()


def _terms(node: Node | None) -> int:
    match node:
        case Phrase(forms, _, _):
            return len(forms)
        case Word() | Prefix() | Value():
            return 1
        case Not(part):
            return _terms(part)
        case All(parts) | AnyOf(parts):
            return sum(map(_terms, parts))
        case _:
            return 0


def _depth(node: Node | None) -> int:
    match node:
        case Not(part):
            return _depth(part)
        case All(parts) | AnyOf(parts):
            return 1 + max(map(_depth, parts))
        case _:
            return 0

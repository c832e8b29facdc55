"""Documents, changes and query trees made up by hypothesis, over words few enough to meet often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from whoosh import query

from indexer.index.deadline import Deadline
from indexer.index.engine import EngineDocument
from indexer.language.analysis import terms
from indexer.nouns.search import NOT_STATED, FacetFilter, Sort

WORDS = (
    "water waters watering city cities data open budget budgets plan planning été état Türkiye São 2020 1,000 3.5 "
    "country's l'État whole-of-government 02091-C-71 co2 the of and 東京都 naïve naive Straße résumé resume"
).split()
LANGUAGES = ("en", "fr", "es", "sw")
TOPICS = ("energy", "water", "open data", "Été", "transport")
COUNTRIES = ("MX", "FR", "KE")
KINDS = ("plan", "law")
FORMS = sorted({form for word in WORDS for form in word.lower().replace("-", " ").replace("'", " ").split()})
TERMS = sorted({term for form in FORMS for language in LANGUAGES for term in terms(form, language)})

text = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


def documents(ids: Any) -> Any:
    """Documents with ids drawn from a strategy."""
    return st.builds(
        EngineDocument,
        id=ids,
        language=st.sampled_from(LANGUAGES),
        title=st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        labels=st.lists(text, max_size=2).map(tuple),
        passages=st.lists(text, max_size=4).map(tuple),
        facets=st.fixed_dictionaries(
            {
                "topic": st.lists(st.sampled_from(TOPICS), max_size=4, unique=True).map(tuple),
                "country": st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True).map(tuple),
                "kind": st.lists(st.sampled_from(KINDS), max_size=1).map(tuple),
            }
        ),
        year=st.one_of(st.none(), st.integers(1998, 2004)),
        published=st.one_of(st.none(), st.sampled_from([19980101, 20010000, 20010203, 20041231])),
    )


ids = st.integers(0, 40).map(lambda number: f"document-{number}")
corpora = st.lists(documents(ids), min_size=0, max_size=40, unique_by=lambda document: document.id)

boosts = st.sampled_from([1.0, 1.0, 0.5, 2.0])
ranked = st.sampled_from(["text", "text", "text", "title"])
term = st.sampled_from(TERMS)


def _ends(values: Any) -> Any:
    return st.one_of(st.none(), values)


leaves = st.one_of(
    st.builds(query.Term, ranked, term, boost=boosts),
    st.builds(query.Term, st.just("word"), st.sampled_from(FORMS), boost=boosts),
    st.builds(query.Term, st.just("topic"), st.sampled_from(TOPICS), boost=boosts),
    st.builds(query.Term, st.just("year"), st.integers(1998, 2004)),
    st.builds(
        query.Phrase,
        ranked,
        st.lists(term, min_size=1, max_size=3),
        slop=st.integers(1, 3),
        boost=boosts,
    ),
    st.builds(
        query.Prefix, st.sampled_from(["word", "text", "topic"]), st.sampled_from(["", "w", "wat", "é", "c", "o"])
    ),
    st.builds(
        query.Wildcard, st.sampled_from(["word", "text"]), st.sampled_from(["*", "*s", "wat*", "c?t*", "[bp]*n*"])
    ),
    st.builds(
        query.FuzzyTerm,
        st.just("word"),
        st.sampled_from([form for form in FORMS if len(form) > 2]),
        maxdist=st.integers(1, 2),
        prefixlength=st.integers(0, 2),
    ),
    st.builds(
        query.NumericRange,
        st.sampled_from(["year"]),
        _ends(st.integers(1997, 2005)),
        _ends(st.integers(1997, 2005)),
        startexcl=st.booleans(),
        endexcl=st.booleans(),
        boost=boosts,
    ),
    st.builds(
        query.TermRange,
        st.just("word"),
        _ends(st.sampled_from(FORMS)),
        _ends(st.sampled_from(FORMS)),
        startexcl=st.booleans(),
        endexcl=st.booleans(),
    ),
    st.builds(query.Every, st.sampled_from([None, "text", "topic"]), boost=boosts),
)


def _compounds(children: Any) -> Any:
    several = st.lists(children, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.And, several, boost=boosts),
        st.builds(query.Or, several, boost=boosts),
        st.builds(query.Not, children),
        st.builds(query.AndNot, children, children),
        st.builds(query.AndMaybe, children, children),
        st.builds(query.Require, children, children),
        st.builds(query.DisjunctionMax, several),
    )


trees = st.recursive(leaves, _compounds, max_leaves=8)

filters = st.builds(
    FacetFilter,
    values=st.lists(st.sampled_from([*TOPICS, *COUNTRIES, *KINDS, NOT_STATED, "unheard of"]), max_size=3).map(tuple),
    excluded=st.lists(st.sampled_from([*TOPICS, *COUNTRIES, *KINDS, NOT_STATED]), max_size=2).map(tuple),
    match_all=st.booleans(),
)
questions = st.fixed_dictionaries(
    {
        "tree": st.one_of(st.none(), trees),
        "filters": st.dictionaries(st.sampled_from(["topic", "country", "kind"]), filters, max_size=3),
        "year_from": _ends(st.integers(1998, 2004)),
        "year_to": _ends(st.integers(1998, 2004)),
        "facets": st.just(("topic", "country", "kind")),
        "sort": st.sampled_from(list(Sort)),
        "offset": st.integers(0, 5),
        "limit": st.integers(0, 50),
        "deadline": st.builds(Deadline.after, st.just(600.0)),
    }
)

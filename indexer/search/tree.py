"""A query as read, into the tree an engine answers; and the same tree with fewer words asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from whoosh import query

from indexer.language.analysis import query_terms, stop_words
from indexer.language.words import fold, words
from indexer.search.grammar import All, AnyOf, Node, Not, Phrase, Prefix, Value, Word, Years

_MAX_DROPPED_COMBINATIONS = 8
_LAST_YEAR = 9999


def equal_boosts(field: str, terms: tuple[str, ...]) -> tuple[float, ...]:
    """Every term of a word counts as it is."""
    return (1.0,) * len(terms)


@dataclass(frozen=True, slots=True)
class TreeBuilder:
    """Builds trees for documents in `languages`; `resolve` gives a facet's value for what was typed, or None.

    `boosts` gives, for a field and the terms of one word, what each term's score is multiplied by.
    """

    languages: tuple[str, ...]
    resolve: Callable[[str, str], str | None]
    boosts: Callable[[str, tuple[str, ...]], tuple[float, ...]] = equal_boosts

    def build(self, node: Node) -> query.Query:
        """The tree of a node; words too common to ask for are not asked for where others remain."""
        match node:
            case Word(form, field):
                return self._word(form, field)
            case Phrase():
                return self._phrase(node)
            case Prefix(beginning):
                return query.Prefix("word", beginning)
            case Value(field, typed):
                value = self.resolve(field, typed)
                return query.Term(field, typed if value is None else value)
            case Years(first, last):
                return query.NumericRange("year", first or 0, last if last is not None else _LAST_YEAR)
            case Not(part):
                return query.AndNot(query.Every(), self.build(part))
            case AnyOf(parts):
                return query.Or([self.build(part) for part in parts])
            case All(parts):
                return self._all(parts)

    def relaxed(self, node: Node, needed: int | None = None) -> tuple[query.Query, int, int] | None:
        """The tree for most of the words: (tree, words that must be there, words asked for).

        Unless `needed` says how many, one word may be missing where at most eight were asked for,
        else all but one. None where fewer than two words were asked for. Facet values, ranges,
        brackets and exclusions stay as asked.
        """
        parts = node.parts if isinstance(node, All) else (node,)
        loose = [part for part in parts if isinstance(part, Word | Prefix | Phrase) and not self._is_common(part)]
        fixed = [part for part in parts if isinstance(part, Value | Years | AnyOf | All)]
        excluded = [self.build(part.part) for part in parts if isinstance(part, Not)]
        if len(loose) < 2:
            return None
        if needed is None:
            needed = len(loose) - 1 if len(loose) <= _MAX_DROPPED_COMBINATIONS else 1
        options: list[query.Query] = [
            query.And([self.build(part) for part in kept]) if len(kept) > 1 else self.build(kept[0])
            for kept in combinations(loose, needed)
        ]
        tree: query.Query = query.Or(options)
        if fixed:
            tree = query.And([tree, *(self.build(part) for part in fixed)])
        if excluded:
            tree = query.AndNot(tree, query.Or(excluded))
        return tree, needed, len(loose)

    def _all(self, parts: tuple[Node, ...]) -> query.Query:
        wanted = [part for part in parts if not isinstance(part, Not)]
        needed = [part for part in wanted if not self._is_common(part)] or wanted
        common = [part for part in wanted if part not in needed]
        tree = self._and([self.build(part) for part in needed])
        if len(common) == 1:
            # One may be meant (a sin tax in a library that also speaks Spanish); several are running text.
            tree = query.AndMaybe(tree, self.build(common[0]))
        excluded = [self.build(part.part) for part in parts if isinstance(part, Not)]
        return query.AndNot(tree, query.Or(excluded) if len(excluded) > 1 else excluded[0]) if excluded else tree

    def _and(self, trees: list[query.Query]) -> query.Query:
        if not trees:
            return query.Every()
        return trees[0] if len(trees) == 1 else query.And(trees)

    def _is_common(self, node: Node) -> bool:
        return isinstance(node, Word) and any(fold(node.form) in stop_words(language) for language in self.languages)

    def _word(self, form: str, field: str) -> query.Query:
        terms = self.terms(form)
        if len(terms) == 1:
            return query.Term(field, terms[0])
        boosts = self.boosts(field, terms)
        # One word counts once, however many of its stems a text in two languages holds.
        return query.DisjunctionMax(
            [query.Term(field, term, boost=boost) for term, boost in zip(terms, boosts, strict=True)]
        )

    def terms(self, form: str) -> tuple[str, ...]:
        """The terms a word form may have in this library's languages."""
        return query_terms(form, self.languages or ("en",))

    def _phrase(self, phrase: Phrase) -> query.Query:
        versions = dict.fromkeys(
            tuple(query_terms(form, (language,))[0] for form in phrase.forms) for language in self.languages or ("en",)
        )
        if len(phrase.forms) == 1:
            tree = self._word(phrase.forms[0], phrase.field)
        else:
            phrases = [query.Phrase(phrase.field, list(terms)) for terms in versions]
            tree = phrases[0] if len(phrases) == 1 else query.Or(phrases)
        if not phrase.exact:
            return tree
        written = [query.Term("word", form) for form in dict.fromkeys(phrase.forms)]
        return query.Require(tree, query.And(written) if len(written) > 1 else written[0])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark in a text: word forms in any of their forms, word beginnings, and phrases."""

    forms: tuple[str, ...]
    beginnings: tuple[str, ...]


def wanted_words(node: Node | None, languages: tuple[str, ...]) -> Wanted:
    """The words a query asks for, without those it excludes and, where others remain, the common ones."""
    forms: dict[str, None] = {}
    beginnings: dict[str, None] = {}

    def collect(part: Node | None) -> None:
        match part:
            case Word(form, _):
                forms[form] = None
            case Phrase(parts, _, _):
                forms.update(dict.fromkeys(parts))
            case Prefix(beginning):
                beginnings[beginning] = None
            case All(parts) | AnyOf(parts):
                for each in parts:
                    collect(each)
            case _:
                pass

    collect(node)
    rare = [form for form in forms if not any(fold(form) in stop_words(language) for language in languages)]
    return Wanted(tuple(rare) if rare or beginnings else tuple(forms), tuple(beginnings))


def unknown_values_as_words(node: Node, resolve: Callable[[str, str], str | None]) -> Node:
    """The query with each facet value that no concept answers to as words side by side."""
    match node:
        case Value(field, typed) if resolve(field, typed) is None:
            forms = tuple(word.form for word in words(typed)) or (typed,)
            return Phrase(forms, exact=False) if len(forms) > 1 else Word(forms[0])
        case Not(part):
            return Not(unknown_values_as_words(part, resolve))
        case All(parts):
            return All(tuple(unknown_values_as_words(part, resolve) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(unknown_values_as_words(part, resolve) for part in parts))
        case _:
            return node


def unknown_values(node: Node | None, resolve: Callable[[str, str], str | None]) -> list[Value]:
    """The facet values named in a query that no concept answers to."""
    match node:
        case Value(field, typed):
            return [node] if resolve(field, typed) is None else []
        case Not(part):
            return unknown_values(part, resolve)
        case All(parts) | AnyOf(parts):
            return [value for part in parts for value in unknown_values(part, resolve)]
        case _:
            return []

"""What a person types, read into a tree. Nothing typed is an error: what is no operator is a word.

open government        both words (in any form of the word)
"open government"      the words as written, side by side
transport OR mobility  either
-tax  NOT tax          without
trans*                 words that begin so (at least two characters)
title:budget           in the title; also area: topic: country: region: type: language: year:2015-2020
(a OR b) c             grouping
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexer.language.words import WORD, words

FIELDS = {
    "title": "title",
    "area": "area",
    "topic": "topic",
    "country": "country",
    "region": "region",
    "type": "knowledge_type",
    "knowledge_type": "knowledge_type",
    "language": "language",
    "year": "year",
}
"""The fields a person may name, and the engine's names for them."""

MIN_PREFIX_CHARACTERS = 2

_TOKEN = re.compile(
    r"""(?P<field>[A-Za-z_]+):(?=\S)|(?P<quoted>"[^"]*")|(?P<open>\()|(?P<close>\))|"""
    rf"""(?P<minus>-)(?=["(]|{WORD.pattern})|"""
    r"""(?P<word>[^\s()"]+)|(?P<quote>")""",
)
_PLAIN_VALUE = re.compile(r"-?\w[^\s()\":]*")
_YEARS = re.compile(r"(\d{4})?(?:(-|\.\.|–)(\d{4})?)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word to find in any of its forms."""

    form: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to find side by side; `exact` ones as written, others (from `whole-of-government`) in any form."""

    forms: tuple[str, ...]
    exact: bool
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of words to find."""

    beginning: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, as typed."""

    field: str
    typed: str


@dataclass(frozen=True, slots=True)
class Years:
    """A range of years, either end open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match the part."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Documents that match every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match one of the parts."""

    parts: tuple[Node, ...]


Node = Word | Phrase | Prefix | Value | Years | Not | All | AnyOf


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as read: its tree (None if nothing was asked), its canonical text, and what to tell about it."""

    node: Node | None
    text: str
    notes: tuple[str, ...]


def parse(typed: str, *, max_terms: int, max_nesting: int) -> Parsed:
    """Read a query. Terms beyond `max_terms` and brackets nested deeper than `max_nesting` are let go, with a note."""
    typed = unicodedata.normalize("NFC", typed).translate(_PLAIN_QUOTES)
    parser = _Parser(list(_TOKEN.finditer(typed)), max_terms, max_nesting)
    node = parser.alternatives(0)
    return Parsed(node, describe(node) if node else "", tuple(dict.fromkeys(parser.notes)))


_PLAIN_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "\x00": " "})


class _Parser:
    """A recursive-descent reader over tokens: alternatives of conjunctions of items."""

    def __init__(self, tokens: list[re.Match[str]], max_terms: int, max_nesting: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._terms_left = max_terms
        self._max_terms = max_terms
        self._max_nesting = max_nesting
        self.notes: list[str] = []

    def more(self) -> bool:
        return self._at < len(self._tokens)

    def skip(self) -> None:
        self._at += 1

    def note(self, text: str) -> None:
        self.notes.append(text)

    def alternatives(self, depth: int) -> Node | None:
        options: list[list[Node]] = []
        current = self._conjunction(depth)
        while self._is_operator("OR"):
            self.skip()
            following = self._conjunction(depth)
            if current and following:
                options.append(current)
                current = following
            else:
                self.note("OR needs something on both sides and was read as a word")
                word = self._word("or", "text")
                current = [*current, *([word] if word else []), *following]
        if current:
            options.append(current)
        joined = [parts[0] if len(parts) == 1 else All(tuple(parts)) for parts in options]
        return joined[0] if len(joined) == 1 else AnyOf(tuple(joined)) if joined else None

    def _conjunction(self, depth: int) -> list[Node]:
        parts: list[Node] = []
        while self.more() and not self._is_operator("OR"):
            if self._is_operator("AND"):
                self.skip()
            elif self._tokens[self._at].lastgroup != "close":
                part = self._item(depth)
                parts.extend([part] if part else [])
            elif depth:
                break
            else:
                self.note("a closing bracket that nothing opened was left out")
                self.skip()
        return parts

    def _is_operator(self, name: str) -> bool:
        return self.more() and self._tokens[self._at].group() == name

    def _item(self, depth: int) -> Node | None:
        token = self._tokens[self._at]
        kind, text = token.lastgroup, token.group()
        self.skip()
        if kind == "minus" or (text == "NOT" and self.more()):
            return self._negated(depth)
        if kind == "open":
            return self._group(depth)
        if kind == "quote":
            self.note("a quotation mark that was never closed was left out")
            return None
        if kind == "field":
            return self._field(token)
        if kind == "quoted":
            return self._phrase(text[1:-1], "text")
        return self._word(text, "text")

    def _negated(self, depth: int) -> Node | None:
        """What follows NOT or a minus, negated once however often that is said; a negation in brackets is undone."""
        while self.more() and (self._tokens[self._at].lastgroup == "minus" or self._is_operator("NOT")):
            self.skip()
        part = self._item(depth) if self.more() and self._tokens[self._at].lastgroup != "close" else None
        if part is None:
            return None
        return part.part if isinstance(part, Not) else Not(part)

    def _group(self, depth: int) -> Node | None:
        if depth >= self._max_nesting:
            self.note(f"brackets nested deeper than {self._max_nesting} were left out")
            return None
        inside = self.alternatives(depth + 1)
        if self.more():
            self.skip()
        else:
            self.note("a bracket that was never closed was closed at the end")
        return inside

    def _field(self, token: re.Match[str]) -> Node | None:
        typed = token.group("field")
        name = FIELDS.get(typed.lower())
        if name is None:
            self.note(f"“{typed}:” is no field and was read as a word; fields are {', '.join(sorted(set(FIELDS)))}")
            return self._word(typed, "text")
        text = self._value()
        if not text:
            self.note(f"“{typed}:” has no value and was read as a word")
            return self._word(typed, "text")
        if name == "year":
            return self._years(text.strip('"'))
        if name == "title":
            return self._phrase(text, name) if text.startswith('"') else self._word(text, name)
        return Value(name, text.strip('"')) if self._take() else None

    def _value(self) -> str:
        """The token after a field, quotation marks kept; empty where it is none or says nothing."""
        minus = "-" if self.more() and self._tokens[self._at].lastgroup == "minus" else ""
        token = self._tokens[self._at + len(minus)] if self._at + len(minus) < len(self._tokens) else None
        if token is None or token.lastgroup not in ("word", "quoted") or not token.group().strip('" '):
            return ""
        self._at += len(minus) + 1
        return minus + (token.group().strip('"') if minus else token.group())

    def _years(self, text: str) -> Node | None:
        match = _YEARS.fullmatch(text)
        if not match or not any(match.group(1, 3)):
            self.note(
                f"“{text}” is no year or range of years and was read as a word; write year:2015 or year:2015-2020"
            )
            return self._word(text, "text")
        first = int(match.group(1)) if match.group(1) else None
        last = int(match.group(3)) if match.group(3) else None
        return Years(first, last if match.group(2) else first)

    def _phrase(self, text: str, field: str) -> Node | None:
        forms = [word.form for word in words(text)]
        kept = [form for form in forms if self._take()]
        return Phrase(tuple(kept), exact=True, field=field) if kept else None

    def _word(self, text: str, field: str) -> Node | None:
        forms = [word.form for word in words(text)]
        if not forms:
            return None
        if text.endswith("*") and len(forms) == 1 and field == "text":
            if len(forms[0]) >= MIN_PREFIX_CHARACTERS:
                return Prefix(forms[0]) if self._take() else None
            self.note(f"“{text}” is too short a beginning and was read as a word")
        kept = [form for form in forms if self._take()]
        if not kept:
            return None
        return Word(kept[0], field) if len(kept) == 1 else Phrase(tuple(kept), exact=False, field=field)

    def _take(self) -> bool:
        """Whether one more term may be used."""
        if self._terms_left <= 0:
            self.note(f"only the first {self._max_terms} words were used")
            return False
        self._terms_left -= 1
        return True


def describe(node: Node) -> str:
    """The canonical text of a node: reading it again gives the same node."""
    match node:
        case Word(form, field):
            return form if field == "text" else f"{field}:{form}"
        case Phrase(forms, exact, field):
            joined = f'"{" ".join(forms)}"' if exact else "-".join(forms)
            return joined if field == "text" else f"{field}:{joined}"
        case Prefix(beginning):
            return f"{beginning}*"
        case Value(field, typed):
            name = "type" if field == "knowledge_type" else field
            return f"{name}:{typed}" if _PLAIN_VALUE.fullmatch(typed) else f'{name}:"{typed}"'
        case Years(first, last):
            ends = ["" if year is None else f"{year:04d}" for year in (first, last)]
            return f"year:{ends[0]}" if first == last else f"year:{'-'.join(ends)}"
        case Not(part):
            return f"-{_bracketed(part)}"
        case All(parts):
            return " ".join(_bracketed(part) if isinstance(part, AnyOf | All) else describe(part) for part in parts)
        case AnyOf(parts):
            return " OR ".join(_bracketed(part) if isinstance(part, AnyOf) else describe(part) for part in parts)


def _bracketed(node: Node) -> str:
    return f"({describe(node)})" if isinstance(node, All | AnyOf) else describe(node)

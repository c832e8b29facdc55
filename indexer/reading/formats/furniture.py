"""What of an HTML page is furniture: its menus, bars and footers, told by their names, roles, and lists of links.

Everything asked of an element is counted beforehand in one walk over the page, so that finding furniture takes as long
as the page is, however deep its elements lie in each other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from bs4 import CData, Tag
from bs4.element import NavigableString, PageElement

_FURNITURE = ("nav", "footer", "aside", "form", "dialog", "menu")
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"})
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|share|social|skip|pager|toolbar)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_MIN_CONTENT_CHARACTERS = 2_000
_MIN_LINKS = 3
_MAX_LINK_SHARE = 0.8
_MAX_LINK_CHARACTERS = 40
_NOTE_NUMBER = re.compile(r"\[\d+\]")


class _Span(NamedTuple):
    """The texts and the elements inside an element, as ranges of numbers in the order of the page."""

    text: int
    text_end: int
    tag: int
    tag_end: int


class Page:
    """The elements of a page but for those left out (by `id`), with what they hold; `tags` are in the page's order."""

    def __init__(self, root: Tag, left_out: Collection[int]) -> None:
        self._spans: dict[int, _Span] = {}
        texts, self.tags = self._walk(root, left_out)
        words = [text.split() for text in texts]
        self._characters = _sums(len(text) for text in texts)
        self._letters = _sums(sum(map(len, parts)) for parts in words)
        self._words = _sums(len(parts) for parts in words)
        self._links = _sums(tag.name == "a" for tag in self.tags)
        self._linked = _sums(self._line_length(self._spans[id(tag)]) if tag.name == "a" else 0 for tag in self.tags)
        begins_with_number = _BeginsWithNumber("".join(texts), self._characters)
        self._notes = _sums(tag.name == "li" and begins_with_number(self._spans[id(tag)]) for tag in self.tags)

    def __contains__(self, tag: Tag) -> bool:
        return id(tag) in self._spans

    def characters(self, tag: Tag) -> int:
        """The length of the text in an element."""
        span = self._spans[id(tag)]
        return self._characters[span.text_end] - self._characters[span.text]

    def words(self, tag: Tag) -> int:
        """The number of words in an element."""
        span = self._spans[id(tag)]
        return self._words[span.text_end] - self._words[span.text]

    def furniture(self, root: Tag) -> Iterator[Tag]:
        """The elements of a part of the page that are furniture, none of them inside another."""
        pending = [root]
        while pending:
            for tag in pending.pop().children:
                if isinstance(tag, Tag) and tag in self:
                    if self._is_furniture(tag):
                        yield tag
                    else:
                        pending.append(tag)

    def _walk(self, root: Tag, left_out: Collection[int]) -> tuple[list[str], list[Tag]]:
        texts: list[str] = []
        tags: list[Tag] = []
        begun: list[tuple[Tag, int, int]] = []
        pending: list[PageElement | None] = [root]
        while pending:
            node = pending.pop()
            if node is None:
                tag, text, number = begun.pop()
                self._spans[id(tag)] = _Span(text, len(texts), number, len(tags))
            elif isinstance(node, Tag):
                if id(node) not in left_out:
                    tags.append(node)
                    begun.append((node, len(texts), len(tags)))
                    pending.append(None)
                    pending.extend(reversed(node.contents))
            elif type(node) in (NavigableString, CData):
                texts.append(str(node))
        return texts, tags

    def _line_length(self, span: _Span) -> int:
        """The length of the text in an element on one line, with single spaces."""
        words = self._words[span.text_end] - self._words[span.text]
        return self._letters[span.text_end] - self._letters[span.text] + max(words - 1, 0)

    def _is_furniture(self, tag: Tag) -> bool:
        if tag.name in _FURNITURE or tag.get("role") in _FURNITURE_ROLES or tag.has_attr("hidden"):
            return True
        if tag.name in ("ul", "ol", "div", "table", "section", "header"):
            names = " ".join([str(tag.get("id") or ""), *(tag.get_attribute_list("class") or [])]).strip()
            if names and _FURNITURE_NAMES.search(names) and self.characters(tag) < _MIN_CONTENT_CHARACTERS:
                return True
        return tag.name in ("ul", "ol") and self._is_link_list(self._spans[id(tag)])

    def _is_link_list(self, span: _Span) -> bool:
        """Whether a list is nothing but short links, as menus are; numbered notes are not."""
        links = self._links[span.tag_end] - self._links[span.tag]
        length = self._line_length(span)
        if links < _MIN_LINKS or not length or self._notes[span.tag_end] > self._notes[span.tag]:
            return False
        linked = self._linked[span.tag_end] - self._linked[span.tag]
        return linked >= _MAX_LINK_SHARE * length and linked / links < _MAX_LINK_CHARACTERS


class _BeginsWithNumber:
    """Whether the text of an element begins with the number of a note, as `[12]`."""

    def __init__(self, text: str, offsets: list[int]) -> None:
        self._offsets = offsets
        words = [match.span() for match in re.finditer(r"\S+", text)]
        self._starts, self._ends = [start for start, _ in words], [end for _, end in words]
        self._numbers = dict(match.span() for match in _NOTE_NUMBER.finditer(text))

    def __call__(self, span: _Span) -> bool:
        begin, end = self._offsets[span.text], self._offsets[span.text_end]
        word = bisect_right(self._ends, begin)
        if word == len(self._starts):
            return False
        return self._numbers.get(max(self._starts[word], begin), end + 1) <= end


def _sums(counts: Iterable[int]) -> list[int]:
    """The sum of the counts before each place, and of all at the end."""
    return list(accumulate(counts, initial=0))

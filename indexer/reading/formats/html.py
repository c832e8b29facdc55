"""HTML to blocks: the main content kept, navigation and page furniture dropped."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection, Iterator
from typing import Any

from bs4 import BeautifulSoup, CData, Comment, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement

from indexer.reading.formats.decoding import decode
from indexer.reading.formats.furniture import Page
from indexer.reading.layout import Block, Kind, Layout, Link, one_line

_DECLARED_WITHIN = 4_096
_NEVER_TEXT = ("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "button", "head")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_WINDOWS_REFERENCE = re.compile(r"&#(?:[xX]([89][0-9a-fA-F])|(12[89]|1[34]\d|15\d));?")
_MAX_DEPTH = 200


def read_html(content: bytes) -> Layout:
    """An HTML page as blocks with its declared metadata (title, language, `<meta>` names)."""
    text, problems = decode(content, declared_within=_DECLARED_WITHIN)
    text = _WINDOWS_REFERENCE.sub(_windows_character, text)
    with warnings.catch_warnings():
        # XHTML is read as HTML on purpose: real pages that call themselves XML are seldom well formed.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(text, "lxml")
    metadata = _metadata(soup)
    left_out = {id(tag) for tag in soup(list(_NEVER_TEXT))}
    page = Page(soup, left_out)
    root = _main_content(soup, page)
    if root is None:
        return Layout(blocks=(), media_type="text/html", metadata=metadata, problems=problems)
    left_out |= {id(tag) for tag in page.furniture(root)}
    blocks = tuple(_Walk(left_out).blocks(root))
    return Layout(blocks=blocks, media_type="text/html", metadata=metadata, problems=problems)


def _windows_character(reference: re.Match[str]) -> str:
    """The character a reference to 128–159 stands for: by HTML's own rule, that of Windows Latin-1."""
    code = int(reference.group(1), 16) if reference.group(1) else int(reference.group(2))
    return bytes([code]).decode("cp1252", errors="replace")


def _metadata(soup: BeautifulSoup) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if soup.title and soup.title.get_text().strip():
        metadata["page title"] = one_line(soup.title.get_text())
    if isinstance(soup.html, Tag) and soup.html.get("lang"):
        metadata["language"] = str(soup.html["lang"])
    for meta in soup.find_all("meta"):
        name, value = meta.get("name") or meta.get("property"), meta.get("content")
        if name and value and str(value).strip():
            key = " ".join(re.split(r"[\s_:.-]+", str(name).strip().lower()))
            metadata.setdefault(key, one_line(str(value)))
    canonical = soup.find("link", rel="canonical", href=True)
    if isinstance(canonical, Tag):
        metadata.setdefault("url", str(canonical["href"]))
    return metadata


def _main_content(soup: BeautifulSoup, page: Page) -> Tag | None:
    """The page's main element where it names one, else its body."""
    is_main: tuple[Callable[[Tag], bool], ...] = (
        lambda tag: tag.name == "main",
        lambda tag: tag.get("role") == "main",
        lambda tag: tag.name == "article",
    )
    for chosen in is_main:
        candidates = [tag for tag in page.tags if chosen(tag)]
        if candidates:
            longest = max(candidates, key=page.characters)
            return longest if page.words(longest) else soup.body
    return soup.body


class _Walk:
    """Collects the text of inline content and gives a block whenever a block element begins or ends."""

    def __init__(self, left_out: Collection[int]) -> None:
        self._left_out = left_out
        self._parts: list[str] = []
        self._links: list[Link] = []
        self._kind = Kind.PARAGRAPH
        self._level = 1

    def blocks(self, root: Tag) -> Iterator[Block]:
        yield from self._element(root, lists=0, depth=0)
        yield from self._flush()

    def _element(self, tag: Tag, lists: int, depth: int) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            self._parts.append(self._text(tag))
            return
        if tag.name == "tr":
            yield from self._row(tag)
            return
        is_block = tag.name in _BLOCKS
        if is_block:
            yield from self._flush()
            self._begin(tag.name, lists)
        start = len(self._parts)
        for child in tag.children:
            if id(child) in self._left_out:
                continue
            if isinstance(child, Tag):
                yield from self._element(child, lists + (child.name in ("ul", "ol")), depth + 1)
            elif isinstance(child, NavigableString) and not isinstance(child, Comment):
                self._parts.append(str(child) if tag.name == "pre" else re.sub(r"[ \t\n\f]+", " ", str(child)))
        if tag.name == "br":
            self._parts.append("\n")
        if tag.name == "a" and tag.get("href"):
            self._links.append(Link(one_line("".join(self._parts[start:])), str(tag["href"]).strip()))
        if is_block:
            yield from self._flush()

    def _begin(self, name: str, lists: int) -> None:
        if re.fullmatch(r"h[1-6]", name):
            self._kind, self._level = Kind.HEADING, int(name[1])
        elif name in ("li", "dd", "dt"):
            self._kind, self._level = Kind.ITEM, max(lists, 1)
        elif name not in ("p", "div", "span"):
            self._kind, self._level = Kind.PARAGRAPH, 1

    def _row(self, tag: Tag) -> Iterator[Block]:
        yield from self._flush()
        cells = [cell for cell in tag.find_all(["td", "th"], recursive=False) if id(cell) not in self._left_out]
        texts = [one_line(self._text(cell)) for cell in cells]
        if any(texts):
            links = tuple(Link(one_line(self._text(link)), str(link["href"])) for link in self._links_of(tag))
            yield Block(kind=Kind.ROW, text="\t".join(texts), links=links)

    def _text(self, tag: Tag) -> str:
        """The texts inside an element, parted by spaces."""
        return " ".join(str(node) for node in self._inside(tag) if type(node) in (NavigableString, CData))

    def _links_of(self, tag: Tag) -> list[Tag]:
        return [
            node for node in self._inside(tag) if isinstance(node, Tag) and node.name == "a" and node.has_attr("href")
        ]

    def _inside(self, tag: Tag) -> Iterator[PageElement]:
        """What an element holds at any depth, in the order of the page."""
        pending = list(reversed(tag.contents))
        while pending:
            node = pending.pop()
            if id(node) not in self._left_out:
                yield node
                if isinstance(node, Tag):
                    pending.extend(reversed(node.contents))

    def _flush(self) -> Iterator[Block]:
        text = "\n".join(line.strip(" ") for line in "".join(self._parts).split("\n")).strip()
        if text:
            yield Block(kind=self._kind, text=text, level=self._level, links=tuple(self._links))
            self._kind, self._level = Kind.PARAGRAPH, 1
        self._parts, self._links = [], []

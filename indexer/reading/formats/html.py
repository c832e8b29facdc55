"""HTML to blocks: the main content kept, navigation and page furniture dropped."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from bs4 import BeautifulSoup, Comment, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString

from indexer.reading.formats.decoding import decode
from indexer.reading.layout import Block, Kind, Layout, Link, one_line

_DECLARED_WITHIN = 4_096
_NEVER_TEXT = ("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "button", "head")
_FURNITURE = ("nav", "footer", "aside", "form", "dialog", "menu")
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"})
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|share|social|skip|pager|toolbar)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
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
_MIN_CONTENT_CHARACTERS = 2_000
_MIN_LINKS = 3
_MAX_LINK_SHARE = 0.8
_NUMBERED = re.compile(r"^\s*\[\d+\]")
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
    for hidden in soup(list(_NEVER_TEXT)):
        hidden.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    root = _main_content(soup)
    blocks = tuple(_Walk().blocks(root)) if root else ()
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


def _main_content(soup: BeautifulSoup) -> Tag | None:
    """The page's main element where it names one, else its body, without furniture in either case."""
    candidates = soup.find_all("main") or soup.find_all(role="main") or soup.find_all("article")
    longest = max(candidates, key=lambda tag: len(tag.get_text()), default=None)
    if longest is None or not longest.get_text().strip():
        longest = soup.body
    if longest is None:
        return None
    pending = [longest]
    while pending:
        for tag in [child for child in pending.pop().children if isinstance(child, Tag)]:
            if _is_furniture(tag):
                tag.decompose()
            else:
                pending.append(tag)
    return longest


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _FURNITURE or tag.get("role") in _FURNITURE_ROLES or tag.has_attr("hidden"):
        return True
    if tag.name in ("ul", "ol", "div", "table", "section", "header"):
        names = " ".join([str(tag.get("id") or ""), *(tag.get_attribute_list("class") or [])]).strip()
        if names and _FURNITURE_NAMES.search(names) and not _is_long(tag):
            return True
    return tag.name in ("ul", "ol") and _is_link_list(tag)


def _is_long(tag: Tag) -> bool:
    """Whether an element holds more text than page furniture does."""
    return any(total >= _MIN_CONTENT_CHARACTERS for total in accumulate(len(text) for text in tag.strings))


def _is_link_list(tag: Tag) -> bool:
    """Whether a list is nothing but short links, as menus are; numbered notes are not."""
    items = tag.find_all("li")
    links = tag.find_all("a")
    text = one_line(tag.get_text(" "))
    if len(links) < _MIN_LINKS or not text or any(_NUMBERED.match(item.get_text()) for item in items):
        return False
    linked = sum(len(one_line(link.get_text(" "))) for link in links)
    return linked >= _MAX_LINK_SHARE * len(text) and linked / len(links) < 40


class _Walk:
    """Collects the text of inline content and gives a block whenever a block element begins or ends."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links: list[Link] = []
        self._kind = Kind.PARAGRAPH
        self._level = 1

    def blocks(self, root: Tag) -> Iterator[Block]:
        yield from self._element(root, lists=0, depth=0)
        yield from self._flush()

    def _element(self, tag: Tag, lists: int, depth: int) -> Iterator[Block]:
        if depth > _MAX_DEPTH:
            self._parts.append(tag.get_text(" "))
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
            if isinstance(child, Tag):
                yield from self._element(child, lists + (child.name in ("ul", "ol")), depth + 1)
            elif isinstance(child, NavigableString):
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
        cells = [one_line(cell.get_text(" ")) for cell in tag.find_all(["td", "th"], recursive=False)]
        if any(cells):
            links = tuple(
                Link(one_line(link.get_text(" ")), str(link["href"])) for link in tag.find_all("a", href=True)
            )
            yield Block(kind=Kind.ROW, text="\t".join(cells), links=links)

    def _flush(self) -> Iterator[Block]:
        text = "\n".join(line.strip(" ") for line in "".join(self._parts).split("\n")).strip()
        if text:
            yield Block(kind=self._kind, text=text, level=self._level, links=tuple(self._links))
            self._kind, self._level = Kind.PARAGRAPH, 1
        self._parts, self._links = [], []

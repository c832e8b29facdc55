"""Markdown and plain text to blocks. Plain text is read as Markdown whose indents mean nothing."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.reading.formats.decoding import decode
from indexer.reading.formats.front_matter import split_front_matter
from indexer.reading.layout import Block, Kind, Layout, Link

_MAX_NESTING = 100
_TOO_DEEP = "its lists and quotations are nested too deeply to be told apart"


def read_markdown(content: bytes) -> Layout:
    """A Markdown file as blocks, its front matter as metadata."""
    return _read(content, "text/markdown", MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table"))


def read_plain_text(content: bytes) -> Layout:
    """A text file as blocks: headings by `#` or underlining, lists by their bullets, the rest paragraphs."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    return _read(content, "text/plain", parser.disable(["code", "reference", "html_block", "html_inline"]))


def _read(content: bytes, media_type: str, parser: MarkdownIt) -> Layout:
    text, problems = decode(content)
    metadata, body = split_front_matter(text)
    body = body.replace("\f", "\n\n")
    tokens = parser.parse(body)
    if any(token.level + 1 >= _MAX_NESTING for token in tokens):
        # The parser skips whatever follows such a place, so it is kept from going there.
        tokens = parser.disable(["list", "blockquote"]).parse(body)
        problems = (*problems, _TOO_DEEP)
    return Layout(blocks=tuple(_blocks(tokens)), media_type=media_type, metadata=metadata, problems=problems)


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    kind, level, depth, number = Kind.PARAGRAPH, 1, 0, ""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            kind, level = Kind.HEADING, int(token.tag[1])
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            kind, level = (Kind.ITEM, depth) if depth else (Kind.PARAGRAPH, 1)
        elif token.type == "list_item_open":
            kind, level = Kind.ITEM, depth
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "list_item_close":
            if number:
                blocks.append(Block(kind=Kind.ITEM, text=number.strip(), level=depth))
            number = ""
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            blocks.append(Block(kind=Kind.ROW, text="\t".join(cells)))
            cells = None
        elif token.type == "inline":
            text, links = _inline(token)
            if cells is not None:
                cells.append(" ".join(text.split()))
                continue
            if text.strip():
                blocks.append(Block(kind=kind, text=f"{number}{text.strip()}", level=level, links=links))
            kind, level = (Kind.ITEM, depth) if depth else (Kind.PARAGRAPH, 1)
            number = ""
        elif token.type in ("fence", "code_block") and token.content.strip():
            blocks.append(Block(kind=Kind.PARAGRAPH, text=token.content.strip()))
        elif token.type == "html_block":
            blocks.extend(_html_paragraphs(token.content))
    return blocks


def _inline(token: Token) -> tuple[str, tuple[Link, ...]]:
    """The words of an inline token without their markup, and its links."""
    parts: list[str] = []
    links: list[Link] = []
    opened: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append("\n")
        elif child.type == "link_open":
            opened.append((str(child.attrs.get("href", "")), len(parts)))
        elif child.type == "link_close" and opened:
            url, start = opened.pop()
            links.append(Link("".join(parts[start:]).strip(), url))
    return "".join(parts), tuple(links)


def _html_paragraphs(html: str) -> list[Block]:
    soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    paragraphs = re.split(r"\n\s*\n", soup.get_text("\n"))
    return [Block(kind=Kind.PARAGRAPH, text=text.strip()) for text in paragraphs if text.strip()]

"""PDF with text to blocks: one page after the other, without the headers and footers they repeat."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import pypdfium2 as pdfium

from indexer.errors import DocumentRefused
from indexer.reading.layout import Block, Kind, Layout, one_line

_EDGE_LINES = 3
_MIN_REPEATS = 3
_REPEATED_SHARE = 0.3
_MAX_HEADING_CHARACTERS = 90
_SHORT_LINE_SHARE = 0.75
_BULLET = re.compile(r"^\s*(?:[•●▪■◦‣▶►✓–—\-*\uf0b7\uf0a7])\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*$")
_NUMBERED_HEADING = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.)\s+[^\W\d_]")
_NUMBERS = re.compile(r"[\s,.%()+\-]*#(?:[\s,.%()+\-]+#)+[\s,.%()+\-]*")
_NO_TITLE = re.compile(
    r"^(?:untitled|no title|(?:world bank )?document\d*$|microsoft (?:word|powerpoint)|powerpoint presentation|"
    r"\S+\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?)$)",
    re.IGNORECASE,
)


def read_pdf(content: bytes, *, max_pages: int) -> Layout:
    """A PDF's pages as paragraphs, items and headings with page numbers from 1.

    Raises `DocumentRefused` where it is no PDF, is encrypted, or holds no text (a scan).
    """
    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "is protected by a password" if locked else "cannot be opened: it is damaged or no PDF"
        raise DocumentRefused(f"the PDF {reason}") from error
    try:
        problems: list[str] = []
        if len(pdf) > max_pages:
            problems.append(f"only the first {max_pages:,} of {len(pdf):,} pages were read")
        pages = [_lines(pdf, number, problems) for number in range(min(len(pdf), max_pages))]
        metadata = _metadata(pdf)
    finally:
        pdf.close()
    if not any(pages):
        raise DocumentRefused("the PDF holds no text: its pages are pictures; run text recognition (OCR) on it first")
    furniture = _repeated_lines(pages)
    # Where nothing else is printed, what repeats is the text.
    kept = [_without(furniture, lines) for lines in pages]
    blocks = [
        block
        for number, lines in enumerate(kept if any(kept) else pages, start=1)
        for block in _page_blocks(lines, number)
    ]
    return Layout(blocks=tuple(blocks), media_type="application/pdf", metadata=metadata, problems=tuple(problems))


def _lines(pdf: pdfium.PdfDocument, number: int, problems: list[str]) -> list[str]:
    try:
        page = pdf[number]
        text_page = page.get_textpage()
        text = text_page.get_text_range()
        text_page.close()
        page.close()
    except pdfium.PdfiumError:
        problems.append(f"page {number + 1} could not be read")
        return []
    text = re.sub(r"(?:\ufffe|\u00ad)\s*", "", text).replace("\ufffd", "")
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", text)
    return [line.strip() for line in re.split(r"\r\n|\r|\n", text) if line.strip()]


def _metadata(pdf: pdfium.PdfDocument) -> dict[str, Any]:
    try:
        values = pdf.get_metadata_dict(skip_empty=True)
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return {}
    metadata: dict[str, Any] = {}
    title = one_line(values.get("Title", ""))
    if len(title) > 3 and not _NO_TITLE.search(title):
        metadata["title"] = title
    created = re.match(r"D:(\d{4})(\d{2})?(\d{2})?", values.get("CreationDate", ""))
    if created:
        metadata["created"] = "-".join(part for part in created.groups() if part)
    return metadata


def _at_edge(at: int, count: int) -> bool:
    return at < _EDGE_LINES or at >= count - _EDGE_LINES


def _mask(line: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.lower())


def _repeated_lines(pages: list[list[str]]) -> frozenset[str]:
    """Lines, with numbers masked, that stand at the edge of so many pages that they are furniture.

    Rows of several numbers are a table's, however alike they look.
    """
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_mask(line) for at, line in enumerate(lines) if _at_edge(at, len(lines))})
    needed = max(_MIN_REPEATS, math.ceil(_REPEATED_SHARE * len(pages)))
    return frozenset(line for line, count in counts.items() if count >= needed and not _NUMBERS.fullmatch(line))


def _without(furniture: frozenset[str], lines: list[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if not (_at_edge(at, len(lines)) and _mask(line) in furniture)]


def _page_blocks(lines: list[str], page: int) -> list[Block]:
    """Lines joined to paragraphs: a paragraph ends at a line that ends a sentence well short of the
    page's usual width, before a bullet, and around a heading."""
    usual = sorted(len(line) for line in lines)[int(len(lines) * 0.8)] if lines else 0
    blocks: list[Block] = []
    current: list[str] = []
    kind = Kind.PARAGRAPH

    def end() -> None:
        nonlocal kind
        if current:
            blocks.append(Block(kind=kind, text=_join(current), page=page))
            current.clear()
        kind = Kind.PARAGRAPH

    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _BULLET.match(line):
            end()
            kind = Kind.ITEM
            current.append(_BULLET.sub("", line))
        elif not _continues(current) and _is_heading(line, following, usual):
            end()
            blocks.append(Block(kind=Kind.HEADING, text=line, level=2, page=page))
        else:
            current.append(line)
        if current and _SENTENCE_END.search(line) and len(line) < _SHORT_LINE_SHARE * usual:
            end()
    end()
    return blocks


def _continues(current: list[str]) -> bool:
    return bool(current) and not _SENTENCE_END.search(current[-1])


def _is_heading(line: str, following: str, usual: int) -> bool:
    if len(line) > min(_MAX_HEADING_CHARACTERS, max(usual, 20)) or _SENTENCE_END.search(line) or not following:
        return False
    letters = [character for character in line if character.isalpha()]
    if len(letters) < 3 or not (line[0].isupper() or line[0].isdigit()):
        return False
    capitals = sum(character.isupper() for character in letters)
    return capitals > 0.8 * len(letters) or bool(_NUMBERED_HEADING.match(line)) or len(line) < 0.6 * usual


def _join(lines: list[str]) -> str:
    """Lines as one text; a word parted by a hyphen at a line end keeps the hyphen, as both may be meant."""
    text = ""
    for line in lines:
        text += line if not text or text.endswith("-") else f" {line}"
    return text

"""Reading documents in the test's own process, and what to ask of them."""

from __future__ import annotations

import re

from indexer.nouns.documents import Document, Origin, Role
from indexer.reading.document import read_document


def read(content: str | bytes, path: str = "report.md", *, max_characters: int = 10_000_000) -> Document:
    """The document in a file's content; texts are written as UTF-8."""
    origin = Origin(folder="/folder", path=path, digest="0" * 32, reader="", media_type="")
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return read_document(raw, origin, max_characters=max_characters, max_pdf_pages=1_000)


def texts(document: Document, role: Role | None = None) -> list[str]:
    """The texts of a document's passages, or of those of one role."""
    return [passage.text for passage in document.passages if role in (None, passage.role)]


def under(document: Document, heading: str) -> list[str]:
    """The texts of the passages right under a heading."""
    return [
        passage.text
        for passage in document.passages
        if passage.role is not Role.HEADING and passage.headings[-1:] == (heading,)
    ]


def words(text: str) -> list[str]:
    """The runs of letters and digits of a text."""
    return re.findall(r"\w+", text)


def kept_words(document: Document) -> set[str]:
    """Every word of a document's title and passages."""
    return set(words("\n".join([document.title, *texts(document)])))

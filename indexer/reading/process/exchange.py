"""What a reading process is asked and what it answers: a line of JSON each, written and checked once."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from indexer.nouns.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRequest:
    """A file to read: `size` bytes follow the line. The process need not know the folder it is in."""

    path: str
    digest: str
    size: int
    max_characters: int
    max_pdf_pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAnswer:
    """The document of a file, or the reason it is refused."""

    document: Document | None = None
    refused: str = ""


REQUEST = TypeAdapter(ReadingRequest)
ANSWER = TypeAdapter(ReadingAnswer)

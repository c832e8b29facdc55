"""What a reading process is asked and what it answers: a line of JSON each, written and checked once."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from indexer.nouns.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRequest:
    """A file to read: `size` bytes follow the line. The process need not know the folder it is in.

    `seconds` are of processor time; an answer may have so many bytes.
    """

    path: str
    digest: str
    size: int
    max_characters: int
    max_pdf_pages: int
    max_answer_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The first line of a process: what its system could not limit."""

    not_limited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAnswer:
    """The document of a file, or the reason it is refused. `spent` where memory ran out: another process follows."""

    document: Document | None = None
    refused: str = ""
    spent: bool = False


REQUEST = TypeAdapter(ReadingRequest)
ANSWER = TypeAdapter(ReadingAnswer)
READY = TypeAdapter(Ready)

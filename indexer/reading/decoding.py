"""Bytes to text: what the file declares when that is true, else what the bytes say."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from indexer.errors import DocumentRefused

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_DETECTION_BYTES = 200_000
_MAX_CONTROL_SHARE = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(content: bytes, *, declared_within: int = 0) -> tuple[str, tuple[str, ...]]:
    """The text of a file and the problems met, with line ends as newlines.

    A byte order mark decides; then UTF-8 if it fits; then a charset declared in the first
    `declared_within` bytes if it fits; then detection. Raises `DocumentRefused` for binary content.
    """
    text, problems = _decode(content, declared_within)
    controls = len(_CONTROL.findall(text[:_DETECTION_BYTES]))
    if controls > _MAX_CONTROL_SHARE * min(len(text), _DETECTION_BYTES):
        raise DocumentRefused("the content is binary, not text; give the file the ending of its real format")
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n"), problems


def _decode(content: bytes, declared_within: int) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _forced(content, encoding)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if b"\x00" in content[:_DETECTION_BYTES]:
        raise DocumentRefused("the content is binary, not text; give the file the ending of its real format")
    declared = _declared(content[:declared_within])
    if declared:
        try:
            return content.decode(declared), ()
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(content[:_DETECTION_BYTES]).best()
    return _forced(content, best.encoding if best else "cp1252")


def _forced(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = content.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return text, (f"{lost} characters could not be read as {encoding}",) if lost else ()


def _declared(head: bytes) -> str | None:
    match = _DECLARED.search(head)
    if not match:
        return None
    try:
        return codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return None

"""Bytes to text: what the file declares when that is true, else what the bytes say."""

from __future__ import annotations

import codecs
import re
import string

import charset_normalizer

from indexer.errors import DocumentRefused

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read under these names, each a superset (WHATWG Encoding Standard, section 4.2).
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_DETECTION_BYTES = 200_000
_MAX_CONTROL_SHARE = 0.02
_MIN_UTF8_SHARE = 0.8
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¡-©«¬®-´¶¸¹»-¿×÷†‡ˆ‰‹›•˜™][^\W\d_]")


def decode(content: bytes, *, declared_within: int = 0) -> tuple[str, tuple[str, ...]]:
    """The text of a file and the problems met, with line ends as newlines.

    A byte order mark decides; then UTF-8 if it fits but for a few bytes; then a charset declared in the
    first `declared_within` bytes if it fits; then detection. Raises `DocumentRefused` for binary content.
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
    if _is_damaged_utf8(content):
        return _forced(content, "utf-8")
    declared = _declared(content[:declared_within])
    if declared:
        try:
            return content.decode(declared), ()
        except UnicodeError:
            pass
    return _forced(content, _detected(content[:_DETECTION_BYTES]))


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether nearly all that is not ASCII is UTF-8, as in a file that was cut or joined from several."""
    text = content.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    beyond_ascii = sum(not character.isascii() for character in text)
    return beyond_ascii - lost >= _MIN_UTF8_SHARE * beyond_ascii


def _detected(content: bytes) -> str:
    """The likeliest encoding; Windows Latin-1 before others that are no likelier, unless it breaks words."""
    matches = charset_normalizer.from_bytes(content)
    best = matches.best()
    if best is None:
        return "cp1252"
    for match in matches:
        no_worse = match.chaos <= best.chaos and match.coherence >= best.coherence
        if no_worse and "cp1252" in match.could_be_from_charset:
            broken = _SIGN_IN_WORD.search(content.decode("cp1252", errors="replace"))
            return best.encoding if broken else "cp1252"
    return best.encoding


def _forced(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = content.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return text, (f"{lost:,} character{'s' if lost > 1 else ''} could not be read as {encoding}",) if lost else ()


def _declared(head: bytes) -> str | None:
    """The codec a file declares, where it agrees with ASCII, in which the declaration itself was read."""
    match = _DECLARED.search(head)
    if not match:
        return None
    plain = string.ascii_letters + string.digits
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
        name = _READ_AS.get(name, name)
        return name if plain.encode("ascii").decode(name) == plain else None
    except (LookupError, UnicodeError):
        return None

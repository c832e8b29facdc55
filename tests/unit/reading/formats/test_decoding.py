"""Bytes to text: marks, declarations true and false, and files that say nothing."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentRefused
from indexer.reading.formats.decoding import decode

SPANISH = "Año tras año la región abrió más datos públicos — “según” el informe — y menos líneas telefónicas."
FRENCH = "Les élèves reçoivent l’aide de l’État à Noël, où qu’ils étudient, et ça ne coûte guère."
PORTUGUESE = "São Paulo: a gestão das águas é boa, mas a inovação não chegou às margens do Tietê."
GERMAN = "Die Bürgerinnen schlugen Maßnahmen vor; über größere Vorhaben stimmte der Stadtrat ab."
POLISH = "Władze miasta przyjęły nową strategię innowacji społecznych i gospodarczych w Łodzi."
RUSSIAN = "Правительство приняло новую программу поддержки городов и регионов."
GREEK = "Η κυβέρνηση ενέκρινε το νέο πρόγραμμα για τις πόλεις και τις περιφέρειες."
JAPANESE = "市は新しい政策を導入し、市民の参加を進めている。港の事例も紹介する。"
CHINESE = "城市的空气质量计划取得了显著成效，并且推广到其他地区。"
KOREAN = "시는 시민 참여를 위한 새로운 정책을 도입하였다."
TEXTS = [SPANISH, FRENCH, PORTUGUESE, GERMAN, POLISH, RUSSIAN, GREEK, JAPANESE, CHINESE, KOREAN]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_whatever_its_form(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, ())


def test_a_byte_order_mark_of_the_other_order_is_read() -> None:
    assert decode(codecs.BOM_UTF16_BE + SPANISH.encode("utf-16-be")) == (SPANISH, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SPANISH, "cp1252"),
        (FRENCH, "cp1252"),
        (PORTUGUESE, "cp1252"),
        (GERMAN, "cp1252"),
        ("café", "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"),
        (CHINESE, "gb18030"),
        (KOREAN, "euc_kr"),
    ],
)
def test_a_file_that_declares_nothing_is_read_by_its_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, ())


def page(charset: str, text: str, encoding: str) -> bytes:
    return f'<html><meta charset="{charset}"><p>{text}</p></html>'.encode(encoding)


@pytest.mark.parametrize(
    ("charset", "text", "encoding"),
    [
        ("windows-1252", SPANISH, "cp1252"),
        ("shift_jis", JAPANESE, "shift_jis"),
        ("Shift_JIS", "①髙﨑", "cp932"),
        ("gb2312", "朱镕基", "gb18030"),
        ("koi8-r", RUSSIAN, "koi8_r"),
        ("euc-jp", JAPANESE, "euc_jp"),
        ("iso-8859-2", POLISH, "iso8859_2"),
    ],
)
def test_a_true_declaration_decides(charset: str, text: str, encoding: str) -> None:
    assert text in decode(page(charset, text, encoding), declared_within=1_000)[0]


@pytest.mark.parametrize(
    ("charset", "text", "encoding"),
    [
        ("iso-8859-1", SPANISH, "cp1252"),
        ("us-ascii", FRENCH, "cp1252"),
        ("iso-8859-1", SPANISH, "utf-8"),
        ("shift_jis", RUSSIAN, "utf-8"),
        ("utf-8", SPANISH, "cp1252"),
        ("utf-16", SPANISH, "cp1252"),
        ("no-such-thing", SPANISH, "cp1252"),
        ("hex", SPANISH, "cp1252"),
        ("zlib", SPANISH, "cp1252"),
        ("rot13", SPANISH, "cp1252"),
        ("undefined", SPANISH, "cp1252"),
        ("cp037", SPANISH, "cp1252"),
    ],
)
def test_a_false_declaration_does_no_harm(charset: str, text: str, encoding: str) -> None:
    assert text in decode(page(charset, text, encoding), declared_within=1_000)[0]


def test_a_declaration_in_plain_text_is_only_text() -> None:
    assert decode(f"charset=koi8-r {SPANISH}".encode("cp1252"))[0] == f"charset=koi8-r {SPANISH}"


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3", b"\xe2\x82", "é".encode("cp1252")])
def test_a_few_bytes_that_are_wrong_cost_only_themselves(damage: bytes) -> None:
    text, problems = decode(SPANISH.encode() + b" " + damage + b" " + SPANISH.encode())
    assert text == f"{SPANISH} \ufffd {SPANISH}"
    assert problems == ("1 character could not be read as utf-8",)


def test_a_file_cut_inside_a_character_is_still_utf8() -> None:
    assert decode(JAPANESE.encode()[:-1])[0] == JAPANESE[:-1] + "\ufffd"


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 10,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 500,
        b"PK\x03\x04\x14\x00\x06\x00" + b"\x01\x02" * 200,
        b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)) * 5,
        SPANISH.encode("utf-16-le"),
    ],
    ids=["every byte", "program", "archive", "picture", "utf-16 without its mark"],
)
def test_binary_content_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused, match="binary"):
        decode(content)


def test_line_ends_become_newlines_and_controls_go() -> None:
    assert decode(b"one\r\ntwo\rthree\nfour\x07\tfive" + b" padding" * 20)[0].startswith("one\ntwo\nthree\nfour\tfive")


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400), st.sampled_from([0, 400]))
def test_any_bytes_give_text_or_a_refusal(content: bytes, declared_within: int) -> None:
    try:
        text, _ = decode(content, declared_within=declared_within)
    except DocumentRefused:
        return
    text.encode("utf-8")
    assert "\r" not in text
    assert "\x00" not in text

"""Which language a text is in, and what a declared language means."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.language.detection import CANDIDATES, UNKNOWN, detect_language, language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The city council adopted a plan for open data and cleaner transport.", "en"),
        ("El ayuntamiento aprobó un plan de datos abiertos y transporte limpio.", "es"),
        ("Le conseil municipal a adopté un plan pour les données ouvertes.", "fr"),
        ("A câmara municipal aprovou um plano de dados abertos e transportes limpos.", "pt"),
        ("Der Stadtrat hat einen Plan für offene Daten beschlossen.", "de"),
        ("市政府发布了关于开放数据的计划。", "zh"),
        ("", UNKNOWN),
        ("2015 — 100 %", UNKNOWN),
    ],
)
def test_the_language_of_a_sentence(text: str, code: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"),
        ("EN-gb", "en"),
        ("pt_BR", "pt"),
        ("spa", "es"),
        (" fr ", "fr"),
        ("English", "en"),
        ("none of them", None),
        ("", None),
    ],
)
def test_declared_languages_become_two_letter_codes(declared: str, code: str | None) -> None:
    assert language_code(declared) == code


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_known_code(text: str) -> None:
    assert detect_language(text) in {*CANDIDATES, UNKNOWN}

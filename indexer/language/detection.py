"""Which language a text is in, where its source does not say."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
"""The code for a text whose language cannot be told (BCP 47 "undetermined")."""

CANDIDATES = [
    *("ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hi"),
    *("hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl"),
    *("sq", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi", "zh"),
]
"""The languages told apart: the identifier errs less on short texts when it chooses among few."""

_SAMPLE_CHARACTERS = 4_000
_LETTERS = re.compile(r"[^\W\d_]{2}")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(CANDIDATES)
    return identifier


def detect_language(text: str) -> str:
    """The ISO 639-1 code of a text's language, `UNKNOWN` where it holds no words."""
    sample = text[:_SAMPLE_CHARACTERS]
    if not _LETTERS.search(sample):
        return UNKNOWN
    code, _ = _identifier().classify(sample)
    return str(code)


def language_code(declared: str) -> str | None:
    """The ISO 639-1 code in a declared language ("pt-BR", "EN", "spa", "Spanish"), or None where it is none."""
    primary = re.split(r"[-_]", declared.strip().lower())[0]
    if re.fullmatch(r"[a-z]{2}", primary):
        return primary
    return _THREE_LETTERS.get(primary) or _codes_by_name().get(declared.strip().casefold())


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """Two-letter codes by a language's name in English and in itself."""
    codes: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        if len(code) == 2:
            codes[name.casefold()] = code
    for code in CANDIDATES:
        codes.setdefault(str(Locale(code).languages.get(code, "")).casefold(), code)
    return codes


_THREE_LETTERS = {
    "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "por": "pt", "deu": "de", "ger": "de", "ita": "it",
    "nld": "nl", "dut": "nl",
}  # fmt: skip

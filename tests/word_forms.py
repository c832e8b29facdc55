"""The distinct word forms of a text by the definition: what engines that hold words as written must hold."""

from __future__ import annotations

from indexer.language.words import fold, words


def word_forms(text: str) -> set[str]:
    """The forms of a text's words as written, with and without accents."""
    forms = {word.form for word in words(text)}
    return forms | {fold(form) for form in forms}

"""Numbers as people print them: "9.21 million (2020)", "1,234,567", "150"."""

from __future__ import annotations

import re

_QUANTITY = re.compile(
    r"(\d{1,3}(?:[,.\s\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*(thousand|million|billion|millones|millions|milhões)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\(\D*((?:1[89]|20)\d\d)\D*\)|\b(?:in|en|em)\s+((?:1[89]|20)\d\d)\b")
_SCALES = {
    "thousand": 1_000,
    "million": 1_000_000,
    "millones": 1_000_000,
    "millions": 1_000_000,
    "milhões": 1_000_000,
    "billion": 1_000_000_000,
}


def quantity_with_year(text: str) -> tuple[float | None, int | None]:
    """The first quantity of a text in full units, and the year it held; None for what is not there."""
    year_match = _YEAR.search(text)
    year = int(year_match.group(1) or year_match.group(2)) if year_match else None
    match = _QUANTITY.search(_YEAR.sub(" ", text))
    if not match:
        return None, year
    digits, scale = match.group(1), (match.group(2) or "").lower()
    if re.fullmatch(r"\d{1,3}(?:[,.\s\u00a0\u202f]\d{3})+", digits) and not (scale and digits.count(".") == 1):
        number = float(re.sub(r"\D", "", digits))
    else:
        number = float(digits.replace(",", "."))
    return round(number * _SCALES.get(scale, 1), 6), year

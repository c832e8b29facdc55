"""The tagger stays fast enough: small measures here, the whole ones by `python -m tests.tagging.speed`.

The bounds are four times what is promised for an idle machine, for tests run beside much else.
"""

from __future__ import annotations

from tests.tagging.speed import matching_milliseconds, suggestion_milliseconds


def test_labels_are_found_in_one_pass() -> None:
    assert matching_milliseconds(words_in_text=20_000, labels=10_000) < 4 * 150 / 5


def test_a_short_document_is_tagged_at_once() -> None:
    assert suggestion_milliseconds(concepts=2_000, trained=100) < 4 * 50

"""What the index is told of a document: the labels of its tags in its own language and in English, and its date."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.catalogue.rows import StoredTag
from indexer.catalogue.store import Catalogue
from indexer.ingest.entry import day_number, engine_document
from indexer.nouns.documents import Tag
from indexer.vocabulary.concepts import TOPIC
from tests.documents import read


def test_a_document_is_found_by_its_tags_as_given_in_its_own_language_and_in_english(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    vocabularies = catalogue.vocabulary_tables.vocabularies()
    document = read("---\nlanguage: es\n---\n# Informe\n\nTexto.\n")
    given = StoredTag(TOPIC, "transparency", Tag(label="puertas abiertas"))
    labels = engine_document(document, [given], vocabularies).labels
    assert labels == ("puertas abiertas", "transparencia", "transparency")
    catalogue.close()


@pytest.mark.parametrize(
    ("published", "day"),
    [(None, None), ("", None), ("2020", 20200000), ("2020-03", 20200300), ("2020-03-09", 20200309)],
)
def test_dates_are_numbers_in_which_a_year_alone_comes_before_its_days(published: str | None, day: int | None) -> None:
    assert day_number(published) == day

"""What `check` finds where catalogue and index do not agree although both are sound."""

from __future__ import annotations

from indexer.index.engine import Changes
from tests.conftest import MakeLibrary

FILES = {"a.md": "# Plan\n\nOpen data.\n", "b.md": "# Water\n\nRivers.\n"}


def test_a_document_that_the_index_has_lost_is_named(make_library: MakeLibrary) -> None:
    library = make_library(FILES)
    assert library.check() == ()
    library._engine.publish(Changes(revision=library.state().revision, put=(), remove=["b"]))
    (finding,) = library.check()
    assert finding.startswith("document b is not in the index")
    assert "policyscope index --full" in finding


def test_a_document_that_is_gone_and_still_indexed_is_named(make_library: MakeLibrary) -> None:
    library = make_library(FILES)
    (record,) = [each for each in library._catalogue.files() if each.path == "b.md"]
    library._catalogue.remove_file(record.folder, record.path)
    library._engine.publish(Changes(revision=library._catalogue.revision(), put=(), remove=()))
    (finding,) = library.check()
    assert finding.startswith("the index holds b, which is gone")

"""What `check` finds where catalogue and index do not agree although both are sound."""

from __future__ import annotations

import shutil

from indexer.index.engine import Changes
from indexer.library import Library
from indexer.nouns.search import SearchRequest
from tests.conftest import MakeLibrary, ingested
from web import create_app

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
    library._catalogue.remove_files([record])
    library._engine.publish(Changes(revision=library._catalogue.revision(), put=(), remove=()))
    (finding,) = library.check()
    assert finding.startswith("the index holds b, which is gone")


def test_a_damaged_index_is_written_whole_although_one_document_alone_has_changed(make_library: MakeLibrary) -> None:
    settings = make_library(FILES).settings
    (settings.index_folder / "CURRENT").write_bytes(b"nonsense")
    folder = settings.library.parent / "documents"
    (folder / "a.md").write_text("# Plan\n\nClosed data.\n", "utf-8")
    with Library(settings) as library:
        assert library.state().damage
        ingested(library, folder)
        assert library.check() == ()
        assert library.search(SearchRequest(text="rivers")).total == 1
        assert library.search(SearchRequest(text="closed")).total == 1


def test_an_index_that_is_ahead_of_a_new_catalogue_is_written_whole(make_library: MakeLibrary) -> None:
    settings = make_library(FILES).settings
    for path in settings.library.glob("catalogue.sqlite*"):
        path.unlink()
    folder = settings.library.parent / "documents"
    (folder / "b.md").unlink()
    with Library(settings) as library:
        ingested(library, folder)
        assert library.check() == ()
        assert [item.id for item in library.search(SearchRequest()).items] == ["a"]


def test_an_index_without_its_pointer_is_damage_and_answers_from_its_newest_generation(
    make_library: MakeLibrary,
) -> None:
    settings = make_library(FILES).settings
    (settings.index_folder / "CURRENT").unlink()
    with Library(settings) as library:
        assert "CURRENT is missing" in library.state().damage[0]
        assert any("CURRENT is missing" in finding for finding in library.check())
        assert library.search(SearchRequest(text="rivers")).total == 1
        ingested(library, settings.library.parent / "documents")
        assert library.check() == ()


def test_an_index_that_is_gone_is_no_empty_library(make_library: MakeLibrary) -> None:
    settings = make_library(FILES).settings
    shutil.rmtree(settings.index_folder)
    with Library(settings) as library:
        assert "the index holds nothing" in library.state().damage[0]
        assert library.check()
        result = library.search(SearchRequest(text="rivers"))
        assert (result.total, result.meta.partial) == (0, True)
        assert any("the index holds nothing" in note for note in result.notes)
        assert create_app(library).test_client().get("/api/v1/health").status_code == 503
        ingested(library, settings.library.parent / "documents")
        assert library.search(SearchRequest(text="rivers")).total == 1


def test_a_library_without_documents_is_sound(make_library: MakeLibrary) -> None:
    library = make_library({"empty.md": ""})
    assert library.state().damage == ()
    assert library.check() == ()
    assert library.search(SearchRequest()).notes == ()

"""The catalogue gives back what was put into it, forgets what is removed, and counts every change."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalogue.rows import StoredTag
from indexer.catalogue.store import Catalogue, FileRecord, Reading
from indexer.errors import LibraryDamaged, WrongSettings
from indexer.nouns.documents import Document, Origin, Passage, Role, Tag
from indexer.nouns.profiles import Answer, Profile, Status
from indexer.nouns.vocabularies import Concept

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
NAME = st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=8)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def document(path: str = "a.md", folder: str = "/folder", document_id: str | None = None, **values: object) -> Document:
    origin = Origin(folder=folder, path=path, digest="0", reader="generic", media_type="text/markdown")
    made = Document(id=document_id or path, title=path, abstract="", language="en", passages=(), origin=origin)
    return dataclasses.replace(made, **values)  # type: ignore[arg-type]


def reading(given: Document, tags: tuple[StoredTag, ...] = (), concepts: tuple[Concept, ...] = ()) -> Reading:
    file = FileRecord(
        folder=given.origin.folder, path=given.origin.path, digest="0", size=1, status="read", document_id=given.id
    )
    return Reading(file=file, document=given, tags=tags, concepts=concepts)


def refusal(path: str, folder: str = "/folder") -> Reading:
    return Reading(file=FileRecord(folder=folder, path=path, digest=None, size=1, status="refused", reason="no"))


OPTIONAL = st.none() | TEXT
PASSAGES = st.lists(
    st.tuples(st.sampled_from(Role), TEXT, st.lists(TEXT, max_size=3).map(tuple), st.none() | st.integers(1, 9), NAME),
    max_size=5,
).map(
    lambda rows: tuple(
        Passage(number=number, role=role, text=text, headings=headings, page=page, anchor=anchor)
        for number, (role, text, headings, page, anchor) in enumerate(rows)
    )
)
ANSWERS = st.lists(
    st.builds(
        Answer,
        question=NAME,
        status=st.sampled_from(Status),
        values=st.lists(TEXT, max_size=3).map(tuple),
        number=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        unit=OPTIONAL,
        year=st.none() | st.integers(1800, 2100),
        printed=TEXT,
        passage=st.none() | st.integers(0, 5),
    ),
    max_size=4,
).map(tuple)
PROFILES = st.builds(
    Profile, place=TEXT, country=st.none() | st.just("MX"), edition=st.none() | st.integers(1900, 2100), answers=ANSWERS
)
DOCUMENTS = st.builds(
    document,
    title=TEXT,
    abstract=TEXT,
    language=st.sampled_from(["en", "und"]),
    passages=PASSAGES,
    published=st.none() | st.just("2016-05"),
    source_url=OPTIONAL,
    content_url=OPTIONAL,
    parent_title=OPTIONAL,
    parent_url=OPTIONAL,
    profile=st.none() | PROFILES,
    knowledge_type=st.none() | st.builds(Tag, label=TEXT, uri=OPTIONAL),
    topics=st.lists(st.builds(Tag, label=NAME, uri=OPTIONAL), max_size=4, unique_by=lambda tag: tag.label).map(tuple),
)


def stored_tags(given: Document) -> tuple[StoredTag, ...]:
    types = [StoredTag("knowledge_type", "type", given.knowledge_type)] if given.knowledge_type else []
    return (*(StoredTag("topic", tag.label, tag) for tag in given.topics), *types)


@pytest.fixture(scope="module")
def used_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path_factory.mktemp("used") / "catalogue.sqlite")
    yield opened
    opened.close()


@settings(deadline=None, max_examples=100)
@given(given=DOCUMENTS)
def test_any_document_comes_back_as_it_was_put_whatever_it_replaces(used_catalogue: Catalogue, given: Document) -> None:
    used_catalogue.put([reading(given, stored_tags(given))])
    assert used_catalogue.get_many([given.id]) == {given.id: given}
    text = dataclasses.replace(given, knowledge_type=None, topics=(), countries=(), profile=None)
    assert used_catalogue.texts([given.id]) == {given.id: text}
    assert used_catalogue.texts([given.id], passages=False) == {given.id: dataclasses.replace(text, passages=())}
    assert used_catalogue.integrity_problems() == []


def test_a_file_that_gives_no_document_any_more_loses_it(catalogue: Catalogue) -> None:
    catalogue.put([reading(document("a.md")), reading(document("b.md"))])
    catalogue.put([refusal("a.md")])
    assert catalogue.ids() == {"b.md"}
    assert [(file.path, file.status) for file in catalogue.files()] == [("a.md", "refused"), ("b.md", "read")]
    catalogue.remove_files(each for each in catalogue.files() if each.path == "b.md")
    assert catalogue.ids() == set()
    assert [file.path for file in catalogue.files()] == ["a.md"]
    assert catalogue.integrity_problems() == []


def test_files_of_the_same_name_in_two_folders_are_two(catalogue: Catalogue) -> None:
    catalogue.put([reading(document("a.md", "/one", "a")), reading(document("a.md", "/two", "b"))])
    catalogue.remove_files(catalogue.files("/one"))
    assert catalogue.ids() == {"b"}
    assert [file.folder for file in catalogue.files()] == ["/two"]
    assert catalogue.files("/one") == []


def test_each_change_has_a_number_and_the_index_can_ask_what_came_after_it(catalogue: Catalogue) -> None:
    assert catalogue.revision() == 0
    catalogue.put([reading(document("a.md")), reading(document("b.md"))])
    before = catalogue.revision()
    catalogue.put([reading(document("b.md", title="new")), refusal("a.md"), reading(document("c.md"))])
    assert catalogue.revision() > before
    assert catalogue.changed_since(before) == ({"b.md", "c.md"}, {"a.md"})
    assert catalogue.changed_since(catalogue.revision()) == (set(), set())
    assert catalogue.changed_since(0) == ({"b.md", "c.md"}, {"a.md"})


def test_numbers_are_never_given_twice_even_when_everything_is_removed(catalogue: Catalogue) -> None:
    catalogue.put([reading(document("a.md"))])
    catalogue.remove_files(catalogue.files("/folder"))
    gone = catalogue.revision()
    catalogue.put([reading(document("a.md"))])
    assert catalogue.revision() > gone


def test_a_document_whose_id_changes_leaves_nothing_behind(catalogue: Catalogue) -> None:
    catalogue.put([reading(document("a.md", document_id="old"))])
    before = catalogue.revision()
    catalogue.put([reading(document("a.md", document_id="new"))])
    assert catalogue.ids() == {"new"}
    assert catalogue.changed_since(before) == ({"new"}, {"old"})


def test_what_was_put_together_is_kept_together_or_not_at_all(catalogue: Catalogue) -> None:
    def broken() -> Iterator[Reading]:
        yield reading(document("a.md"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        catalogue.put(broken())
    assert catalogue.ids() == set()
    assert catalogue.revision() == 0


def test_concepts_that_came_with_documents_are_kept_once(catalogue: Catalogue) -> None:
    concept = Concept(vocabulary="topic", id="ferries", uri="x:ferries", preferred={"en": "ferries"}, shipped=False)
    for path in ("a.md", "b.md"):
        catalogue.put([reading(document(path), (StoredTag("topic", "ferries", Tag(label="Ferries")),), (concept,))])
    assert catalogue.vocabulary_tables.concepts(["topic"]) == [concept]
    assert catalogue.tags(["a.md", "none"]) == {
        "a.md": [StoredTag("topic", "ferries", Tag(label="Ferries"))],
        "none": [],
    }


def test_more_documents_than_one_question_may_name_come_back(catalogue: Catalogue) -> None:
    catalogue.put(reading(document(f"{number:04d}.md")) for number in range(950))
    assert [each.id for each in catalogue.each()] == [f"{number:04d}.md" for number in range(950)]
    assert len(catalogue.get_many(sorted(catalogue.ids()))) == 950


def test_titles_are_found_by_a_part_of_them_taken_literally(catalogue: Catalogue) -> None:
    catalogue.put([reading(document("a.md", title="100% Ferries")), reading(document("b.md", title="1000 Bridges"))])
    assert catalogue.titles("00%") == [("a.md", "100% Ferries")]
    assert catalogue.titles("FERR") == [("a.md", "100% Ferries")]
    assert catalogue.titles("_") == []


def test_languages_come_most_frequent_first(catalogue: Catalogue) -> None:
    languages = ["fr", "en", "en", "es"]
    catalogue.put(reading(document(f"{at}.md", language=code)) for at, code in enumerate(languages))
    assert catalogue.languages() == ("en", "es", "fr")


def test_what_was_put_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "a folder? with #signs and 100%" / "catalogue.sqlite"
    first = Catalogue(path)
    first.put([reading(document("a.md"))])
    first.close()
    assert path.is_file()
    second = Catalogue(path)
    assert second.ids() == {"a.md"}
    second.close()


def test_a_library_that_cannot_be_a_folder_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(WrongSettings, match="cannot be made"):
        Catalogue(tmp_path / "file" / "catalogue.sqlite")


@pytest.mark.parametrize(
    "content", [b"not a database at all, only words" * 100, b"SQLite format 3\x00" + b"\xff" * 5_000]
)
def test_a_file_that_is_no_catalogue_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="tag export"):
        Catalogue(path)
    assert path.read_bytes() == content


def test_a_catalogue_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    Catalogue(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE library SET value = '999' WHERE name = 'version'")
    connection.close()
    with pytest.raises(LibraryDamaged, match="newer version"):
        Catalogue(path)

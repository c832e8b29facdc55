"""The tables of the catalogue. A change here needs a new `VERSION` and a step in `migrations`."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

VERSION = 2

metadata = MetaData()

library = Table(
    "library",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

file = Table(
    "file",
    metadata,
    Column("folder", String, primary_key=True),
    Column("path", String, primary_key=True),
    Column("digest", String),
    Column("size", Integer, nullable=False),
    # read, duplicate or refused; the reason says of what, or why
    Column("status", String, nullable=False),
    Column("reason", Text),
    Column("document_id", String),
)

document = Table(
    "document",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("published", String),
    Column("source_url", Text),
    Column("content_url", Text),
    Column("parent_title", Text),
    Column("parent_url", Text),
    Column("folder", String, nullable=False),
    Column("path", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("reader", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("problems", JSON, nullable=False),
)

passage = Table(
    "passage",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("page", Integer),
    Column("anchor", String, nullable=False),
    Column("text", Text, nullable=False),
)

# Tags as given: topics and knowledge types with their words and links, countries by code.
tag = Table(
    "tag",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("vocabulary", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("concept_id", String, nullable=False),
    Column("label", Text, nullable=False),
    Column("uri", Text),
    Index("tag_by_concept", "vocabulary", "concept_id"),
)

profile = Table(
    "profile",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Text, nullable=False),
    Column("country", String),
    Column("family", String, nullable=False),
    Column("edition", Integer),
    # what was not read: [{reason, question, passage}]
    Column("losses", JSON, nullable=False),
)

answer = Table(
    "answer",
    metadata,
    Column("document_id", ForeignKey("profile.document_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question", String, nullable=False),
    Column("status", String, nullable=False),
    Column("value_list", JSON, nullable=False),
    Column("own_words", JSON, nullable=False),
    Column("number", Float),
    Column("unit", String),
    Column("year", Integer),
    Column("printed", Text, nullable=False),
    Column("passage", Integer),
    Index("answer_by_question", "question"),
)

claim = Table(
    "claim",
    metadata,
    Column("document_id", ForeignKey("profile.document_id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question", String, nullable=False),
    Column("value", String, nullable=False),
    Column("polarity", String, nullable=False),
    Column("share", Float, nullable=False),
    Column("bound", String, nullable=False),
    Column("places", Integer),
    Column("edition", Integer),
    Column("printed", Text, nullable=False),
    Column("passage", Integer),
)

# Concepts that came with documents; those that Policyscope ships are read from its own files.
concept = Table(
    "concept",
    metadata,
    Column("vocabulary", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("uri", Text, nullable=False),
    Column("label", Text, nullable=False),
)

# One row per change of a document; the index holds the revision it was brought up to.
change = Table(
    "change",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String, nullable=False),
    Column("removed", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

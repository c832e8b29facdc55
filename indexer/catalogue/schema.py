"""The tables of the catalogue. A change here needs a new `VERSION` and a step in `migrations.py`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

VERSION = 4

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
    Index("file_by_document", "document_id"),
)

# Every id ever given to a document, with the file that last had it: rows are never removed, so no id means another
# document later. The place is null where another file took it, or where it is not known any more.
given_id = Table(
    "given_id",
    metadata,
    Column("id", String, primary_key=True),
    Column("folder", String),
    Column("path", String),
    Column("digest", String),
    # digest of the row
    Column("seal", String, nullable=False),
    Index("given_id_by_place", "folder", "path"),
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
    Index("tag_by_concept", "vocabulary", "concept_id", "document_id"),
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

# Vocabularies that were imported; those that Policyscope ships are read from its own files.
vocabulary = Table(
    "vocabulary",
    metadata,
    Column("name", String, primary_key=True),
    # the file it was imported from: its name, BLAKE2b of its bytes, and when (ISO 8601, UTC)
    Column("source", Text, nullable=False),
    Column("digest", String, nullable=False),
    Column("imported", String, nullable=False),
)

# Concepts that came with documents, with imported vocabularies or from curators; shipped ones are read from files.
concept = Table(
    "concept",
    metadata,
    Column("vocabulary", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("uri", Text, nullable=False),
    Column("label", Text, nullable=False),
    # document, import or curator
    Column("origin", String, nullable=False, server_default="document"),
    # labels by language and relations, where there is more than the label
    Column("content", JSON),
)

# Concepts that are gone, each with the one that took its place: decisions about it speak of that one.
replaced_concept = Table(
    "replaced_concept",
    metadata,
    Column("vocabulary", String, primary_key=True),
    Column("id", String, primary_key=True),
    # its link and name, by which documents may still call it
    Column("uri", Text, nullable=False, server_default=""),
    Column("label", Text, nullable=False, server_default=""),
    Column("successor", String, nullable=False),
)

# What people decided about tags: rows are only ever added, and outlive the document's next reading.
decision = Table(
    "decision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String, nullable=False),
    Column("vocabulary", String, nullable=False),
    Column("concept_id", String, nullable=False),
    # the concept as it was called, so that the log can be read whatever becomes of the vocabulary
    Column("label", Text, nullable=False),
    Column("uri", Text, nullable=False),
    # accepted, rejected, or withdrawn: the tag is undecided again
    Column("verdict", String, nullable=False),
    Column("person", Text, nullable=False),
    # ISO 8601, UTC
    Column("moment", String, nullable=False),
    # how sure the machine was when it suggested the tag; null where it did not
    Column("confidence", Float),
    # the number of the decision that this one takes back
    Column("undoes", Integer),
    # digest of this row and of the digest before it
    Column("digest", String),
    Index("decision_by_document", "document_id"),
    sqlite_autoincrement=True,
)

# Documents for which suggestions were made, with the digest of the model that made them (there may be none).
examined = Table(
    "examined",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("vocabulary", String, primary_key=True),
    Column("model", String, nullable=False),
)

# What the machine suggests, with its evidence; made anew whenever the document or the model changes.
suggestion = Table(
    "suggestion",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("vocabulary", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("concept_id", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("evidence", JSON, nullable=False),
    Index("suggestion_by_concept", "vocabulary", "concept_id"),
)

# What the text of an examined document says for each tag that its source gives: named, implied or unsupported.
support = Table(
    "support",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("vocabulary", String, primary_key=True),
    Column("concept_id", String, primary_key=True),
    Column("support", String, nullable=False),
)

# Learned taggers as bytes under a digest, for each vocabulary and language.
model = Table(
    "model",
    metadata,
    Column("vocabulary", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("made", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
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

# Digests over the rows of a document, by what they say: `content` (as read) or `suggestions`.
seal = Table(
    "seal",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("digest", String, nullable=False),
)

# Sums of digests over the rows of a vocabulary: its concepts, those that are gone, and where it came from.
vocabulary_seal = Table(
    "vocabulary_seal",
    metadata,
    Column("vocabulary", String, primary_key=True),
    Column("digest", String, nullable=False),
)

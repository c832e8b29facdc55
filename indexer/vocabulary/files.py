"""A vocabulary from a file, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import DocumentRefused
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary, mirrored
from indexer.vocabulary.tables import read_csv_concepts

MAX_FILE_BYTES = 1_000_000_000
MAX_CONCEPTS = 500_000

RDF_FORMATS = {
    ".ttl": "turtle",
    ".rdf": "xml",
    ".xml": "xml",
    ".owl": "xml",
    ".skos": "xml",
    ".nt": "nt",
}
"""The RDF syntaxes read, by the ending of the file."""

TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """What a file tells of a vocabulary: its concepts, and by URI what took the place of those that are gone."""

    concepts: Sequence[Concept]
    replaced: Mapping[str, str]


def read_vocabulary(path: Path, name: str) -> Vocabulary:
    """The vocabulary in a file, named `name`; raises as `read_vocabulary_file` does."""
    return Vocabulary(name, read_vocabulary_file(path, name).concepts)


def read_vocabulary_file(path: Path, name: str) -> VocabularyFile:
    """The concepts in a Turtle, RDF/XML, N-Triples, CSV or TSV file, of a vocabulary named `name`.

    Ids are the ends of the URIs, made unique where they collide. Raises `DocumentRefused` where the file cannot be
    opened, is too large, of an unknown format, malformed or without a concept, or where rdflib is needed and not
    installed.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DocumentRefused(f"{path} cannot be opened: {(error.strerror or str(error)).lower()}") from error
    if size > MAX_FILE_BYTES:
        raise DocumentRefused(f"{path} is larger than {MAX_FILE_BYTES:,} bytes; split the vocabulary or drop its notes")
    suffix = path.suffix.lower()
    replaced: Mapping[str, str] = {}
    if suffix in TABLES:
        concepts: Sequence[Concept] = read_csv_concepts(path, name)
    elif suffix in RDF_FORMATS:
        concepts, replaced = _rdf_reader(path)(path, RDF_FORMATS[suffix], name)
    else:
        known = ", ".join((*RDF_FORMATS, *TABLES))
        raise DocumentRefused(f"{path} has an ending that names no vocabulary format; known are {known}")
    if not concepts:
        raise DocumentRefused(f"{path} holds no skos:Concept with a skos:prefLabel; is it a SKOS vocabulary?")
    if len(concepts) > MAX_CONCEPTS:
        raise DocumentRefused(f"{path} holds {len(concepts):,} concepts; at most {MAX_CONCEPTS:,} are read")
    return VocabularyFile(mirrored(concepts), replaced)


def _rdf_reader(path: Path) -> Callable[[Path, str, str], tuple[Sequence[Concept], Mapping[str, str]]]:
    """The reader of RDF; it needs rdflib, which only those who import such files install."""
    try:
        from indexer.vocabulary.skos import read_rdf_concepts
    except ModuleNotFoundError as error:
        raise DocumentRefused(f"{path} is RDF; install rdflib (pip install rdflib) or save it as CSV") from error
    return read_rdf_concepts

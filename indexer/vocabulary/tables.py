"""A vocabulary as a table: one concept a row, for people who keep theirs in a spreadsheet.

Columns (only one `label` column is needed): `uri`, `label` or `label@LANG`, `alternative@LANG`, `hidden@LANG`,
`negative@LANG`, `definition@LANG`, `broader`, `related`, `exact_match`, `close_match`. Several values in a cell are
separated by `|`. `broader` and `related` name other rows by URI or by label. A table whose first row names none of
these columns is read as URI (in angle brackets or not) and label.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.errors import DocumentRefused
from indexer.language.detection import UNKNOWN
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import BASE_URI, label_key, slug, unique_ids

_COLUMNS = frozenset(
    {"uri", "label", "alternative", "hidden", "negative", "definition", "broader", "related"}
    | {"exact_match", "close_match"}
)
_MAX_CELL_CHARACTERS = 100_000
_WITHOUT_HEADER = ["uri", "label"]


def read_csv_concepts(path: Path, vocabulary: str) -> list[Concept]:
    """The concepts of a CSV or (by its ending) TSV file.

    Raises `DocumentRefused` with the line where a row has no label or names an unknown broader concept.
    """
    rows = [(line, row) for line, row in _rows(path) if any(cells for cells in row.values())]
    uris = [_uri(path, line, row, vocabulary) for line, row in rows]
    _require_distinct(path, rows, uris)
    ids = unique_ids(uris)
    by_name = {uri: ids[uri] for uri in uris}
    for uri, (_, row) in zip(uris, rows, strict=True):
        for label in _cells(row, "label"):
            by_name.setdefault(label_key(label), ids[uri])

    def named(line: int, row: dict[str, str], column: str) -> tuple[str, ...]:
        found = []
        for name in _split(row.get(column, "")):
            concept = by_name.get(name.strip("<>")) or by_name.get(label_key(name))
            if concept is None:
                raise DocumentRefused(f"{path}, line {line}: {column} names {name!r}, which is no row of this table")
            found.append(concept)
        return tuple(found)

    return [
        Concept(
            vocabulary=vocabulary,
            id=ids[uri],
            uri=uri,
            preferred={language: labels[0] for language, labels in _by_language(row, "label").items()},
            alternative=_by_language(row, "alternative"),
            hidden=_by_language(row, "hidden"),
            negative=_by_language(row, "negative"),
            broader=named(line, row, "broader"),
            related=named(line, row, "related"),
            exact_match=_split(row.get("exact_match", "")),
            close_match=_split(row.get("close_match", "")),
            definition={language: texts[0] for language, texts in _by_language(row, "definition").items()},
            shipped=False,
        )
        for uri, (line, row) in zip(uris, rows, strict=True)
    ]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number, as column → cell."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            first = next(reader, [])
            header = [name.strip() for name in first]
            if not {name.split("@")[0] for name in header} & _COLUMNS:
                header = _WITHOUT_HEADER
                yield 1, dict(zip(header, first, strict=False))
            for row in reader:
                if any(len(cell) > _MAX_CELL_CHARACTERS for cell in row):
                    raise DocumentRefused(
                        f"{path}, line {reader.line_num}: a cell is longer than {_MAX_CELL_CHARACTERS:,} characters"
                    )
                yield reader.line_num, dict(zip(header, row, strict=False))
    except (csv.Error, UnicodeDecodeError) as error:
        raise DocumentRefused(f"{path} cannot be read as a table: {error}; save it as UTF-8 CSV") from error


def _require_distinct(path: Path, rows: list[tuple[int, dict[str, str]]], uris: list[str]) -> None:
    first: dict[str, int] = {}
    for uri, (line, _) in zip(uris, rows, strict=True):
        if first.setdefault(uri, line) != line:
            raise DocumentRefused(f"{path}, line {line}: {uri} is the concept of line {first[uri]} already")


def _uri(path: Path, line: int, row: dict[str, str], vocabulary: str) -> str:
    labels = _cells(row, "label")
    if not labels:
        raise DocumentRefused(f"{path}, line {line}: a concept needs a label")
    return row.get("uri", "").strip().strip("<>") or f"{BASE_URI}/{vocabulary}/{slug(labels[0])}"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def _cells(row: dict[str, str], column: str) -> list[str]:
    return [label for labels in _by_language(row, column).values() for label in labels]


def _by_language(row: dict[str, str], column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in _columns(row, column):
        labels = _split(row[name])
        if labels:
            found[name.partition("@")[2].strip().lower() or UNKNOWN] = labels
    return found


def _columns(row: dict[str, str], column: str) -> Iterable[str]:
    return [name for name in row if name == column or name.startswith(f"{column}@")]

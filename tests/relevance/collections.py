"""Judged collections: documents, queries, and grades of how well a document answers a query."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.index.engine import EngineDocument
from indexer.language.detection import detect_language, language_code


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCollection:
    """`queries` maps ids to texts; `grades` maps a query's id to its judged documents, above 0 if relevant.

    Queries without a relevant document are left out, as they have no measure.
    """

    name: str
    documents: tuple[EngineDocument, ...]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, float]]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, sorted."""
        return tuple(sorted({document.language for document in self.documents}))


def judged_collections(folder: Path) -> Iterator[JudgedCollection]:
    """The collections in a folder, or in each folder of it, by name.

    A collection is `docs.jsonl` (id, title, text, lang), `queries.tsv` (id, text) and `qrels.tsv` (query, document,
    grade); `queries_KIND.tsv` with `qrels_KIND.tsv` make one more collection, NAME_KIND, of the same documents.
    """
    folders = (
        [folder] if (folder / "docs.jsonl").is_file() else sorted(path.parent for path in folder.glob("*/docs.jsonl"))
    )
    for place in folders:
        documents = tuple(_documents(place / "docs.jsonl"))
        for file in sorted(place.glob("queries*.tsv")):
            kind = file.stem.removeprefix("queries")
            grades = _grades(place / f"qrels{kind}.tsv")
            queries = {query: text for query, text in _rows(file, 2) if query in grades}
            yield JudgedCollection(name=place.name + kind, documents=documents, queries=queries, grades=grades)


def _documents(file: Path) -> Iterator[EngineDocument]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title, text = row.get("title") or "", row.get("text") or ""
            yield EngineDocument(
                id=str(row["id"]),
                language=language_code(row.get("lang") or "") or detect_language(f"{title} {text}"),
                title=title,
                labels=(),
                passages=tuple(passage for passage in text.split("\n\n") if passage.strip()),
                facets={},
                year=None,
                published=None,
            )


def _grades(file: Path) -> dict[str, dict[str, float]]:
    grades: dict[str, dict[str, float]] = {}
    for query, document, grade in _rows(file, 3):
        grades.setdefault(query, {})[document] = float(grade)
    return {query: judged for query, judged in grades.items() if max(judged.values()) > 0}


def _rows(file: Path, columns: int) -> Iterator[list[str]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\r\n").split("\t", columns - 1)

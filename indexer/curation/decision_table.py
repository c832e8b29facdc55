"""Decisions as a table that people and other programs read and write: tab-separated, one decision a line.

Columns of an export: number, document, vocabulary, concept, uri, label, verdict, person, moment, confidence, undoes.
An import needs `document`, `verdict` and one of `concept`, `uri` and `label`; the rest is optional and may stand in any
order. Lines that begin with # are comments.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from indexer.curation.deciding import MAX_DECISIONS, named_person, now
from indexer.errors import NotFound, WrongUsage
from indexer.nouns.tags import ConceptName, Decision, Verdict
from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import TOPIC

COLUMNS = (
    *("number", "document", "vocabulary", "concept", "uri", "label"),
    *("verdict", "person", "moment", "confidence", "undoes"),
)
_MAX_FILE_BYTES = 200_000_000
_ALSO = {"accept": "accepted", "add": "accepted", "added": "accepted", "reject": "rejected", "withdraw": "withdrawn"}


def as_table(decisions: Iterable[Decision]) -> Iterator[str]:
    """The lines of a table of decisions, oldest first, with a first line that names the columns."""
    yield _line(COLUMNS)
    for each in decisions:
        concept = each.concept
        confidence = "" if each.confidence is None else f"{each.confidence:.6f}"
        yield _line(
            (
                *(str(each.number), each.document_id, concept.vocabulary, concept.id, concept.uri, concept.label),
                *(each.verdict.value, each.person, each.moment, confidence, str(each.undoes or "")),
            )
        )


def _line(cells: Iterable[str]) -> str:
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerow([" ".join(cell.split()) for cell in cells])
    return text.getvalue()


def read_table(path: Path, person: str, concept: Callable[[str, str], Concept]) -> list[Decision]:
    """The decisions of a table; those without a person are signed with `person`, those without a moment happen now.

    `concept` finds a concept of a vocabulary by id, URI or label. Raises `WrongUsage` naming the line that is wrong.
    """
    moment = now()
    found: list[Decision] = []
    for number, row in _rows(path):
        try:
            found.append(_decision(row, person, moment, concept))
        except NotFound as error:
            raise NotFound(f"{path}, line {number}: {error}", parameter="file", allowed=error.allowed) from error
        except (WrongUsage, ValueError) as error:
            raise WrongUsage(f"{path}, line {number}: {error}", parameter="file") from error
        if len(found) > MAX_DECISIONS:
            raise WrongUsage(f"{path} holds more than {MAX_DECISIONS:,} decisions; split it", parameter="file")
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number, as column → cell."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise WrongUsage(f"{path} is larger than {_MAX_FILE_BYTES:,} bytes; split it", parameter="file")
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = ((number, line) for number, line in enumerate(file, 1) if line.strip() and line[0] != "#")
            header: list[str] | None = None
            for number, line in lines:
                cells = [cell.strip() for cell in next(csv.reader([line], delimiter="\t"))]
                if header is None:
                    header = _header(path, cells)
                else:
                    yield number, dict(zip(header, cells, strict=False))
    except OSError as error:
        raise WrongUsage(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}", parameter="file"
        ) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise WrongUsage(f"{path} is no table: {error}; save it as UTF-8 text with tabs", parameter="file") from error


def _header(path: Path, cells: list[str]) -> list[str]:
    names = [cell.lower() for cell in cells]
    if "document" not in names or "verdict" not in names or not {"concept", "uri", "label"} & set(names):
        raise WrongUsage(
            f"{path}: the first line must name the columns document, verdict and concept (or uri or label), "
            "separated by tabs",
            parameter="file",
            allowed=COLUMNS,
        )
    return names


def _decision(row: dict[str, str], person: str, moment: str, concept: Callable[[str, str], Concept]) -> Decision:
    given = row.get("verdict", "").lower()
    verdict = _ALSO.get(given, given)
    if verdict not in set(Verdict):
        raise WrongUsage(f"the verdict is {given!r}; it must be one of {', '.join(Verdict)}")
    if not row.get("document"):
        raise WrongUsage("the document is missing")
    called = row.get("concept") or row.get("uri") or row.get("label") or ""
    meant = concept(row.get("vocabulary") or TOPIC, called)
    name = ConceptName(vocabulary=meant.vocabulary, id=meant.id, uri=meant.uri, label=meant.label())
    confidence = float(row["confidence"]) if row.get("confidence") else None
    if confidence is not None and not 0.0 <= confidence <= 1.0:
        raise WrongUsage(f"the confidence is {confidence:g}; it must be between 0 and 1")
    return Decision(
        number=0,
        document_id=row["document"],
        concept=name,
        verdict=Verdict(verdict),
        person=named_person(row.get("person") or person),
        moment=_moment(row["moment"]) if row.get("moment") else moment,
        confidence=confidence,
    )


def _moment(written: str) -> str:
    """A moment as the log keeps it; one without a time zone is in UTC."""
    read = datetime.fromisoformat(written)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")

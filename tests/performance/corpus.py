"""The corpus that engines are compared on: a file of documents, the same for the same sources and size.

Long documents are packed from the paragraphs of one source document to 0.3 to 3.3 KB; when all are used, each further one
recombines paragraphs of two. Short ones are one or two sentences. A document has about 16 facet values: 20
draws of 400 topics by Zipf's law, half of them from ten topics of its source, 1 of 12 types, 1 to 3 of 195 countries.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.performance.sources import Source, fingerprint, sentences, sources

TOPICS, TYPES, COUNTRIES = 400, 12, 195
FACETS = ("topic", "type", "country")
_VERSION = "1"
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document to index; `facets` holds values under the names in `FACETS`."""

    id: str
    title: str
    passages: tuple[str, ...]
    facets: dict[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """The title and all passages."""
        return "\n\n".join((self.title, *self.passages))


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk; `text_bytes` counts titles and passages in UTF-8."""

    name: str
    file: Path
    documents: int
    text_bytes: int

    def read(self) -> Iterator[CorpusDocument]:
        """The documents in order."""
        with self.file.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                facets = {name: tuple(values) for name, values in row["facets"].items()}
                yield CorpusDocument(row["id"], row["title"], tuple(row["passages"]), facets)


def corpus(folder: Path, documents: int, *, short: bool = False) -> Corpus:
    """The corpus of a size, made in `folder` unless it is there."""
    name = f"{'short' if short else 'long'}-{documents}"
    mark = f"{zlib.crc32(f'{_VERSION} {fingerprint()}'.encode()):08x}"
    file = folder / f"{name}-{mark}.jsonl"
    facts = file.with_suffix(".facts")
    if not facts.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        facts.write_text(json.dumps(_write(file, documents, short)), "utf-8")
    return Corpus(name=name, file=file, documents=documents, text_bytes=json.loads(facts.read_text("utf-8")))


def _write(file: Path, documents: int, short: bool) -> int:
    generator = np.random.default_rng([documents, short])
    material = list(sources(documents // 4 if short else documents))
    bodies = _short(material, generator) if short else _long(material, generator)
    size = 0
    with file.open("w", encoding="utf-8") as out:
        for start in range(0, documents, _BLOCK):
            block = [next(bodies) for _ in range(min(_BLOCK, documents - start))]
            facets = _facets([source for source, _ in block], generator)
            for number, ((source, passages), values) in enumerate(zip(block, facets, strict=True), start):
                document = CorpusDocument(f"d{number:08}", material[source].title, passages, values)
                size += len(document.title.encode()) + sum(len(passage.encode()) for passage in passages)
                out.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")
    return size


def _long(material: list[Source], generator: np.random.Generator) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Bodies without end: (source, passages)."""
    pieces = [(number, piece) for number, source in enumerate(material) for piece in _packed(source, generator)]
    for place in generator.permutation(len(pieces)).tolist():
        yield pieces[place]
    while True:
        (source, first), (_, second) = (pieces[place] for place in generator.integers(len(pieces), size=2).tolist())
        half = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        yield source, tuple(half[place] for place in generator.permutation(len(half)).tolist())


def _packed(source: Source, generator: np.random.Generator) -> Iterator[tuple[str, ...]]:
    piece: list[str] = []
    size, target = 0, _target(generator)
    for paragraph in source.paragraphs:
        piece.append(paragraph)
        size += len(paragraph)
        if size >= target:
            yield tuple(piece)
            piece, size, target = [], 0, _target(generator)
    if size > 200:
        yield tuple(piece)


def _target(generator: np.random.Generator) -> float:
    return float(np.clip(generator.normal(1800, 800), 250, 3000))


def _short(material: list[Source], generator: np.random.Generator) -> Iterator[tuple[int, tuple[str, ...]]]:
    pool = [(number, sentence) for number, source in enumerate(material) for sentence in sentences(source)]
    while True:
        for places in generator.integers(len(pool), size=(_BLOCK, 2)).tolist():
            (source, first), (_, second) = pool[places[0]], pool[places[1]]
            yield source, (first,) if len(first) > 140 else (f"{first} {second}",)


def _facets(origins: list[int], generator: np.random.Generator) -> Iterator[dict[str, tuple[str, ...]]]:
    own = np.array([np.random.default_rng([7, source]).choice(TOPICS, 10, p=_zipf(TOPICS)) for source in origins])
    kept = own[np.arange(len(origins))[:, None], generator.integers(10, size=(len(origins), 10))]
    drawn = generator.choice(TOPICS, (len(origins), 10), p=_zipf(TOPICS))
    topics = np.concatenate((kept, drawn), axis=1)
    countries = generator.choice(COUNTRIES, (len(origins), 3), p=_zipf(COUNTRIES))
    counts = generator.integers(1, 4, len(origins)).tolist()
    for row, source in enumerate(origins):
        yield {
            "topic": tuple(f"topic-{value:03}" for value in sorted(set(topics[row].tolist()))),
            "type": (f"type-{source % TYPES:02}",),
            "country": tuple(f"country-{value:03}" for value in sorted(set(countries[row, : counts[row]].tolist()))),
        }


def _zipf(size: int) -> NDArray[np.float64]:
    weights: NDArray[np.float64] = 1.0 / np.arange(1, size + 1)
    return np.asarray(weights / weights.sum())

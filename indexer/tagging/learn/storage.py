"""A tagger as bytes and back: numbers as raw arrays, the rest as JSON, a digest over all; nothing is executed.

    magic · BLAKE2b digest of what follows (32 bytes) · length of the JSON (8 bytes) · JSON · arrays

The JSON holds the concepts, the terms and, for every array, its type, shape and place. What can be computed again from
concepts and terms (the compiled labels) is not stored. Where the bytes are kept is not decided here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import LibraryDamaged
from indexer.language.analysis import NAME as ANALYSER
from indexer.language.lexicon import Lexicon
from indexer.nouns.vocabularies import Concept
from indexer.tagging.features import FEATURES, rarity_of
from indexer.tagging.learn.boosting import BoostedTrees
from indexer.tagging.learn.calibration import Calibration
from indexer.tagging.learn.experience import Experience
from indexer.tagging.learn.linear import LinearModel
from indexer.tagging.learn.logistic import Logistic
from indexer.tagging.learn.ranking import Policy, Ranker
from indexer.tagging.learn.sparse import Sparse
from indexer.tagging.tagger import Tagger
from indexer.tagging.vocabulary_index import VocabularyIndex

_MAGIC = b"policyscope tagger 2\n"
_DIGEST_BYTES = 32
_LENGTH_BYTES = 8
_CLASSES: dict[str, Callable[..., Any]] = {
    kind.__name__: kind
    for kind in (BoostedTrees, Calibration, Experience, LinearModel, Logistic, Policy, Ranker, Sparse)
}
_TYPES = frozenset({"float32", "float64", "int32", "int64", "bool"})
_REMEDY = "the tagger must be trained again (policyscope tag learn)"


def pack(tagger: Tagger) -> bytes:
    """The tagger as bytes; the same tagger always gives the same bytes."""
    body = bytearray()
    header = {
        "analyser": ANALYSER,
        "features": list(FEATURES),
        "language": tagger.index.lexicon.language,
        "terms": tagger.index.lexicon.terms,
        "concepts": [asdict(concept) for concept in tagger.index.concepts],
        "documents": list(tagger.document_ids),
        "word_rarity": _flat(tagger.rarity.of_word, body),
        "experience": _flat(tagger.experience, body),
        "ranker": _flat(tagger.ranker, body),
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    rest = len(text).to_bytes(_LENGTH_BYTES, "big") + text + bytes(body)
    return _MAGIC + blake2b(rest, digest_size=_DIGEST_BYTES).digest() + rest


def unpack(stored: bytes) -> Tagger:
    """The tagger that `pack` made bytes of.

    Raises `LibraryDamaged` where the bytes are not what was written, or were written for another analyser or other
    features.
    """
    rest = memoryview(stored)[len(_MAGIC) + _DIGEST_BYTES :]
    digest = stored[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES]
    if not stored.startswith(_MAGIC) or blake2b(rest, digest_size=_DIGEST_BYTES).digest() != digest:
        raise LibraryDamaged(f"the stored tagger is damaged or of another version; {_REMEDY}")
    body_start = _LENGTH_BYTES + int.from_bytes(rest[:_LENGTH_BYTES], "big")
    header = json.loads(bytes(rest[_LENGTH_BYTES:body_start]))
    if header["analyser"] != ANALYSER or header["features"] != list(FEATURES):
        raise LibraryDamaged(f"the stored tagger was trained by another version of Policyscope; {_REMEDY}")
    body = rest[body_start:]
    concepts = [_concept(entry) for entry in header["concepts"]]
    index = VocabularyIndex(concepts, Lexicon(header["language"], header["terms"]))
    return Tagger(
        index,
        rarity_of(index, _full(header["word_rarity"], body)),
        _full(header["experience"], body),
        _full(header["ranker"], body),
        tuple(header["documents"]),
    )


def _flat(value: Any, body: bytearray) -> Any:
    """A value as JSON, its arrays appended to `body`."""
    if isinstance(value, np.ndarray):
        place = len(body)
        body += np.ascontiguousarray(value).tobytes()
        return {"array": str(value.dtype), "shape": list(value.shape), "at": place}
    if is_dataclass(value) and not isinstance(value, type):
        inside = {field.name: _flat(getattr(value, field.name), body) for field in fields(value)}
        return {"class": type(value).__name__, "fields": inside}
    return value


def _full(entry: Any, body: memoryview) -> Any:
    if not isinstance(entry, dict):
        return entry
    if "class" in entry:
        return _CLASSES[entry["class"]](**{name: _full(value, body) for name, value in entry["fields"].items()})
    return _array(entry, body)


def _array(entry: dict[str, Any], body: memoryview) -> NDArray[Any]:
    if entry["array"] not in _TYPES:
        raise LibraryDamaged(f"the stored tagger holds an array of type {entry['array']}; {_REMEDY}")
    count = int(np.prod(entry["shape"], dtype=np.int64))
    return np.frombuffer(body, dtype=entry["array"], count=count, offset=entry["at"]).reshape(entry["shape"])


def _concept(entry: dict[str, Any]) -> Concept:
    def labels(name: str) -> dict[str, tuple[str, ...]]:
        return {language: tuple(values) for language, values in entry[name].items()}

    lists = ("broader", "related", "exact_match", "close_match")
    return Concept(
        **{
            **entry,
            **{name: labels(name) for name in ("alternative", "hidden", "negative")},
            **{name: tuple(entry[name]) for name in lists},
        }
    )

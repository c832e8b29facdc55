"""Main countries and knowledge types on policy collections that state them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.nouns.vocabularies import Concept
from indexer.tagging.countries import suggest_places
from indexer.tagging.text import Part, TaggedText, Zone, text_of_plain
from indexer.tagging.types.knowledge_type import TypedDocument, train_types
from indexer.vocabulary.countries import country_named
from tests.shared_data import SHARED

POLICY = SHARED / "data/policy"
COUNTRY_SETS = ("wb_country_reports", "case_studies", "country_profiles", "un_general_debate_sample", "ndc_records")
TYPE_SETS = ("digitalgov", "ai_policies", "german_laws_sample", "ndc_records")
_FOLDS = 5
_LEAST_OF_TYPE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryFigures:
    """Main countries found against stated ones. `errors` are title, stated codes, found codes."""

    documents: int
    precision: float
    recall: float
    f1: float
    errors: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFigures:
    """Types told out of fold."""

    documents: int
    types: int
    accuracy: float
    macro_f1: float
    commonest: float


def print_policy_sets() -> None:
    """Both tables."""
    print("\nmain country (stated one hidden)   documents  precision    recall        F1")
    for name in COUNTRY_SETS:
        for part in ("title and abstract", "text alone"):
            if part == "text alone" and name == "ndc_records":
                continue
            found = main_country(name, part)
            figures = "".join(f"{value:10.3f}" for value in (found.precision, found.recall, found.f1))
            print(f"{name:25}{part:20}{found.documents:7}{figures}")
            for error in found.errors[:5] if part != "text alone" else ():
                print(f"    {error[0][:70]}: stated {error[1]}, found {error[2]}")
    print(f"\nknowledge type, {_FOLDS} folds   documents     types  accuracy  macro F1  commonest type")
    for name in TYPE_SETS:
        told = knowledge_type(name)
        figures = f"{told.accuracy:10.3f}{told.macro_f1:10.3f}{told.commonest:10.3f}"
        print(f"{name:26}{told.documents:12}{told.types:10}{figures}", flush=True)


def main_country(name: str, part: str) -> CountryFigures:
    """Precision, recall and F1 of the main countries, of documents whose stated countries we know."""
    right = wrong = missed = documents = 0
    errors = []
    for line in read(name):
        stated = {concept.id for concept in map(country_named, line.get("country") or []) if concept}
        if not stated:
            continue
        documents += 1
        found = {one.concept.id for one in suggest_places(_text(line, part)) if one.main and one.concept.id.isupper()}
        right += len(found & stated)
        wrong += len(found - stated)
        missed += len(stated - found)
        if found != stated:
            errors.append((str(line["title"]), " ".join(sorted(stated)), " ".join(sorted(found)) or "none"))
    return CountryFigures(
        documents=documents,
        precision=right / max(right + wrong, 1),
        recall=right / max(right + missed, 1),
        f1=2 * right / max(2 * right + wrong + missed, 1),
        errors=tuple(errors),
    )


def knowledge_type(name: str) -> TypeFigures:
    """Types of at least five documents, each told by a classifier that did not see the document."""
    lines = [line for line in read(name) if line.get("doc_type")]
    common = Counter(str(line["doc_type"]) for line in lines)
    lines = [line for line in lines if common[str(line["doc_type"])] >= _LEAST_OF_TYPE]
    given = [f"type:{line['doc_type']}" for line in lines]
    types = [_type(uri) for uri in sorted(set(given))]
    documents = [
        TypedDocument(text_of_plain(str(line["text"] or ""), str(line["title"])), uri)
        for line, uri in zip(lines, given, strict=True)
    ]
    told = [""] * len(documents)
    drawn = np.random.default_rng(0).permutation(len(documents))
    for fold in range(_FOLDS):
        held = set(drawn[fold::_FOLDS].tolist())
        classifier = train_types([one for number, one in enumerate(documents) if number not in held], types)
        for number in held:
            ranked = classifier.rank(documents[number].text)
            told[number] = ranked[0].concept.uri if ranked else ""
    return TypeFigures(
        documents=len(documents),
        types=len(types),
        accuracy=_share(one == other for one, other in zip(given, told, strict=True)),
        macro_f1=float(np.mean([_f1(uri, given, told) for uri in sorted(set(given))])),
        commonest=max(Counter(given).values()) / max(len(given), 1),
    )


def read(name: str) -> Iterator[dict[str, Any]]:
    """The documents of a policy set."""
    for line in (POLICY / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def _text(line: dict[str, Any], part: str) -> TaggedText:
    if part == "text alone":
        text = str(line.get("text") or "")
        return TaggedText(text, (Part(zone=Zone.BODY, start=0, end=len(text)),))
    title, abstract = str(line["title"]), str(line.get("abstract") or "")
    places = (
        Part(zone=Zone.TITLE, start=0, end=len(title)),
        Part(zone=Zone.ABSTRACT, start=len(title) + 2, end=len(title) + 2 + len(abstract)),
    )
    return TaggedText(f"{title}\n\n{abstract}", places)


def _type(uri: str) -> Concept:
    label = uri.removeprefix("type:").replace("_", " ")
    return Concept(vocabulary="knowledge_type", id=uri, uri=uri, preferred={"en": label}, shipped=False)


def _f1(uri: str, given: Sequence[str], told: Sequence[str]) -> float:
    right = sum(one == other == uri for one, other in zip(given, told, strict=True))
    return 2 * right / max(given.count(uri) + told.count(uri), 1)


def _share(outcomes: Iterable[bool]) -> float:
    values = list(outcomes)
    return sum(values) / max(len(values), 1)

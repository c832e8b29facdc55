"""How well the tagger does: trained on one part of some tagged documents and judged on another."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from indexer.language.detection import UNKNOWN, detect_language
from indexer.nouns.members import Rounded
from indexer.nouns.vocabularies import Concept
from indexer.tagging.judge.measures import (
    ConceptCounts,
    Judged,
    count_by_concept,
    f1_at,
    mean_over_documents,
    ndcg,
    precision_at,
)
from indexer.tagging.judge.reliability import ReliabilityBin, calibration_error, reliability
from indexer.tagging.judge.tagged_files import read_tagged_files
from indexer.tagging.learn.training import TaggedDocument, train
from indexer.tagging.tagger import Tagger

_LANGUAGE_SAMPLE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of an evaluation. Times are CPU time of this process.

    `macro_f1` is the mean over the concepts given to or chosen for a test document; `unseen_*` is about concepts that
    the test documents have and the training documents have not. `threshold` is the confidence from which candidates
    count as topics, chosen on the training documents (their mean over the folds of a cross-validation).
    """

    micro_f1: Rounded
    micro_precision: Rounded
    micro_recall: Rounded
    macro_f1: Rounded
    f1_at_5: Rounded
    precision_at_5: Rounded
    ndcg_at_5: Rounded
    ndcg_at_10: Rounded
    candidate_recall: Rounded
    unseen_concepts: int
    unseen_recall_at_10: Rounded
    calibration_error: Rounded
    threshold: Rounded
    train_documents: int
    test_documents: int
    concepts: int
    language: str
    train_seconds: Rounded
    milliseconds_per_document: Rounded

    def as_json(self) -> str:
        """The report as one JSON object, numbers to six digits."""
        rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return json.dumps(rounded, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptFigures:
    """One concept: how many test documents have it, how many were chosen for it, and how well."""

    uri: str
    label: str
    given: int
    chosen: int
    precision: Rounded
    recall: Rounded
    f1: Rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures over all, by concept (most given first), and by confidence."""

    report: Report
    by_concept: tuple[ConceptFigures, ...]
    reliability: tuple[ReliabilityBin, ...]

    def as_json(self) -> str:
        """The figures over all as one JSON object."""
        return self.report.as_json()


def evaluate_files(train_file: Path, test_file: Path, vocabulary_file: Path | None = None) -> Evaluation:
    """Train on one JSONL file and judge on another.

    A line has `text`, perhaps `title`, and its topics as `labels` (URIs of the vocabulary) or `tags` (words). Without
    a vocabulary the topics of the training file are it. Raises `WrongUsage` naming the line that has another shape.
    """
    files = read_tagged_files(train_file, test_file, vocabulary_file)
    tally = _Tally(files.concepts, language_of(files.train))
    tally.add(files.train, files.test)
    return tally.evaluation(len(files.train))


def cross_validate(
    documents: Sequence[TaggedDocument],
    concepts: Sequence[Concept],
    language: str,
    *,
    folds: int = 5,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Judge every document by a tagger that was trained on the others, in `folds` parts drawn once and for all.

    `progress` is told how many folds are done, and of how many.
    """
    drawn = np.random.default_rng(0).permutation(len(documents))
    tally = _Tally(concepts, language)
    parts = min(folds, len(documents))
    for fold in range(parts):
        held = set(drawn[fold::parts].tolist())
        kept = [document for number, document in enumerate(documents) if number not in held]
        tally.add(kept, [documents[number] for number in sorted(held)])
        progress(fold + 1, parts)
    return tally.evaluation(len(documents))


def language_of(documents: Sequence[TaggedDocument]) -> str:
    """The language most of the documents' beginnings are in; English where it cannot be told."""
    sample = " ".join(document.text.text[:200] for document in documents[:_LANGUAGE_SAMPLE])
    language = detect_language(sample)
    return "en" if language == UNKNOWN else language


@dataclass(slots=True)
class _Tally:
    """Everything judged so far, over one or several rounds of training."""

    concepts: Sequence[Concept]
    language: str
    judged: list[Judged] = field(default_factory=list)
    unseen: list[frozenset[str]] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)
    thresholds: list[float] = field(default_factory=list)
    train_seconds: float = 0.0
    rank_seconds: float = 0.0

    def add(self, trained: Sequence[TaggedDocument], test: Sequence[TaggedDocument]) -> None:
        """Train on some documents and judge others."""
        started = time.process_time()
        tagger = train(trained, self.concepts, self.language)
        self.train_seconds += time.process_time() - started
        self.thresholds.append(tagger.ranker.policy.threshold)
        seen = {uri for document in trained for uri in document.concepts}
        for document in test:
            given = frozenset(document.concepts) - frozenset(document.rejected)
            self.judged.append(self._judge(tagger, document, given))
            self.unseen.append(given - seen)

    def _judge(self, tagger: Tagger, document: TaggedDocument, given: frozenset[str]) -> Judged:
        started = time.process_time()
        found = tagger.rank(document.text)
        self.rank_seconds += time.process_time() - started
        names = tuple(tagger.index.concepts[row].uri for row in found.concepts)
        self.sure += [(float(value), name in given) for value, name in zip(found.confidence, names, strict=True)]
        chosen = tagger.ranker.policy.choose(found.confidence)
        kept = frozenset(name for name, keep in zip(names, chosen, strict=True) if keep)
        return Judged(given=given, ranked=names, chosen=kept)

    def evaluation(self, train_documents: int) -> Evaluation:
        """The figures of everything judged."""
        counts = count_by_concept(self.judged)
        bins = reliability(self.sure)
        precision, recall, f1 = counts.micro()
        labelled = [document for document in self.judged if document.given]
        tested = {uri for document in labelled for uri in document.given}
        unseen = frozenset().union(*self.unseen) if self.unseen else frozenset()
        report = Report(
            micro_f1=f1,
            micro_precision=precision,
            micro_recall=recall,
            macro_f1=counts.macro_f1(tested | set(counts.wrong)),
            f1_at_5=mean_over_documents([f1_at(document, 5) for document in labelled]),
            precision_at_5=mean_over_documents([precision_at(document, 5) for document in labelled]),
            ndcg_at_5=mean_over_documents([ndcg(document, 5) for document in labelled]),
            ndcg_at_10=mean_over_documents([ndcg(document, 10) for document in labelled]),
            candidate_recall=_recall(self.judged, [document.given for document in self.judged], None),
            unseen_concepts=len(unseen),
            unseen_recall_at_10=_recall(self.judged, self.unseen, 10),
            calibration_error=calibration_error(bins),
            threshold=mean_over_documents(self.thresholds),
            train_documents=train_documents,
            test_documents=len(self.judged),
            concepts=len(self.concepts),
            language=self.language,
            train_seconds=self.train_seconds,
            milliseconds_per_document=1000 * self.rank_seconds / max(len(self.judged), 1),
        )
        return Evaluation(report=report, by_concept=_by_concept(counts, self.concepts), reliability=bins)


def _by_concept(counts: ConceptCounts, concepts: Sequence[Concept]) -> tuple[ConceptFigures, ...]:
    label_of = {concept.uri: concept.label() for concept in concepts}
    found = [
        ConceptFigures(
            uri=uri,
            label=label_of.get(uri, uri),
            given=counts.right[uri] + counts.missed[uri],
            chosen=counts.right[uri] + counts.wrong[uri],
            precision=counts.right[uri] / max(counts.right[uri] + counts.wrong[uri], 1),
            recall=counts.right[uri] / max(counts.right[uri] + counts.missed[uri], 1),
            f1=counts.f1(uri),
        )
        for uri in {*counts.right, *counts.wrong, *counts.missed}
    ]
    return tuple(sorted(found, key=lambda one: (-one.given, -one.chosen, one.label, one.uri)))


def _recall(judged: Sequence[Judged], wanted: Sequence[frozenset[str]], depth: int | None) -> float:
    """The part of each document's wanted topics that stands in its first `depth` suggestions, over all documents."""
    total = sum(map(len, wanted))
    pairs = zip(judged, wanted, strict=True)
    found = sum(len(names & set(document.ranked[:depth])) for document, names in pairs)
    return found / total if total else 0.0

"""The evaluation command's work, on made-up files and on real ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from indexer.errors import WrongUsage
from indexer.tagging.judge.agreement import Judgement, agreement
from indexer.tagging.judge.evaluation import Report, cross_validate, evaluate_files
from indexer.tagging.judge.reliability import calibration_error, reliability, reliability_svg
from tests.shared_data import SHARED, needs_shared
from tests.unit.tagging.synthetic import CONCEPTS, documents


def write(path: Path, key: str, count: int, seed: int) -> Path:
    lines = [
        json.dumps({"text": document.text.text, key: [uri.removeprefix("made-up:") for uri in document.concepts]})
        for document in documents(count, seed)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def without_times(report: Report) -> Report:
    return replace(report, train_seconds=0.0, milliseconds_per_document=0.0)


@pytest.mark.parametrize("key", ["labels", "tags"])
def test_tags_alone_are_a_vocabulary(tmp_path: Path, key: str) -> None:
    train, test = write(tmp_path / "a.jsonl", key, 60, 1), write(tmp_path / "b.jsonl", key, 30, 2)
    report = evaluate_files(train, test).report
    assert report.ndcg_at_10 > 0.9
    assert report.micro_f1 > 0.8
    assert report.concepts == 6
    assert set(json.loads(report.as_json())) >= {
        *("micro_f1", "macro_f1", "f1_at_5", "precision_at_5", "ndcg_at_5", "train_seconds"),
        "milliseconds_per_document",
    }
    assert without_times(evaluate_files(train, test).report) == without_times(report)


def test_a_line_of_another_shape_is_named(tmp_path: Path) -> None:
    good = write(tmp_path / "a.jsonl", "tags", 5, 1)
    bad = tmp_path / "b.jsonl"
    bad.write_text('{"text": "x", "tags": []}\n{"text": 3}\n', "utf-8")
    with pytest.raises(WrongUsage, match="line 2"):
        evaluate_files(good, bad)
    bad.write_text("{", "utf-8")
    with pytest.raises(WrongUsage, match="line 1 is not JSON"):
        evaluate_files(bad, good)


def test_every_document_of_a_library_is_judged_by_a_tagger_that_never_saw_it() -> None:
    rounds: list[tuple[int, int]] = []
    found = cross_validate(documents(90), CONCEPTS, "en", folds=3, progress=lambda *done: rounds.append(done))
    assert rounds == [(1, 3), (2, 3), (3, 3)]
    assert found.report.test_documents == 90
    assert found.report.micro_f1 > 0.8
    assert sum(one.given for one in found.by_concept) == sum(len(document.concepts) for document in documents(90))
    assert sum(one.chosen * one.precision for one in found.by_concept) == pytest.approx(
        sum(one.given * one.recall for one in found.by_concept)
    )
    again = cross_validate(documents(90), CONCEPTS, "en", folds=3)
    assert without_times(again.report) == without_times(found.report)
    assert again.reliability == found.reliability


def test_the_curve_shows_every_bin() -> None:
    bins = reliability([(0.05, False)] * 30 + [(0.95, True)] * 9 + [(1.0, False)])
    assert [(one.count, one.share) for one in bins] == [(30, 0.0), (10, 0.9)]
    assert calibration_error(bins) == pytest.approx((30 * 0.05 + 10 * (0.955 - 0.9)) / 40)
    root = fromstring(reliability_svg(bins))
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2
    assert fromstring(reliability_svg(())) is not None
    assert calibration_error(()) == 0.0


def test_agreement_is_over_what_two_people_judged() -> None:
    def said(person: str, document: str, accepted: bool) -> Judgement:
        return Judgement(person=person, document=document, concept="c", accepted=accepted)

    first = [said("a", f"d{number}", number < 5) for number in range(10)]
    same = agreement([*first, *(said("b", f"d{number}", number < 5) for number in range(10)), said("b", "x", True)])
    assert (same.people, same.judged_twice, same.observed, same.alpha) == (2, 10, 1.0, 1.0)
    # the last verdict of a person counts
    changed = agreement([*first, *(said("b", f"d{number}", number < 4) for number in range(10)), said("b", "d4", True)])
    assert changed.observed == 1.0
    opposite = agreement([*first, *(said("b", f"d{number}", number >= 5) for number in range(10))])
    assert opposite.observed == 0.0
    assert opposite.alpha is not None
    assert opposite.alpha < 0
    assert agreement(first).alpha is None
    assert agreement([]).judged_twice == 0
    assert agreement([said("a", "d", True), said("b", "d", True)]).alpha is None


@needs_shared
def test_a_few_abstracts_already_beat_a_trained_lexical_tagger(tmp_path: Path) -> None:
    """Two hundred training abstracts against the best lexical backend of Annif trained on a thousand (.325)."""
    folder = SHARED / "data/subject/inspec"
    for name, count in (("train", 200), ("valid", 150)):
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()[:count]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    report = evaluate_files(tmp_path / "train.jsonl", tmp_path / "valid.jsonl", folder / "vocab.ttl").report
    assert report.ndcg_at_10 > 0.40
    assert report.unseen_recall_at_10 > 0.25

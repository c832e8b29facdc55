"""TF-IDF neighbours and one-vs-rest linear models of scikit-learn on one set, run in the rivals' environment.

`python rival_linear.py REQUEST.json ANSWER.json`, the same request and answer as `rival_annif.py`; answers also hold the
concepts `chosen`. The number of neighbours, the threshold and the penalty are tuned on a fifth of the training texts.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

Scores = NDArray[np.float64]
SUGGESTED = 100
NEIGHBOURS = (10, 20, 40)
PENALTIES = (0.5, 1.0)
LEAST_DOCUMENTS = 2


def main(request_file: str, answer_file: str) -> None:
    request = json.loads(Path(request_file).read_text("utf-8"))
    train, test = read(request["train"]), read(request["test"])
    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english", dtype=np.float64)
    started = time.process_time()
    vectors = vectorizer.fit_transform([text for text, _ in train])
    binarizer = MultiLabelBinarizer(sparse_output=True)
    given = csr_matrix(binarizer.fit_transform([labels for _, labels in train]))
    reading = time.process_time() - started
    wanted = vectorizer.transform([text for text, _ in test])
    answer = {}
    for name, models in (("tf-idf neighbours", NEIGHBOURS), ("one-vs-rest linear", PENALTIES)):
        started = time.process_time()
        judge = neighbours if name == "tf-idf neighbours" else linear
        setting, threshold, always = tuned(judge, models, vectors, given, max_labels=request.get("tuned_labels", 0))
        scores = judge(vectors, given, wanted, setting)
        seconds = time.process_time() - started + reading
        answer[name] = {
            "setting": f"{setting}, threshold {threshold:.3f}{', best one where none passes' if always else ''}",
            "train_seconds": seconds,
            "milliseconds_per_document": 0.0,
            "scores": [by_label(row, binarizer.classes_) for row in scores],
            "chosen": [list(binarizer.classes_[chosen_of(row, threshold, always)]) for row in scores],
        }
        print(f"{name}: {seconds:.0f} s, {answer[name]['setting']}", flush=True)
    Path(answer_file).write_text(json.dumps(answer), "utf-8")


def read(path: str) -> list[tuple[str, list[str]]]:
    entries = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
    return [(f"{entry.get('title') or ''}\n{entry['text']}", entry["labels"]) for entry in entries]


def neighbours(vectors: csr_matrix, given: csr_matrix, wanted: csr_matrix, count: int) -> Scores:
    """The share of likeness to the nearest documents that is to those with the label."""
    found = np.zeros((wanted.shape[0], given.shape[1]))
    for row in range(wanted.shape[0]):
        likeness = (vectors @ wanted[row].T).toarray().ravel()
        nearest = np.argpartition(-likeness, count)[:count]
        weight = likeness[nearest]
        found[row] = (weight @ given[nearest]) / max(weight.sum(), 1e-9)
    return found


def linear(vectors: csr_matrix, given: csr_matrix, wanted: csr_matrix, penalty: float) -> Scores:
    """Support vector machines, one per label; labels of fewer than two documents get none."""
    found = np.full((wanted.shape[0], given.shape[1]), -2.0)
    usable = np.flatnonzero(np.asarray(given.sum(axis=0)).ravel() >= LEAST_DOCUMENTS)
    model = OneVsRestClassifier(LinearSVC(C=penalty)).fit(vectors, given[:, usable])
    found[:, usable] = model.decision_function(wanted)
    return found


def tuned(judge, settings, vectors, given, max_labels):
    """The setting, threshold and policy of largest micro F1 on a fifth of the training documents."""
    count = vectors.shape[0]
    held = np.random.default_rng(0).permutation(count)[: count // 5]
    kept = np.setdiff1d(np.arange(count), held)
    frequent = np.argsort(-np.asarray(given.sum(axis=0)).ravel(), kind="stable")
    labels = np.sort(frequent[:max_labels]) if max_labels and judge is linear else np.arange(given.shape[1])
    truth = given[held][:, labels].toarray() > 0
    best = (-1.0, settings[0], 0.0, False)
    for setting in settings:
        scores = judge(vectors[kept], given[kept][:, labels], vectors[held], setting)
        for threshold in np.quantile(scores[truth], np.linspace(0.02, 0.7, 60)):
            for always in (False, True):
                chosen = scores >= threshold
                if always:
                    chosen[np.arange(len(chosen)), scores.argmax(axis=1)] = True
                hits = float((chosen & truth).sum())
                f1 = 2 * hits / float(chosen.sum() + truth.sum())
                if f1 > best[0]:
                    best = (f1, setting, float(threshold), always)
    return best[1:]


def chosen_of(row: Scores, threshold: float, always: bool) -> NDArray[np.bool_]:
    chosen = row >= threshold
    if always:
        chosen[row.argmax()] = True
    return chosen


def by_label(row: Scores, labels: NDArray[np.str_]) -> dict[str, float]:
    first = np.argsort(-row, kind="stable")[:SUGGESTED]
    return {str(labels[place]): float(row[place]) for place in first}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

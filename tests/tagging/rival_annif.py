"""Annif on one set, run by the interpreter of Annif's own environment: `python rival_annif.py REQUEST.json ANSWER.json`.

The request names a folder to work in, the training and test files (text and labels), the vocabulary and the backends;
the answer holds for each backend its CPU seconds of training, milliseconds per document and, per test document, the
concepts with their scores. Imports nothing of ours: that environment has none of it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

SETTINGS = {
    "tfidf": "backend=tfidf",
    "mllm": "backend=mllm",
    "omikuji": "backend=omikuji",
    # the settings that Annif's wiki gives for Bonsai
    "bonsai": "backend=omikuji\ncluster_balanced=False\ncluster_k=100\nmax_depth=3",
}
SUGGESTED = 100
BATCH = 32


def main(request_file: str, answer_file: str) -> None:
    request = json.loads(Path(request_file).read_text("utf-8"))
    folder = Path(request["folder"])
    teach_sentences(folder / "nltk", texts(Path(request["train"])))
    os.environ["ANNIF_DATADIR"] = str(folder / "data")
    os.environ["ANNIF_PROJECTS"] = str(folder / "projects.cfg")
    (folder / "projects.cfg").write_text(projects(request["backends"], request["language"]), "utf-8")
    answer = measured(request, folder)
    Path(answer_file).write_text(json.dumps(answer), "utf-8")


def texts(path: Path) -> list[str]:
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [f"{entry.get('title') or ''}\n{entry['text']}".strip() for entry in entries]


def teach_sentences(folder: Path, written: list[str]) -> None:
    """Sentence ends as NLTK learns them from the training texts: its own tables are not on PyPI."""
    os.environ["NLTK_DATA"] = str(folder)
    tables = folder / "tokenizers" / "punkt_tab" / "english"
    if tables.is_dir():
        return
    from nltk.tokenize.punkt import PunktTrainer, save_punkt_params

    tables.mkdir(parents=True)
    trainer = PunktTrainer("\n\n".join(written)[:3_000_000])
    save_punkt_params(trainer.get_params(), str(tables))


def projects(backends: list[str], language: str) -> str:
    return "\n\n".join(
        f"[{name}]\nname={name}\nlanguage={language}\n{SETTINGS[name]}\nanalyzer=snowball(english)\n"
        f"vocab=subjects\nlimit={SUGGESTED}\ntransform=pass"
        for name in backends
    )


def measured(request: dict[str, object], folder: Path) -> dict[str, object]:
    import annif
    import annif.registry
    from annif.corpus.document import DocumentFileTSV
    from annif.corpus.types import Document
    from annif.vocab import VocabFileSKOS

    application = annif.create_flask_app("annif.default_config.Config")
    with application.app_context():
        annif.registry.initialize_projects(application)
        vocabulary = application.annif_registry.get_vocab("subjects")
        vocabulary.load_vocabulary(VocabFileSKOS(request["vocabulary"]), force=True)
        subjects = vocabulary.subjects
        train = tab_separated(Path(request["train"]), folder / "train.tsv")
        written = texts(Path(request["test"]))
        found: dict[str, object] = {}
        for name in request["backends"]:
            project = annif.registry.get_project(name)
            before = cpu_seconds()
            project.train(DocumentFileTSV(str(train), subjects))
            trained = cpu_seconds()
            scores = []
            for begin in range(0, len(written), BATCH):
                batch = project.suggest([Document(text) for text in written[begin : begin + BATCH]])
                scores += [{subjects[hit.subject_id].uri: round(float(hit.score), 6) for hit in one} for one in batch]
            found[name] = {
                "train_seconds": trained - before,
                "milliseconds_per_document": 1000 * (cpu_seconds() - trained) / max(len(written), 1),
                "scores": scores,
                "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
            print(f"annif {name}: trained in {trained - before:.0f} s", flush=True)
    return found


def tab_separated(path: Path, target: Path) -> Path:
    """Annif's own shape: text, tab, links in angle brackets."""
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    links = [" ".join(f"<{label}>" for label in entry["labels"]) for entry in entries]
    lines = [f"{' '.join(text.split())}\t{link}" for text, link in zip(texts(path), links, strict=True)]
    target.write_text("\n".join(lines) + "\n", "utf-8")
    return target


def cpu_seconds() -> float:
    """Of this process and its finished children."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""Deciding teaches: on real texts with known topics, suggestions for documents nobody touched get better."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.library import Library
from indexer.nouns.tags import Decision, NewDecision, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.shared_data import SHARED, needs_shared

SET = SHARED / "data" / "subject" / "inspec"
DECIDED_DOCUMENTS, UNTOUCHED, DECISIONS = 50, 150, 200


def _silently(_stage: str, _done: int, _total: int) -> None: ...


def _texts() -> list[tuple[str, str, set[str]]]:
    """(id, text, URIs of its topics) of the first documents of the set."""
    lines = (SET / "train.jsonl").read_text("utf-8").splitlines()[: DECIDED_DOCUMENTS + UNTOUCHED]
    entries = [json.loads(line) for line in lines]
    return [(f"text-{number:03}", entry["text"], set(entry["labels"])) for number, entry in enumerate(entries)]


def _f1_at_5(library: Library, gold: dict[str, set[str]]) -> float:
    scores = []
    for document_id, topics in gold.items():
        found = library.curation.suggest_document(document_id, vocabulary="inspec", limit=5)
        right = len({each.concept.uri for each in found} & topics)
        scores.append(2 * right / (len(found) + len(topics)) if found or topics else 1.0)
    return sum(scores) / len(scores)


def _decide(library: Library, gold: dict[str, set[str]]) -> list[Decision]:
    """Accept and reject suggestions as one who knows the topics would, document by document."""
    decided: list[Decision] = []
    for document_id, topics in gold.items():
        suggested = library.curation.suggest_document(document_id, vocabulary="inspec", limit=10)
        wanted = [
            NewDecision(
                document_id=document_id,
                concept=each.concept.id,
                verdict=Verdict.ACCEPTED if each.concept.uri in topics else Verdict.REJECTED,
                vocabulary="inspec",
            )
            for each in suggested[: DECISIONS // DECIDED_DOCUMENTS]
        ]
        decided += library.curation.decide(wanted, "Ada")
    return decided


@needs_shared
def test_200_decisions_make_suggestions_better_and_none_is_overturned(tmp_path: Path) -> None:
    texts = _texts()
    folder = write_files(
        tmp_path / "documents", {f"{name}.md": "# " + text.replace("\n", "\n\n", 1) for name, text, _ in texts}
    )
    with Library(Settings(library=tmp_path / "library")) as library:
        ingested(library, folder)
        library.vocabularies.import_file(SET / "vocab.ttl", "inspec", _silently)
        gold = {name: topics for name, _, topics in texts}
        untouched = dict(list(gold.items())[DECIDED_DOCUMENTS:])
        library.curation.refresh(_silently, "inspec")
        before = _f1_at_5(library, untouched)
        decided = _decide(library, dict(list(gold.items())[:DECIDED_DOCUMENTS]))
        assert len(decided) == DECISIONS
        report = library.curation.learn("inspec", _silently)
        assert [each.language for each in report.languages if each.model] == ["en"]
        assert report.refreshed.examined == len(texts)
        after = _f1_at_5(library, untouched)
        print(f"F1@5 {before:.4f} -> {after:.4f}; {sum(each.verdict is Verdict.ACCEPTED for each in decided)} accepted")
        assert after > before
        ingested(library, folder, full=True)
        library.curation.learn("inspec", _silently)
        for each in decided:
            audit = library.curation.audit(each.document_id, "inspec")
            tags = {tag.concept.id for tag in audit.tags}
            assert (each.concept.id in tags) is (each.verdict is Verdict.ACCEPTED)
            assert each.concept.id not in {suggestion.concept.id for suggestion in audit.suggestions}

"""Suggesting, deciding, auditing and learning over a small library whose every word is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.catalogue.salvage import decisions_in
from indexer.curation import suggesting
from indexer.curation.decision_table import as_table
from indexer.errors import NotFound, WrongUsage
from indexer.index.lock import writing
from indexer.library import Library
from indexer.nouns.search import FacetFilter, SearchRequest
from indexer.nouns.tags import NewDecision, Source, Support, Verdict
from indexer.settings import Settings
from tests.conftest import ingested, write_files
from tests.small_corpus import SMALL_CORPUS

FILES = {document.path: document.markdown() for document in SMALL_CORPUS}


def silently(_stage: str, _done: int, _total: int) -> None: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "documents", FILES)


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library(Settings(library=tmp_path / "library")) as opened:
        yield ingested(opened, folder)


def decide(library: Library, document_id: str, concept: str, verdict: Verdict) -> int:
    wanted = NewDecision(document_id=document_id, concept=concept, verdict=verdict)
    return library.curation.decide([wanted], "Ada")[0].number


def with_topic(library: Library, topic: str) -> set[str]:
    request = SearchRequest(filters={"topic": FacetFilter(values=(topic,))}, per_page=50)
    return {item.id for item in library.search(request).items}


def test_given_tags_are_named_implied_or_unsupported(library: Library) -> None:
    audit = library.curation.audit("agency")
    support = {tag.concept.id: tag.support for tag in audit.tags}
    assert support["open-government"] is Support.NAMED
    assert support["transparency"] is Support.UNSUPPORTED
    assert {tag.source for tag in audit.tags} == {Source.GIVEN}
    document = library.document("agency")
    for tag in audit.tags:
        for span in tag.spans:
            texts = {"title": document.title, "abstract": document.abstract}
            text = texts.get(span.place) or document.passages[span.passage or 0].text
            assert text[span.start : span.end] == span.quote


def test_evidence_leads_to_the_words_of_the_passage(library: Library) -> None:
    found = 0
    for document_id in sorted(library.titles([document.name for document in SMALL_CORPUS])):
        document = library.document(document_id)
        for each in library.curation.suggest_document(document_id):
            for span in each.spans:
                texts = {"title": document.title, "abstract": document.abstract}
                text = texts.get(span.place) or document.passages[span.passage or 0].text
                assert text[span.start : span.end] == span.quote
                if span.passage is not None:
                    assert span.anchor == document.passages[span.passage].anchor
                found += 1
    assert found > 20


def test_stored_suggestions_are_those_made_at_once(library: Library) -> None:
    at_once = {each.name: library.curation.suggest_document(each.name) for each in SMALL_CORPUS}
    report = library.curation.refresh(silently)
    assert (report.documents, report.examined) == (len(SMALL_CORPUS), len(SMALL_CORPUS))
    stored = {each.name: library.curation.suggest_document(each.name) for each in SMALL_CORPUS}
    for name, suggestions in stored.items():
        assert [each.concept for each in suggestions] == [each.concept for each in at_once[name]]
    assert library.curation.refresh(silently).examined == 0


def test_a_run_that_is_stopped_goes_on_where_it_was(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "_BATCH", 2)

    def stop(_stage: str, done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.curation.refresh(stop)
    assert library.curation.library_audit().examined == 4
    assert library.curation.refresh(silently).examined == len(SMALL_CORPUS) - 4


def test_an_accepted_tag_is_a_tag_at_once_and_a_withdrawn_one_no_longer(library: Library) -> None:
    decide(library, "budget", "open-data", Verdict.ACCEPTED)
    assert with_topic(library, "open-data") == {"budget"}
    assert "open-data" in {topic.value for topic in library.document("budget").topics}
    audit = library.curation.audit("budget")
    assert {tag.concept.id: tag.source for tag in audit.tags}["open-data"] is Source.CURATOR
    decide_again = library.curation.decide(
        [NewDecision(document_id="budget", concept="Open data", verdict=Verdict.WITHDRAWN)], "Ben"
    )
    assert [each.verdict for each in decide_again] == [Verdict.WITHDRAWN]
    assert with_topic(library, "open-data") == set()
    assert library.check() == ()


def test_a_rejected_tag_never_comes_back(library: Library, folder: Path) -> None:
    assert "agency" in with_topic(library, "transparency")
    number = decide(library, "agency", "transparency", Verdict.REJECTED)
    suggested = library.curation.suggest_document("agency")[0].concept.id
    decide(library, "agency", suggested, Verdict.REJECTED)
    library.curation.refresh(silently)
    (folder / "agency.md").write_text(FILES["agency.md"] + "\nTransparency, transparency and open data.\n", "utf-8")
    ingested(library, folder, full=True)
    library.curation.refresh(silently)
    audit = library.curation.audit("agency")
    assert {tag.concept.id for tag in audit.rejected} == {"transparency", suggested}
    gone = {"transparency", suggested}
    assert not gone & {tag.concept.id for tag in audit.tags}
    assert not gone & {each.concept.id for each in audit.suggestions}
    assert not gone & {
        i.suggestion.concept.id for i in library.curation.queue(per_page=500).items if i.document_id == "agency"
    }
    assert "agency" not in with_topic(library, "transparency")
    library.curation.undo(number, "Ada")
    assert "agency" in with_topic(library, "transparency")


def test_decisions_wait_for_a_document_that_is_away(library: Library, folder: Path) -> None:
    decide(library, "zeta", "open-data", Verdict.ACCEPTED)
    content = (folder / "zeta.md").read_text("utf-8")
    (folder / "zeta.md").unlink()
    ingested(library, folder)
    with pytest.raises(NotFound, match="no document 'zeta'"):
        decide(library, "zeta", "cycling", Verdict.ACCEPTED)
    (folder / "zeta.md").write_text(content, "utf-8")
    ingested(library, folder)
    assert with_topic(library, "open-data") == {"zeta"}


def test_what_cannot_be_decided_says_why(library: Library) -> None:
    with pytest.raises(NotFound, match="no concept 'open dat'") as unknown:
        decide(library, "agency", "open dat", Verdict.ACCEPTED)
    assert "open-data" in unknown.value.allowed
    with pytest.raises(WrongUsage, match="follows from its topics"):
        library.curation.decide(
            [NewDecision(document_id="agency", concept="x", verdict=Verdict.ACCEPTED, vocabulary="area")], "Ada"
        )
    with pytest.raises(WrongUsage, match="name of who decides"):
        library.curation.decide([NewDecision(document_id="agency", concept="open-data", verdict=Verdict.ACCEPTED)], " ")
    assert library.curation.log().total == 0


def test_deciding_does_not_wait_for_a_long_run_and_the_index_follows(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.ingest.publishing._WAIT_SECONDS", 0.05)
    with writing(library.settings.library):
        decide(library, "budget", "open-data", Verdict.ACCEPTED)
        assert with_topic(library, "open-data") == set()
    assert any("lags" in finding for finding in library.check())
    ingested(library, folder)
    assert with_topic(library, "open-data") == {"budget"}


def test_the_queue_holds_what_is_open_and_bulk_accepts_it(library: Library) -> None:
    library.curation.refresh(silently)
    queue = library.curation.queue(per_page=500)
    assert queue.total == len(queue.items)
    for item in queue.items:
        p = item.suggestion.confidence
        assert item.gain == pytest.approx(4 * p * (1 - p) * item.size)
    least = sorted(item.suggestion.confidence for item in queue.items)[-5]
    preview = library.curation.preview_above(least)
    assert preview.tags == sum(item.suggestion.confidence >= least for item in queue.items)
    assert sum(each.documents for each in preview.concepts) == preview.tags
    accepted = library.curation.accept_above(least, "topic", "Ada")
    assert len(accepted) == preview.tags
    assert library.curation.queue().total == queue.total - preview.tags
    assert library.curation.preview_above(least).tags == 0
    with pytest.raises(WrongUsage, match="above 0"):
        library.curation.accept_above(0.0, "topic", "Ada")


def test_the_audit_of_the_library_adds_up(library: Library) -> None:
    library.curation.refresh(silently)
    decide(library, "agency", "transparency", Verdict.REJECTED)
    decide(library, "agency", "open-data", Verdict.ACCEPTED)
    audit = library.curation.library_audit(per_page=500)
    totals = audit.totals
    assert totals.given == sum(len(document.topics) for document in SMALL_CORPUS)
    assert totals.named + totals.implied + totals.unsupported == totals.given
    assert (totals.accepted, totals.rejected) == (1, 1)
    single = [library.curation.audit(document.name) for document in SMALL_CORPUS]
    for support in Support:
        counted = sum(
            tag.support is support and tag.source is Source.GIVEN
            for each in single
            for tag in (*each.tags, *each.rejected)
        )
        assert getattr(totals, support.value) == counted


def test_a_table_goes_out_and_in_again(library: Library, tmp_path: Path, folder: Path) -> None:
    decide(library, "agency", "transparency", Verdict.REJECTED)
    decide(library, "budget", "open-data", Verdict.ACCEPTED)
    table = tmp_path / "decisions.tsv"
    table.write_text("".join(as_table(decisions_in(library.settings.catalogue_file))), "utf-8")
    assert library.curation.import_decisions(table, "Ben") == (2, 0)
    with Library(Settings(library=tmp_path / "other")) as other:
        ingested(other, folder)
        assert other.curation.import_decisions(table, "Ben") == (2, 2)
        strip = [
            (each.document_id, each.concept, each.verdict, each.person, each.moment)
            for each in other.curation.log().decisions
        ]
        assert strip == [
            (each.document_id, each.concept, each.verdict, each.person, each.moment)
            for each in library.curation.log().decisions
        ]
        assert with_topic(other, "open-data") == {"budget"}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("document\tlabel\n", "first line"),
        ("document\tlabel\tverdict\nagency\topen data\tyes\n", "line 2: the verdict is 'yes'"),
        ("document\tlabel\tverdict\n# a comment\nagency\tno such thing\taccept\n", "line 3: there is no concept"),
        ("document\tlabel\tverdict\nnothing\topen data\taccept\n", "no document 'nothing'"),
        ("document\tlabel\tverdict\tmoment\nagency\topen data\taccept\tyesterday\n", "line 2"),
        ("document\tlabel\tverdict\tconfidence\nagency\topen data\taccept\t7\n", "between 0 and 1"),
    ],
)
def test_a_table_with_a_wrong_line_stores_nothing(library: Library, tmp_path: Path, table: str, message: str) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(table, "utf-8")
    with pytest.raises(WrongUsage, match=message):
        library.curation.import_decisions(path, "Ben")
    assert library.curation.log().total == 0


def test_learning_needs_documents_and_says_so(library: Library) -> None:
    report = library.curation.learn("topic", silently)
    assert [each.model for each in report.languages] == [None] * len(report.languages)
    with pytest.raises(WrongUsage, match="--train and --test"):
        library.curation.evaluate("topic", silently)


def test_a_damaged_tagger_is_passed_over_and_named(tmp_path: Path) -> None:
    files = {
        f"{number:02}.md": f"---\ntitle: Report {number}\ntopics: [{topic}]\nlanguage: en\n---\n\nThis is about {topic}.\n"
        for number in range(24)
        for topic in (["open data", "cycling", "taxation"][number % 3],)
    }
    folder = write_files(tmp_path / "documents", files)
    with Library(Settings(library=tmp_path / "library")) as library:
        ingested(library, folder)
        report = library.curation.learn("topic", silently)
        (learned,) = report.languages
        assert learned.model is not None
        again = library.curation.learn("topic", silently)
        assert [each.model for each in again.languages] == [learned.model], "the same tags give the same tagger"
        assert again.refreshed.examined == 0
        tables = library._catalogue.models
        tables.put("topic", {"en": b"policyscope tagger 1\n" + b"\x00" * 100}, "2020-01-01T00:00:00+00:00")
        assert library.curation.suggest_text("Open data and cycling.")
        assert any("tag learn" in finding for finding in library.check())
        library.curation.learn("topic", silently)
        assert library.check() == ()


def test_where_a_document_has_its_country_others_are_only_mentioned(tmp_path: Path) -> None:
    files = {"plan.md": "---\ncountry: Kenya\n---\n# Roads in Uganda\n\nUganda builds roads. Kenya pays."}
    with Library(Settings(library=tmp_path / "library")) as library:
        ingested(library, write_files(tmp_path / "documents", files))
        found = library.curation.suggest_document("plan", vocabulary="country")
        assert [(each.concept.id, each.chosen) for each in found] == [("UG", False)]
        text = library.curation.suggest_text("Uganda builds roads.", title="Roads in Uganda", vocabulary="country")
        assert [(each.concept.id, each.chosen) for each in text] == [("UG", True)]

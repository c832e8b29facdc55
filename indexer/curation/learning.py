"""Learning from tags: those that sources give and nobody rejected, and those that curators accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from indexer.catalogue.store import Catalogue
from indexer.curation.deciding import now
from indexer.curation.rules import RULED
from indexer.curation.taggers import spoken
from indexer.errors import WrongUsage
from indexer.nouns.library import Progress
from indexer.nouns.tags import LearnedLanguage, Verdict
from indexer.tagging.judge.agreement import CuratorAgreement, Judgement, agreement
from indexer.tagging.judge.evaluation import Evaluation, cross_validate
from indexer.tagging.learn.storage import pack
from indexer.tagging.learn.training import MIN_DOCUMENTS, TaggedDocument, train
from indexer.tagging.text import text_of_document
from indexer.vocabulary.concepts import Vocabulary

MAX_DOCUMENTS = 20_000
"""So many tagged documents of a language are learned from, drawn by a digest of their ids where there are more."""


def learn(catalogue: Catalogue, vocabulary: Vocabulary, progress: Progress) -> tuple[LearnedLanguage, ...]:
    """Train a tagger for each language with enough tagged documents and store them in place of those before.

    The same documents and decisions give the same taggers. Nothing is stored before all are trained. Raises
    `WrongUsage` for a vocabulary that is suggested by rules.
    """
    if vocabulary.name in RULED:
        raise WrongUsage(
            f"nothing is learned for {vocabulary.name}: rules suggest it; learn topic or an imported vocabulary",
            parameter="vocabulary",
        )
    contents: dict[str, bytes] = {}
    learned: list[tuple[str, int, int, int]] = []
    for language, document_ids in sorted(_tagged(catalogue, vocabulary).items()):
        documents = list(_training_documents(catalogue, vocabulary, document_ids, progress, language))
        if len(documents) >= MIN_DOCUMENTS:
            progress(f"Learning ({language})", 0, 1)
            contents[language] = pack(train(documents, tuple(vocabulary), language))
            progress(f"Learning ({language})", 1, 1)
        tags = sum(len(document.concepts) for document in documents)
        rejected = sum(len(document.rejected) for document in documents)
        learned.append((language, len(documents), tags, rejected))
    digests = catalogue.models.put(vocabulary.name, contents, now())
    return tuple(
        LearnedLanguage(
            language=language, documents=documents, tags=tags, rejected=rejected, model=digests.get(language)
        )
        for language, documents, tags, rejected in learned
    )


def cross_validated(catalogue: Catalogue, vocabulary: Vocabulary, progress: Progress) -> Evaluation:
    """How well the tags of the library's documents are suggested by taggers that learned from the others.

    Judged in the language with most tagged documents. Raises `WrongUsage` where there are too few.
    """
    by_language = _tagged(catalogue, vocabulary)
    language = max(sorted(by_language), key=lambda code: len(by_language[code]), default="en")
    documents = list(_training_documents(catalogue, vocabulary, by_language.get(language, []), progress, language))
    if len(documents) < MIN_DOCUMENTS:
        raise WrongUsage(
            f"{len(documents)} documents in one language have tags of {vocabulary.name}; evaluating needs "
            f"{MIN_DOCUMENTS}, or files named with --train and --test"
        )
    return cross_validate(
        documents, tuple(vocabulary), language, progress=lambda done, folds: progress("Judging", done, folds)
    )


def agreement_of_curators(catalogue: Catalogue, vocabulary: str) -> CuratorAgreement:
    """How far people agree who decided about the same tags; what was undone or withdrawn says nothing."""
    log, _ = catalogue.decisions.log(None, 0, None)
    undone = {decision.undoes for decision in log}
    return agreement(
        Judgement(
            person=decision.person,
            document=decision.document_id,
            concept=decision.concept.id,
            accepted=decision.verdict is Verdict.ACCEPTED,
        )
        for decision in reversed(log)
        if decision.concept.vocabulary == vocabulary
        and decision.undoes is None
        and decision.number not in undone
        and decision.verdict is not Verdict.WITHDRAWN
    )


def _tagged(catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The ids of documents that have a tag of a vocabulary, sorted, by the language they are tagged in."""
    languages = catalogue.languages_of()
    found: dict[str, list[str]] = {}
    for document_id, tags in catalogue.tags(sorted(languages)).items():
        if any(tag.vocabulary == vocabulary.name for tag in tags):
            found.setdefault(spoken(languages[document_id]), []).append(document_id)
    return {language: sorted(sorted(several, key=_draw)[:MAX_DOCUMENTS]) for language, several in found.items()}


def _draw(document_id: str) -> bytes:
    return blake2b(document_id.encode(), digest_size=8).digest()


def _training_documents(
    catalogue: Catalogue, vocabulary: Vocabulary, document_ids: Sequence[str], progress: Progress, language: str
) -> Iterator[TaggedDocument]:
    """Documents with the URIs of the tags that they have, and of those that were rejected."""
    tags = catalogue.tags(document_ids)
    decided = catalogue.decisions.in_force(document_ids, vocabulary.name)
    for done, document in enumerate(catalogue.each(document_ids), start=1):
        own = [tag.concept_id for tag in tags[document.id] if tag.vocabulary == vocabulary.name]
        rejected = [decision.concept.id for decision in decided[document.id] if decision.verdict is Verdict.REJECTED]
        yield TaggedDocument(
            document.id, text_of_document(document), _uris(vocabulary, own), _uris(vocabulary, rejected)
        )
        progress(f"Reading ({language})", done, len(document_ids))


def _uris(vocabulary: Vocabulary, concept_ids: Sequence[str]) -> tuple[str, ...]:
    concepts = (vocabulary.get(concept_id) for concept_id in concept_ids)
    return tuple(dict.fromkeys(concept.uri for concept in concepts if concept))

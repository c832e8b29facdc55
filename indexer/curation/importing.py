"""What an import of a vocabulary starts from and what it did, and concepts that curators make."""

from __future__ import annotations

from indexer.catalogue.vocabularies import IMPORT, VocabularyTables
from indexer.errors import WrongUsage
from indexer.nouns.documents import Tag
from indexer.nouns.vocabularies import Concept, ImportReport, Replaced
from indexer.vocabulary.concepts import Vocabulary, concept_of_tag
from indexer.vocabulary.facets import EXTENDED, FACETS, LANGUAGE, YEAR
from indexer.vocabulary.update import Held, Update

_MAX_NAME = 40


def held_before(tables: VocabularyTables, name: str) -> Held:
    """A vocabulary as it is held, for an update."""
    origins = tables.origins(name)
    concepts = tables.concepts([name])
    return Held(
        shipped=EXTENDED[name]() if name in EXTENDED else Vocabulary(name, ()),
        imported=[concept for concept in concepts if origins[concept.id] == IMPORT],
        own=[concept for concept in concepts if origins[concept.id] != IMPORT],
        used=tables.used(name),
    )


def import_report(vocabulary: Vocabulary, held: Held, update: Update, concepts: int, seconds: float) -> ImportReport:
    """What an update did; `vocabulary` is the one after it, `held` the one before, `concepts` how many the file has."""

    def label(concept_id: str) -> str:
        found = vocabulary.get(concept_id)
        return found.label() if found else concept_id

    gone = {concept.id for concept in (*held.imported, *held.own)}
    return ImportReport(
        vocabulary=vocabulary.name,
        concepts=concepts,
        added=len(update.added),
        changed=len(update.changed),
        unchanged=concepts - len(update.added) - len(update.changed) - update.joined,
        joined=update.joined,
        dropped=len(update.drop),
        replaced=tuple(
            Replaced(old=each.label, new=label(each.successor)) for each in update.former if each.id in gone
        ),
        kept=tuple(label(each) for each in update.kept),
        seconds=round(seconds, 2),
    )


def made_concept(vocabulary: Vocabulary, label: str, language: str, above: Concept | None) -> Concept:
    """A concept with an id that nothing here has or had."""
    plain = concept_of_tag(vocabulary.name, Tag(label=label))
    concept_id, number = plain.id, 2
    while vocabulary.get(concept_id) is not None:
        concept_id, number = f"{plain.id}-{number}", number + 1
    return Concept(
        vocabulary=vocabulary.name,
        id=concept_id,
        uri=f"{plain.uri.rsplit('/', 1)[0]}/{concept_id}",
        preferred={language: label},
        broader=(above.id,) if above else (),
        shipped=False,
    )


def require_name(name: str) -> None:
    """Raise `WrongUsage` where a vocabulary cannot be called so."""
    fixed = {each for each in FACETS if each not in EXTENDED} | {LANGUAGE, YEAR}
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > _MAX_NAME:
        raise WrongUsage(
            f"a vocabulary's name is made of letters, digits and hyphens, at most {_MAX_NAME}; not {name!r}"
        )
    if name in fixed:
        raise WrongUsage(f"the vocabulary {name} is fixed; import under topic, knowledge_type or a name of your own")

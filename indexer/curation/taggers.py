"""The tagger for a vocabulary and a language: the learned one where there is one, else one that knows labels only."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from indexer.catalogue.store import Catalogue
from indexer.errors import LibraryDamaged
from indexer.language.analysis import NAME as ANALYSER
from indexer.language.detection import UNKNOWN
from indexer.tagging.features import FEATURES
from indexer.tagging.learn.cold import cold_tagger
from indexer.tagging.learn.storage import unpack
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.concepts import Vocabulary

_KEPT = 6
_DIGEST_BYTES = 16

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadyTagger:
    """A tagger and the digest of what it was made of; another digest means that it may suggest otherwise."""

    tagger: Tagger
    digest: str


@dataclass(frozen=True, slots=True)
class TaggersInUse:
    """The taggers of one vocabulary: learned ones by the digests that languages have, others made when asked for."""

    vocabulary: Vocabulary
    digests: Mapping[str, str]
    taggers: Taggers

    def get(self, language: str) -> ReadyTagger:
        """The tagger for texts of a language.

        A learned one that is damaged, or of another version, is passed over with a warning until it is learned anew.
        """
        digest = self.digests.get(spoken(language))
        if digest is not None:
            try:
                return self.taggers.learned(digest)
            except LibraryDamaged as error:
                logger.warning("the tagger of %s in %s: %s", self.vocabulary.name, spoken(language), error)
        return self.taggers.cold(self.vocabulary, language)


class Taggers:
    """Makes taggers when they are first asked for and keeps the last few; safe to share between threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._making = Lock()
        self._kept: OrderedDict[tuple[object, ...], ReadyTagger] = OrderedDict()

    def in_use(self, vocabulary: Vocabulary) -> TaggersInUse:
        """The taggers for a vocabulary as they are learned at this moment."""
        return TaggersInUse(vocabulary, self._catalogue.models.digests(vocabulary.name), self)

    def cold(self, vocabulary: Vocabulary, language: str) -> ReadyTagger:
        """The tagger that knows a vocabulary and nothing else."""
        language = spoken(language)

        def make() -> ReadyTagger:
            concepts = tuple(vocabulary)
            digest = blake2b(f"{ANALYSER} {FEATURES} {language}".encode(), digest_size=_DIGEST_BYTES)
            for concept in concepts:
                digest.update(repr(concept).encode())
            return ReadyTagger(cold_tagger(concepts, language), f"cold-{digest.hexdigest()}")

        return self._made(("cold", vocabulary, language), make)

    def learned(self, digest: str) -> ReadyTagger:
        """The learned tagger with a digest; raises `LibraryDamaged` where it cannot be used."""
        return self._made(("learned", digest), lambda: ReadyTagger(self._stored(digest), digest))

    def damage(self, vocabulary: str) -> list[str]:
        """What is wrong with the learned taggers of a vocabulary; empty when all is well."""
        found = []
        for digest in self._catalogue.models.digests(vocabulary).values():
            try:
                self._stored(digest)
            except LibraryDamaged as error:
                found.append(str(error))
        return found

    def _stored(self, digest: str) -> Tagger:
        content = self._catalogue.models.content(digest)
        if content is None:
            raise LibraryDamaged("the stored tagger is gone; train it again (policyscope tag learn)")
        return unpack(content)

    def _made(self, key: tuple[object, ...], make: Callable[[], ReadyTagger]) -> ReadyTagger:
        with self._making:
            found = self._kept.pop(key, None) or make()
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return found


def spoken(language: str) -> str:
    """The language a text is tagged in: its own, English where it is unknown."""
    return "en" if language == UNKNOWN else language

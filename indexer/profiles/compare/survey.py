"""All the places of a library at one moment: chosen, compared, counted, and matched with their peers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from indexer.errors import NotFound, WrongUsage
from indexer.nouns.members import widened
from indexer.nouns.places import (
    Benchmark,
    CheckedClaim,
    Comparison,
    Peer,
    Place,
    PlaceDetail,
    PlaceFilter,
    PlaceLoss,
    PlacePage,
    ProfileRecord,
    Recount,
)
from indexer.nouns.profiles import Claim, Polarity
from indexer.nouns.search import NOT_STATED, FacetFilter
from indexer.profiles.compare.benchmark import agrees, benchmark, counted, wilson
from indexer.profiles.compare.coded import STATED, CodedPlaces, Flags, coded
from indexer.profiles.compare.comparison import compare
from indexer.profiles.compare.peers import peers
from indexer.profiles.compare.places import band_of, canonical_id, differences, merged
from indexer.vocabulary.concepts import label_key
from indexer.vocabulary.questionnaire import Questionnaire, questionnaire

MOST_COMPARED = 12
DEFAULT_FAMILY = "city-innovation-snapshot"


class Survey:
    """The places that a library's profiles are of; made once a revision, then only read."""

    def __init__(self, records: Iterable[ProfileRecord], family: str = DEFAULT_FAMILY) -> None:
        self._family = questionnaire(family)
        self._records = tuple(record for record in records if record.profile.family == family)
        self._of_editions: dict[tuple[int, ...], CodedPlaces] = {}
        self._counts: dict[tuple[str, str, Polarity, int | None], tuple[int, int, int]] = {}

    @property
    def family(self) -> Questionnaire:
        """The questionnaire all places here answer."""
        return self._family

    @cached_property
    def editions(self) -> tuple[int, ...]:
        """The editions there are profiles of, newest first."""
        return tuple(sorted({record.year for record in self._records if record.year}, reverse=True))

    def coded(self, editions: tuple[int, ...] = ()) -> CodedPlaces:
        """The places as the profiles of some editions tell them, or as all do."""
        wanted = tuple(sorted(set(editions)))
        places = self._of_editions.get(wanted)
        if places is None:
            records = (record for record in self._records if not wanted or record.year in wanted)
            places = coded(merged(records), self._family)
            if len(self._of_editions) > 16:
                self._of_editions.clear()
            self._of_editions[wanted] = places
        return places

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        return {place.id: row for row, place in enumerate(self.coded().places)}

    @cached_property
    def _row_of_document(self) -> Mapping[str, int]:
        places = enumerate(self.coded().places)
        return {record.document_id: row for row, place in places for record in place.records}

    def members(self, chosen: PlaceFilter) -> tuple[CodedPlaces, Flags]:
        """The places of the editions asked for, and which of them (bool, one a place) a filter lets through."""
        places = self.coded(chosen.editions)
        marked = np.ones(len(places.places), dtype=bool)
        if chosen.countries or chosen.regions or chosen.populations or chosen.documents is not None or chosen.contains:
            marked &= np.fromiter((_passes(place, chosen) for place in places.places), bool, len(places.places))
        for name, wanted in chosen.answers.items():
            marked &= self._answering(places, name, wanted)
        return places, marked

    def _answering(self, places: CodedPlaces, name: str, wanted: FacetFilter) -> Flags:
        found = places.questions.get(name)
        if found is None or not found.question.type.is_choice:
            countable = tuple(question.id for question in self._family.questions if question.type.is_choice)
            raise WrongUsage(f"there is no question {name!r} with options", parameter=name, allowed=countable)
        silent: Flags = found.status != STATED

        def giving(value: str) -> Flags:
            if value == NOT_STATED:
                return silent
            chosen: Flags = found.chosen[:, found.values.index(value)] if value in found.values else silent & ~silent
            return chosen

        marked = np.ones(len(places.places), dtype=bool)
        if wanted.values:
            given = [giving(value) for value in wanted.values]
            together = np.logical_and if wanted.match_all else np.logical_or
            marked &= np.asarray(together.reduce(given), dtype=bool)
        for value in wanted.excluded:
            marked &= ~giving(value)
        return marked

    def page(self, chosen: PlaceFilter, page: int, per_page: int) -> PlacePage:
        """A page of the places a filter lets through, in order of name."""
        places, marked = self.members(chosen)
        rows = np.flatnonzero(marked)
        shown = rows[(page - 1) * per_page : page * per_page]
        return PlacePage(
            total=int(rows.size), page=page, per_page=per_page, items=tuple(places.places[row] for row in shown)
        )

    def place(self, identity: str) -> Place:
        """The place with an id; raises `NotFound`."""
        return self.coded().places[self._row(identity)]

    def place_of_document(self, document_id: str) -> Place | None:
        """The place a document is a profile of, or None."""
        row = self._row_of_document.get(document_id)
        return None if row is None else self.coded().places[row]

    def _row(self, identity: str) -> int:
        row = self._row_of.get(canonical_id(identity))
        if row is None:
            raise NotFound(f"there is no place {identity!r} in this library", parameter="place")
        return row

    def compare(self, identities: Sequence[str]) -> Comparison:
        """Up to 12 places side by side; raises `NotFound`, or `WrongUsage` where there are more."""
        wanted = tuple(dict.fromkeys(canonical_id(identity) for identity in identities))
        if len(wanted) > MOST_COMPARED:
            raise WrongUsage(f"{len(wanted)} places are too many; compare at most {MOST_COMPARED}", parameter="place")
        return compare([self.place(identity) for identity in wanted], self._family)

    def benchmark(self, chosen: PlaceFilter, questions: Sequence[str] = (), *, claims: bool = True) -> Benchmark:
        """Shares per answer over the places a filter lets through, and the claims their profiles print."""
        for name in questions:
            if self._family.question(name) is None:
                names = tuple(question.id for question in self._family.questions)
                raise WrongUsage(f"there is no question {name!r}", parameter="question", allowed=names)
        places, marked = self.members(chosen)
        return Benchmark(
            family=self._family.id,
            places=int(marked.sum()),
            questions=benchmark(places, marked, questions),
            claims=self._printed_claims(places, marked, questions) if claims else (),
        )

    def claims(self, place: Place) -> tuple[CheckedClaim, ...]:
        """The claims a place's profiles print, each beside the count over all places of its edition.

        Where the edition is not known, or there is no profile of it, all places are counted.
        """
        return tuple(self._checked(claim, place, record) for record in place.records for claim in record.profile.claims)

    def _printed_claims(
        self, places: CodedPlaces, members: Flags, questions: Sequence[str]
    ) -> tuple[CheckedClaim, ...]:
        """The different claims that marked places print, by question, with how many profiles print each."""
        printed = places.claims
        wanted = members[printed.rows] if printed.rows.size else np.zeros(0, dtype=bool)
        times = np.bincount(printed.kinds[wanted], minlength=len(printed.claims))
        kinds, first = np.unique(printed.kinds[wanted], return_index=True)
        checked = []
        for kind, at in zip(kinds, np.flatnonzero(wanted)[first], strict=True):
            claim = printed.claims[kind]
            if questions and claim.question not in questions:
                continue
            record = printed.records[at]
            found = self._checked(record.profile.claims[printed.numbers[at]], places.places[printed.rows[at]], record)
            checked.append(replace(found, printed_by=int(times[kind])))
        order = {question.id: at for at, question in enumerate(self._family.questions)}
        return tuple(sorted(checked, key=lambda each: (order[each.question], -each.printed_by, each.place_id)))

    def _checked(self, claim: Claim, place: Place, record: ProfileRecord) -> CheckedClaim:
        edition = claim.edition if claim.edition in self.editions else None
        count, answered, total = self._counted(claim, edition)
        recomputed = Recount(
            share=count / total if total else 0.0,
            count=count,
            places=total,
            answered=answered,
            edition=edition,
            interval=wilson(count, total),
        )
        return widened(
            CheckedClaim,
            claim,
            place_id=place.id,
            document_id=record.document_id,
            anchor=record.anchors.get(claim.passage) if claim.passage is not None else None,
            recomputed=recomputed if total else None,
            agrees=agrees(claim, count, answered, total),
        )

    def _counted(self, claim: Claim, edition: int | None) -> tuple[int, int, int]:
        """How many places give what is claimed, how many answer, and how many there are."""
        kind = (claim.question, claim.value, claim.polarity, edition)
        if kind not in self._counts:
            places = self.coded((edition,) if edition else ())
            everyone = np.ones(len(places.places), dtype=bool)
            self._counts[kind] = (*counted(claim, places, everyone), len(places.places))
        return self._counts[kind]

    def peers(self, identity: str, chosen: PlaceFilter, limit: int) -> tuple[Peer, ...]:
        """The places a filter lets through that are most like one place; raises `NotFound`.

        A place without a profile of the editions asked for has no peers among them.
        """
        row = self._row(identity)
        places, marked = self.members(chosen)
        if chosen.editions:
            known = {place.id: at for at, place in enumerate(places.places)}
            wanted = self.coded().places[row]
            if wanted.id not in known:
                return ()
            row = known[wanted.id]
        return peers(places, row, marked, limit)

    def detail(self, identity: str, peers_wanted: int) -> PlaceDetail:
        """A place with its checked claims, what was lost in reading, and its peers; raises `NotFound`."""
        place = self.place(identity)
        return widened(
            PlaceDetail,
            place,
            claims=self.claims(place),
            differences=differences(place),
            losses=tuple(
                widened(PlaceLoss, loss, document_id=record.document_id)
                for record in place.records
                for loss in record.profile.losses
            ),
            peers=self.peers(place.id, PlaceFilter(), peers_wanted),
        )


def _passes(place: Place, chosen: PlaceFilter) -> bool:
    """Whether a place is in what a filter says of places themselves."""
    if chosen.countries and place.country not in chosen.countries:
        return False
    if chosen.regions and not set(place.regions) & set(chosen.regions):
        return False
    if chosen.populations and band_of(place.population) not in chosen.populations:
        return False
    if chosen.documents is not None and not any(record.document_id in chosen.documents for record in place.records):
        return False
    return not chosen.contains or label_key(chosen.contains) in label_key(place.name)

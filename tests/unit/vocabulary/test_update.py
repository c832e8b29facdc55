"""A vocabulary told anew: what stays, what changes, and where what is gone leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.nouns.vocabularies import Concept
from indexer.vocabulary.concepts import Vocabulary
from indexer.vocabulary.update import Held, Update, plan_update

BASE = "https://thesaurus.example"


def concept(name: str, label: str | None = None, **more: Any) -> Concept:
    return Concept(
        vocabulary="v", id=name, uri=f"{BASE}/{name}", preferred={"en": label or name}, shipped=False, **more
    )


def planned(
    incoming: Iterable[Concept],
    *,
    imported: Iterable[Concept] = (),
    own: Iterable[Concept] = (),
    shipped: Iterable[Concept] = (),
    used: Iterable[str] = (),
    replaced: Mapping[str, str] | None = None,
) -> Update:
    held = Held(shipped=Vocabulary("v", shipped), imported=list(imported), own=list(own), used=set(used))
    return plan_update(held, list(incoming), replaced or {})


def successors(update: Update) -> dict[str, str]:
    return {gone.id: gone.successor for gone in update.former}


def test_the_same_file_again_changes_nothing() -> None:
    concepts = [concept("a"), concept("b", broader=("a",))]
    assert planned(concepts, imported=concepts) == Update(
        put=(), former=(), drop=(), added=(), changed=(), kept=(), joined=0
    )


def test_a_concept_keeps_its_id_when_its_label_changes() -> None:
    before = concept("a", "ageing")
    update = planned([concept("a", "population ageing")], imported=[before])
    assert (update.changed, update.added, update.drop) == (("a",), (), ())
    assert [each.label() for each in update.put] == ["population ageing"]


def test_what_is_replaced_leads_to_its_successor_over_several_steps() -> None:
    replaced = {f"{BASE}/old": f"{BASE}/older", f"{BASE}/older": f"{BASE}/new"}
    update = planned([concept("new")], imported=[concept("old")], replaced=replaced)
    assert successors(update) == {"old": "new"}
    assert update.drop == ()


def test_replacements_in_a_circle_end() -> None:
    replaced = {f"{BASE}/old": f"{BASE}/older", f"{BASE}/older": f"{BASE}/old"}
    assert planned([concept("new")], imported=[concept("old")], replaced=replaced).drop == ("old",)


def test_a_merged_concept_leads_to_the_one_that_has_its_uri_or_its_label() -> None:
    by_uri = planned([concept("new", exact_match=(f"{BASE}/old",))], imported=[concept("old")])
    by_label = planned([concept("new", alternative={"en": ("Old",)})], imported=[concept("old")])
    assert successors(by_uri) == successors(by_label) == {"old": "new"}


def test_a_label_that_two_concepts_have_decides_nothing() -> None:
    incoming = [concept(name, alternative={"en": ("old",)}) for name in ("one", "two")]
    update = planned(incoming, imported=[concept("old")], used=["old"])
    assert (successors(update), update.kept, update.drop) == ({}, ("old",), ())


def test_what_is_gone_is_kept_where_it_is_used_and_dropped_elsewhere() -> None:
    update = planned([concept("a")], imported=[concept("a"), concept("used"), concept("unused")], used=["used"])
    assert (update.kept, update.drop) == (("used",), ("unused",))


def test_a_concept_of_a_document_goes_to_the_imported_one_of_its_name() -> None:
    own = Concept(vocabulary="v", id="lead-user", uri="https://p.example/lead-user", preferred={"en": "lead user"})
    update = planned([concept("77", "lead users", alternative={"en": ("lead user",)})], own=[own])
    assert successors(update) == {"lead-user": "77"}


def test_a_concept_that_we_ship_is_not_doubled() -> None:
    shipped = concept("energy", exact_match=("http://other.example/1",))
    incoming = [
        Concept(vocabulary="v", id="1", uri="http://other.example/1", preferred={"en": "power"}),
        Concept(vocabulary="v", id="2", uri="http://other.example/2", preferred={"en": "Energy"}),
        Concept(vocabulary="v", id="3", uri="http://other.example/3", preferred={"en": "wind"}, broader=("1",)),
    ]
    update = planned(incoming, shipped=[shipped])
    assert update.joined == 2
    assert successors(update) == {"1": "energy", "2": "energy"}
    assert [(each.id, each.broader) for each in update.put] == [("3", ("energy",))]


def test_an_id_that_another_concept_has_gets_a_number_and_links_follow() -> None:
    own = Concept(vocabulary="v", id="a", uri="https://p.example/a", preferred={"en": "something else"})
    update = planned([concept("a"), concept("b", broader=("a",))], own=[own])
    assert [(each.id, each.broader) for each in update.put] == [("a-2", ()), ("b", ("a-2",))]
    again = planned([concept("a"), concept("b", broader=("a",))], own=[own], imported=update.put)
    assert (again.put, again.former, again.drop) == ((), (), ())


names = st.sampled_from("abcdefgh")


@given(
    before=st.sets(names),
    after=st.sets(names, min_size=1),
    used=st.sets(names),
    replaced=st.dictionaries(names, names, max_size=4),
)
def test_nothing_in_use_ever_vanishes(
    before: set[str], after: set[str], used: set[str], replaced: dict[str, str]
) -> None:
    links = {f"{BASE}/{old}": f"{BASE}/{new}" for old, new in replaced.items() if old not in after}
    held = [concept(name) for name in sorted(before)]
    update = planned([concept(name) for name in sorted(after)], imported=held, used=used & before, replaced=links)
    there = (before - set(update.drop) - set(successors(update))) | after
    assert after <= there
    assert set(successors(update).values()) <= after
    for name in used & before:
        assert name in there or name in successors(update)


@pytest.mark.parametrize("label", ["ENERGY", "énergy"])
def test_labels_are_compared_without_capitals_and_accents(label: str) -> None:
    assert planned([concept("x", label)], shipped=[concept("energy")]).joined == 1

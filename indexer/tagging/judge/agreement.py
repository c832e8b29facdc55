"""How far curators agree who judged the same tags of the same documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from nltk.metrics.agreement import AnnotationTask

from indexer.nouns.members import Rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one person said of one concept of one document: accepted or rejected."""

    person: str
    document: str
    concept: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratorAgreement:
    """How far people agree over the tags that at least two people judged.

    `observed` is the mean share of pairs of people who said the same; `alpha` is Krippendorff's, 1 for perfect
    agreement and 0 for that of chance. Both are None where nobody judged what another did; `alpha` also where all
    judgements are the same, for chance then explains everything.
    """

    people: int
    judged_twice: int
    observed: Rounded | None
    alpha: Rounded | None


def agreement(judgements: Iterable[Judgement]) -> CuratorAgreement:
    """The agreement of people's last judgements; `judgements` are in order of time."""
    said: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for judgement in judgements:
        said[judgement.document, judgement.concept][judgement.person] = judgement.accepted
    shared = {item: by_person for item, by_person in said.items() if len(by_person) > 1}
    rows = [
        (person, " ".join(item), accepted)
        for item, by_person in sorted(shared.items())
        for person, accepted in sorted(by_person.items())
    ]
    people = len({person for person, _, _ in rows})
    if not rows:
        return CuratorAgreement(people=0, judged_twice=0, observed=None, alpha=None)
    varied = len({accepted for _, _, accepted in rows}) > 1
    alpha = float(AnnotationTask(data=rows).alpha()) if varied else None
    return CuratorAgreement(people=people, judged_twice=len(shared), observed=_observed(shared.values()), alpha=alpha)


def _observed(judged: Iterable[dict[str, bool]]) -> float:
    """The mean over tags of the share of pairs of people who said the same."""
    shares = []
    for by_person in judged:
        count, accepted = len(by_person), sum(by_person.values())
        same = accepted * (accepted - 1) + (count - accepted) * (count - accepted - 1)
        shares.append(same / (count * (count - 1)))
    return sum(shares) / len(shares)

"""Documents as JSON, for the way between a reading process and its parent and into the catalogue."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from indexer.nouns.documents import Document, Origin, Passage, Role, Tag
from indexer.nouns.profiles import Answer, Bound, Claim, Loss, Polarity, Profile, Status


def document_to_json(document: Document) -> str:
    """A document as one line of JSON."""
    return json.dumps(asdict(document), ensure_ascii=True)


def document_from_json(line: str) -> Document:
    """The document that `document_to_json` wrote."""
    values = json.loads(line)
    profile = values.pop("profile")
    return Document(
        **{
            **values,
            "passages": tuple(_passage(passage) for passage in values["passages"]),
            "knowledge_type": Tag(**values["knowledge_type"]) if values["knowledge_type"] else None,
            "countries": tuple(values["countries"]),
            "topics": tuple(Tag(**tag) for tag in values["topics"]),
            "origin": Origin(**{**values["origin"], "problems": tuple(values["origin"]["problems"])}),
            "profile": _profile(profile) if profile else None,
        }
    )


def _passage(values: dict[str, Any]) -> Passage:
    return Passage(**{**values, "role": Role(values["role"]), "headings": tuple(values["headings"])})


def _profile(values: dict[str, Any]) -> Profile:
    answers = tuple(
        Answer(
            **{
                **answer,
                "status": Status(answer["status"]),
                "values": tuple(answer["values"]),
                "own_words": tuple(answer["own_words"]),
            }
        )
        for answer in values["answers"]
    )
    claims = tuple(
        Claim(**{**claim, "polarity": Polarity(claim["polarity"]), "bound": Bound(claim["bound"])})
        for claim in values["claims"]
    )
    losses = tuple(Loss(**loss) for loss in values["losses"])
    return Profile(**{**values, "answers": answers, "claims": claims, "losses": losses})

"""The parameters of the pages on deciding."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from web.parameters import Parameters

THRESHOLD = 0.9
QUEUE_PER_PAGE = 10
LOG_PER_PAGE = 50


class _OfVocabulary(Parameters):
    vocabulary: Annotated[str, Field(max_length=40, description="The vocabulary the tags are of.")] = "topic"


class DocumentParameters(_OfVocabulary):
    """What is marked in a document's text."""

    tag: Annotated[str, Field(max_length=200, description="The id of a concept whose words are marked.")] = ""
    did: Annotated[int, Field(ge=0, description="The number of a decision just made, to tell of it.")] = 0


class QueueParameters(_OfVocabulary):
    """Which page of the open suggestions."""

    page: Annotated[int, Field(ge=1, le=100_000, description="Which page of the suggestions.")] = 1
    did: Annotated[int, Field(ge=0, description="The number of a decision just made, to tell of it.")] = 0


class AboveParameters(_OfVocabulary):
    """Which suggestions would be accepted together."""

    at_least: Annotated[float, Field(ge=0.5, le=1, description="Those at least so sure.")] = THRESHOLD


class LogParameters(Parameters):
    """Which decisions, and which page of them."""

    document: Annotated[str, Field(max_length=200, description="Only about the document with this id.")] = ""
    page: Annotated[int, Field(ge=1, le=100_000, description="Which page of the decisions.")] = 1
    accepted: Annotated[int, Field(ge=0, description="How many tags were just accepted, to tell of it.")] = 0


class AuditParameters(_OfVocabulary):
    """Which page of the audit."""

    page: Annotated[int, Field(ge=1, le=100_000, description="Which page of the concepts.")] = 1

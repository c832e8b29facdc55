"""The parameters of vocabulary pages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.parameters import Parameters

PER_PAGE = 50


class ConceptsParameters(Parameters):
    """Which concepts of a vocabulary, and which page of them."""

    q: Annotated[str, Field(max_length=100, description="Only concepts one of whose labels contains this.")] = ""
    show: Annotated[
        Literal["top", "all"], Field(description="Those with no broader concept, or all; words are looked for in all.")
    ] = "top"
    page: Annotated[int, Field(ge=1, le=100_000, description="Which page of the concepts.")] = 1
    per_page: Annotated[int, Field(ge=1, le=500, description="How many concepts a page.")] = PER_PAGE


class CandidatesParameters(Parameters):
    """Which candidates: those a vocabulary lacks, in a language."""

    vocabulary: Annotated[str, Field(max_length=40, description="The vocabulary that should cover them.")] = "topic"
    language: Annotated[str, Field(max_length=8, description="Only phrases in this language (a code).")] = ""
    page: Annotated[int, Field(ge=1, le=100, description="Which page of the candidates.")] = 1
    added: Annotated[str, Field(max_length=100, description="The id of a concept just made, to tell of it.")] = ""

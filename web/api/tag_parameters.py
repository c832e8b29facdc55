"""What the API on tags is asked: parameters of addresses, and the body of a request for suggestions."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from web.parameters import Limit, Parameters

MAX_ITEMS = 20
_MAX_TEXT = 10_000_000

_Id = Annotated[str, Field(min_length=1, max_length=300, description="The id of a document of this library.")]
_Vocabulary = Annotated[str, Field(max_length=40, description="The vocabulary of the tags.")]
_Page = Annotated[int, Field(ge=1, le=100_000, description="Which page.")]
_PerPage = Annotated[int, Field(ge=1, description="How many a page."), Limit("max_per_page")]


class TagsParameters(Parameters):
    """Of which vocabulary."""

    vocabulary: _Vocabulary = "topic"


class TagPageParameters(TagsParameters):
    """Of which vocabulary, and which page."""

    page: _Page = 1
    per_page: _PerPage = 20


class TagLogParameters(Parameters):
    """About which document, and which page."""

    document: Annotated[str, Field(max_length=300, description="Only decisions about the document of this id.")] = ""
    page: _Page = 1
    per_page: _PerPage = 20


class SuggestItem(Parameters):
    """A text (with its title, if it has one apart), or a document of the library by its id."""

    text: Annotated[str, Field(max_length=_MAX_TEXT, description="The text to suggest tags for.")] | None = None
    title: Annotated[str, Field(max_length=1000, description="The text's title, where it is not its first line.")] = ""
    document_id: _Id | None = None
    language: (
        Annotated[str, Field(pattern="^[a-z]{2,3}$", description="The text's language; detected where absent.")] | None
    ) = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.document_id is None):
            raise ValueError("give either text or document_id")
        if self.document_id is not None and (self.title or self.language):
            raise ValueError("title and language go with text; a document has its own")
        return self


class SuggestOptions(Parameters):
    """How many tags of which vocabulary, and how sure at least."""

    vocabulary: _Vocabulary = "topic"
    limit: Annotated[int, Field(ge=1, le=100, description="At most so many suggestions for each text.")] = 10
    threshold: Annotated[float, Field(ge=0, le=1, description="Only suggestions of at least this confidence.")] = 0.0


class SuggestOne(SuggestItem, SuggestOptions):
    """Suggestions for one text or document."""


class SuggestMany(SuggestOptions):
    """Suggestions for up to 20 texts or documents at once."""

    items: Annotated[list[SuggestItem], Field(min_length=1, max_length=MAX_ITEMS)]

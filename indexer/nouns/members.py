"""How a member of a noun is written where it is not written simply as it is."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any, TypeVar

from pydantic import Field, PlainSerializer
from pydantic.fields import FieldInfo

Noun = TypeVar("Noun")

INTERNAL: FieldInfo = Field(exclude=True)
"""Marks a member that is for our own use and stands in no answer."""

DocumentId = Annotated[str, Field(serialization_alias="document")]
"""The id of a document, which answers call `document`."""


def rounded(digits: int) -> PlainSerializer:
    """Marks a number that answers give with some digits after the point; the noun keeps all."""
    return PlainSerializer(lambda number: round(number, digits), return_type=float)


Rounded = Annotated[float, rounded(6)]
"""A number that answers give with six digits after the point."""


def widened(wider: type[Noun], narrow: object, **members: Any) -> Noun:
    """A noun of a class made from one of a class it inherits from, with the members that it has besides."""
    taken = {each.name: getattr(narrow, each.name) for each in fields(narrow) if each.init}  # type: ignore[arg-type]
    return wider(**{**taken, **members})

"""The one way from an answer to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def adapter(noun: Any) -> TypeAdapter[Any]:
    """What writes, reads and describes nouns of a class."""
    return TypeAdapter(noun)


def as_json(answer: Any) -> Any:
    """A noun as its class says, with everything in it; lists and mappings of nouns member by member."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return adapter(type(answer)).dump_python(answer, mode="json", by_alias=True)
    if isinstance(answer, Mapping):
        return {str(name): as_json(member) for name, member in answer.items()}
    if isinstance(answer, list | tuple):
        return [as_json(each) for each in answer]
    return answer

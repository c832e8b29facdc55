"""The library's answers as responses, and the problems that stand in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import Field

from indexer.present.json import as_json


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongParameter:
    """One parameter that is wrong."""

    parameter: str
    detail: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as RFC 9457 problem JSON; `errors` is left out where no parameter is to blame."""

    type: str
    title: str
    status: int
    detail: str
    errors: Annotated[tuple[WrongParameter, ...], Field(exclude_if=lambda errors: not errors)] = ()


def answer(noun: Any) -> Response:
    """A noun, or lists and mappings of nouns, as JSON."""
    return jsonify(as_json(noun))

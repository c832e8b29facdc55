"""The parameters of an address, checked against a model: strict for programs, forgiving for people."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from indexer.errors import WrongUsage
from indexer.nouns.search import Sort
from indexer.settings import Settings
from web.library import opened_library


class Parameters(BaseModel):
    """The parameters of an address; one that is not named is refused."""

    model_config = ConfigDict(extra="forbid")


NoParameters: type[BaseModel] = create_model("NoParameters", __base__=Parameters)


class Limit:
    """Stands beside the type of a parameter for the least of some settings, by their names: the largest
    number, or the most characters or values, that it takes."""

    def __init__(self, *settings: str) -> None:
        self.settings = settings


@lru_cache(maxsize=256)
def limited(model: type[BaseModel], settings: Settings) -> type[BaseModel]:
    """A model with the numbers that settings give to its limits; a default above one is lowered to it."""
    limits = {
        name: min(getattr(settings, setting) for setting in limit.settings)
        for name, field in model.model_fields.items()
        for limit in field.metadata
        if isinstance(limit, Limit)
    }
    bounded: dict[str, Any] = {name: _bounded(model.model_fields[name], most) for name, most in limits.items()}
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **bounded) if bounded else model


def _bounded(field: FieldInfo, most: int) -> tuple[Any, Any]:
    """The type and default of a field that takes at most `most`."""
    others = [each for each in field.metadata if not isinstance(each, Limit)]
    counts = field.annotation is int
    parts = (field.annotation, *others, Field(le=most) if counts else Field(max_length=most))
    wanted: Any = Annotated.__class_getitem__(parts)  # type: ignore[attr-defined]
    if field.default_factory is not None:
        return wanted, Field(default_factory=list, description=field.description)
    return wanted, Field(min(field.default, most) if counts else field.default, description=field.description)


def read_parameters(arguments: MultiDict[str, str], model: type[BaseModel], *, strict: bool = True) -> BaseModel:
    """The parameters of a URL, checked against a model under the limits of the library presented.

    For what it raises see `checked_parameters`.
    """
    return checked_parameters(arguments, limited(model, opened_library().settings), strict=strict)


def checked_parameters(arguments: MultiDict[str, str], model: type[BaseModel], *, strict: bool = True) -> BaseModel:
    """The parameters of a URL, checked against a model; empty values count as not given.

    Raises `WrongUsage` naming the parameter and what is allowed. Unless `strict`, unknown
    parameters are passed over, as links on other sites often carry some.
    """
    values: dict[str, Any] = {}
    for name, given in arguments.lists():
        given = [value for value in given if value.strip()]
        if name not in model.model_fields:
            if strict:
                raise _unknown(name, model)
            continue
        if not given:
            continue
        several = _is_list(model, name)
        if len(given) > 1 and not several:
            raise WrongUsage(f"the parameter {name} is given {len(given)} times; give it once", parameter=name)
        values[name] = given if several else given[0]
    try:
        return model(**values)
    except ValidationError as error:
        raise _invalid(error, model) from error


def _is_list(model: type[BaseModel], name: str) -> bool:
    return model.model_fields[name].default_factory is list


def _unknown(name: str, model: type[BaseModel]) -> WrongUsage:
    allowed = tuple(model.model_fields)
    near = difflib.get_close_matches(name, allowed, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return WrongUsage(f"there is no parameter {name[:60]!r}{hint}", parameter=name[:60], allowed=allowed)


def _invalid(error: ValidationError, model: type[BaseModel]) -> WrongUsage:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    allowed: tuple[str, ...] = ()
    if name == "sort":
        allowed = tuple(each.value for each in Sort)
    elif name.endswith("_mode"):
        allowed = ("any", "all")
    what, found, must = first["msg"].partition(" should ")
    must = must.partition(" after validation")[0]
    said = f"must {must}" if found else f"is wrong: {what}"
    return WrongUsage(f"the parameter {name} {said}", parameter=name, allowed=allowed)

"""The parameters of an address, checked against a model: strict for programs, forgiving for people."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from werkzeug.datastructures import MultiDict

from indexer.errors import WrongUsage
from indexer.nouns.search import Sort


class Parameters(BaseModel):
    """The parameters of an address; one that is not named is refused."""

    model_config = ConfigDict(extra="forbid")


NoParameters: type[BaseModel] = create_model("NoParameters", __base__=Parameters)


def read_parameters(arguments: MultiDict[str, str], model: type[BaseModel], *, strict: bool = True) -> BaseModel:
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

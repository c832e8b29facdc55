"""Answers held against the schemas that are made from their nouns."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator

from indexer.present.json import adapter
from web.api.openapi import AnswerSchemas


def conforming(answer: Any, noun: type) -> Any:
    """An answer that must have every member of its noun, each as described, and no other."""
    schema = adapter(noun).json_schema(mode="serialization", schema_generator=AnswerSchemas)
    OAS31Validator(schema).validate(answer)
    return answer


def described(client: FlaskClient, address: str, status: int = 200) -> Any:
    """The answer at an address of the API, held against what the published description says of it."""
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)
    path = address.partition("?")[0]
    rule, _ = client.application.url_map.bind("").match(path, return_rule=True)
    operation = rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}")
    description = client.get("/api/v1/openapi.json").get_json()
    said = description["paths"][operation]["get"]["responses"][str(status)]
    schema = {**said["content"][response.mimetype]["schema"], "components": description["components"]}
    OAS31Validator(schema).validate(response.get_json())
    return response.get_json()

"""Pages and answers read as their readers do: elements, forms, JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

RELAXED = {"q": "zebras govern an open budget", "language": "en"}
"""No document holds all these words, so most of them must do; a filter may change how many are needed."""

SEARCHES: tuple[dict[str, Any], ...] = (
    {},
    {"q": "open government"},
    {"q": "health", "region": "Africa"},
    {"q": "water OR energy", "knowledge_type": ["City profile", "Law summary"], "not_country": "Brazil"},
    {"topic": ["transparency", "accountability"], "topic_mode": "all", "year_from": 2008, "year_to": 2020},
    RELAXED,
    {"country": ["Mexico", "Brazil", "_none"], "not_topic": "taxation", "sort": "newest"},
)
"""Searches of every kind: all documents, words, each kind of filter, one that must be relaxed."""


def query(parameters: dict[str, Any], **more: Any) -> str:
    """A query string of parameters, lists repeated."""
    return "?" + urlencode({**parameters, **more}, doseq=True)


def get_json(client: FlaskClient, address: str) -> Any:
    """The JSON at an address that must answer."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.get_data(as_text=True)}"
    assert response.mimetype == "application/json"
    return response.get_json()


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    """The page at an address that must answer."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.get_data(as_text=True)}"
    return elements(response)


def elements(response: TestResponse) -> BeautifulSoup:
    """An HTML answer as elements."""
    assert response.mimetype == "text/html"
    return BeautifulSoup(response.get_data(as_text=True), "lxml")


def total_shown(found: BeautifulSoup) -> int:
    """How many documents a results page says there are."""
    heading = found.select_one("h1#count")
    assert heading is not None
    return int(heading.get_text().split()[0].replace(",", ""))


def submitted(found: BeautifulSoup, ticked: tuple[tuple[str, str], ...] = ()) -> str:
    """The address that the search form leads to when applied, with more boxes ticked."""
    pairs = []
    for field in found.select("#search-form input, [form=search-form]"):
        if field.name == "button":
            continue
        name, value = str(field["name"]), str(field.get("value", ""))
        if field.get("type") != "checkbox" or field.has_attr("checked") or (name, value) in ticked:
            pairs.append((name, value))
    form = found.select_one("#search-form")
    assert form is not None
    return f"{form['action']}?{urlencode(pairs)}"


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without how long it took."""
    return {**answer, "meta": {name: value for name, value in answer.get("meta", {}).items() if name != "took_ms"}}

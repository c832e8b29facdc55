"""No link between the pages, the maps of the rooms and the records is dead, neither the file nor the heading."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.documentation.pages import GUIDES, MAPS, PAGES, README, ROOT, Page

READ_BY_PEOPLE = (*PAGES, *MAPS, Page("CHANGELOG.md"))


@pytest.mark.parametrize("page", READ_BY_PEOPLE, ids=lambda page: page.path)
def test_no_link_is_dead(page: Page) -> None:
    assert list(_dead(page)) == []


def _dead(page: Page) -> Iterator[str]:
    for link in page.links:
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(page.path), path)) if path else page.path
        if target.startswith("..") or not (ROOT / target).exists() or (anchor and anchor not in Page(target).anchors):
            yield link


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.path)
def test_every_guide_is_reached_from_the_readme_and_from_the_index(page: Page) -> None:
    name = page.path.removeprefix("docs/")
    assert page.path in README.links or name == "README.md"
    assert name in Page("docs/README.md").links or name == "README.md"

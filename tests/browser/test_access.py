"""Everybody can use it: axe finds nothing, it fits a small screen, and the keyboard reaches all of it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.pages import PAGES
from tests.web.hostile_corpus import LONG_WORD

COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", COLOURS)], ids=["light", "dark"])
def test_axe_finds_nothing_to_object_to(site: str, open_page: OpenPage, scheme: str, rules: dict[str, object]) -> None:
    """Every rule in light colours; in dark ones, where nothing else differs, those on colours."""
    page, found = open_page(color_scheme=scheme), []
    for name, address in PAGES.items():
        page.goto(site + address)
        result = Axe().run(page, options=rules).response
        assert result["passes"], name
        found += [
            f"{name}: {violation['id']}: {node['html']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    assert found == []


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_scrolls_sideways(site: str, open_page: OpenPage, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    wide = {}
    for name, address in PAGES.items():
        page.goto(site + address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[name] = needed
    assert wide == {}


def test_hostile_words_do_not_widen_a_page(hostile_site: str, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 700})
    page.goto(f"{hostile_site}/search")
    addresses = [str(link.get_attribute("href")) for link in page.locator(".result h2 a").all()]
    wide = {}
    for address in ("/", "/search", f"/search?q={'w' * 200}&topic={LONG_WORD}", "/facets/topic", *addresses):
        page.goto(hostile_site + address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > 320:
            wide[address] = needed
    assert wide == {}


FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return {
        index: [...document.querySelectorAll('*')].indexOf(element),
        name: element.outerHTML.slice(0, 120),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
              && box.right > 0 && box.left < innerWidth,
    };
}"""

CONTROLS = """() => {
    const all = [...document.querySelectorAll('*')];
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
        .filter(element => element.getClientRects().length && element.checkVisibility()).map(element => all.indexOf(element));
}"""


def tabbed(page: Page, limit: int) -> list[dict[str, object]]:
    """What the Tab key reaches, in order, until it leaves the page."""
    stops: list[dict[str, object]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["index"] == stops[0]["index"]):
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize(
    "name", ["home", "results", "no result", "profile", "generic", "facet under a search", "not found"]
)
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(site: str, open_page: OpenPage, name: str) -> None:
    page = open_page()
    page.goto(site + PAGES[name])
    controls = page.evaluate(CONTROLS)
    stops = tabbed(page, len(controls) + 5)
    assert [stop["index"] for stop in stops] == controls
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []


def test_the_first_stop_skips_to_the_content(site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(site + PAGES["results"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"


def test_no_control_takes_the_order_into_its_own_hands(site: str, open_page: OpenPage) -> None:
    page = open_page()
    for address in PAGES.values():
        page.goto(site + address)
        assert page.evaluate("[...document.querySelectorAll('[tabindex]')].every(each => each.tabIndex <= 0)")


def test_every_page_has_one_first_heading_a_title_and_its_landmarks(site: str, open_page: OpenPage) -> None:
    page = open_page()
    for name, address in PAGES.items():
        page.goto(site + address)
        assert page.get_by_role("heading", level=1).count() == 1, name
        assert page.title().endswith("Policyscope"), name
        for landmark in ("banner", "main", "contentinfo"):
            assert page.get_by_role(landmark).count() == 1, name

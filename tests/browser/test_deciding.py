"""Deciding in a browser without JavaScript: with the mouse, with the keyboard, on a phone, with a password."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from werkzeug.security import generate_password_hash

from indexer.library import Library
from indexer.nouns.tags import NewDecision, Verdict
from tests.browser.conftest import OpenPage, serve
from tests.browser.test_access import COLOURS, CONTROLS, tabbed

PASSWORD = "a long enough password"
DOCUMENT = "/documents/reports-mexico-transparency-law-2015"

PAGES = {
    "vocabularies": "/vocabularies",
    "vocabulary": "/vocabularies/topic",
    "concepts by words": "/vocabularies/topic?q=climate",
    "concept": "/vocabularies/topic/transparency",
    "country": "/vocabularies/country/MX",
    "candidates": "/candidates",
    "review": "/review",
    "preview": "/review/above?at_least=0.5",
    "decisions": "/decisions",
    "audit": "/audit",
    "document with marks": f"{DOCUMENT}?tag=transparency",
    "profile": "/documents/cities-lisbon",
    "sign in": "/sign-in",
    "not allowed": "/vocabularies/none",
}


@pytest.fixture(scope="module")
def deciding_library(sample_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A copy of the sample library with its suggestions made and some decisions."""
    folder = tmp_path_factory.mktemp("deciding") / "library"
    shutil.copytree(Path(sample_library.settings.library), folder)
    with Library(replace(sample_library.settings, library=folder)) as library:
        library.curation.refresh(lambda *_: None)
        decided = (("housing", Verdict.ACCEPTED), ("participatory-budgeting", Verdict.REJECTED))
        library.curation.decide(
            [NewDecision(document_id="cities-lisbon", concept=name, verdict=verdict) for name, verdict in decided],
            "Ada",
        )
        library.vocabularies.candidates("topic")
        yield library


@pytest.fixture(scope="module")
def deciding_site(deciding_library: Library) -> str:
    """Where that library is served to the local person."""
    return serve(deciding_library)


@pytest.fixture(scope="module")
def guarded_site(deciding_library: Library) -> Iterator[str]:
    """Where it is served with a password."""
    hashed = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
    with Library(replace(deciding_library.settings, curator_password_hash=hashed)) as library:
        yield serve(library)


@pytest.mark.parametrize(
    ("scheme", "width", "rules"),
    [("light", 1200, {}), ("light", 320, {}), ("dark", 1200, COLOURS)],
    ids=["desktop", "phone", "dark"],
)
def test_axe_finds_nothing_to_object_to(
    deciding_site: str, open_page: OpenPage, scheme: str, width: int, rules: dict[str, object]
) -> None:
    page, found, wide = open_page(color_scheme=scheme, viewport={"width": width, "height": 800}), [], {}
    for name, address in PAGES.items():
        page.goto(deciding_site + address)
        result = Axe().run(page, options=rules).response
        assert result["passes"], name
        found += [
            f"{name}: {violation['id']}: {node['html']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[name] = needed
    assert found == []
    assert wide == {}


def test_a_decision_and_back_without_javascript(deciding_site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{deciding_site}/review")
    article = page.get_by_role("article").first
    label = article.locator("h2 a").inner_text()
    title = article.locator("p a").first.inner_text()
    article.get_by_role("button", name=f"Accept {label}").click()
    expect(page).to_have_url(re.compile(r"/review\?did=\d+$"))
    told = page.get_by_role("status").first
    expect(told).to_contain_text(f"Accepted {label} for {title}")
    told.get_by_role("link", name=title).click()
    expect(page.locator(".audited li", has_text="accepted by local").filter(has_text=label)).to_have_count(1)
    page.get_by_role("link", name="Decisions about this document").click()
    page.get_by_role("button", name=f"Undo Accepted {label}").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Undid decision")


def test_one_click_goes_from_a_tag_to_its_words(deciding_site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(deciding_site + DOCUMENT)
    link = page.locator(".audited .evidence a[href*='#p-']").first
    quote = link.inner_text().split("”")[0].removeprefix("“")
    link.click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    assert quote in target.locator("mark").all_inner_texts()


def test_many_are_looked_at_before_they_are_accepted(deciding_site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{deciding_site}/review")
    page.get_by_label("All that are at least").select_option("0.5")
    page.get_by_role("button", name="Preview accepting them").click()
    expect(page).to_have_url(re.compile(r"/review/above\?at_least=0\.5$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("at least 50 % sure")


@pytest.mark.parametrize("name", ["vocabulary", "candidates", "review", "decisions", "document with marks"])
def test_the_keyboard_reaches_every_control_and_shows_where_it_is(
    deciding_site: str, open_page: OpenPage, name: str
) -> None:
    page = open_page()
    page.goto(deciding_site + PAGES[name])
    controls = page.evaluate(CONTROLS)
    stops = tabbed(page, len(controls) + 5)
    assert [stop["index"] for stop in stops] == controls
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []


def test_the_curator_signs_in_and_out(guarded_site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{guarded_site}/review")
    expect(page.get_by_role("button", name=re.compile("^Accept"))).to_have_count(0)
    assert page.context.cookies() == []
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page).to_have_url(re.compile(r"/review"))
    expect(page.get_by_role("button", name=re.compile("^Accept")).first).to_be_visible()
    (cookie,) = page.context.cookies()
    assert cookie.get("httpOnly")
    assert cookie.get("sameSite") == "Strict"
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{guarded_site}/review")
    expect(page.get_by_role("button", name=re.compile("^Accept"))).to_have_count(0)

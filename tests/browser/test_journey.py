"""A person's whole way through the site, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def count(page: Page) -> int:
    """How many documents the results page says there are."""
    return int(page.locator("h1").inner_text().split()[0].replace(",", ""))


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_whole_journey(site: str, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto(site)
    page.get_by_label("Search the documents").fill("open government")
    page.get_by_label("Search the documents").press("Enter")
    expect(page).to_have_title(re.compile(r"^\d+ documents for open government"))
    everything = count(page)
    assert page.locator(".result mark").count() > 3

    country = page.get_by_role("group", name="Country")
    brazil = country.locator("li", has_text="Brazil")
    promised = int(brazil.locator(".count").inner_text())
    brazil.get_by_role("checkbox").check()
    page.get_by_role("button", name="Apply filters").first.click()
    page.wait_for_url("**country=BR**")
    assert count(page) == promised < everything
    expect(country.get_by_role("checkbox", name="Brazil")).to_be_checked()
    expect(page.get_by_label("Search the documents")).to_have_value("open government")

    page.get_by_role("link", name="Remove the filter Country: Brazil").click()
    page.wait_for_url(lambda address: "country" not in address)
    assert count(page) == everything

    page.go_back()
    expect(country.get_by_role("checkbox", name="Brazil")).to_be_checked()
    assert count(page) == promised
    page.go_back()
    expect(country.get_by_role("checkbox", name="Brazil")).not_to_be_checked()
    assert count(page) == everything

    passage = page.locator(".result .where").first
    title = page.locator(".result").filter(has=page.locator(".where")).first.locator("h2").inner_text()
    passage.click()
    page.wait_for_url("**/documents/**#p-*")
    assert page.locator("h1").inner_text() == title
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    assert target.inner_text()

    related = page.get_by_role("region", name="Related documents").locator("article h3 a").first
    other = related.inner_text()
    related.click()
    expect(page.locator("h1")).to_have_text(other)
    assert other != title

    page.get_by_role("navigation", name="Browse").get_by_role("link", name="Topics").click()
    expect(page.locator("h1")).to_have_text("Topic")
    page.get_by_label("Find a value by any of its names").fill("transparencia")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**contains=transparencia")
    row = page.locator("tbody tr", has=page.get_by_role("link", name="transparency", exact=True))
    promised = int(row.locator(".count").inner_text())
    row.get_by_role("link").click()
    assert count(page) == promised
    expect(page.get_by_role("list", name="Filters in force")).to_contain_text("Topic: transparency")
    page.go_back()
    expect(page.get_by_label("Find a value by any of its names")).to_have_value("transparencia")


def test_a_box_ticked_but_not_applied_is_not_kept_by_going_back(site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{site}/search?q=city")
    box = page.locator('.filters input[name="country"]').first
    box.check()
    page.locator(".result h2 a").first.click()
    page.wait_for_url("**/documents/**")
    page.go_back()
    page.wait_for_url("**/search?q=city")
    expect(box).not_to_be_checked()


def test_years_are_chosen_by_a_bar_or_by_numbers(site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/search?q=city")
    bar = page.get_by_role("link", name=re.compile(r"^2018: \d+ document"))
    promised = int(str(bar.get_attribute("aria-label")).split()[1])
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**year=2018**")
    assert count(page) == promised
    page.goto(f"{site}/search?q=city")
    page.get_by_label("From").fill("2018")
    page.get_by_label("To", exact=True).fill("2018")
    page.get_by_role("button", name="Apply filters").last.click()
    page.wait_for_url("**year_from=2018&year_to=2018**")
    assert count(page) == promised


def test_without_and_must_have_all_are_applied_from_the_form(site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}/search?q=city")
    everything = count(page)
    first = page.get_by_role("group", name="Knowledge type").locator("li").first
    promised = int(first.locator(".count").inner_text())
    first.get_by_role("link").click()
    page.wait_for_url("**not_knowledge_type=**")
    assert count(page) == everything - promised
    first.get_by_role("checkbox", name=re.compile("^without")).uncheck()
    page.get_by_role("button", name="Apply filters").first.click()
    page.wait_for_url(lambda address: "not_knowledge_type" not in address)
    assert count(page) == everything
    topics = page.get_by_role("group", name="Topic")
    topics.get_by_role("checkbox").nth(0).check()
    topics.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Apply filters").first.click()
    page.wait_for_url("**topic=**")
    either = count(page)
    topics.get_by_label("Must have all that are ticked").check()
    page.get_by_role("button", name="Apply filters").first.click()
    page.wait_for_url("**topic_mode=all**")
    assert count(page) < either

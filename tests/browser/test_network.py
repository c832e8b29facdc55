"""Nothing leaves the site, nothing is kept in the browser, and no page is heavy."""

from __future__ import annotations

import gzip

from tests.browser.conftest import OpenPage
from tests.browser.pages import PAGES

PAGE_BYTES, STYLE_BYTES = 100_000, 25_000


def test_no_request_leaves_the_site_and_nothing_is_kept(site: str, open_page: OpenPage) -> None:
    page, asked = open_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for address in PAGES.values():
        page.goto(site + address)
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith(f"{site}/")] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_no_page_is_heavy(site: str, open_page: OpenPage) -> None:
    page, sizes, used = open_page(), dict[str, int](), set[str]()
    for address in PAGES.values():
        response = page.goto(site + address)
        assert response is not None
        sizes[address] = len(response.body())
        used.update(page.evaluate("performance.getEntriesByType('resource').map(each => each.name)"))
    assert {url: size for url, size in sizes.items() if size > PAGE_BYTES} == {}
    assert any("style.css" in url for url in used)
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in used) <= STYLE_BYTES


def test_hostile_documents_run_nothing(hostile_site: str, open_page: OpenPage) -> None:
    """`open_page` fails on any dialog, script error or violation of the content policy."""
    page, asked = open_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    addresses = ["/", "/search", "/search?q=script", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/facets/topic"]
    page.goto(f"{hostile_site}/search")
    addresses += [str(link.get_attribute("href")) for link in page.locator(".result h2 a").all()]
    assert len(addresses) == 11
    for address in addresses:
        page.goto(hostile_site + address)
    assert page.locator("script, iframe, img").count() == 0
    assert [url for url in asked if not url.startswith(f"{hostile_site}/")] == []

"""What a visit costs, over the real build. Bytes are those of the bodies, compressed by gzip as
GitHub Pages does."""

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.test_browser import addresses

KB = 1000
FIRST = 75 * KB
SECOND = 10 * KB
# What stands around the article is the same everywhere, but for the list of what has moved.
AROUND = 3 * KB


def weight(response: Response) -> int:
    return len(gzip.compress(response.body(), 6))


def visit(page: Page, address: str) -> dict[str, int]:
    """Every address that the page loads, with its bytes."""
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.goto(address, wait_until="networkidle")
    return {r.url: weight(r) for r in loaded if r.url.startswith("http")}


@pytest.mark.parametrize("address", addresses(), ids=lambda a: a or "home")
def test_first_visit(browser: Browser, url: str, address: str):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(
        """window.shifted = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => window.shifted += e.value))
            .observe({type: 'layout-shift', buffered: true});"""
    )
    loaded = visit(page, url + address)
    shift = page.evaluate("shifted")
    unsized = page.evaluate(
        "[...document.images].filter(i => !i.hasAttribute('width') || !i.hasAttribute('height'))"
        ".length + [...document.querySelectorAll('article figure svg')].filter(s => !s.viewBox.baseVal?.width).length"
    )
    page.close()
    assert all(u.startswith(url) for u in loaded)
    assert sum(loaded.values()) <= FIRST, loaded
    assert not [u for u in loaded if "search" in u], "the search is loaded before it is used"
    assert shift < 0.001
    assert unsized == 0


@pytest.mark.parametrize("address", addresses(), ids=lambda a: a or "home")
def test_second_page(browser: Browser, url: str, address: str):
    """Nothing but the page itself is loaded, and what stands around its article is small."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url + "404.html", wait_until="networkidle")
    loaded: list[str] = []
    context.on("request", lambda r: loaded.append(r.url))
    response = page.goto(url + address, wait_until="networkidle")
    fresh = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.transferSize > 400).map(e => e.name)"
    )
    html = response.body()
    article = html[html.index(b"<article") : html.index(b"</article>")]
    frame = re.sub(rb'<script type="application/json" id="moved">.*?</script>', b"", html)
    context.close()
    assert fresh == []
    assert len(gzip.compress(html)) <= SECOND, (
        "split the page: CONTRIBUTING.md, The page around the text"
    )
    assert len(gzip.compress(frame)) - len(gzip.compress(article)) <= AROUND


def test_search_is_loaded_when_it_is_opened(page: Page, url: str):
    visit(page, url)
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.keyboard.press("/")
    page.locator("dialog.search").wait_for()
    names = {r.url.removeprefix(url) for r in loaded}
    assert names == {"assets/search.js", "search/index.js"}
    assert sum(map(weight, loaded)) <= 132 * KB

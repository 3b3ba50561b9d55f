"""Links to copy, and what they open."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hooks.finish import add_redirects
from tests.browser.conftest import Quiet
from tests.browser.test_browser import addresses
from tests.browser.test_keyboard import open_page

PLACES = """() => [...document.querySelectorAll(
    'article :is(h2, h3)[id], .highlight, details.question, td:first-child > a[id]')].map(e => {
        const link = e.matches('details') ? e.previousElementSibling
            : e.matches(`a[href='#${e.id}']`) ? e
            : e.matches('a') ? e.nextElementSibling : e.querySelector('a.headerlink');
        return [e.id, link?.getAttribute('href') ?? '', link?.tabIndex ?? -1];
    })"""


@pytest.mark.parametrize("address", addresses(), ids=lambda a: a or "home")
def test_every_place_has_a_link_of_its_own(page: Page, url: str, address: str):
    open_page(page, url + address)
    places = page.evaluate(PLACES)
    assert [p for p in places if not p[0] or p[1] != f"#{p[0]}" or p[2] < 0] == []
    assert len({p[0] for p in places}) == len(places)


@pytest.mark.parametrize(
    ("address", "anchor"),
    [
        ("django/views/", "first"),
        ("django/views/", "first--books-views-py"),
        ("django/views/", "q-startapp-hello"),
        ("compare/table/", "row-urls"),
    ],
)
@pytest.mark.parametrize("how", ["click", "keyboard"])
def test_a_link_is_copied_and_leads_back(page: Page, url: str, address: str, anchor: str, how: str):
    page.goto(url + address)
    link = page.locator(f'article a[href="#{anchor}"]').first
    if how == "click":
        link.scroll_into_view_if_needed()
        link.hover()
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{url}{address}#{anchor}"
    page.goto("about:blank")
    page.goto(copied)
    assert_shown_and_marked(page, anchor)


def assert_shown_and_marked(page: Page, anchor: str) -> None:
    """The target stands below the header, inside the window, and does not look like the rest."""
    found = page.locator(f'[id="{anchor}"]')
    expect(found).to_be_in_viewport()
    top, header, marked = page.evaluate(
        """id => {
            const e = document.getElementById(id);
            const seen = e.matches('details') ? e.firstElementChild : e.closest('td') ?? e;
            const style = getComputedStyle(seen);
            return [seen.getBoundingClientRect().top,
                document.querySelector('header').getBoundingClientRect().bottom,
                style.outlineStyle !== 'none' || style.backgroundColor !== 'rgba(0, 0, 0, 0)'];
        }""",
        anchor,
    )
    assert top >= header - 1
    assert marked


def test_a_link_into_a_tab_opens_it(page: Page, url: str):
    page.goto(f"{url}start/setup/")
    hidden = page.locator(".tabbed-block .highlight:not(:visible)").first.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{url}start/setup/#{hidden}")
    assert_shown_and_marked(page, hidden)


def test_a_link_to_an_answer_unfolds_it(page: Page, url: str):
    page.goto(f"{url}review/interview/#q-localhost")
    expect(page.locator("#q-localhost")).to_have_attribute("open", "")
    assert_shown_and_marked(page, "q-localhost")
    page.evaluate("location.hash = 'q-venv'")
    expect(page.locator("#q-venv")).to_have_attribute("open", "")


@pytest.fixture
def moved(site: Path, tmp_path: Path) -> Iterator[str]:
    for name in ("django/admin/index.html", "django/urls/index.html", "assets/site.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((site / name).read_bytes())
    add_redirects(
        tmp_path,
        {
            "django/admin.md#once": "django/urls.md#example",
            "django/admin.md#both": "django/urls.md#both",
            "django/old.md": "django/urls.md",
        },
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_an_old_link_leads_to_the_new_place(context, moved: str):
    page = context.new_page()
    page.goto(f"{moved}django/admin/#once")
    expect(page).to_have_url(re.compile("django/urls/index.html#example$"))
    page.goto(f"{moved}django/admin/#both--console")
    expect(page).to_have_url(re.compile("django/urls/index.html#both--console$"))
    page.goto(f"{moved}django/old/")
    expect(page).to_have_url(re.compile("django/urls/index.html$"))

"""What a reader does, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 360, "height": 740}
DOCS = Path(__file__).parent.parent.parent / "docs"


def addresses() -> list[str]:
    """Every page's address, relative to the site's."""
    found = []
    parts = {path for name in ("apps", "measured") for path in (DOCS / "compare" / name).rglob("*")}
    for page in sorted(set(DOCS.rglob("*.md")) - parts):
        parts = page.relative_to(DOCS).with_suffix("").parts
        if parts[:2] == ("compare", "apps"):  # part of a download, not a page
            continue
        found.append("/".join(p for p in parts if p != "index") + "/")
    return [address.lstrip("/") for address in found]


def test_search_finds_and_opens_a_page(page: Page, url: str):
    page.goto(url)
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search").fill("createsuperuser")
    first = page.locator("dialog .result").first
    first.wait_for()
    first.click()
    expect(page).to_have_url(re.compile(r"django/"))
    expect(page.locator("article")).to_contain_text("createsuperuser")


def test_a_search_can_be_shared(page: Page, url: str):
    page.goto(f"{url}?q=migration")
    page.locator("dialog .result").first.wait_for()
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("migration")


def test_choice_of_a_tab_sticks_on_other_pages(page: Page, url: str):
    page.goto(f"{url}practice/servers/")
    windows = page.locator(".tabbed-set").first.locator(".tabbed-block").nth(1)
    expect(windows).to_be_hidden()
    page.goto(f"{url}start/setup/")
    page.locator("label", has_text=re.compile("^Windows$")).first.click()
    page.goto(f"{url}practice/servers/")
    expect(windows).to_be_visible()


def test_copy_button_copies_commands_without_prompt_and_output(page: Page, url: str):
    page.goto(f"{url}django/project/")
    block = (
        page.locator(".highlight", has=page.locator(".language-console, .gp"))
        .filter(has=page.locator(".go"))
        .first
    )
    typed = [
        line.removeprefix("$ ")
        for line in block.locator("code").inner_text().split("\n")
        if line.startswith("$ ")
    ]
    block.hover()
    block.get_by_role("button", name="Copy").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert typed
    assert [line for line in copied.split("\n") if line] == typed


def test_copy_button_copies_a_file_whole(page: Page, url: str):
    page.goto(f"{url}django/views/")
    block = page.locator(".highlight", has=page.locator(".filename", has_text="books/views.py"))
    code = block.first.locator("code").inner_text().rstrip()
    block.first.hover()
    block.first.locator("button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").rstrip() == code


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_colour_scheme_follows_the_system(browser, url, scheme, dark):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", background)[0])
    assert (red < 60) is dark
    context.close()


def test_colour_scheme_can_be_chosen_and_stays(page: Page, url: str):
    page.goto(url)
    page.get_by_role("button", name="Colours").click()
    page.get_by_role("button", name="Colours: light").click()
    page.goto(f"{url}django/")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_a_tooltip_explains_a_term(page: Page, url: str):
    page.goto(f"{url}django/models/")
    assert page.locator("article abbr[title]").count() > 0


def test_a_question_opens_by_keyboard(page: Page, url: str):
    page.goto(f"{url}django/views/")
    question = page.locator("details.question").first
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(question).to_have_attribute("open", "")


@pytest.mark.parametrize("address", addresses(), ids=lambda a: a or "home")
def test_page_fits_a_phone_and_has_no_error(page: Page, url: str, address: str):
    page.set_viewport_size(PHONE)
    page.goto(url + address)
    page.wait_for_function("document.body.dataset.mdColorScheme")
    too_wide = page.evaluate(
        """() => {
            const wide = document.documentElement.scrollWidth > window.innerWidth;
            return wide ? [...document.querySelectorAll('article *')]
                .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
                    && !e.closest('table, pre, .tabbed-labels'))
                .slice(0, 3).map(e => e.outerHTML.slice(0, 120)) || ['something'] : [];
        }"""
    )
    assert too_wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_page_that_is_not_there(page: Page, url: str):
    page.goto(f"{url}404.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    page.get_by_role("link", name="Glossary").last.click()
    expect(page).to_have_url(re.compile("review/glossary/"))


@pytest.mark.parametrize("width", [1280, 360])
def test_the_menu_shows_where_one_is(browser: Browser, url: str, width: int):
    """The menu of Django is longer than a window; its last page is looked for."""
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(f"{url}django/test-cases/")
    if width == 360:
        page.get_by_role("button", name="Contents").click()
    expect(page.locator("#drawer [aria-current]")).to_be_in_viewport()
    page.close()

"""axe over every page, in both colour schemes, on a wide and on a narrow screen; the W3C's checker
over the HTML; no motion; no script at all."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.node import modules
from tests.browser.programs import find_program
from tests.browser.test_browser import addresses
from tests.browser.test_keyboard import READY

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(result =>
    result.violations.map(v => `${v.id}: ${v.nodes.length} times, as ${v.nodes[0].html.slice(0, 160)}`
        + ` ${v.nodes[0].any[0]?.message ?? v.nodes[0].all[0]?.message ?? ''}`))"""


@pytest.fixture(scope="module")
def axe() -> str:
    return (modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str, tags: list[str] = STANDARDS) -> list[str]:
    page.evaluate(axe)
    return page.evaluate(RUN, tags)


def open_page(browser: Browser, width: int) -> Page:
    """A page on a desk or, where nothing can point, on a phone."""
    phone = width < 500
    return browser.new_page(
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        is_mobile=phone,
        has_touch=phone,
    )


@pytest.mark.parametrize("address", [*addresses(), "404.html"], ids=lambda a: a or "home")
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(browser: Browser, url: str, axe: str, address: str, width: int):
    page = open_page(browser, width)
    page.goto(url + address)
    page.wait_for_function(READY)
    found = violations(page, axe)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme == 'slate'")
    found += [f"dark: {v}" for v in violations(page, axe)]
    page.close()
    assert found == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_search_and_contents(browser, url, axe, width):
    page = open_page(browser, width)
    page.goto(f"{url}django/views/?q=template")
    page.locator("dialog .result").first.wait_for()
    assert violations(page, axe) == []
    page.keyboard.press("Escape")
    if width < 500:
        page.get_by_role("button", name="Contents").click()
        assert violations(page, axe) == []
    page.close()


def test_axe_finds_a_planted_barrier(browser, url, axe):
    page = browser.new_page()
    page.goto(url)
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend',"
        " '<img src=x><p style=\"color:#999;background:#fff\">pale</p>')"
    )
    found = " ".join(violations(page, axe))
    assert "image-alt" in found
    assert "color-contrast" in found
    page.close()


def vnu(*paths: Path) -> list[str]:
    jar = modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        *find_program("java"),
        "-Xss4m",
        "-jar",
        str(jar),
        "--errors-only",
        "--skip-non-html",
        *map(str, paths),
    ]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    return [line for line in run.stderr.splitlines() if "error" in line.lower()]


def test_html_is_valid(site: Path):
    assert vnu(site) == []


def test_invalid_html_is_noticed(tmp_path: Path):
    page = tmp_path / "a.html"
    page.write_text('<!doctype html><html lang="en"><title>x</title><p tabindex="">x')
    assert len(vnu(page)) == 1


def test_reduced_motion(browser: Browser, url: str):
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{url}django/views/")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            return parseFloat(s.transitionDuration) || parseFloat(s.animationDuration);
        }).length"""
    )
    page.close()
    assert moving == 0


def test_without_script(browser: Browser, url: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{url}start/setup/")
    blocks = page.locator(".tabbed-set").first.locator(".tabbed-block")
    expect(blocks.nth(0)).to_be_visible()
    page.locator(".tabbed-labels").first.get_by_text("Windows").click()
    expect(blocks.nth(1)).to_be_visible()
    expect(blocks.nth(0)).to_be_hidden()
    page.get_by_role("button", name="Contents").click()
    page.locator("#drawer").get_by_role("link", name="Which one?").click()
    expect(page).to_have_url(re.compile("start/which/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # What needs a script is not shown.
    expect(page.locator(".find")).to_be_hidden()
    context.close()


def test_a_tap_explains_a_term(browser: Browser, url: str):
    page = open_page(browser, 360)
    page.goto(f"{url}django/models/")
    term = page.locator("article p > abbr[title]").first
    # On the window's last line, so that there is no room below.
    term.evaluate("e => { e.scrollIntoView({block: 'end'}) }")
    term.tap()
    tip = page.locator(".tip-box")
    expect(tip).to_be_visible()
    expect(tip).to_have_text(f"{term.inner_text()}: {term.get_attribute('title')}")
    expect(tip).to_be_in_viewport(ratio=1)
    page.locator("h1").tap()
    expect(tip).to_be_hidden()
    page.close()


def test_the_keyboard_unfolds_all_terms_of_a_page(page: Page, url: str):
    page.goto(f"{url}django/models/")
    titles = page.locator("article abbr[title]").evaluate_all("all => all.map(e => e.title)")
    terms = page.locator("details.terms")
    terms.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(terms.locator("dd").first).to_be_visible()
    assert sorted(terms.locator("dd").all_inner_texts()) == sorted(set(titles))

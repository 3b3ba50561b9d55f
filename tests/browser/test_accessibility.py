"""axe over every page, in both colour schemes, on a wide and on a narrow screen; the W3C's checker
over the HTML; the keyboard; no script at all."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.node import modules
from tests.browser.test_browser import addresses

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


@pytest.mark.parametrize("address", [*addresses(), "404.html"], ids=lambda a: a or "home")
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(browser: Browser, url: str, axe: str, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.goto(url + address)
    found = violations(page, axe)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme == 'slate'")
    found += [f"dark: {v}" for v in violations(page, axe)]
    page.close()
    assert found == []


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_search_and_contents(browser, url, axe, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
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
    java = shutil.which("java")
    if not java:
        raise RuntimeError(
            "The W3C's HTML checker needs Java, 17 or newer: apt-get install default-jre"
        )
    jar = modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        java,
        "-Xss4m",
        "-jar",
        str(jar),
        "--errors-only",
        "--skip-non-html",
        *map(str, paths),
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    return [line for line in run.stderr.splitlines() if "error" in line.lower()]


def test_html_is_valid(site: Path):
    assert vnu(site) == []


def test_invalid_html_is_noticed(tmp_path: Path):
    page = tmp_path / "a.html"
    page.write_text('<!doctype html><html lang="en"><title>x</title><p tabindex="">x')
    assert len(vnu(page)) == 1


def test_keyboard_alone_reaches_everything(page: Page, url: str):
    """Every link, button and field that is shown gets the focus by Tab, in order, and shows it."""
    page.goto(f"{url}flask/tests/")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')]
            .filter(e => e.checkVisibility({visibilityProperty: true})).length"""
    )
    reached, unseen = set(), []
    for _ in range(shown + 80):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (e === document.body) return null;
                e.dataset.reached ??= String(document.querySelectorAll('[data-reached]').length);
                const s = getComputedStyle(e), seen = e.checkVisibility();
                const set = e.closest('.tabbed-set');
                const labels = e.matches('.tabbed-set > input') && set.querySelector('.tabbed-labels');
                const o = labels ? getComputedStyle(labels) : s;
                return [e.matches('a[href], button, summary, [tabindex="0"]'), e.dataset.reached,
                        seen && o.outlineStyle !== 'none' && parseFloat(o.outlineWidth) >= 1,
                        e.outerHTML.slice(0, 100)];
            }"""
        )
        if not place:
            break
        if place[0]:
            reached.add(place[1])
        if not place[2]:
            unseen.append(place[3])
    assert unseen == []
    assert len(reached) == shown


def test_keyboard_chooses_a_tab_and_opens_the_contents(page: Page, url: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{url}start/setup/")
    page.locator(".tabbed-set > input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tabbed-set").first.locator(".tabbed-block").nth(1)).to_be_visible()
    page.get_by_role("button", name="Contents").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


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
    page.locator("#drawer").get_by_role("link", name="Which framework?").click()
    expect(page).to_have_url(re.compile("start/which/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # What needs a script is not shown.
    expect(page.locator(".find")).to_be_hidden()
    context.close()

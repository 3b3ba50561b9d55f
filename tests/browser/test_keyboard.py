"""The keyboard alone: everything is reached in the order of the page, and one sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

# `stops`: what the Tab key should reach, in the order of the page; of the radio buttons of a group
# of tabs the chosen one, which shows its focus at the labels.
# `step()`: where the focus is now (-1: nowhere, -2: at what scrolls and is no stop), what stands in
# front of it, and the stop before if it looked no different with the focus.
WALK = """() => {
    const stops = [...document.querySelectorAll(
        "a[href], button, summary, input:not([type=radio]), input:checked, [tabindex='0']"
    )].filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}));
    const seen = e => e.matches('.tabbed-set > input') ? e.parentElement.querySelector('.tabbed-labels') : e;
    const name = e => e.outerHTML.slice(0, 120);
    const look = e => {
        const style = getComputedStyle(seen(e));
        return style.outlineStyle === 'none' ? style.boxShadow : style.outline + style.boxShadow;
    };
    const covered = e => {
        const box = seen(e).getClientRects()[0];
        const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
        const top = document.elementFromPoint(
            middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
        if (seen(e).checkVisibility({opacityProperty: true}) && seen(e).contains(top)) return '';
        return top ? name(top) : 'nothing';
    };
    let before;
    const step = () => {
        const e = document.activeElement;
        const unseen = before && look(before.e) === before.look ? name(before.e) : '';
        before = e === document.body ? null : {e, look: look(e)};
        if (!before) return [-1, '', unseen];
        const scrolls = e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight;
        const place = stops.indexOf(e);
        return [place < 0 && scrolls ? -2 : place, covered(e) && `${name(e)} behind ${covered(e)}`, unseen];
    };
    window.walk = {stops, step, seen, name};
    return stops.map(name);
}"""
PAGES = ["", "start/setup/", "compare/table/", "review/interview/", "about/checks/"]


@pytest.fixture(params=[1280, 360])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = browser.new_page(
        viewport={"width": request.param, "height": 740}, reduced_motion="reduce"
    )
    yield page
    page.close()


# assets/site.js adds the buttons a few at a time, and asks for what scrolls after the page is loaded.
READY = """!document.querySelector('.highlight:not(:has(> .tools))')
    && [...document.querySelectorAll('.highlight code, .md-typeset table')]
        .every(e => e.tabIndex === 0 || e.scrollWidth <= e.clientWidth)"""


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function(READY)


def walk(page: Page) -> list[str]:
    """Press Tab until the page is left; everything that is wrong."""
    names: list[str] = page.evaluate(WALK)
    reached: list[int] = []
    faults: list[str] = []
    for _ in range(2 * len(names) + 50):
        page.keyboard.press("Tab")
        place, covered, unseen = page.evaluate("walk.step()")
        if covered:
            faults.append(f"has the focus where it is not seen: {covered}")
        if unseen:
            faults.append(f"does not show that it has the focus: {unseen}")
        if place == -1:
            break
        if place >= 0:
            reached.append(place)
    else:
        faults.append("the page cannot be left")
    faults += [f"is never reached: {name}" for i, name in enumerate(names) if i not in reached]
    if reached != sorted(set(reached)):
        faults.append(f"is reached out of order: {reached}")
    return faults


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a or "home")
def test_everything_is_reached(page: Page, url: str, address: str):
    open_page(page, url + address)
    assert walk(page) == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("link.style.setProperty('outline', 'none', 'important')", "does not show"),
        ("link.tabIndex = -1", "never reached"),
        ("link.tabIndex = 1", "out of order"),
        ("link.style.clipPath = 'inset(50%)'", "behind"),
        ("link.onkeydown = e => e.key === 'Tab' && e.preventDefault()", "cannot be left"),
    ],
)
def test_a_fault_is_noticed(page: Page, url: str, fault: str, expected: str):
    open_page(page, url)
    page.evaluate(f"() => {{const link = document.querySelector('article a[href]'); {fault}}}")
    assert expected in " ".join(walk(page))


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a or "home")
def test_the_focus_is_seen(page: Page, url: str, address: str):
    """In pixels, for one stop of each kind: an outline may be there and be cut off."""
    open_page(page, url + address)
    page.evaluate(WALK)
    kinds: list[int] = page.evaluate(
        """() => {
            const kind = e => [e.tagName, e.className, e.parentElement.className].join();
            return walk.stops.flatMap((e, i) =>
                walk.stops.findIndex(other => kind(other) === kind(e)) === i ? [i] : []);
        }"""
    )
    assert len(kinds) > 5
    page.keyboard.press("Tab")  # from now on, focus is that of a keyboard
    unseen = []
    for kind in kinds:
        box = page.evaluate(
            """async i => {
                const e = walk.stops[i];
                e.focus();
                for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
                const box = walk.seen(e).getClientRects()[0];
                const x = Math.max(box.left - 5, 0), y = Math.max(box.top - 5, 0);
                return {x, y, width: Math.min(box.right + 5, innerWidth) - x,
                        height: Math.min(box.bottom + 5, innerHeight) - y};
            }""",
            kind,
        )
        with_focus = page.screenshot(clip=box)
        page.evaluate("document.activeElement.blur()")
        if page.screenshot(clip=box) == with_focus:
            unseen.append(page.evaluate("i => walk.name(walk.stops[i])", kind))
    assert unseen == []


def test_the_first_stop_skips_to_the_content(page: Page, url: str):
    page.goto(f"{url}django/views/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_search_keeps_the_focus_and_gives_it_back(page: Page, url: str):
    page.goto(f"{url}django/views/")
    button = page.locator(".find")
    button.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("template")
    page.locator("dialog .result").first.wait_for()
    inside = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        inside.add(page.evaluate("document.activeElement.closest('dialog, body').tagName"))
    # The browser's own controls take turns with those of the dialog.
    assert inside <= {"DIALOG", "BODY"}
    assert not page.evaluate("!!document.activeElement.closest('main, header, footer')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.search")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_contents_give_the_focus_back(browser: Browser, url: str):
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{url}start/setup/")
    button = page.get_by_role("button", name="Contents")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#drawer')")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(button).to_be_focused()
    page.close()


def test_arrow_keys_choose_a_tab(page: Page, url: str):
    page.goto(f"{url}start/setup/")
    page.locator(".tabbed-set > input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tabbed-set").first.locator(".tabbed-block").nth(1)).to_be_visible()

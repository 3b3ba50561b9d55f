"""The zip that the site offers, opened from the file system with the network cut."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from hooks import mkdocs_events
from hooks.finish.offline import NAME, ZIP, name_files, offer, offers, pack_site
from tests.browser.conftest import is_fault
from tests.site.html import broken_links, read_page


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has who unpacked the zip, with spaces and more letters around it."""
    base = tmp_path_factory.mktemp("offline") / "un packed, später #1 读"
    with zipfile.ZipFile(site / ZIP) as archive:
        archive.extractall(base)
    return base / NAME


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []

    def check(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("file", "data"):
            faults.append(request.url)

    page.on("request", check)
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}") if is_fault(r) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def bare(folder: Path) -> list[str]:
    """Links to a folder: a server opens its index.html, a file system does not."""
    return [
        f"{path.relative_to(folder).as_posix()}:{line}: {address}"
        for path in sorted(folder.rglob("*.html"))
        for line, address in read_page(path).links
        if not urlsplit(address).scheme
        and (path.parent / urlsplit(address).path).is_dir()
        and urlsplit(address).path
    ]


def test_every_page_opens_and_every_link_leads_somewhere(page: Page, folder: Path):
    pages = {path: read_page(path) for path in sorted(folder.rglob("*.html"))}
    assert len(pages) > 50
    assert bare(folder) == []
    assert broken_links(folder, pages) == []
    for path in pages:
        page.goto(path.as_uri(), wait_until="load")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        if path.parent.name != "print":
            expect(page.locator(".find")).to_be_visible()


def test_a_link_of_a_page_opens(page: Page, folder: Path):
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="Cell by cell").first.click()
    expect(page).to_have_url(re.compile(r"^file:.*/compare/table/index\.html"))
    page.locator("article a[href*='#first']").first.click()
    expect(page).to_have_url(re.compile(r"/index\.html#first$"))
    expect(page.locator("#first")).to_be_in_viewport()


def test_search_answers_and_its_results_open(page: Page, folder: Path):
    page.goto((folder / "django" / "views" / "index.html").as_uri())
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search").fill("createsuperuser")
    results = page.locator("dialog .result")
    results.first.wait_for()
    found = results.evaluate_all("links => links.map(link => link.href)")
    for address in found:
        assert urlsplit(address).path.endswith("/index.html")
    results.first.click()
    expect(page).to_have_url(re.compile(r"^file:.*/django/\w+/index\.html"))
    expect(page.locator("article")).to_contain_text("createsuperuser")


def test_tabs_and_pictures(page: Page, folder: Path):
    page.goto((folder / "start" / "setup" / "index.html").as_uri())
    page.locator(".tabbed-labels").first.get_by_text("Windows").click()
    expect(page.locator(".tabbed-block").nth(1)).to_be_visible()
    page.goto((folder / "compare" / "patterns" / "index.html").as_uri())
    expect(page.locator("figure svg").first).to_be_visible()


def test_downloads_of_chapters_are_in_it(folder: Path, site: Path):
    names = [p.relative_to(site) for p in site.rglob("*.zip") if p.name != ZIP]
    assert len(names) >= 2
    for name in names:
        assert (folder / name).read_bytes() == (site / name).read_bytes()


def test_the_copy_offers_only_what_it_holds(folder: Path):
    assert not (folder / ZIP).exists()
    assert (
        ZIP not in (folder / "about" / "offline" / "index.html").read_text("utf-8").split("<h2")[0]
    )


def test_the_site_offers_the_zip(page: Page, site: Path, browser: Browser, url: str):
    reader = browser.new_page()
    reader.goto(f"{url}about/offline/")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="The whole site as a zip").click()
    assert Path(download.value.path()).read_bytes() == (site / ZIP).read_bytes()
    reader.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages and the page that offers the copies."""
    for name, html in {
        "index.html": '<a href="a/">a</a> <a href="a/#b">b</a> <a href="https://a/">c</a>',
        "a/index.html": '<a class="x" href="..">up</a> <a href="#b">b</a> <a href="z.zip">z</a>',
        "about/offline/index.html": "<!-- offers --><h2>",
        "print/index.html": "all",
        "404.html": "none",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(html, encoding="utf-8")
    return tmp_path


def test_a_folder_is_named_by_its_file(small: Path):
    home = (small / "index.html").read_text()
    assert bare(small) == ["a/index.html:1: ..", "index.html:1: a/", "index.html:1: a/#b"]
    assert name_files(home, small) == (
        '<a href="a/index.html">a</a> <a href="a/index.html#b">b</a> <a href="https://a/">c</a>'
    )
    below = name_files((small / "a" / "index.html").read_text(), small / "a")
    assert below.startswith('<a class="x" href="../index.html">up</a> <a href="#b">')


def test_the_same_site_gives_the_same_zip(small: Path):
    first = pack_site(small).read_bytes()
    assert pack_site(small).read_bytes() == first
    with zipfile.ZipFile(small / ZIP) as archive:
        assert [name.removeprefix(f"{NAME}/") for name in archive.namelist()] == [
            "a/index.html",
            "about/offline/index.html",
            "index.html",
            "print/index.html",
        ]


def test_only_what_is_there_is_offered(small: Path):
    page = small / "about" / "offline" / "index.html"
    offer(small)
    assert ZIP not in page.read_text()
    pack_site(small)
    offer(small)
    offer(small)
    assert page.read_text().count(ZIP) == 1
    assert "print/index.html" in page.read_text()
    assert offers(page.read_text(), small, []) == "<!-- offers --><h2>"


def test_while_editing_copies_are_made_once_and_never_missing(small, monkeypatch):
    made: list[Path] = []
    monkeypatch.setattr(mkdocs_events, "serving", True)
    monkeypatch.setattr(mkdocs_events, "copies", {})
    monkeypatch.setattr(
        mkdocs_events, "add_copies", lambda site: made.append(site) or pack_site(site)
    )
    mkdocs_events.copy(small)
    content = (small / ZIP).read_bytes()
    (small / ZIP).unlink()  # each build empties the folder
    (small / "print" / "index.html").unlink()
    mkdocs_events.copy(small)
    assert made == [small]
    assert (small / ZIP).read_bytes() == content
    assert (small / "print" / "index.html").read_text() == "all"
    assert ZIP in (small / "about" / "offline" / "index.html").read_text()
    # A build for readers makes them anew.
    monkeypatch.setattr(mkdocs_events, "serving", False)
    monkeypatch.setattr(mkdocs_events, "copies", {})
    mkdocs_events.copy(small)
    mkdocs_events.copy(small)
    assert len(made) == 3

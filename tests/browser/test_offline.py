"""The zip of `make offline`, opened from the file system with the network cut."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import ROOT
from tests.site.html import broken_links, read_page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has who unpacked the zip."""
    base = tmp_path_factory.mktemp("offline")
    name = base / "build" / "django-flask-notes"
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(name)],
        cwd=ROOT,
        env={**os.environ, "DIRECTORY_URLS": "false"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    packed = shutil.make_archive(str(base / "notes"), "zip", base / "build", name.name)
    shutil.unpack_archive(packed, base / "un packed")
    return base / "un packed" / name.name


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []

    def check(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("file", "data"):
            faults.append(request.url)

    page.on("request", check)
    page.on("requestfailed", lambda r: faults.append(f"failed: {r.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def test_every_page_opens_and_every_link_leads_somewhere(page: Page, folder: Path):
    pages = {path: read_page(path) for path in sorted(folder.rglob("*.html"))}
    # The page for addresses that are not there is for servers alone, and has absolute links.
    pages = {path: read for path, read in pages.items() if path.name != "404.html"}
    assert len(pages) > 50
    # A server opens a folder's index.html; a file system does not.
    bare = [
        f"{path.relative_to(folder)}: {address}"
        for path, read in pages.items()
        for _, address in read.links
        if not urlsplit(address).scheme and urlsplit(address).path.endswith("/")
    ]
    assert bare == []
    assert broken_links(folder, pages) == []
    for path in pages:
        page.goto(path.as_uri(), wait_until="load")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".find")).to_be_visible()


def test_search_answers_and_its_links_open(page: Page, folder: Path):
    page.goto((folder / "django" / "views.html").as_uri())
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search").fill("createsuperuser")
    page.locator("dialog .result").first.click()
    expect(page).to_have_url(re.compile(r"^file:.*/django/\w+\.html"))
    expect(page.locator("article")).to_contain_text("createsuperuser")


def test_tabs_pictures_and_downloads(page: Page, folder: Path):
    page.goto((folder / "start" / "setup.html").as_uri())
    page.locator(".tabbed-labels").first.get_by_text("Windows").click()
    expect(page.locator(".tabbed-block").nth(1)).to_be_visible()
    page.goto((folder / "compare" / "patterns.html").as_uri())
    expect(page.locator("figure svg").first).to_be_visible()
    assert (folder / "compare" / "board-django.zip").stat().st_size > 1000

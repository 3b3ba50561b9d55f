"""The printable edition of a built site as a PDF: `python -m tests.browser.book SITE`.

The browser prints it; the site then offers it beside the zip.
"""

import mimetypes
import re
import sys
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
from playwright.sync_api import Browser, Route, sync_playwright

from hooks.finish.offline import PDF, offer
from hooks.finish.printed_chapters import BOOK
from tests.browser.browser import ARGUMENTS, find_browser


def print_book(browser: Browser, site: Path, pdf: Path, paper: str = "A4") -> None:
    """Print it at the address where the site is published, so that links to its files lead there;
    whatever is asked for comes from the folder."""
    html = (site / BOOK).read_text(encoding="utf-8")
    address = unescape(re.search(r'rel="canonical" href="([^"]*)"', html)[1])
    home = address.removesuffix("print/")
    page = browser.new_page()
    page.set_default_timeout(300_000)  # milliseconds; it has some six hundred pages

    def answer(route: Route) -> None:
        path = site / unquote(urlsplit(route.request.url.removeprefix(home)).path.lstrip("/"))
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "text/plain"
            route.fulfill(body=path.read_bytes(), content_type=kind)
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(address)
    printed = page.pdf(format=paper, outline=True, tagged=True, print_background=True)
    page.close()
    # The marks for readers aloud are most of it, and shrink well.
    with pikepdf.open(BytesIO(printed)) as document:
        document.save(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        print_book(browser, folder, folder / PDF)
    offer(folder)

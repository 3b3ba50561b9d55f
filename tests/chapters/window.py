"""The reader's browser where a page says what to fill in and what to click: a real one."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from hooks.blocks import Block
from tests.browser.browser import ARGUMENTS
from tests.chapters.normalize import matches, without_blank_lines
from tests.chapters.outcome import failure

PATIENCE = 30_000
"""Milliseconds in which a page must be there, with what is to be clicked."""
SETTLES = 3
"""Seconds in which the page must look as shown after the last click."""
ROOT = Path(__file__).parent.parent.parent


@cache
def browser_path() -> str:
    """Where the browser is; it is installed if there is none, so the network must be in reach.

    Raises:
        RuntimeError: there is none, and none can be installed.
    """
    command = [sys.executable, "-m", "tests.browser.browser"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout.strip()


class Window:
    """One window of the browser, with its cookies.

    It lives in a thread of its own: Playwright allows one instance a thread, and other tests of
    this process may have one.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._page = self._thread.submit(self._open).result()

    def _open(self) -> Page:
        self._playwright = sync_playwright().start()
        chromium = self._playwright.chromium
        browser = chromium.launch(executable_path=browser_path(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def compare(self, block: Block) -> None:
        """Open the block's address, do what it says, and hold the page's text against the block."""
        try:
            real = self._thread.submit(self._act, block).result()
            deadline = time.monotonic() + SETTLES
            while not matches(without_blank_lines(block.source), real):
                if time.monotonic() > deadline:
                    message = f"{block.title} shows something else in the browser"
                    raise failure(block, message, block.source, real)
                time.sleep(0.2)
                real = self._thread.submit(self._text).result()
        except Error as error:
            message = f"{block.title} in the browser: {error.message}"
            raise failure(block, message, block.options["data-browser"]) from None

    def _act(self, block: Block) -> str:
        """Do what the block says; return the text of the page that it ends up with."""
        page = self._page
        page.goto(block.title)
        for act in block.options["data-browser"].split(" | "):
            label, _, value = act.partition(": ")
            if act.startswith("click "):
                name = act.removeprefix("click ")
                button = page.get_by_role("button", name=name, exact=True)
                link = page.get_by_role("link", name=name, exact=True)
                (button if button.count() else link).first.click()
                page.wait_for_load_state()
            elif value:
                page.get_by_label(label).fill(value)
        return self._text()

    def _text(self) -> str:
        lines = self._page.inner_text("body").split("\n")
        return without_blank_lines("\n".join(line.strip() for line in lines))

    def close(self) -> None:
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()

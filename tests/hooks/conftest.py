"""A renderer with the site's own Markdown extensions, and one call that checks a page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hooks.__main__ import page_renderer, read_page
from hooks.blocks import Block, Stray, find_blocks
from hooks.pages import check_page

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def blocks_of() -> Callable[[str], tuple[list[Block], list[Stray]]]:
    md, recorder = page_renderer(includes=[HERE])
    return lambda text: find_blocks(md, recorder, "docs/page.md", text)


@pytest.fixture(scope="session")
def report() -> Callable[[str], str]:
    """What is reported of a page, as one text."""
    md, recorder = page_renderer(includes=[HERE])

    def check(text: str) -> str:
        return "\n".join(map(str, check_page(read_page(md, recorder, "docs/page.md", text))))

    return check


@pytest.fixture(scope="session")
def said(report: Callable[[str], str]) -> Callable[[str], str]:
    """The first problem of a page and its remedy, in one line."""

    def first(text: str) -> str:
        head, *_, last = report(text).split("\n")
        remedy = last.removeprefix("    help: ") if "help: " in last else ""
        return f"{head.replace(' python:', '')} ({remedy})"

    return first

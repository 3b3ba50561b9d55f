"""Copy buttons copy what one types, in every block of every page: what the chapters type, too."""

import codeop
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from hooks.sessions import PROMPTS, read_session
from tests.browser.test_browser import addresses
from tests.browser.test_keyboard import open_page

COPY = """async () => {
    const copied = [];
    let text;
    Object.defineProperty(navigator, 'clipboard', {value: {writeText: async t => { text = t; }}});
    for (const block of document.querySelectorAll('.highlight')) {
        block.querySelector('.tools button').click();
        const language = block.className.match(/language-(\\S+)/)?.[1] ?? '';
        copied.push([block.id, language, block.querySelector('code').textContent, text]);
    }
    return copied;
}"""


def runs(copied: str) -> bool:
    """Whether an interactive Python takes it line by line, as it does what is pasted."""
    pending = ""
    for line in copied.split("\n"):
        pending += line + "\n"
        if codeop.compile_command(pending, symbol="single") is not None:
            pending = ""
    return not pending.strip()


@pytest.mark.parametrize("address", addresses(), ids=lambda a: a or "home")
def test_what_is_copied(page: Page, url: str, address: str):
    open_page(page, url + address)
    for block, language, shown, copied in page.evaluate(COPY):
        place = f"{address}#{block} ({language})"
        if language in PROMPTS:
            _, commands = read_session(language, shown.rstrip("\n"))
            assert copied.rstrip("\n") == "\n".join(c.text for c in commands).rstrip("\n"), place
        else:
            assert copied == shown.rstrip("\n") + "\n", place


def test_a_copied_python_session_runs(page: Page, url: str, tmp_path: Path):
    open_page(page, f"{url}django/views/")
    sessions = [c for _, language, _, c in page.evaluate(COPY) if language == "pycon"]
    assert len(sessions) > 5
    for session in sessions:
        assert ">>>" not in session
        assert runs(session), session


@pytest.mark.skipif(sys.platform == "win32", reason="the command is for a POSIX shell")
def test_a_copied_command_runs(page: Page, url: str, tmp_path: Path):
    """The commands of one page with the shell, in an empty folder: the project appears."""
    open_page(page, f"{url}django/project/")
    commands = [c for _, language, _, c in page.evaluate(COPY) if language == "console"]
    start = next(c for c in commands if "startproject" in c)
    line = next(line for line in start.split("\n") if "startproject" in line)
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("manage.py"))

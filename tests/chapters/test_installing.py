"""Setting up is performed for real: from a machine that has Python, with each of the four tools."""

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal (pexpect)", allow_module_level=True)

from tests.chapters.run import INSTALLED_TOOLS, perform
from tests.chapters.steps import DOCS, TOOLS, read_chapter

PAGE = DOCS / "start" / "tools.md"


@pytest.mark.parametrize("tool", TOOLS)
def test_set_up_from_an_empty_folder(tool):
    chapter = read_chapter(PAGE, tool)
    assert chapter.makes_environment
    installs = [
        s.block.source for s in chapter.steps if s.kind == "commands" and tool in s.block.tabs
    ]
    assert len(installs) >= 1, f"the page has no commands for {tool}"
    assert "Django~=5.2.0" in installs[0]
    outcome = perform(PAGE, tool=tool)
    assert not outcome.failures, "\n".join(map(str, outcome.failures))


def test_every_tool_is_there():
    assert set(INSTALLED_TOOLS) == set(TOOLS)

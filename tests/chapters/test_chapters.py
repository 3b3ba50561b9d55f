"""Every page with a project is performed, top to bottom, and shows what really happens."""

import sys

import pytest

if sys.platform == "win32":
    pytest.skip(
        "the chapters are typed into a POSIX terminal (pexpect), which Windows has not",
        allow_module_level=True,
    )

from tests.chapters.run import perform
from tests.chapters.steps import DOCS, all_chapters


def chapters() -> list:
    """Pages that continue one project stay on one worker, in their order."""
    found = []
    for path in all_chapters():
        name = path.relative_to(DOCS).as_posix()
        group = name.split("/")[0] if name.startswith(("django/", "flask/")) else name
        found.append(pytest.param(path, id=name, marks=pytest.mark.xdist_group(group)))
    return found


@pytest.mark.parametrize("path", chapters())
def test_chapter(path):
    outcome = perform(path)
    assert not outcome.failures, "\n".join(map(str, outcome.failures))
    assert outcome.steps > 0

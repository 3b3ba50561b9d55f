"""Every page with a project is performed, top to bottom, and shows what really happens."""

import re
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip(
        "the chapters are typed into a POSIX terminal (pexpect), which Windows has not",
        allow_module_level=True,
    )

from tests.chapters.run import perform
from tests.chapters.steps import DOCS, all_chapters
from tests.chapters.versions import NEWER, NEWER_NEEDS, newer


def as_parameters(pages: list[Path], task: str) -> list:
    """Pages that continue one project stay on one worker for one task, in their order."""
    found = []
    for path in pages:
        name = path.relative_to(DOCS).as_posix()
        group = name.split("/")[0] if name.startswith(("django/", "flask/")) else name
        found.append(pytest.param(path, id=name, marks=pytest.mark.xdist_group(f"{task} {group}")))
    return found


def uses_django(page: Path) -> bool:
    return re.search(r"django-admin|manage\.py|Django~=", page.read_text("utf-8")) is not None


@pytest.mark.parametrize("path", as_parameters(all_chapters(), "perform"))
def test_chapter(path):
    outcome = perform(path)
    assert not outcome.failures, "\n".join(map(str, outcome.failures))
    assert outcome.steps > 0


@pytest.mark.parametrize(
    "path", as_parameters([p for p in all_chapters() if uses_django(p)], f"Django {NEWER}")
)
def test_chapter_with_the_newer_django(path):
    versions = newer()
    if versions is None:
        pytest.skip(f"Django {NEWER} needs Python {' or '.join(NEWER_NEEDS)}: none is found here")
    outcome = perform(path, versions)
    assert not outcome.failures, "\n".join(map(str, outcome.failures))

"""Every page with a project is performed, top to bottom, and shows what really happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

if sys.platform == "win32":
    pytest.skip(
        "the chapters are typed into a POSIX terminal (pexpect), which Windows has not",
        allow_module_level=True,
    )

from tests.chapters.run import CACHE, perform
from tests.chapters.steps import DOCS, ROOT, all_chapters
from tests.chapters.versions import NEWER, NEWER_NEEDS, newer


def uses_django(page: Path) -> bool:
    return re.search(r"django-admin|manage\.py|Django~=", page.read_text("utf-8")) is not None


def selected(test: str, request: pytest.FixtureRequest) -> list[str]:
    """The pages for which this run has the test."""
    items = [i for i in request.session.items if getattr(i, "originalname", "") == test]
    return [str(item.callspec.params["path"]) for item in items]


def perform_side_by_side(pages: list[str], *options: str) -> None:
    """A page waits more than it computes. Its test finds it done; one that fails, it does again."""
    command = [sys.executable, "-m", "tests.chapters", *options, *pages]
    CACHE.mkdir(parents=True, exist_ok=True)
    # Another worker of pytest-xdist waits, and finds all done as well.
    with FileLock(CACHE / "side-by-side.lock"):
        subprocess.run(command, cwd=ROOT, capture_output=True)


@pytest.fixture(scope="module")
def performed(request: pytest.FixtureRequest) -> None:
    perform_side_by_side(selected("test_chapter", request))


@pytest.fixture(scope="module")
def performed_with_the_newer_django(request: pytest.FixtureRequest) -> None:
    if newer() is None:
        pytest.skip(f"Django {NEWER} needs Python {' or '.join(NEWER_NEEDS)}: none is found here")
    perform_side_by_side(selected("test_chapter_with_the_newer_django", request), "--newer")


def each(pages: list[Path]) -> list:
    """All on one worker, which performs them side by side; the others have other tests."""
    group = pytest.mark.xdist_group("perform")
    return [pytest.param(path, id=path.relative_to(DOCS).as_posix(), marks=group) for path in pages]


@pytest.mark.usefixtures("performed")
@pytest.mark.parametrize("path", each(all_chapters()))
def test_chapter(path):
    outcome = perform(path)
    assert not outcome.failures, "\n".join(map(str, outcome.failures))
    assert outcome.steps > 0


@pytest.mark.usefixtures("performed_with_the_newer_django")
@pytest.mark.parametrize("path", each([p for p in all_chapters() if uses_django(p)]))
def test_chapter_with_the_newer_django(path):
    outcome = perform(path, newer())
    assert not outcome.failures, "\n".join(map(str, outcome.failures))

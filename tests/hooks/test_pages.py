"""Pages that continue others, and what is remembered of their problems."""

import json
from collections.abc import Sequence

import pytest

from hooks.blocks import Block
from hooks.pages import Cache, Checks, Page, Project, check_pages


def page(name: str, source: str, continues: str = "", place: str = "") -> Page:
    options = {"title": "urls.py"} | ({"data-after": place} if place else {})
    lines = tuple(range(2, 3 + source.count("\n")))
    block = Block(name, 1, "python", source, lines, options=options)
    return Page(name, source, [block], continues=continues)


FIRST = page("docs/z.md", "urlpatterns = [\n    1,\n]")
NEXT = page("docs/a.md", "    2,", "docs/z.md", place="1,")
WRONG = page("docs/a.md", "    2,", "docs/z.md", place="3,")


class Counted(Project):
    """Notes which pages are checked."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[str] = []

    def check(self, path: str) -> list:
        self.checked.append(path)
        return super().check(path)


def checked(cache: Cache, pages: Sequence[Page]) -> list[str]:
    project = Counted()
    checks = Checks(cache, project)
    for each in pages:
        checks.add(each)
    checks.finish()
    return project.checked


@pytest.mark.parametrize("pages", [(FIRST, NEXT), (NEXT, FIRST)])
def test_a_page_goes_on_with_the_files_of_another(pages):
    assert check_pages(pages, Cache()) == {FIRST.path: [], NEXT.path: []}


@pytest.mark.parametrize("pages", [(FIRST, WRONG), (WRONG, FIRST)])
def test_a_part_that_does_not_fit_the_page_before(pages):
    (problem,) = check_pages(pages, Cache())[WRONG.path]
    assert problem.message == "the line '3,' is not there in urls.py"


def test_a_page_is_checked_as_soon_as_those_that_it_continues_are_there():
    """Beside the build, that is, not when all else of it is done."""
    last, project = page("docs/0.md", "x = 1", NEXT.path), Counted()
    checks = Checks(Cache(), project)
    for each, known in (
        (last, []),
        (NEXT, []),
        (FIRST, [last.path, NEXT.path, FIRST.path]),
        (page("docs/b.md", "x = 1", NEXT.path), [last.path, NEXT.path, FIRST.path, "docs/b.md"]),
    ):
        checks.add(each)
        assert project.checked == known
    checks.add(page("docs/c.md", "x = 1", "docs/nowhere.md"))
    assert "docs/c.md" not in project.checked
    assert "docs/c.md" in checks.finish()


def test_pages_that_continue_each_other_end():
    one, two = page("docs/1.md", "x = 1", "docs/2.md"), page("docs/2.md", "x = 1", "docs/1.md")
    assert check_pages([one, two], Cache()) == {"docs/1.md": [], "docs/2.md": []}


def test_what_has_not_changed_is_not_checked_again(tmp_path):
    path = tmp_path / "checks.json"
    assert sorted(checked(Cache(path), [NEXT, FIRST])) == [NEXT.path, FIRST.path]
    assert checked(Cache(path), [NEXT, FIRST]) == []
    found = check_pages([WRONG, FIRST], Cache(path))
    assert check_pages([WRONG, FIRST], Cache(path)) == found


def test_a_page_is_checked_again_when_the_one_before_it_has_changed(tmp_path):
    path = tmp_path / "checks.json"
    checked(Cache(path), [FIRST, NEXT])
    changed = page(FIRST.path, "urlpatterns = [\n    3,\n]")
    assert checked(Cache(path), [changed, NEXT]) == [changed.path, NEXT.path]
    assert len(check_pages([changed, NEXT], Cache())[NEXT.path]) == 1


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', json.dumps({"a": [[1]]})])
def test_a_cache_that_cannot_be_read_is_none(tmp_path, text):
    path = tmp_path / "checks.json"
    path.write_text(text)
    assert checked(Cache(path), [FIRST]) == [FIRST.path]

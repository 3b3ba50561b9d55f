"""Real chapters with one mistake in them: each is caught, at the line where a reader notices it."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal (pexpect)", allow_module_level=True)

from tests.chapters.run import perform
from tests.chapters.steps import DOCS

APPS, VIEWS, URLS = "django/apps.md", "django/views.md", "django/urls.md"
MODELS, ONE_FILE = "django/models.md", "flask/app.md"
SETTING = "data-after=\"'django.contrib.staticfiles',\""


def failure(page: str, old: str, new: str, folder: Path) -> str:
    """Perform a chapter in which `old` has become `new`; return `line: what is wrong`."""
    text = (DOCS / page).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{page} no longer has {old!r}"
    path = folder / "page.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    outcome = perform(path)
    assert outcome.failures, "nothing failed"
    first = outcome.failures[0]
    assert first.path == str(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    return f"{lines[first.line - 1].strip()}: {first.message}"


MIGRATIONS = """\
$ python manage.py makemigrations
Migrations for 'books':
  books/migrations/0001_initial.py
    + Create model Author
    + Create model Tag
    + Create model Book
    + Create model Reading
    + Add field readers to book
    + Add field tags to book
    + Create constraint one_reading_per_reader_and_book on model reading
"""
MIGRATE = """\
$ python manage.py migrate
Operations to perform:
  Apply all migrations: admin, auth, books, contenttypes, sessions
Running migrations:
  Applying books.0001_initial... OK
"""


@pytest.mark.xdist_group("mutations")
@pytest.mark.parametrize(
    ("page", "old", "new", "found"),
    [
        pytest.param(
            MODELS,
            MIGRATIONS + MIGRATE,
            MIGRATE + MIGRATIONS,
            "$ python manage.py migrate: `python manage.py migrate` prints something else",
            id="a swapped step",
        ),
        pytest.param(
            VIEWS,
            "from django.http import HttpResponse\n",
            "",
            '```text title="http://127.0.0.1:8000/books/": http://127.0.0.1:8000/books/ answers',
            id="a dropped import",
        ),
        pytest.param(
            URLS,
            '```python title="books/urls.py"',
            '```python title="book/urls.py"',
            "$ python manage.py check: `python manage.py check` prints something else",
            id="a wrong path",
        ),
        pytest.param(
            ONE_FILE,
            '"books": 3',
            '"books": 4',
            '```json title="http://127.0.0.1:5000/api/count": http://127.0.0.1:5000/api/count answers',
            id="a changed output",
        ),
        pytest.param(
            MODELS,
            MIGRATIONS,
            "",
            "$ python manage.py migrate: `python manage.py migrate` prints something else",
            id="a missing migration",
        ),
        pytest.param(
            URLS,
            'views.book_detail, name="detail"',
            'views.book_detail, name="details"',
            ">>> match.view_name: `match.view_name` prints something else",
            id="a renamed URL",
        ),
        pytest.param(
            APPS,
            "$ python manage.py startapp books",
            "$ python manage.py startapp shelf",
            '```text title="books/": there is no folder books/',
            id="a changed command",
        ),
        pytest.param(
            ONE_FILE,
            "    return BOOKS\n",
            "    return BOOKS[1:]\n",
            '```json title="http://127.0.0.1:5000/api/books": http://127.0.0.1:5000/api/books answers',
            id="a changed file",
        ),
    ],
)
def test_mutated_chapter_fails_at_its_line(tmp_path, page, old, new, found):
    assert failure(page, old, new, tmp_path).replace('"', "").startswith(found.replace('"', ""))


@pytest.mark.xdist_group("mutations")
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ('data-after="nowhere,"', "the line 'nowhere,' is not there in config/settings.py"),
        ('data-before="]"', "the line ']' is there 4 times in config/settings.py"),
        ('data-at="the middle"', "data-at is 'end of the file' or 'top of the file'"),
        (SETTING + ' data-at="end of the file"', "a part goes to one place, not to two"),
    ],
)
def test_part_without_a_place_is_caught(tmp_path, place, message):
    block = f'```{{.python title="config/settings.py" {SETTING}}}'
    found = failure(APPS, block, block.replace(SETTING, place), tmp_path)
    line, _, text = found.partition("}: ")
    assert line == f'```{{.python title="config/settings.py" {place}'
    assert text.startswith(message)


@pytest.mark.xdist_group("mutations")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("config/setting.py", "config/setting.py is to be changed but does not exist"),
        ("../settings.py", "../settings.py is outside of the project's folder"),
    ],
)
def test_part_of_a_file_that_is_not_there_is_caught(tmp_path, name, message):
    block = f'```{{.python title="config/settings.py" {SETTING}}}'
    found = failure(APPS, block, block.replace("config/settings.py", name), tmp_path)
    assert found == f"{block.replace('config/settings.py', name)}: {message}"
